import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type SlackSandbox, startSlack } from '../../../sandbox/slack/server.ts';
import { botClient, refusal } from './bolt-app.ts';

let slack: SlackSandbox;
const channel = 'CDATAALERTS';

beforeEach(async () => {
  slack = await startSlack();
});

afterEach(() => slack.close());

/** Posts, and resolves with the ts and what the answer says of the thread. */
async function post(text: string, more: { readonly thread_ts?: string; readonly reply_broadcast?: boolean } = {}) {
  const { ts = '', message } = await botClient(slack)
    .apiCall('chat.postMessage', { channel, text, ...more })
    .then((answer) => answer as unknown as { ts?: string; message?: { thread_ts?: string } });
  return { ts, threadTs: message?.thread_ts };
}
const remove = (ts: string) => botClient(slack).chat.delete({ channel, ts });
const linkOf = async (ts: string) =>
  (await botClient(slack).chat.getPermalink({ channel, message_ts: ts })).permalink?.replace(slack.url, '');

describe('threads', () => {
  test('the answer to a reply names its thread, and a reply stands in the channel only where it is broadcast', async () => {
    const { ts } = await post('parent');
    expect((await post('quiet', { thread_ts: ts })).threadTs).toBe(ts);
    await post('loud', { thread_ts: ts, reply_broadcast: true });
    const { messages = [] } = await botClient(slack).conversations.history({ channel });
    expect(messages.map(({ text }) => text)).toEqual(['loud', 'parent']);
    expect(messages[0]).toMatchObject({ subtype: 'thread_broadcast', thread_ts: ts });
    const replies = await botClient(slack).conversations.replies({ channel, ts });
    expect(replies.messages?.map(({ text }) => text)).toEqual(['parent', 'quiet', 'loud']);
    expect(slack.problems).toEqual([]);
  });

  test('a reply to a message that was deleted stands in the channel, and only the answer tells', async () => {
    const { ts } = await post('parent');
    await remove(ts);
    expect((await post('late', { thread_ts: ts, reply_broadcast: true })).threadTs).toBeUndefined();
    expect(slack.messages(channel)).toMatchObject([{ text: 'late' }]);
    expect(slack.messages(channel)[0]).not.toHaveProperty('broadcast');
    expect(await refusal(botClient(slack).conversations.replies({ channel, ts }))).toBe('thread_not_found');
  });

  test('a deleted message with replies leaves a word of Slack, which is gone with the last of them', async () => {
    const { ts } = await post('parent');
    const reply = await post('reply', { thread_ts: ts });
    await remove(ts);
    const { messages } = await botClient(slack).conversations.replies({ channel, ts });
    expect(messages).toMatchObject([{ subtype: 'tombstone', user: 'USLACKBOT', thread_ts: ts }, { text: 'reply' }]);
    expect(await refusal(botClient(slack).chat.update({ channel, ts, text: 'new' }))).toBe('message_not_found');
    expect(await refusal(botClient(slack).chat.getPermalink({ channel, message_ts: ts }))).toBe('message_not_found');
    await remove(reply.ts);
    expect(slack.messages(channel)).toEqual([]);
  });

  test('the address of a reply names its thread', async () => {
    const { ts } = await post('parent');
    const reply = await post('reply', { thread_ts: ts });
    expect(await linkOf(ts)).toBe(`/archives/${channel}/p${ts.replace('.', '')}`);
    expect(await linkOf(reply.ts)).toBe(
      `/archives/${channel}/p${reply.ts.replace('.', '')}?thread_ts=${ts}&cid=${channel}`,
    );
  });

  test('what only one person sees has no thread, and a reply begins none', async () => {
    const seen = await botClient(slack).chat.postEphemeral({ channel, user: 'UNINA', text: 'for you' });
    const call = botClient(slack).chat.postMessage({ channel, text: 'x', thread_ts: seen.message_ts ?? '' });
    expect(await refusal(call)).toBe('cannot_reply_to_message');
    const { ts } = await post('parent');
    const reply = await post('reply', { thread_ts: ts });
    expect((await post('deeper', { thread_ts: reply.ts })).threadTs).toBe(ts);
    expect(slack.problems.map(({ kind }) => kind)).toEqual(['refused', 'refused']);
  });
});
