import { afterEach, describe, expect, it } from 'vitest';
import type { Message } from '../../sandbox/slack/model.ts';
import { createClients } from '../../src/slack/transport/client.ts';
import { actionIds } from '../../src/slack/views/common/action-ids.ts';
import type { ProblemMessage } from '../../src/usecases/messages/command-messages.ts';
import type { FindingsMessage } from '../../src/usecases/messages/finding-messages.ts';
import { findings, problem } from './support.ts';
import { clickableRenderer, type Given, type SurfaceSetUp, started } from './surface-kit.ts';

let kit: SurfaceSetUp;

afterEach(() => kit.stop());

const browse = { actionId: actionIds.browse };
const next = { actionId: actionIds.nextPage };

/** A started bot and an answer with the button, in #data-platform or another channel. */
async function answerWithButton(given: Given = {}, channel = 'data-platform', words = 'all share'): Promise<Message> {
  kit = await started(given);
  const { slack } = kit;
  await slack.as('UNINA').type(channel, `/glue-audit ${words}`);
  return slack.waitFor(() => slack.messages(channel).find(({ text }) => text.includes('You said')));
}

/** Resolves when the top modal of this person shows these words. */
function modalShows(user: string, words: string): Promise<unknown> {
  return kit.slack.waitFor((slack) => JSON.stringify(slack.views(user).at(-1)?.blocks ?? []).includes(words));
}

