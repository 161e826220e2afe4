import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HomeRefused } from '../../src/usecases/messages/home-page.ts';
import { ManualClock } from './support.ts';
import { type Given, type SurfaceSetUp, setUp } from './surface-kit.ts';

let kit: SurfaceSetUp;
let server: Server;
let url: string;

beforeEach(() => serve());

async function serve(options: Given['options'] = {}, actions: Given['actions'] = {}): Promise<void> {
  kit = await setUp({ mode: (slack) => ({ kind: 'http', signingSecret: slack.app.signingSecret }), options, actions });
  server = createServer(kit.surface.requestListener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  kit.slack.deliverTo(url);
}

afterEach(() => leave());

async function leave(): Promise<void> {
  await kit.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

const type = (text: string): Promise<unknown> => kit.slack.as('UNINA').type('data-platform', `/glue-audit ${text}`);

function ran(): boolean {
  return kit.slack.messages('data-platform').some(({ text }) => text.includes('You said'));
}

async function post(body: string, headers: Record<string, string> = {}, path = url): Promise<number> {
  const response = await fetch(path, { method: 'POST', body, headers });
  await response.arrayBuffer();
  return response.status;
}

function signed(body: string, timestamp: number): Record<string, string> {
  const hash = createHmac('sha256', kit.slack.app.signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': String(timestamp),
    'x-slack-signature': `v0=${hash}`,
  };
}

describe('HTTP mode, events', () => {
  const home = async (): Promise<HomeRefused> => ({
    kind: 'home-refused',
    what: 'Not you.',
    next: 'Ask.',
    channels: [],
  });
  const json = (body: string) => ({
    ...signed(body, Math.floor(Date.now() / 1000)),
    'content-type': 'application/json; charset=utf-8',
  });

  beforeEach(async () => {
    await leave();
    await serve({}, { home });
    await kit.surface.start();
  });

  it('answers the challenge with which Slack verifies a request URL, signed alone', async () => {
    const body = JSON.stringify({ type: 'url_verification', challenge: 'abc123', token: 't' });
    const response = await fetch(url, { method: 'POST', body, headers: json(body) });
    expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('abc123')]);
    expect(await post(body, { ...json(body), 'x-slack-signature': `v0=${'0'.repeat(64)}` })).toBe(401);
  });

  it('acknowledges an event, and one that is sent again does nothing more', async () => {
    kit.slack.faults.delivery('twice');
    expect(await kit.slack.as('UNINA').openTab('home')).toMatchObject({ acked: true });
    await kit.slack.waitFor((slack) => JSON.stringify(slack.home('UNINA') ?? '').includes('Not you.'));
    await kit.surface.stop();
    expect(kit.slack.calls.filter(({ method }) => method === 'views.publish')).toHaveLength(1);
    expect(kit.slack.problems).toEqual([]);
  });
});

describe('HTTP mode, before the bot knows whose it is', () => {
  it('takes nothing', async () => {
    const now = Math.floor(Date.now() / 1000);
    expect(await post('a=b', signed('a=b', now))).toBe(503);
  });
});

describe('HTTP mode', () => {
  beforeEach(() => kit.surface.start());

  it('answers a signed command', async () => {
    expect(await type('eu-west-1')).toMatchObject({ acked: true });
    await kit.slack.waitFor(ran);
    expect(kit.surface.health().connected).toBe(true);
    expect(kit.slack.problems).toEqual([]);
  });

  it.each(['bad_signature', 'stale_timestamp', 'future_timestamp'] as const)('refuses %s with 401', async (fault) => {
    kit.slack.faults.delivery(fault);
    expect(await type('eu-west-1')).toMatchObject({ acked: false, error: 'http_service_error' });
    expect(kit.slack.problems.map(({ message }) => message)).toEqual([expect.stringContaining('HTTP 401')]);
    expect(ran()).toBe(false);
  });

  it.each([
    [-299, 200],
    [299, 200],
    [-310, 401],
    [310, 401],
  ])('a timestamp that is %i s off gets %i', async (offset, status) => {
    const body = 'ssl_check=0&command=%2Fnothing&team_id=TACME&payload=%7B%22type%22%3A%22url_verification%22%7D';
    const timestamp = Math.floor(Date.now() / 1000) + offset;
    expect(await post(body, signed(body, timestamp))).toBe(status);
  });

  it('refuses what has no signature, or a timestamp that is none', async () => {
    expect(await post('command=x')).toBe(401);
    const now = Math.floor(Date.now() / 1000);
    expect(await post('a=b', { ...signed('a=b', now), 'x-slack-request-timestamp': 'soon' })).toBe(401);
  });

  it('refuses a body that is too large', async () => {
    const body = `a=${'x'.repeat(2 * 1024 * 1024)}`;
    const now = Math.floor(Date.now() / 1000);
    expect(await post(body, signed(body, now))).toBe(413);
  });

  it('knows one path only', async () => {
    expect(await post('a=b', {}, url.replace('/slack/events', '/elsewhere'))).toBe(404);
  });
});

