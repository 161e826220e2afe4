import { beforeEach, describe, expect, it } from 'vitest';
import { createChat } from '../../src/slack/chat.ts';
import { createClients } from '../../src/slack/transport/client.ts';
import type { Renderer } from '../../src/slack/transport/content.ts';
import type { Chat } from '../../src/usecases/ports/chat.ts';
import { strictNock } from '../support/aws/nock.ts';
import { FakeClock } from '../support/fakes/fake-clock.ts';
import { countingIds, plainRenderer, problem, recordingLog } from './support.ts';

const nock = strictNock();
const base = 'https://slack.com';
let log: ReturnType<typeof recordingLog>;
let chat: Chat;

beforeEach(() => {
  log = recordingLog();
  chat = chatWith(plainRenderer);
});

function chatWith(renderer: Renderer): Chat {
  return createChat(createClients({ botToken: 'xoxb-secret-token', log }), renderer, {
    log,
    newId: countingIds(),
    clock: new FakeClock(),
  });
}

type Form = Record<string, string>;

function answers(method: string, body: (form: Form) => boolean, answer: object, status = 200, headers = {}): void {
  nock(base)
    .post(`/api/${method}`, (form: Form) => body(form))
    .reply(status, answer, headers);
}

describe('post', () => {
  it('posts text, blocks and the delivery id as metadata, without unfurling', async () => {
    let sent: Form = {};
    const keep = (form: Form): boolean => {
      sent = form;
      return true;
    };
    answers('chat.postMessage', keep, { ok: true, channel: 'C1', ts: '1.2' });
    const posted = await chat.post('C1', problem('Hello.'), { deliveryId: 'd-1' });
    expect(posted).toEqual({ channel: 'C1', ts: '1.2' });
    expect(sent).toMatchObject({
      channel: 'C1',
      text: 'Hello. Try that.',
      unfurl_links: 'false',
      unfurl_media: 'false',
    });
    expect(JSON.parse(sent.metadata ?? '')).toEqual({
      event_type: 'gluewarden_delivery',
      event_payload: { delivery_id: 'd-1' },
    });
    expect(JSON.parse(sent.blocks ?? '')).toHaveLength(1);
    expect(sent).not.toHaveProperty('link_names');
    expect(sent).not.toHaveProperty('parse');
  });

  it('opens a direct message for a user id', async () => {
    answers('conversations.open', ({ users }) => users === 'U1', { ok: true, channel: { id: 'D1' } });
    answers('chat.postMessage', ({ channel }) => channel === 'D1', { ok: true, channel: 'D1', ts: '1.2' });
    expect(await chat.post('U1', problem('Hello.'), { deliveryId: 'd' })).toEqual({ channel: 'D1', ts: '1.2' });
  });

  it('knows that nothing was posted when opening the direct message had no answer', async () => {
    answers('conversations.open', () => true, { ok: false }, 503);
    await expect(chat.post('U1', problem('x'), { deliveryId: 'd' })).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('says that a message may repeat one', async () => {
    answers('chat.postMessage', ({ text }) => text === 'Hello. Try that. (again)', {
      ok: true,
      channel: 'C1',
      ts: '1',
    });
    await chat.post('C1', problem('Hello.'), { deliveryId: 'd', mayRepeat: true });
  });

  it('falls back to plain words, still with metadata, when Slack refuses the blocks', async () => {
    answers('chat.postMessage', ({ blocks }) => blocks !== undefined, { ok: false, error: 'invalid_blocks' });
    answers(
      'chat.postMessage',
      ({ blocks, text, metadata }) =>
        blocks === undefined && text === 'plain: Hello. Try that.' && String(metadata).includes('"d"'),
      { ok: true, channel: 'C1', ts: '1.3' },
    );
    expect(await chat.post('C1', problem('Hello.'), { deliveryId: 'd' })).toEqual({ channel: 'C1', ts: '1.3' });
    expect(log.all()).toContain('invalid_blocks');
  });

  it('falls back to plain words when the message cannot be rendered', async () => {
    const broken: Renderer = {
      ...plainRenderer,
      message: () => {
        throw new Error('a defect in a view');
      },
    };
    answers('chat.postMessage', ({ text }) => text === 'plain: Hello. Try that.', { ok: true, channel: 'C1', ts: '1' });
    await chatWith(broken).post('C1', problem('Hello.'), { deliveryId: 'd' });
    expect(log.all()).toContain('a defect in a view');
  });

  it.each([
    [503, {}, {}, 'unknown-outcome', undefined],
    [429, {}, { 'retry-after': '7' }, 'unavailable', 7_000],
    [429, {}, {}, 'unavailable', 30_000],
    [404, {}, {}, 'refused', undefined],
    [200, { ok: false, error: 'invalid_auth' }, {}, 'not-authorised', undefined],
    [200, { ok: false, error: 'not_in_channel' }, {}, 'not-in-channel', undefined],
    [200, { ok: false, error: 'fatal_error' }, {}, 'unknown-outcome', undefined],
    [200, { ok: true }, {}, 'unknown-outcome', undefined],
  ])('HTTP %i %j is tried once and becomes a ChatError', async (status, body, headers, code, retryAfterMs) => {
    answers('chat.postMessage', () => true, body, status, headers);
    await expect(chat.post('C1', problem('x'), { deliveryId: 'd' })).rejects.toMatchObject({ code, retryAfterMs });
  });

  it('never logs the token', async () => {
    nock(base).post('/api/chat.postMessage').replyWithError(new Error('failed with xoxb-secret-token inside'));
    await expect(chat.post('C1', problem('x'), { deliveryId: 'd' })).rejects.toMatchObject({ name: 'ChatError' });
    expect(log.lines.length).toBeGreaterThan(0);
    expect(log.all()).not.toContain('secret');
  });
});

describe('update', () => {
  const posted = { channel: 'C1', ts: '1.2' };

  it('edits the message and leaves its metadata', async () => {
    answers('chat.update', ({ ts, metadata }) => ts === '1.2' && metadata === undefined, { ok: true });
    await chat.update(posted, problem('Done.'));
  });

  it('takes the blocks away when Slack refuses them', async () => {
    answers('chat.update', ({ blocks }) => blocks !== '[]', { ok: false, error: 'msg_too_long' });
    answers('chat.update', ({ blocks, text }) => blocks === '[]' && String(text).startsWith('plain:'), { ok: true });
    await chat.update(posted, problem('Done.'));
  });

  it.each([
    ['message_not_found', 'message-gone'],
    ['cant_update_message', 'message-fixed'],
    ['edit_window_closed', 'message-fixed'],
  ])('an edit that meets %s says %s', async (error, code) => {
    answers('chat.update', () => true, { ok: false, error });
    await expect(chat.update(posted, problem('x'))).rejects.toMatchObject({ code });
  });
});

describe('find', () => {
  const since = 1_700_000_000_000;
  const carrying = (id: string): object => ({
    ts: '9.9',
    metadata: { event_type: 'gluewarden_delivery', event_payload: { delivery_id: id } },
  });

  it('looks through the pages since then, a little earlier than asked', async () => {
    answers(
      'conversations.history',
      ({ oldest, include_all_metadata: all, cursor }) =>
        oldest === String(since / 1000 - 120) && all === 'true' && cursor === undefined,
      { ok: true, messages: [{ ts: '1.1' }, carrying('another')], response_metadata: { next_cursor: 'p2' } },
    );
    answers('conversations.history', ({ cursor }) => cursor === 'p2', { ok: true, messages: [carrying('d-1')] });
    expect(await chat.find('C1', 'd-1', since)).toEqual({ channel: 'C1', ts: '9.9' });
  });

  it('says absent only when it saw everything', async () => {
    answers('conversations.history', () => true, { ok: true, messages: [], response_metadata: { next_cursor: '' } });
    expect(await chat.find('C1', 'd-1', since)).toBe('absent');
  });

  it('is not fooled by metadata of another sort', async () => {
    const otherWorkspace = { ts: '1', metadata: { event_type: 'x', event_payload: { delivery_id: 'd-1' } } };
    answers('conversations.history', () => true, { ok: true, messages: [otherWorkspace] });
    expect(await chat.find('C1', 'd-1', since)).toBe('absent');
  });

  it('cannot tell when there is more than it reads', async () => {
    nock(base)
      .post('/api/conversations.history')
      .times(10)
      .reply(200, { ok: true, messages: [], response_metadata: { next_cursor: 'more' } });
    expect(await chat.find('C1', 'd-1', since)).toBe('cannot-tell');
  });

  it.each(['missing_scope', 'not_in_channel'])('cannot tell with %s', async (error) => {
    answers('conversations.history', () => true, { ok: false, error });
    expect(await chat.find('C1', 'd-1', since)).toBe('cannot-tell');
  });

  it('fails while Slack is away, so that it is asked again', async () => {
    answers('conversations.history', () => true, {}, 503);
    await expect(chat.find('C1', 'd-1', since)).rejects.toMatchObject({ name: 'ChatError' });
  });
});

describe('usergroupMembers', () => {
  it('asks once for callers at the same time, and again for the next', async () => {
    answers('usergroups.users.list', ({ usergroup }) => usergroup === 'S1', { ok: true, users: ['U1'] });
    expect(await Promise.all([chat.usergroupMembers('S1'), chat.usergroupMembers('S1')])).toEqual([['U1'], ['U1']]);
    answers('usergroups.users.list', () => true, { ok: true, users: ['U1', 'U2'] });
    expect(await chat.usergroupMembers('S1')).toEqual(['U1', 'U2']);
  });

  it('fails rather than calling a group empty', async () => {
    answers('usergroups.users.list', () => true, { ok: true });
    await expect(chat.usergroupMembers('S1')).rejects.toMatchObject({ code: 'refused' });
    answers('usergroups.users.list', () => true, { ok: false, error: 'missing_scope' });
    await expect(chat.usergroupMembers('S1')).rejects.toMatchObject({ code: 'not-authorised' });
  });
});
