import { expect, onTestFinished, test } from 'vitest';
import { type SlackOptions, type SlackSandbox, startSlack } from '../../../sandbox/slack/server.ts';

async function start(options: SlackOptions): Promise<SlackSandbox> {
  const slack = await startSlack(options);
  onTestFinished(() => slack.close());
  return slack;
}

async function call({ apiUrl, app }: SlackSandbox, method: string, args: object): Promise<Record<string, unknown>> {
  const headers = { authorization: `Bearer ${app.botToken}`, 'content-type': 'application/json' };
  const response = await fetch(`${apiUrl}${method}`, { method: 'POST', headers, body: JSON.stringify(args) });
  return response.json();
}

test('what an earlier Slack held is put back, and can be edited; what is posted comes after it', async () => {
  const channel = 'CDATAPLATFORM';
  const earlier = await start({ now: () => 1_700_000_000_000 });
  const { ts } = await call(earlier, 'chat.postMessage', { channel, text: 'posted then' });
  const messages = earlier.messages(channel);
  const later = await start({ messages, now: () => 1_600_000_000_000 });
  await later.as('nina').type('data-platform', 'said now');
  expect(await call(later, 'chat.update', { channel, ts, text: 'edited now' })).toMatchObject({ ok: true });
  expect(later.messages(channel).map((message) => [message.ts, message.text, message.edits])).toEqual([
    ['1700000000.000000', 'edited now', 1],
    ['1700000000.000001', 'said now', 0],
  ]);
  expect(messages[0]).toMatchObject({ text: 'posted then', edits: 0 });
});
