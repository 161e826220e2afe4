import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Json } from '../../../sandbox/slack/json.ts';
import { type SlackSandbox, startSlack } from '../../../sandbox/slack/server.ts';
import { botClient, refusal } from './bolt-app.ts';

let slack: SlackSandbox;

beforeEach(async () => {
  slack = await startSlack();
});

afterEach(() => slack.close());

describe('tokens and scopes', () => {
  test('a missing or unknown token, a token of the wrong kind, an unknown method', async () => {
    const anonymous = await fetch(`${slack.apiUrl}auth.test`, { method: 'POST' });
    expect(await anonymous.json()).toEqual({ ok: false, error: 'not_authed' });
    expect(await refusal(botClient(slack, 'xoxb-wrong').auth.test())).toBe('invalid_auth');
    expect(await refusal(botClient(slack).apps.connections.open())).toBe('not_allowed_token_type');
    expect(await refusal(botClient(slack, slack.app.appToken).auth.test())).toBe('not_allowed_token_type');
    expect(await refusal(botClient(slack).apiCall('chat.shout'))).toBe('unknown_method');
  });

  test('auth.test says who the bot is, and every answer names the scopes', async () => {
    const answer = await botClient(slack).auth.test();
    expect(answer).toMatchObject({ team_id: 'TACME', user_id: 'UGLUEBOT', bot_id: 'BGLUEBOT' });
    expect(answer.response_metadata?.scopes).toEqual(slack.app.scopes);
  });

  test('a missing scope names what is needed and what is there', async () => {
    slack.app.scopes = ['chat:write'];
    const response = await fetch(`${slack.apiUrl}usergroups.users.list`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.app.botToken}` },
      body: new URLSearchParams({ usergroup: 'SDATALEADS' }),
    });
    expect(await response.json()).toEqual({
      ok: false,
      error: 'missing_scope',
      needed: 'usergroups:read',
      provided: 'chat:write',
    });
    expect(response.headers.get('x-accepted-oauth-scopes')).toBe('usergroups:read');
    expect(await refusal(botClient(slack).conversations.info({ channel: 'CDATAALERTS' }))).toBe('missing_scope');
    expect(await refusal(botClient(slack).conversations.open({ users: 'UNINA' }))).toBe('missing_scope');
  });
});

describe('posting', () => {
  test('needs membership: not_in_channel, channel_not_found, is_archived', async () => {
    const client = botClient(slack);
    const post = (channel: string): Promise<string> => refusal(client.chat.postMessage({ channel, text: 'x' }));
    expect(await post('CRANDOM')).toBe('not_in_channel');
    expect(await post('CNOWHERE')).toBe('channel_not_found');
    const approvals = slack.workspace.channels.find(({ name }) => name === 'glue-approvals');
    if (approvals !== undefined) approvals.members = ['UAMIR'];
    expect(await post('CGLUEAPPROVALS')).toBe('channel_not_found');
    const alerts = slack.workspace.channels.find(({ name }) => name === 'data-alerts');
    if (alerts !== undefined) alerts.archived = true;
    expect(await post('CDATAALERTS')).toBe('is_archived');
    expect(await post('#data-platform')).toBe('ok');
    expect(await post('UNINA')).toBe('ok');
    expect(slack.visibleTo('nina', 'DNINA').map(({ text }) => text)).toEqual(['x']);
    expect(slack.problems).toEqual([]);
  });

  test('update, delete and their refusals; new words without blocks take the blocks away', async () => {
    const client = botClient(slack);
    const blocks = [{ type: 'divider' as const }];
    const { ts = '' } = await client.chat.postMessage({ channel: 'CDATAALERTS', text: 'one', blocks });
    await client.chat.update({ channel: 'CDATAALERTS', ts, text: 'two' });
    expect(slack.messages('data-alerts')[0]).toMatchObject({ text: 'two', blocks: [], edits: 1 });
    await slack.as('nina').type('data-alerts', 'hello <!channel> & all');
    const hers = slack.messages('data-alerts')[1];
    expect(hers?.text).toBe('hello &lt;!channel&gt; &amp; all');
    const other = { channel: 'CDATAALERTS', ts: hers?.ts ?? '', text: 'x' };
    expect(await refusal(client.chat.update(other))).toBe('cant_update_message');
    expect(await refusal(client.chat.update({ ...other, ts: '1.1' }))).toBe('message_not_found');
    expect(await refusal(client.chat.delete({ channel: 'CDATAALERTS', ts }))).toBe('ok');
    expect(await refusal(client.chat.update({ channel: 'CDATAALERTS', ts, text: 'x' }))).toBe('message_not_found');
    expect(await refusal(client.chat.update({ ...other, text: 'x'.repeat(4001) }))).toBe('cant_update_message');
  });

  test('a workspace that lets nobody edit older messages refuses it', async () => {
    const client = botClient(slack);
    const channel = 'CDATAALERTS';
    const { ts = '' } = await client.chat.postMessage({ channel, text: 'one' });
    slack.workspace.editWindow = 60_000;
    expect(await refusal(client.chat.update({ channel, ts, text: 'two' }))).toBe('ok');
    slack.workspace.editWindow = -1;
    expect(await refusal(client.chat.update({ channel, ts, text: 'x' }))).toBe('edit_window_closed');
    expect(slack.messages('data-alerts')[0]).toMatchObject({ text: 'two', edits: 1 });
  });

  test('an update is refused for what a post is refused for, and the message stays as it was', async () => {
    const client = botClient(slack);
    const channel = 'CDATAALERTS';
    const { ts = '' } = await client.chat.postMessage({ channel, text: 'one' });
    const update = (text: string, blocks: Json[]): Promise<string> =>
      refusal(client.apiCall('chat.update', { channel, ts, text, blocks }));
    const section = (length: number): Json => ({ type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(length) } });
    expect(await update('x', [section(3001)])).toBe('invalid_blocks');
    expect(
      await update(
        'x',
        Array.from({ length: 51 }, () => section(1)),
      ),
    ).toBe('invalid_blocks');
    expect(
      await update(
        'x',
        Array.from({ length: 5 }, () => section(2900)),
      ),
    ).toBe('msg_blocks_too_long');
    expect(await update('x'.repeat(4001), [])).toBe('msg_too_long');
    expect(slack.messages('data-alerts')).toMatchObject([{ text: 'one', edits: 0 }]);
    expect(await update('x'.repeat(4000), [section(3000)])).toBe('ok');
  });

  test('a plan that keeps its block_id is edited', async () => {
    const client = botClient(slack);
    const channel = 'CDATAALERTS';
    const plan = (title: string): Json => ({ type: 'plan', title, block_id: 'p1' });
    const blocks = [plan('0 of 2')];
    const { ts = '' } = (await client.apiCall('chat.postMessage', { channel, text: 'one', blocks })) as { ts?: string };
    expect(await refusal(client.apiCall('chat.update', { channel, ts, text: 'x', blocks: [plan('1 of 2')] }))).toBe(
      'ok',
    );
    expect(slack.messages('data-alerts').at(-1)?.blocks).toMatchObject([{ title: '1 of 2', block_id: 'p1' }]);
  });

  test('metadata is kept and shown in the history only where it is asked for', async () => {
    const client = botClient(slack);
    const metadata = { event_type: 'gluewarden_digest', event_payload: { key: 'k1' } };
    await client.chat.postMessage({ channel: 'CDATAALERTS', text: 'digest', metadata });
    const bad = client.apiCall('chat.postMessage', {
      channel: 'CDATAALERTS',
      text: 'x',
      metadata: { event_type: 'x' },
    });
    expect(await refusal(bad)).toBe('invalid_metadata_schema');
    const plain = await client.conversations.history({ channel: 'CDATAALERTS' });
    expect(plain.messages?.[0]).not.toHaveProperty('metadata');
    const full = await client.conversations.history({ channel: 'CDATAALERTS', include_all_metadata: true });
    expect(full.messages?.[0]).toMatchObject({ text: 'digest', bot_id: 'BGLUEBOT', metadata });
  });

  test('the history has pages, a window, no ephemeral messages, and replies of its own', async () => {
    const client = botClient(slack);
    const posted: string[] = [];
    for (const text of ['a', 'b', 'c']) {
      posted.push((await client.chat.postMessage({ channel: 'CDATAALERTS', text })).ts ?? '');
    }
    await client.chat.postEphemeral({ channel: 'CDATAALERTS', user: 'UNINA', text: 'secret' });
    await client.chat.postMessage({ channel: 'CDATAALERTS', text: 'reply', thread_ts: posted[0] ?? '' });
    const first = await client.conversations.history({ channel: 'CDATAALERTS', limit: 2 });
    expect(first.messages?.map(({ text }) => text)).toEqual(['c', 'b']);
    const cursor = first.response_metadata?.next_cursor ?? '';
    const second = await client.conversations.history({ channel: 'CDATAALERTS', limit: 2, cursor });
    expect(second.messages).toMatchObject([{ text: 'a', reply_count: 1 }]);
    const since = await client.conversations.history({ channel: 'CDATAALERTS', oldest: posted[1] ?? '' });
    expect(since.messages?.map(({ text }) => text)).toEqual(['c']);
    const thread = await client.conversations.replies({ channel: 'CDATAALERTS', ts: posted[0] ?? '' });
    expect(thread.messages?.map(({ text }) => text)).toEqual(['a', 'reply']);
    expect(await refusal(client.conversations.history({ channel: 'CRANDOM' }))).toBe('not_in_channel');
    slack.app.scopes = ['channels:history'];
    expect(await refusal(client.conversations.history({ channel: 'CGLUEAPPROVALS' }))).toBe('missing_scope');
  });

  test('blocks without words are taken, but count as a problem', async () => {
    await botClient(slack).apiCall('chat.postMessage', { channel: 'CDATAALERTS', blocks: [{ type: 'divider' }] });
    expect(slack.problems).toMatchObject([{ kind: 'no_words' }]);
  });

  test('a refused message is told in words of Slack, and counts as a problem', async () => {
    const blocks = [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }];
    const call = botClient(slack).apiCall('chat.postMessage', { channel: 'CDATAALERTS', text: 'x', blocks });
    await expect(call).rejects.toMatchObject({
      data: {
        error: 'invalid_blocks',
        response_metadata: {
          messages: ['[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]'],
        },
      },
    });
    expect(slack.problems).toMatchObject([{ kind: 'refused', message: 'chat.postMessage: invalid_blocks' }]);
    expect(slack.messages('data-alerts')).toEqual([]);
  });

  test('an ephemeral message goes to a member of the channel only', async () => {
    const client = botClient(slack);
    const post = (user: string): Promise<string> =>
      refusal(client.chat.postEphemeral({ channel: 'CGLUEAPPROVALS', user, text: 'x' }));
    expect([await post('UAMIR'), await post('UNINA'), await post('UNOBODY')]).toEqual([
      'ok',
      'user_not_in_channel',
      'user_not_found',
    ]);
  });
});

describe('reading', () => {
  test('people, user groups, channels and members', async () => {
    const client = botClient(slack);
    expect((await client.users.info({ user: 'UGUEST' })).user).toMatchObject({ team_id: 'TPARTNER', is_bot: false });
    expect(await refusal(client.users.info({ user: 'UNOBODY' }))).toBe('user_not_found');
    expect((await client.users.list({})).members).toHaveLength(7);
    expect((await client.usergroups.list()).usergroups?.[0]).toMatchObject({ handle: 'data-leads' });
    expect((await client.usergroups.users.list({ usergroup: 'SDATALEADS' })).users).toEqual(['UAMIR', 'UJUN']);
    expect(await refusal(client.usergroups.users.list({ usergroup: 'SNONE' }))).toBe('no_such_subteam');
    expect((await client.conversations.info({ channel: 'CRANDOM' })).channel).toMatchObject({ is_member: false });
    const list = await client.conversations.list({ types: 'public_channel,private_channel' });
    expect(list.channels?.map(({ name }) => name)).toEqual([
      'data-platform',
      'data-alerts',
      'glue-approvals',
      'random',
    ]);
    expect((await client.conversations.members({ channel: 'CGLUEAPPROVALS' })).members).toContain('UAMIR');
    expect((await client.conversations.open({ users: 'UNINA' })).channel).toMatchObject({ id: 'DNINA' });
  });

  test('calls are logged with readable arguments and without tokens', async () => {
    await botClient(slack).chat.postMessage({
      channel: 'CDATAALERTS',
      text: 'x',
      blocks: [{ type: 'divider' }],
      token: slack.app.botToken,
    });
    expect(slack.calls).toMatchObject([
      { method: 'chat.postMessage', ok: true, args: { text: 'x', blocks: [{ type: 'divider' }] } },
    ]);
    expect(JSON.stringify(slack.calls)).not.toContain('xoxb');
  });
});