describe('the list of findings', () => {
  it('opens at once, before the findings are there, and is filled afterwards', async () => {
    const { promise, resolve } = Promise.withResolvers<FindingsMessage>();
    const message = await answerWithButton({ browse: () => promise });
    expect(await kit.slack.as('UAMIR').click(message, browse)).toMatchObject({ acked: true });
    await modalShows('UAMIR', 'loading');
    resolve(findings());
    await modalShows('UAMIR', 'page 1 of 3 of query-1');
    expect(kit.slack.problems).toEqual([]);
  });

  it('asks for the person who clicked, in the channel of the click, with the opaque id', async () => {
    const message = await answerWithButton();
    await kit.slack.as('UAMIR').click(message, browse);
    await modalShows('UAMIR', 'page 1');
    expect(kit.browsed).toEqual([
      { actor: { user: 'UAMIR', channel: 'CDATAPLATFORM' }, request: { queryId: 'query-1', page: 0 } },
    ]);
  });

  it('opens from a private answer too', async () => {
    const message = await answerWithButton({}, 'random', 'all');
    await kit.slack.as('UNINA').click(message, browse);
    await modalShows('UNINA', 'page 1');
    expect(kit.browsed[0]?.actor).toEqual({ user: 'UNINA', channel: 'CRANDOM' });
  });

  it('turns pages, and keeps only opaque ids in the modal', async () => {
    const message = await answerWithButton();
    const amir = kit.slack.as('UAMIR');
    await amir.click(message, browse);
    await modalShows('UAMIR', 'page 1');
    await amir.click('view', next);
    await modalShows('UAMIR', 'page 2');
    await amir.click('view', next);
    await modalShows('UAMIR', 'page 3');
    await amir.click('view', { actionId: actionIds.previousPage });
    await modalShows('UAMIR', 'page 2');
    expect(JSON.parse(kit.slack.views('UAMIR')[0]?.private_metadata ?? '')).toEqual({
      queryId: 'query-1',
      page: 1,
      channel: 'CDATAPLATFORM',
    });
    expect(kit.browsed.at(-1)?.actor).toEqual({ user: 'UAMIR', channel: 'CDATAPLATFORM' });
    expect(kit.slack.problems).toEqual([]);
  });

  it('a filter starts a new query at its first page, and the next page belongs to it', async () => {
    const message = await answerWithButton();
    const amir = kit.slack.as('UAMIR');
    await amir.click(message, browse);
    await modalShows('UAMIR', 'page 1');
    await amir.select('view', { actionId: actionIds.filterRegion }, 'eu-west-1');
    await modalShows('UAMIR', 'of query-2');
    await amir.click('view', next);
    await modalShows('UAMIR', 'page 2 of 3 of query-2');
    expect(kit.browsed.slice(1).map(({ request }) => request)).toEqual([
      { queryId: 'query-1', page: 0, change: { regions: ['eu-west-1'] } },
      { queryId: 'query-2', page: 1 },
    ]);
  });

  it('two clicks at once turn one page', async () => {
    const message = await answerWithButton();
    const amir = kit.slack.as('UAMIR');
    await amir.click(message, browse);
    await modalShows('UAMIR', 'page 1');
    await Promise.all([amir.click('view', next), amir.click('view', next)]);
    await kit.slack.waitFor((slack) => slack.calls.filter(({ method }) => method === 'views.update').length === 3);
    await modalShows('UAMIR', 'page 2');
    expect(kit.slack.calls.filter(({ error }) => error === 'hash_conflict')).toHaveLength(1);
    expect(kit.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('two people do not disturb each other', async () => {
    const message = await answerWithButton();
    await Promise.all(['UAMIR', 'UJUN'].map((user) => kit.slack.as(user).click(message, browse)));
    await modalShows('UAMIR', 'page 1');
    await modalShows('UJUN', 'page 1');
    await kit.slack.as('UJUN').click('view', next);
    await modalShows('UJUN', 'page 2');
    await modalShows('UAMIR', 'page 1');
  });

  it('says what is the matter when the query is gone', async () => {
    const gone: ProblemMessage = problem('This list is too old.');
    const message = await answerWithButton({ browse: async () => gone });
    await kit.slack.as('UAMIR').click(message, browse);
    await modalShows('UAMIR', 'This list is too old.');
  });

  it('shows a reference when something breaks', async () => {
    const broken: Given['browse'] = async () => {
      throw new Error('boom');
    };
    const message = await answerWithButton({ browse: broken });
    await kit.slack.as('UAMIR').click(message, browse);
    await modalShows('UAMIR', 'id-00001');
    expect(kit.log.all()).toContain('boom');
  });

  it('shows a reference when the list cannot be rendered', async () => {
    const renderer = {
      ...clickableRenderer,
      findingsModal: () => {
        throw new Error('a defect in a view');
      },
    };
    const message = await answerWithButton({ renderer });
    await kit.slack.as('UAMIR').click(message, browse);
    await modalShows('UAMIR', 'id-00001');
    expect(kit.log.all()).toContain('a defect in a view');
  });

  it('shows a reference when Slack refuses the list', async () => {
    const title = { type: 'plain_text' as const, text: 'A title that is too long for a modal' };
    const renderer = { ...clickableRenderer, findingsModal: () => ({ type: 'modal' as const, title, blocks: [] }) };
    const message = await answerWithButton({ renderer });
    await kit.slack.as('UAMIR').click(message, browse);
    await modalShows('UAMIR', 'id-00001');
  });

  it('does not mind a modal that was closed meanwhile', async () => {
    const { promise, resolve } = Promise.withResolvers<FindingsMessage>();
    const message = await answerWithButton({ browse: () => promise });
    await kit.slack.as('UAMIR').click(message, browse);
    await modalShows('UAMIR', 'loading');
    await kit.slack.as('UAMIR').closeView();
    resolve(findings());
    await kit.slack.waitFor((slack) => slack.calls.some(({ method, ok }) => method === 'views.update' && !ok));
    expect(kit.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('answers beside the button when the trigger is too old', async () => {
    const message = await answerWithButton();
    kit.slack.faults.refuse('expired_trigger_id', { methods: ['views.open'], count: 1 });
    await kit.slack.as('UAMIR').click(message, browse);
    await kit.slack.waitFor((slack) =>
      slack.visibleTo('UAMIR', 'data-platform').some(({ text }) => text.includes('Press the button again')),
    );
    expect(kit.browsed).toEqual([]);
  });

  it('says what a refused view is, a defect with a reference, and not that it is too late', async () => {
    const message = await answerWithButton();
    kit.slack.faults.refuse('invalid_arguments', { methods: ['views.open'], count: 1 });
    await kit.slack.as('UAMIR').click(message, browse);
    const said = () => kit.slack.visibleTo('UAMIR', 'data-platform').map(({ text }) => text);
    await kit.slack.waitFor(() => said().some((text) => /Something went wrong.*Reference: /s.test(text)));
    expect(said().join()).not.toContain('in time');
    expect(kit.log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  it('fills the modal after a rate limit', async () => {
    const message = await answerWithButton();
    kit.slack.faults.rateLimit(1, { methods: ['views.update'], count: 1 });
    await kit.slack.as('UAMIR').click(message, browse);
    await modalShows('UAMIR', 'page 1');
  });
});

describe('other clicks', () => {
  it('a list of an older version says so', async () => {
    const message = await answerWithButton();
    const amir = kit.slack.as('UAMIR');
    await amir.click(message, browse);
    await modalShows('UAMIR', 'page 1');
    const { id, title, blocks, type } = kit.slack.views('UAMIR')[0] ?? {};
    const client = createClients({
      botToken: kit.slack.app.botToken,
      apiUrl: kit.slack.apiUrl,
      log: kit.log,
    }).interactive;
    await client.apiCall('views.update', { view_id: id, view: { type, title, blocks, private_metadata: '{"v":0}' } });
    await amir.click('view', next);
    await modalShows('UAMIR', 'too old');
  });

  it('what nobody knows any more is acknowledged and does nothing', async () => {
    kit = await started();
    const client = createClients({
      botToken: kit.slack.app.botToken,
      apiUrl: kit.slack.apiUrl,
      log: kit.log,
    }).interactive;
    const text = { type: 'plain_text' as const, text: 'Old' };
    const elements = [{ type: 'button' as const, action_id: 'gone', text }];
    await client.chat.postMessage({ channel: 'CDATAPLATFORM', text: 'old', blocks: [{ type: 'actions', elements }] });
    const message = await kit.slack.waitFor((slack) => slack.messages('data-platform')[0]);
    expect(await kit.slack.as('UAMIR').click(message, { actionId: 'gone' })).toMatchObject({ acked: true });
    expect(kit.browsed).toEqual([]);
    expect(kit.slack.problems).toEqual([]);
  });
});

describe('clicks of strangers', () => {
  it('a guest of another workspace is refused, nothing is looked up, and it leaves its entry', async () => {
    const attempts: unknown[] = [];
    const onOtherWorkspace = async (attempt: unknown) => void attempts.push(attempt);
    const message = await answerWithButton({ options: { onOtherWorkspace } }, 'data-alerts');
    expect(await kit.slack.as('UGUEST').click(message, browse)).toMatchObject({ acked: true });
    await kit.slack.waitFor((slack) =>
      slack.visibleTo('UGUEST', 'data-alerts').some(({ text }) => text.includes('only answers to members')),
    );
    expect(kit.browsed).toEqual([]);
    expect(kit.slack.views('UGUEST')).toEqual([]);
    expect(kit.slack.visibleTo('UNINA', 'data-alerts').map(({ text }) => text)).toEqual([message.text]);
    expect(kit.log.all()).toContain('TPARTNER');
    const { ts } = message;
    expect(attempts).toMatchObject([{ user: 'UGUEST', what: 'findings.browse', channel: 'CDATAALERTS', ts }]);
  });
});
