import { afterEach, beforeEach, expect, test } from 'vitest';
import { type SlackSandbox, startSlack } from '../../../../sandbox/slack/server.ts';
import { botClient, refusal } from '../bolt-app.ts';

let slack: SlackSandbox;

beforeEach(async () => {
  slack = await startSlack();
});

afterEach(() => slack.close());

const get = async (name: string): Promise<unknown> => (await fetch(`${slack.url}/_sandbox/${name}`)).json();
const act = async (
  name: string,
  body: unknown,
  type = 'application/json',
): Promise<{ status: number; body: unknown }> => {
  const response = await fetch(`${slack.url}/_sandbox/${name}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
};

test('another process can act and look over HTTP', async () => {
  const typed = await act('type', { as: 'nina', channel: 'data-platform', text: 'Hello' });
  expect(typed).toEqual({ status: 200, body: { acked: true, ms: 0 } });
  expect(await get('messages?channel=data-platform')).toMatchObject([{ text: 'Hello', user: 'UNINA' }]);
  expect(await get('environment')).toEqual(slack.environment());
  expect(await get('channel?as=nina&channel=data-platform')).toMatchObject({ messages: [{ threadTs: null }] });
  expect(await get('state?as=jun')).toMatchObject({ viewer: 'UJUN', connections: 0, problems: 0 });
});

test('faults can be switched from outside', async () => {
  await act('faults', { fault: 'outage', kind: 'status', methods: ['chat.postMessage'], count: 1 });
  const post = (): Promise<string> => refusal(botClient(slack).chat.postMessage({ channel: 'CDATAALERTS', text: 'x' }));
  expect([await post(), await post()]).toEqual(['HTTP 503', 'ok']);
  await act('faults', { fault: 'rate_limit', retryAfter: 3 });
  expect(await post()).toBe('retry after 3');
  await act('faults', { fault: 'clear' });
  expect(await post()).toBe('ok');
  expect((await act('faults', { fault: 'earthquake' })).status).toBe(400);
});

test('changes come as server-sent events', async () => {
  const response = await fetch(`${slack.url}/_sandbox/events`);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader?.read())?.value).toContain('local Slack');
  await slack.as('nina').type('random', 'Hello');
  const event = (await reader?.read())?.value ?? '';
  expect(JSON.parse(event.replace('data: ', ''))).toMatchObject({
    type: 'message',
    action: 'posted',
    channel: 'CRANDOM',
  });
  await reader?.cancel();
});

test('wrong asks are told so, and a form of another site cannot act', async () => {
  expect(await act('type', { as: 'nobody', channel: 'random', text: 'x' })).toMatchObject({ status: 400 });
  expect(await act('type', { as: 'jun' })).toEqual({ status: 400, body: { error: '"channel" is missing.' } });
  expect(await act('dance', {})).toMatchObject({ status: 404 });
  expect(await act('type', { as: 'nina', channel: 'random', text: 'x' }, 'text/plain')).toMatchObject({ status: 415 });
  expect((await fetch(`${slack.url}/_sandbox/assets/..%2fshell.ts`)).status).toBe(404);
  expect((await fetch(`${slack.url}/elsewhere`)).status).toBe(404);
});

test('the page asks nothing of any other server', async () => {
  const response = await fetch(slack.url);
  const html = await response.text();
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  for (const [, name] of html.matchAll(/(?:src|href)="(\/[^"]+)"/g)) {
    expect((await fetch(`${slack.url}${name}`)).status, name).toBe(200);
  }
  expect(html).not.toMatch(/https?:\/\//);
});
