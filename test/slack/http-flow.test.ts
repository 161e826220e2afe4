import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SurfaceSetUp, setUp } from './surface-kit.ts';

let kit: SurfaceSetUp;
let server: Server;
let url: string;

beforeEach(async () => {
  kit = await setUp({ mode: (slack) => ({ kind: 'http', signingSecret: slack.app.signingSecret }) });
  server = createServer(kit.surface.requestListener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  kit.slack.deliverTo(url);
});

afterEach(async () => {
  await kit.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

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
