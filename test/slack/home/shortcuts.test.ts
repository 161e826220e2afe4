import { afterEach, describe, expect, it } from 'vitest';
import { shortcutCall } from '../../../src/slack/home/listen.ts';
import { renderer } from '../../../src/slack/render.ts';
import { actionIds } from '../../../src/slack/views/common/action-ids.ts';
import { foundSamples } from '../../views/samples/lists.ts';
import { type Given, type SurfaceSetUp, started } from '../surface-kit.ts';

let kit: SurfaceSetUp;

afterEach(() => kit?.stop());

const modalShows = (words: string, user = 'UNINA') =>
  kit.slack.waitFor((slack) => JSON.stringify(slack.views(user).at(-1)?.blocks ?? []).includes(words));

async function begin(actions: NonNullable<Given['actions']>) {
  kit = await started({ renderer, actions });
  return kit.slack;
}

describe('the global shortcut', () => {
  it('opens the form of an audit, in no channel', async () => {
    const actors: unknown[] = [];
    const slack = await begin({
      auditForm: async (actor) => {
        actors.push(actor);
        return { kind: 'audit-form', accounts: [], regions: ['eu-west-1'] };
      },
    });
    expect(await slack.as('UNINA').shortcut('Audit Glue bookmarks')).toMatchObject({ acked: true });
    await slack.waitFor(() => slack.views('UNINA').at(-1)?.callback_id === 'audit.ask');
    expect(actors).toEqual([{ user: 'UNINA', channel: '' }]);
    expect(slack.problems).toEqual([]);
  });

  it('somebody of elsewhere is told so', async () => {
    const slack = await begin({});
    await slack.as('UGUEST').shortcut('Audit Glue bookmarks');
    await modalShows('only answers to members', 'UGUEST');
  });
});

describe('the shortcut of a message', () => {
  it('lists what the message names, and a row can be shown upon that', async () => {
    const asked: unknown[] = [];
    const slack = await begin({
      findIn: async (actor, text) => {
        asked.push([actor, text]);
        return foundSamples['found-through-jobs'];
      },
      showFinding: async (actor, id) => {
        asked.push([actor, id]);
        return { kind: 'problem', what: 'Shown.', next: 'Nothing.', suggestions: [] };
      },
    });
    await slack.as('UAMIR').type('data-platform', 'orders-load & <co> failed at 3');
    const [message] = slack.messages('data-platform');
    if (message === undefined) throw new Error('nothing was posted');
    await slack.as('UNINA').shortcut('Find in Glue', message);
    await modalShows('2 open findings named in this message');
    await slack.as('UNINA').select('view', { actionId: actionIds.showChosen }, 'finding-2');
    await modalShows('Shown.');
    const actor = { user: 'UNINA', channel: 'CDATAPLATFORM' };
    expect(asked).toEqual([
      [actor, 'orders-load & <co> failed at 3'],
      [actor, 'finding-2'],
    ]);
    expect(slack.views('UNINA')).toHaveLength(2);
    expect(slack.problems).toEqual([]);
  });

  it('what the message says is in no line of the log, also where the search fails', async () => {
    const slack = await begin({ findIn: () => Promise.reject(new Error('defect')) });
    await slack.as('UAMIR').type('data-platform', 'the secret is hunter2');
    const [message] = slack.messages('data-platform');
    if (message === undefined) throw new Error('nothing was posted');
    await slack.as('UNINA').shortcut('Find in Glue', message);
    await modalShows('Reference: ');
    expect(kit.log.all()).not.toContain('hunter2');
  });
});

describe('what a message says', () => {
  const common = {
    callback_id: 'shortcut.find',
    trigger_id: 't',
    user: { id: 'U1', name: 'u' },
    team: { id: 'T1', domain: 'd' },
    token: 't',
    action_ts: '1',
    message_ts: '1.2',
    response_url: '',
    channel: { id: 'C1', name: 'c' },
  };

  it('is in its text and its blocks', () => {
    const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: 'a &amp; b' }, block_id: 'never' }];
    const message = { type: 'message' as const, ts: '1.2', text: 'top', blocks };
    expect(shortcutCall({ ...common, type: 'message_action', message })).toMatchObject({
      channel: 'C1',
      text: 'top\na & b',
    });
  });
});
