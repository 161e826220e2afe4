import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { type SlackSandbox, startSlack } from '../../../sandbox/slack/server.ts';

let slack: SlackSandbox;

beforeEach(async () => {
  slack = await startSlack();
  onTestFinished(() => slack.close());
});

async function call(method: string, args: Readonly<Record<string, string>>): Promise<Record<string, unknown>> {
  const headers = { authorization: `Bearer ${slack.app.botToken}` };
  const response = await fetch(`${slack.apiUrl}${method}`, {
    method: 'POST',
    headers,
    body: new URLSearchParams(args),
  });
  return response.json();
}

const begin = (length: number) => call('files.getUploadURLExternal', { filename: 'r.html', length: String(length) });
const send = (url: unknown, body: string) => fetch(String(url), { method: 'POST', body });
const complete = (id: unknown, more: Readonly<Record<string, string>> = {}) =>
  call('files.completeUploadExternal', { files: JSON.stringify([{ id }]), channel_id: 'CDATAALERTS', ...more });

test('a file is announced, sent and shared, once', async () => {
  const { upload_url: url, file_id: id } = await begin(3);
  expect(await complete(id)).toMatchObject({ ok: false, error: 'file_not_found' });
  expect((await send(url, 'abc')).status).toBe(200);
  expect((await send(url, 'abc')).status).toBe(404);
  expect(await complete(id, { initial_comment: 'See it.' })).toMatchObject({ ok: true });
  expect(await complete(id)).toMatchObject({ error: 'file_not_found' });
  expect(slack.messages('CDATAALERTS').map(({ text }) => text)).toEqual(['See it.\n[file r.html, 3 bytes]']);
});

test('with as many bytes as were announced, by an app that may, into a channel and a thread that exist', async () => {
  const { upload_url: url, file_id: id } = await begin(3);
  expect((await send(url, 'abcd')).status).toBe(500);
  expect(await begin(0)).toMatchObject({ error: 'invalid_arguments' });
  await send(url, 'abc');
  expect(await complete(id, { channel_id: 'CRANDOM' })).toMatchObject({ error: 'not_in_channel' });
  expect(await complete(id, { channel_id: 'CNONE' })).toMatchObject({ error: 'channel_not_found' });
  expect(await complete(id, { thread_ts: '1.000001' })).toMatchObject({ error: 'thread_not_found' });
  expect(slack.messages('CDATAALERTS')).toEqual([]);
  slack.app.scopes = slack.app.scopes.filter((scope) => scope !== 'files:write');
  expect(await begin(3)).toMatchObject({ error: 'missing_scope', needed: 'files:write' });
});
