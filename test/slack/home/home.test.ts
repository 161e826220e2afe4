import { afterEach, describe, expect, it } from 'vitest';
import { renderer } from '../../../src/slack/render.ts';
import { actionIds } from '../../../src/slack/views/common/action-ids.ts';
import type { HomePage } from '../../../src/usecases/messages/home-page.ts';
import type { Command } from '../../../src/usecases/ports/command.ts';
import { homeSamples } from '../../views/samples/home.ts';
import { samples } from '../../views/samples.ts';
import { findings, problem, progress } from '../support.ts';
import { type Given, type SurfaceSetUp, started } from '../surface-kit.ts';

let kit: SurfaceSetUp;

afterEach(() => kit.stop());

function sample(name: string): HomePage {
  const page = homeSamples[name];
  if (page?.kind !== 'home') throw new Error(name);
  return page;
}

const one = sample('home-one');
const shows = (words: string, user = 'UNINA') =>
  kit.slack.waitFor((slack) => JSON.stringify(slack.home(user)?.blocks ?? []).includes(words));
const modalShows = (words: string, user = 'UNINA') =>
  kit.slack.waitFor((slack) => JSON.stringify(slack.views(user).at(-1)?.blocks ?? []).includes(words));
const published = () => kit.slack.calls.filter(({ method }) => method === 'views.publish');
const errors = () => kit.log.lines.filter(({ level }) => level === 'error');

/** A started bot whose Home was opened by Nina. */
async function opened(given: Given = {}, home: () => Promise<HomePage> = async () => one): Promise<void> {
  kit = await started({ renderer, ...given, actions: { home, ...given.actions } });
  await kit.slack.as('UNINA').openTab('home');
}

describe('the Home', () => {
  it('is published for whoever opens it, and asked for as theirs', async () => {
    const actors: unknown[] = [];
    kit = await started({
      renderer,
      actions: {
        home: async (actor) => {
          actors.push(actor);
          return one;
        },
      },
    });
    await kit.slack.as('UNINA').openTab('messages');
    expect(await kit.slack.as('UAMIR').openTab('home')).toMatchObject({ acked: true });
    await shows('orders-etl', 'UAMIR');
    expect(actors).toEqual([{ user: 'UAMIR', channel: '' }]);
    expect(kit.slack.home('UNINA')).toBeUndefined();
    expect(kit.slack.problems).toEqual([]);
  });

  it('is brought up to date each time, and by Refresh', async () => {
    let exposed = 0;
    await opened({}, async () => ({ ...one, open: { ...one.open, exposed: ++exposed } }));
    await shows('1 exposed finding');
    await kit.slack.as('UNINA').openTab('home');
    await shows('2 exposed findings');
    await kit.slack.as('UNINA').click('home', { actionId: actionIds.homeRefresh });
    await shows('3 exposed findings');
    expect(published().map(({ args }) => args.hash !== undefined)).toEqual([false, true, true]);
  });

  it('a slower page overwrites none that is newer', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let asked = 0;
    await opened({}, async () => {
      asked += 1;
      if (asked === 2) await promise;
      return { ...one, open: { ...one.open, exposed: asked } };
    });
    await shows('1 exposed finding');
    await kit.slack.as('UNINA').openTab('home');
    await kit.slack.waitFor(() => asked === 2);
    await kit.slack.as('UNINA').openTab('home');
    await shows('3 exposed findings');
    resolve();
    await kit.slack.waitFor(() => published().length === 3);
    expect(published().map(({ error }) => error)).toEqual([undefined, undefined, 'hash_conflict']);
    expect(JSON.stringify(kit.slack.home('UNINA'))).toContain('3 exposed findings');
    expect(errors()).toEqual([]);
  });

  it('an event that comes again makes it once', async () => {
    kit = await started({ renderer, actions: { home: async () => one } });
    kit.slack.faults.delivery('twice');
    await kit.slack.as('UNINA').openTab('home');
    await shows('orders-etl');
    await kit.slack.as('UAMIR').openTab('home');
    await shows('orders-etl', 'UAMIR');
    expect(published()).toHaveLength(2);
    expect(kit.log.all()).toContain('delivered a payload again');
  });

  it('what cannot be made is a problem with its reference, and Refresh tries again', async () => {
    let fails = true;
    await opened({}, async () => {
      if (fails) throw new Error('defect');
      return one;
    });
    await shows('Reference: id-00001.');
    expect(errors()).toHaveLength(1);
    fails = false;
    await kit.slack.as('UNINA').click('home', { text: 'Refresh' });
    await shows('orders-etl');
  });

  it('a Home tab that is off is said once in the log, and nothing else happens', async () => {
    kit = await started({ renderer, actions: { home: async () => one } });
    kit.slack.faults.refuse('not_enabled', { methods: ['views.publish'] });
    for (const user of ['UNINA', 'UAMIR', 'UNINA']) await kit.slack.as(user).openTab('home');
    await kit.slack.waitFor(() => published().length === 3);
    await kit.surface.stop();
    expect(kit.log.lines.filter(({ text }) => text.includes('Home tab'))).toMatchObject([{ level: 'warn' }]);
    expect(errors()).toEqual([]);
  });

  it('a page that Slack refuses becomes a problem with its reference', async () => {
    kit = await started({ renderer, actions: { home: async () => one } });
    kit.slack.faults.refuse('invalid_arguments', { methods: ['views.publish'], count: 1 });
    await kit.slack.as('UNINA').openTab('home');
    await shows('Reference: ');
    expect(errors()).toHaveLength(1);
  });

  it('somebody of elsewhere gets nothing, and nothing is read for them', async () => {
    kit = await started({ renderer });
    await kit.slack.as('UGUEST').openTab('home');
    await kit.slack.waitFor(({ calls }) => calls.some(({ method }) => method === 'users.info'));
    await kit.surface.stop();
    expect(kit.log.all()).toContain('another workspace was refused');
    expect(published()).toEqual([]);
    expect(kit.slack.home('UGUEST')).toBeUndefined();
  });

  it('whose somebody is cannot be proven: the page says so, and holds nothing else', async () => {
    kit = await started({ renderer });
    kit.slack.faults.refuse('missing_scope', { methods: ['users.info'] });
    await kit.slack.as('UNINA').openTab('home');
    await shows('users:read');
    expect(errors()).toEqual([]);
  });
});

