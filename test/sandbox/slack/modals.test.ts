import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type SlackSandbox, startSlack } from '../../../sandbox/slack/server.ts';
import { botClient, type RunningApp, refusal, startSocketApp } from './bolt-app.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });

const FORM: ModalView = {
  type: 'modal',
  callback_id: 'form',
  title: plain('Remediate'),
  submit: plain('Ask'),
  close: plain('Cancel'),
  private_metadata: 'kept',
  notify_on_close: true,
  blocks: [
    {
      type: 'input',
      block_id: 'why',
      label: plain('Why?'),
      element: { type: 'plain_text_input', action_id: 'reason', max_length: 20 },
    },
    {
      type: 'input',
      block_id: 'mode',
      label: plain('Mode'),
      element: {
        type: 'radio_buttons',
        action_id: 'mode',
        initial_option: { text: plain('Bookmarks only'), value: 'bookmarks' },
        options: [
          { text: plain('Bookmarks only'), value: 'bookmarks' },
          { text: plain('Full'), value: 'full' },
        ],
      },
    },
  ],
};

const option = (text: string, value: string) => ({ text: plain(text), value });
const crawlers = option('Crawlers too', 'crawlers');

const CHOICES: ModalView = {
  type: 'modal',
  callback_id: 'choices',
  title: plain('Remediate'),
  submit: plain('Ask'),
  blocks: [
    {
      type: 'input',
      block_id: 'jobs',
      label: plain('Jobs'),
      element: {
        type: 'multi_static_select',
        action_id: 'jobs',
        max_selected_items: 2,
        options: [option('Job one', 'j1'), option('Job two', 'j2'), option('Job three', 'j3')],
        initial_options: [option('Job two', 'j2')],
      },
    },
    {
      type: 'input',
      block_id: 'also',
      optional: true,
      label: plain('Also'),
      element: { type: 'checkboxes', action_id: 'also', options: [crawlers], initial_options: [crawlers] },
    },
    {
      type: 'input',
      block_id: 'key',
      optional: true,
      label: plain('Key'),
      element: {
        type: 'static_select',
        action_id: 'key',
        option_groups: [
          { label: plain('Ours'), options: [option('alias/one', 'k1')] },
          { label: plain('Shared'), options: [option('alias/two', 'k2')] },
        ],
      },
    },
  ],
};

const BUTTONS = [
  {
    type: 'actions',
    block_id: 'decide',
    elements: [
      { type: 'button', action_id: 'remediate', text: plain('Remediate'), value: 'opaque-1', style: 'primary' },
      {
        type: 'static_select',
        action_id: 'region',
        options: [
          { text: plain('Virginia'), value: 'us-east-1' },
          { text: plain('Ireland'), value: 'eu-west-1' },
        ],
      },
      { type: 'external_select', action_id: 'key', min_query_length: 0 },
    ],
  },
];

let slack: SlackSandbox;
let bot: RunningApp;

async function start(listen: (app: App) => void): Promise<string> {
  bot = await startSocketApp(slack, listen);
  const posted = await bot.app.client.chat.postMessage({ channel: 'CDATAPLATFORM', text: 'Findings', blocks: BUTTONS });
  return posted.ts ?? '';
}

beforeEach(async () => {
  slack = await startSlack();
});

afterEach(async () => {
  await bot.stop();
  await slack.close();
});