/** Sends the head of a request and nothing of its body; resolves with the answer once the connection is closed. */
function headOnly(headers: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const lines = Object.entries({ host: 'x', 'content-length': '500000', ...headers });
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1', () =>
      socket.write(`POST /slack/events HTTP/1.1\r\n${lines.map((line) => line.join(': ')).join('\r\n')}\r\n\r\n`),
    );
    socket.setEncoding('utf8').on('data', (part) => (answer += part));
    socket.on('error', reject).on('close', () => resolve(answer));
  });
}

describe('HTTP mode, before the body is read', () => {
  beforeEach(() => kit.surface.start());

  const now = () => Math.floor(Date.now() / 1000);
  const without = (name: string): Record<string, string> => {
    const { [name]: _, ...rest } = signed('a=b', now());
    return rest;
  };

  it.each<[string, () => Record<string, string>, number]>([
    ['neither timestamp nor signature', () => ({}), 401],
    ['no timestamp', () => without('x-slack-request-timestamp'), 401],
    ['no signature', () => without('x-slack-signature'), 401],
    ['an old timestamp', () => signed('a=b', now() - 400), 401],
    ['a timestamp of the future', () => signed('a=b', now() + 400), 401],
    ['a timestamp that is none', () => ({ ...signed('a=b', now()), 'x-slack-request-timestamp': 'soon' }), 401],
    ['a timestamp in hexadecimal', () => ({ ...signed('a=b', now()), 'x-slack-request-timestamp': '0x1' }), 401],
    ['a short signature', () => ({ ...signed('a=b', now()), 'x-slack-signature': 'v0=12' }), 401],
    [
      'a signature of another version',
      () => ({ ...signed('a=b', now()), 'x-slack-signature': `v1=${'0'.repeat(64)}` }),
      401,
    ],
    ['two megabytes', () => ({ ...signed('a=b', now()), 'content-length': '2000000' }), 413],
  ])('%s: refused at once, and the connection closed', async (_what, headers, status) => {
    expect(await headOnly(headers())).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });

  it('a body that stops in the middle is cut when Slack would have given up', async () => {
    await leave();
    const clock = new ManualClock(Date.now());
    await serve({ clock });
    await kit.surface.start();
    const answer = headOnly(signed('a=b', Math.floor(clock.now() / 1000)));
    await expect.poll(() => clock.sleeping).toBeGreaterThan(0);
    await clock.advance(3_000);
    expect(await answer).toMatch(/^HTTP\/1.1 408 /);
  });

  it('a flood of refusals is a line now and then', async () => {
    for (let count = 0; count < 30; count++) expect(await post('command=x')).toBe(401);
    expect(kit.log.lines.filter(({ text }) => text.includes('without a signature'))).toHaveLength(1);
  });

  it("Slack's unsigned test of the certificate is answered, and carries nothing else in", async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(await post('ssl_check=1&token=xxx', form)).toBe(200);
    const command = 'command=%2Fglue-audit&text=x&team_id=TACME&user_id=UNINA&channel_id=CDATAPLATFORM';
    expect(await post(`ssl_check=1&${command}`, form)).toBe(200);
    expect(await post(`ssl_check=0&${command}`, form)).toBe(401);
    expect(await post(`ssl_check=1&ssl_check=1&${command}`, form)).toBe(401);
    expect(await post(`ssl_check=1&token=${'x'.repeat(600)}`, form)).toBe(401);
    expect(await type('after')).toMatchObject({ acked: true });
    await kit.slack.waitFor(ran);
    expect(JSON.stringify(kit.slack.messages('data-platform'))).not.toContain('You said x.');
  });
});

describe('HTTP mode, signed and odd', () => {
  beforeEach(() => kit.surface.start());

  const json = 'application/json';
  const form = 'application/x-www-form-urlencoded';

  it.each([
    [json, 'null'],
    [json, '[]'],
    [json, '"x"'],
    [json, '1'],
    [json, 'true'],
    [json, ''],
    [json, '{'],
    [form, 'payload=null'],
    [form, 'payload=%5B%5D'],
    [form, 'payload=1'],
    [form, 'payload='],
    [`${form}; charset=utf-8`, 'payload=%7B%7D'],
  ])('%s with %s is an error, and the bot goes on', async (type_, body) => {
    const headers = { ...signed(body, Math.floor(Date.now() / 1000)), 'content-type': type_ };
    expect(await post(body, headers)).toBe(400);
    expect(await type('after')).toMatchObject({ acked: true });
    await kit.slack.waitFor(ran);
  });

  it.each([
    '{"type":"block_actions"}',
    '{"type":"block_actions","team":null,"user":null,"actions":[null]}',
    '{"type":"view_submission","view":null}',
    '{"type":"event_callback","event":null}',
    '{"__proto__":null,"type":"block_actions","actions":[{"action_id":"__proto__"}]}',
  ])('%s does not end the process', async (body) => {
    const headers = { ...signed(body, Math.floor(Date.now() / 1000)), 'content-type': json };
    await fetch(url, { method: 'POST', body, headers, signal: AbortSignal.timeout(5_000) });
    expect(await type('after')).toMatchObject({ acked: true });
    await kit.slack.waitFor(ran);
  });
});