describe('presses in the Home', () => {
  it('opens the list of findings, in no channel', async () => {
    await opened({ browse: async () => findings({ queryId: 'all-open' }) });
    await shows('orders-etl');
    await kit.slack.as('UNINA').click('home', { text: 'Findings' });
    await modalShows('25 open findings');
    expect(kit.browsed).toEqual([{ actor: { user: 'UNINA', channel: '' }, request: { queryId: 'all-open', page: 0 } }]);
    expect(kit.slack.problems).toEqual([]);
  });

  it('shows what a finding is about, and a form lies upon that', async () => {
    const asked: unknown[] = [];
    const configuration = samples['configuration-exposed'];
    if (configuration?.kind !== 'configuration') throw new Error('no sample');
    await opened({
      actions: {
        showFinding: async (actor, id) => {
          asked.push([actor, id]);
          return { ...configuration, remediate: 'finding-1' };
        },
      },
    });
    await shows('orders-etl');
    await kit.slack.as('UNINA').click('home', { actionId: actionIds.showFinding });
    await modalShows('Encryption settings');
    expect(asked).toEqual([[{ user: 'UNINA', channel: '' }, 'finding-1']]);
    // Remediation is off in this set-up: that is said upon the modal, which stays.
    await kit.slack.as('UNINA').click('view', { actionId: actionIds.remediate });
    await modalShows('Remediation is');
    expect(kit.slack.views('UNINA')).toHaveLength(2);
    expect(kit.slack.problems).toEqual([]);
  });

  it('a problem opens a modal, where beside a message it would stand beside it', async () => {
    await opened();
    await shows('orders-etl');
    await kit.slack.as('UNINA').click('home', { actionId: actionIds.remediate });
    await modalShows('Remediation is');
    expect(kit.slack.calls.filter(({ method }) => method === 'chat.postMessage')).toEqual([]);
  });

  it('says it by direct message where no modal opens any more', async () => {
    await opened();
    await shows('orders-etl');
    kit.slack.faults.refuse('expired_trigger_id', { methods: ['views.open'], count: 1 });
    await kit.slack.as('UNINA').click('home', { actionId: actionIds.remediate });
    await kit.slack.waitFor((slack) => slack.messages('DNINA').length === 1);
    expect(JSON.stringify(kit.slack.messages('DNINA'))).toContain('Remediation is');
  });
});

describe('an audit from the Home', () => {
  const form = {
    kind: 'audit-form',
    accounts: [{ word: '111122223333', label: 'prod (111122223333)' }],
    regions: ['eu-west-1'],
  } as const;

  /** Typed words that were run. */
  async function audit(values: Record<string, string>, run: Command['parse'] = () => never) {
    const typed: string[] = [];
    const command: Command = {
      name: '/glue-audit',
      summary: '',
      usageHint: '',
      subcommands: [],
      parse(text) {
        typed.push(text);
        return run(text);
      },
    };
    await opened({ options: { commands: [command] }, actions: { auditForm: async () => form } });
    await shows('orders-etl');
    await kit.slack.as('UNINA').click('home', { text: 'Audit' });
    await kit.slack.waitFor((slack) => slack.views('UNINA').at(-1)?.callback_id === 'audit.ask');
    expect(await kit.slack.as('UNINA').submit(undefined, values)).toMatchObject({ acked: true });
    return typed;
  }
  const never = { shared: false, run: async () => problem('The result.') };
  const told = () => JSON.stringify(kit.slack.messages('DNINA'));

  it.each([
    [{}, 'all'],
    [{ account: '111122223333' }, '111122223333'],
    [{ region: 'eu-west-1' }, 'eu-west-1'],
    [{ account: '111122223333', region: 'eu-west-1' }, '111122223333 eu-west-1'],
  ])('%j is typed as "%s", and ends as a direct message and a new page', async (values, text) => {
    const typed = await audit(values);
    await kit.slack.waitFor(() => told().includes('The result.'));
    expect(typed).toEqual([text]);
    await kit.slack.waitFor(() => published().length === 2);
    expect(kit.slack.problems).toEqual([]);
  });

  it('shows its progress in the message that becomes the result', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    await audit({}, () => ({
      shared: false,
      async run(request) {
        expect(request.actor).toEqual({ user: 'UNINA', channel: '' });
        request.progress(progress(3));
        await promise;
        return problem('The result.');
      },
    }));
    await modalShows('The audit has begun');
    await kit.slack.waitFor(() => told().includes('3 of 10'));
    resolve();
    await kit.slack.waitFor(() => told().includes('The result.'), 10_000);
    expect(kit.slack.messages('DNINA')).toHaveLength(1);
  });
});