describe('buttons and selects', () => {
  test('a click carries the value, the message and a response_url that can replace it', async () => {
    const actions: unknown[] = [];
    const ts = await start((app) => {
      app.action('remediate', async ({ ack, action, body, respond }) => {
        await ack();
        actions.push(action, body);
        await respond({ text: 'Done', replace_original: true });
      });
    });
    const delivered = await slack.as('nina').click({ channel: 'data-platform', ts }, { text: 'Remediate' });
    expect(delivered.acked).toBe(true);
    await slack.waitFor(() => slack.messages('data-platform')[0]?.text === 'Done');
    expect(actions[0]).toMatchObject({ action_id: 'remediate', block_id: 'decide', value: 'opaque-1', type: 'button' });
    expect(actions[1]).toMatchObject({
      type: 'block_actions',
      team: { id: 'TACME' },
      user: { id: 'UNINA', team_id: 'TACME' },
      channel: { id: 'CDATAPLATFORM', name: 'data-platform' },
      container: { type: 'message', message_ts: ts, is_ephemeral: false },
      message: { ts, text: 'Findings' },
    });
    expect(slack.messages('data-platform')[0]).toMatchObject({ ts, edits: 1, history: [{ text: 'Findings' }] });
    expect(slack.problems).toEqual([]);
  });

  test('a select sends its option and keeps it in the state of the message', async () => {
    const seen: unknown[] = [];
    const ts = await start((app) => {
      app.action(/region|remediate/, async ({ ack, action, body }) => {
        await ack();
        seen.push(action, 'state' in body ? body.state : undefined);
      });
    });
    const place = { channel: 'data-platform', ts };
    await slack.as('nina').select(place, { actionId: 'region' }, 'Ireland');
    expect(seen[0]).toMatchObject({ type: 'static_select', selected_option: { value: 'eu-west-1' } });
    await slack.as('nina').click(place, { actionId: 'remediate' });
    expect(seen[3]).toMatchObject({ values: { decide: { region: { selected_option: { value: 'eu-west-1' } } } } });
    expect(() => slack.as('nina').click(place, { text: 'Approve' })).toThrow(/No element .*Remediate/);
  });

  test('an external select asks the app for its options', async () => {
    const seen: unknown[] = [];
    const ts = await start((app) => {
      app.options('key', async ({ ack, options }) => {
        await ack({ options: [{ text: plain(`alias/${options.value || 'default'}`), value: 'k1' }] });
      });
      app.action('key', async ({ ack, action }) => {
        await ack();
        seen.push(action);
      });
    });
    const place = { channel: 'data-platform', ts };
    expect(await slack.as('nina').suggest(place, { actionId: 'key' }, 'team')).toEqual([
      { text: plain('alias/team'), value: 'k1' },
    ]);
    await slack.as('nina').select(place, { actionId: 'key' }, 'k1');
    expect(seen[0]).toMatchObject({ type: 'external_select', selected_option: { value: 'k1' } });
  });

  test('an ephemeral message can be clicked by its reader only, and does not come along', async () => {
    const bodies: unknown[] = [];
    await start((app) => {
      app.action('remediate', async ({ ack, body, respond }) => {
        await ack();
        bodies.push(body);
        await respond({ delete_original: true, text: '' });
      });
    });
    const { message_ts: ts = '' } = await bot.app.client.chat.postEphemeral({
      channel: 'CDATAPLATFORM',
      user: 'UNINA',
      text: 'For you',
      blocks: BUTTONS,
    });
    const place = { channel: 'data-platform', ts };
    expect(() => slack.as('amir').click(place, { text: 'Remediate' })).toThrow(/does not see/);
    await slack.as('nina').click(place, { text: 'Remediate' });
    await slack.waitFor(() => slack.messages('data-platform').length === 1);
    expect(bodies[0]).toMatchObject({ container: { is_ephemeral: true, message_ts: ts } });
    expect(bodies[0]).not.toHaveProperty('message');
  });
});

