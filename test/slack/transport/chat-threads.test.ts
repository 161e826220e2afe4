import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type SlackSandbox, startSlack } from '../../../sandbox/slack/server.ts';
import { createChat } from '../../../src/slack/chat.ts';
import { createClients } from '../../../src/slack/transport/client.ts';
import type { Chat, PostedMessage } from '../../../src/usecases/ports/chat.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';
import { countingIds, plainRenderer, problem, recordingLog } from '../support.ts';

let slack: SlackSandbox;
let chat: Chat;
const channel = 'CGLUEAPPROVALS';

beforeEach(async () => {
  slack = await startSlack();
  const log = recordingLog();
  const clients = createClients({ botToken: slack.app.botToken, apiUrl: slack.apiUrl, log });
  chat = createChat(clients, plainRenderer, { log, newId: countingIds(), clock: new FakeClock() });
});

afterEach(() => slack.close());

const ask = () => chat.post(channel, problem('Asked.'), { deliveryId: 'ask' });
const reply = ({ ts: thread }: PostedMessage, deliveryId: string, broadcast = false) =>
  chat.post(channel, problem('Reply.'), { deliveryId, thread, broadcast });
/** As somebody does who may delete what an app wrote. */
const remove = (ts: string) =>
  fetch(`${slack.apiUrl}chat.delete`, {
    method: 'POST',
    headers: { authorization: `Bearer ${slack.app.botToken}` },
    body: new URLSearchParams({ channel, ts }),
  });

describe('a reply', () => {
  test('stands in the thread, and in the channel too where that is asked for', async () => {
    const asked = await ask();
    expect(await reply(asked, 'quiet')).not.toHaveProperty('isOrphan');
    await reply(asked, 'loud', true);
    expect(slack.messages(channel).map(({ threadTs, broadcast = false }) => [threadTs, broadcast])).toEqual([
      [undefined, false],
      [asked.ts, false],
      [asked.ts, true],
    ]);
    expect(slack.problems).toEqual([]);
  });

  test('is known to have lost its thread by the answer', async () => {
    const asked = await ask();
    await remove(asked.ts);
    expect(await reply(asked, 'late', true)).toMatchObject({ channel, isOrphan: true });
  });

  test('is found in its thread, and in the channel where the thread is gone', async () => {
    const since = Date.now();
    const asked = await ask();
    const first = await reply(asked, 'first');
    expect(await chat.find(channel, 'first', since, asked.ts)).toEqual(first);
    expect(await chat.find(channel, 'first', since)).toBe('absent');
    expect(await chat.find(channel, 'never', since, asked.ts)).toBe('absent');
    const other = await chat.post(channel, problem('Other.'), { deliveryId: 'other' });
    await remove(other.ts);
    const late = await reply(other, 'late');
    expect(await chat.find(channel, 'late', since, other.ts)).toEqual({ channel, ts: late.ts });
  });

  test('cannot be looked for without the scope of the history', async () => {
    const asked = await ask();
    slack.app.scopes = slack.app.scopes.filter((scope) => scope !== 'groups:history');
    expect(await chat.find(channel, 'first', 1, asked.ts)).toBe('cannot-tell');
  });
});

test('the address of a message is asked for, and of one that is gone there is none', async () => {
  const asked = await ask();
  expect(await chat.permalink(asked)).toBe(`${slack.url}/archives/${channel}/p${asked.ts.replace('.', '')}`);
  await remove(asked.ts);
  await expect(chat.permalink(asked)).rejects.toMatchObject({ name: 'ChatError', code: 'message-gone' });
});
