import { beforeEach, describe, expect, it } from 'vitest';
import { channelReply, directReply, type ReplyTarget } from '../../../src/slack/interactions/reply-targets.ts';
import { createClients } from '../../../src/slack/transport/client.ts';
import { wordsOnly } from '../../../src/slack/transport/content.ts';
import { createFetch } from '../../../src/slack/transport/network.ts';
import { responder } from '../../../src/slack/transport/respond.ts';
import { strictNock } from '../../support/aws/nock.ts';
import { recordingLog } from '../support.ts';

const nock = strictNock();
const base = 'https://slack.com';
const content = wordsOnly('hello').content();
let replyTo: ReplyTarget;

function client(): Parameters<typeof channelReply>[0] {
  return createClients({ botToken: 'xoxb-1', log: recordingLog() }).interactive;
}

function posts(ts: string): void {
  nock(base).post('/api/chat.postMessage').reply(200, { ok: true, channel: 'C1', ts });
}

function replies(thread: string, ts: string): void {
  nock(base)
    .post('/api/chat.postMessage', (form: Record<string, string>) => form.thread_ts === thread)
    .reply(200, { ok: true, channel: 'C1', ts, message: { thread_ts: thread } });
}

function edits(ts: string, answer: object): void {
  nock(base)
    .post('/api/chat.update', (form: Record<string, string>) => form.ts === ts)
    .reply(200, answer);
}

describe('channelReply', () => {
  beforeEach(() => {
    replyTo = channelReply(client(), 'C1');
  });

  it('posts, then edits', async () => {
    posts('1');
    edits('1', { ok: true });
    await replyTo.put(content);
    await replyTo.put(content);
  });

  it.each(['cant_update_message', 'edit_window_closed'])('%s: what is left is said in its thread', async (error) => {
    posts('1');
    edits('1', { ok: false, error });
    replies('1', '2');
    edits('2', { ok: false, error });
    replies('1', '3');
    await replyTo.put(content);
    expect(replyTo.progressGap()).toBe(1_500);
    await replyTo.put(content);
    expect(replyTo.progressGap()).toBeUndefined();
    await replyTo.put(content);
  });

  it('message_not_found: posts again once, and never loops', async () => {
    const error = 'message_not_found';
    posts('1');
    edits('1', { ok: false, error });
    posts('2');
    edits('2', { ok: true });
    edits('2', { ok: false, error });
    for (let time = 0; time < 3; time += 1) await replyTo.put(content);
    await expect(replyTo.put(content)).rejects.toMatchObject({ code: 'message-gone' });
  });

  it('an archived channel refuses the new post too, so that the answer goes elsewhere', async () => {
    posts('1');
    edits('1', { ok: false, error: 'is_archived' });
    nock(base).post('/api/chat.postMessage').reply(200, { ok: false, error: 'is_archived' });
    await replyTo.put(content);
    await expect(replyTo.put(content)).rejects.toMatchObject({ code: 'channel-archived' });
  });

  it('does not post again for other failures', async () => {
    posts('1');
    edits('1', { ok: false, error: 'fatal_error' });
    await replyTo.put(content);
    await expect(replyTo.put(content)).rejects.toMatchObject({ code: 'unknown-outcome' });
  });
});

describe('directReply', () => {
  it('opens the conversation and posts there, without progress', async () => {
    nock(base)
      .post('/api/conversations.open')
      .reply(200, { ok: true, channel: { id: 'D1' } });
    nock(base)
      .post('/api/chat.postMessage', (form: Record<string, string>) => form.channel === 'D1')
      .reply(200, { ok: true, channel: 'D1', ts: '1' });
    replyTo = directReply(client(), 'U1');
    expect(replyTo.progressGap()).toBeUndefined();
    await replyTo.put(content);
  });
});

describe('responder', () => {
  const url = 'https://hooks.slack.com/commands/T1/2/3';
  const options = { visibility: 'ephemeral', replace: true } as const;

  it('sends JSON that says who sees it and whether it replaces', async () => {
    const sent = { response_type: 'ephemeral', replace_original: true, text: 'hello', blocks: [] };
    nock('https://hooks.slack.com').post('/commands/T1/2/3', sent).reply(200, 'ok');
    await responder(url, createFetch(undefined))(content, options);
  });

  it.each([
    [404, '{"ok":false,"error":"used_url"}', 'refused', 'used_url'],
    [404, 'expired_url', 'refused', 'expired_url'],
    [200, '{"ok":false,"error":"invalid_blocks"}', 'refused', 'invalid_blocks'],
    [400, 'invalid_blocks', 'refused', 'invalid_blocks'],
    [503, 'upstream connect error', 'unknown-outcome', 'http_503'],
    [403, '<html>', 'refused', 'http_403'],
    [429, '', 'unavailable', 'ratelimited'],
  ])('HTTP %i with %s is %s (%s)', async (status, body, code, slackCode) => {
    nock('https://hooks.slack.com').post('/commands/T1/2/3').reply(status, body);
    await expect(responder(url, createFetch(undefined))(content, options)).rejects.toMatchObject({ code, slackCode });
  });

  it('keeps what Slack says about waiting', async () => {
    nock('https://hooks.slack.com').post('/commands/T1/2/3').reply(429, '', { 'retry-after': '3' });
    await expect(responder(url, createFetch(undefined))(content, options)).rejects.toMatchObject({
      retryAfterMs: 3_000,
    });
  });
});