describe('modals', () => {
  test('open, are filled, checked by Slack, submitted, and closed by the ack', async () => {
    const submitted: unknown[] = [];
    const ts = await start((app) => {
      app.action('remediate', async ({ ack, body, client }) => {
        await ack();
        if ('trigger_id' in body) await client.views.open({ trigger_id: body.trigger_id, view: FORM });
      });
      app.view('form', async ({ ack, view }) => {
        await ack();
        submitted.push(view);
      });
    });
    const nina = slack.as('nina');
    await nina.click({ channel: 'data-platform', ts }, { text: 'Remediate' });
    await slack.waitFor(() => slack.views('nina')[0]);
    expect(await nina.submit(undefined, { reason: null })).toMatchObject({
      acked: false,
      errors: { why: 'Please complete this required field.' },
    });
    expect(await nina.submit(undefined, { reason: 'x'.repeat(21) })).toMatchObject({ error: 'invalid_input' });
    expect((await nina.submit(undefined, { reason: 'because', mode: 'Full' })).acked).toBe(true);
    expect(submitted[0]).toMatchObject({
      private_metadata: 'kept',
      callback_id: 'form',
      state: {
        values: {
          why: { reason: { type: 'plain_text_input', value: 'because' } },
          mode: { mode: { type: 'radio_buttons', selected_option: { value: 'full' } } },
        },
      },
    });
    expect(slack.views('nina')).toEqual([]);
    expect(slack.problems).toEqual([]);
  });

  test('choices of several kinds: what is chosen already is sent, and no more than may be chosen', async () => {
    const submitted: unknown[] = [];
    const ts = await start((app) => {
      app.action('remediate', async ({ ack, body, client }) => {
        await ack();
        if ('trigger_id' in body) await client.views.open({ trigger_id: body.trigger_id, view: CHOICES });
      });
      app.view('choices', async ({ ack, view }) => {
        await ack();
        submitted.push(view.state.values);
      });
    });
    const nina = slack.as('nina');
    const open = async (): Promise<void> => {
      await nina.click({ channel: 'data-platform', ts }, { text: 'Remediate' });
      await slack.waitFor(() => slack.views('nina')[0]);
    };
    await open();
    await nina.submit(undefined);
    expect(submitted[0]).toMatchObject({
      jobs: { jobs: { type: 'multi_static_select', selected_options: [{ value: 'j2' }] } },
      also: { also: { type: 'checkboxes', selected_options: [{ value: 'crawlers' }] } },
      key: { key: { type: 'static_select', selected_option: null } },
    });
    await open();
    await expect(nina.select('view', { actionId: 'jobs' }, ['j1', 'j2', 'j3'])).rejects.toThrow('At most 2');
    await nina.select('view', { actionId: 'jobs' }, ['j1', 'Job three']);
    await nina.submit(undefined, { also: [], key: 'alias/two' });
    expect(submitted[1]).toMatchObject({
      jobs: { jobs: { selected_options: [{ value: 'j1' }, { value: 'j3' }] } },
      also: { also: { selected_options: [] } },
      key: { key: { selected_option: { value: 'k2' } } },
    });
    expect(slack.problems).toEqual([]);
  });

  test('stack: errors stay, push lies on top, update replaces, clear closes all', async () => {
    const answers = [
      { response_action: 'errors' as const, errors: { why: 'Say more' } },
      { response_action: 'push' as const, view: { ...FORM, callback_id: 'form', title: plain('Second') } },
      { response_action: 'update' as const, view: { ...FORM, title: plain('Third') } },
      { response_action: 'clear' as const },
    ];
    const ts = await start((app) => {
      app.action('remediate', async ({ ack, body, client }) => {
        await ack();
        if ('trigger_id' in body) await client.views.open({ trigger_id: body.trigger_id, view: FORM });
      });
      app.view('form', async ({ ack }) => {
        await ack(answers.shift() ?? { response_action: 'clear' });
      });
    });
    const nina = slack.as('nina');
    const titles = (): unknown[] => slack.views('nina').map(({ title }) => title.text);
    await nina.click({ channel: 'data-platform', ts }, { text: 'Remediate' });
    await slack.waitFor(() => slack.views('nina')[0]);
    expect((await nina.submit(undefined, { reason: 'a' })).errors).toEqual({ why: 'Say more' });
    expect(titles()).toEqual(['Remediate']);
    await nina.submit(undefined);
    expect(titles()).toEqual(['Remediate', 'Second']);
    await nina.submit(undefined, { reason: 'b' });
    expect(titles()).toEqual(['Remediate', 'Third']);
    expect(slack.views('nina')[1]?.state.values.why?.reason).toMatchObject({ value: 'b' });
    await nina.submit(undefined);
    expect(titles()).toEqual([]);
  });

  test('views.update keeps what was typed, minds the hash, and closing tells an app that asked', async () => {
    const closed: unknown[] = [];
    const ts = await start((app) => {
      app.action('remediate', async ({ ack, body, client }) => {
        await ack();
        if ('trigger_id' in body) {
          await client.views.open({ trigger_id: body.trigger_id, view: { ...FORM, external_id: 'ext' } });
        }
      });
      app.view({ callback_id: 'form', type: 'view_closed' }, async ({ ack, body }) => {
        await ack();
        closed.push(body);
      });
    });
    const nina = slack.as('nina');
    await nina.click({ channel: 'data-platform', ts }, { text: 'Remediate' });
    const view = await slack.waitFor(() => slack.views('nina')[0]);
    await nina.select('view', { actionId: 'reason' }, 'typed');
    const client = botClient(slack);
    const next = { ...FORM, external_id: 'ext', title: plain('New title') };
    await client.views.update({ external_id: 'ext', view: next, hash: view.hash });
    expect(slack.views('nina')[0]).toMatchObject({
      title: { text: 'New title' },
      state: { values: { why: { reason: { value: 'typed' } } } },
    });
    expect(await refusal(client.views.update({ view_id: view.id, view: next, hash: view.hash }))).toBe('hash_conflict');
    expect((await nina.closeView()).acked).toBe(true);
    expect(closed[0]).toMatchObject({ type: 'view_closed', is_cleared: false, view: { id: view.id } });
    expect(await refusal(client.views.update({ view_id: view.id, view: next }))).toBe('not_found');
  });
});
