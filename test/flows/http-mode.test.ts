import { createHmac } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { forAllTests } from '../support/processes/at-end.ts';
import { createWorld } from '../support/processes/bot.ts';
import { ask, modalWith, said } from '../support/processes/people.ts';

async function httpWorld() {
  const world = await createWorld({
    slack: { app: { delivery: { mode: 'http', requestUrl: 'http://127.0.0.1:1/' } } },
  });
  const bot = await world.start({ LOG_LEVEL: 'trace' });
  world.slack.deliverTo(`http://127.0.0.1:${bot.port}/slack/events`);
  return { ...world, bot };
}

test('HTTP mode, end to end: command, answer, click, modal, digest', async () => {
  const { slack, bot, missSlot, start } = await httpWorld();
  expect(bot.lines).toContainEqual(expect.objectContaining({ msg: 'ready', mode: 'http' }));
  const { message, ms } = await ask(slack, 'us-east-1');
  expect(ms).toBeLessThan(1_500);
  expect(message.text).toContain('17 findings');
  await slack.as('UNINA').click(message, { text: 'Show all' });
  await modalWith(slack, 'Page 1 of 2.');
  expect(await slack.as('UNINA').openTab('home')).toMatchObject({ acked: true });
  await slack.waitFor(() => JSON.stringify(slack.home('UNINA') ?? '').includes('exposed findings'));
  expect((await bot.page('readyz')).status).toBe(200);
  expect(slack.connections()).toBe(0);
  expect(await bot.end('SIGTERM')).toBe(0);
  await missSlot();
  const again = await start();
  await again.logged(({ msg }) => msg === 'message delivered');
  expect(slack.messages('data-alerts')).toHaveLength(1);
  expect(slack.problems).toEqual([]);
});

/** Opens connections that each send this and no more, and waits until all of it is sent. */
async function flood(port: number, count: number, text: string): Promise<void> {
  const sockets: Socket[] = [];
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  for (let index = 0; index < count; index++) {
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket.on('error', () => {}).resume());
    await new Promise((resolve) => {
      socket.once('close', resolve);
      socket.write(text, resolve);
    });
  }
}

describe('one bot in HTTP mode', () => {
  const world = forAllTests(httpWorld);

  test('a flood of slow and unsigned requests shuts out neither Slack nor the probes', async () => {
    const { slack, bot } = world();
    const head = 'POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
    const likely = `X-Slack-Request-Timestamp: ${Math.floor(Date.now() / 1000)}\r\nX-Slack-Signature: v0=${'0'.repeat(64)}\r\n`;
    const works = async () => {
      expect(await slack.as('UNINA').type('CDATAPLATFORM', '/glue-audit help')).toMatchObject({ acked: true });
      for (const page of ['healthz', 'readyz']) expect((await bot.page(page)).status).toBe(200);
    };
    await flood(bot.port, 600, `${head}X-a: `);
    await works();
    await flood(bot.port, 100, `${head}${likely}Content-Length: 1000000\r\n\r\n${'a'.repeat(500_000)}`);
    await works();
    await flood(bot.port, 600, '');
    await works();
    expect(slack.problems).toEqual([]);
  });

  test('a signed request that holds no object is an error, and not the end of the process', async () => {
    const { slack, bot } = world();
    const statuses: number[] = [];
    for (const [type, body] of [
      ['application/json', 'null'],
      ['application/x-www-form-urlencoded', 'payload=null'],
    ] as const) {
      const timestamp = String(Math.floor(Date.now() / 1000));
      const hash = createHmac('sha256', slack.app.signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
      const signed = { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${hash}` };
      const url = `http://127.0.0.1:${bot.port}/slack/events`;
      statuses.push((await fetch(url, { method: 'POST', body, headers: { 'content-type': type, ...signed } })).status);
    }
    expect(statuses).toEqual([400, 400]);
    expect((await ask(slack, 'us-east-1')).message.text).toContain('17 findings');
    expect(bot.lines.map(({ msg }) => msg)).not.toContain('stopping');
  });

  test('requests that are old, from the future, or badly signed are refused; another workspace is told so', async () => {
    const { slack, bot } = world();
    const olga = { user: 'UOLGA' };
    const type = () => slack.as('UOLGA').type('CDATAPLATFORM', '/glue-audit help');
    for (const fault of ['stale_timestamp', 'future_timestamp', 'bad_signature'] as const) {
      slack.faults.delivery(fault);
      expect(await type()).toMatchObject({ acked: false, error: 'http_service_error' });
    }
    expect(slack.problems.map(({ message }) => message)).toEqual(Array(3).fill(expect.stringContaining('HTTP 401')));
    expect(said(slack, olga).filter(({ user }) => user === slack.app.botUserId)).toEqual([]);

    slack.faults.delivery('foreign_team');
    expect((await type()).acked).toBe(true);
    await slack.waitFor(() =>
      said(slack, olga).some(({ text }) => text.includes('only answers to members of the workspace')),
    );
    expect(said(slack, olga).filter(({ text }) => text.includes('how to use'))).toEqual([]);
    expect(bot.output()).toContain('a request with a timestamp outside five minutes was refused');
    for (const secret of [slack.app.signingSecret, slack.app.botToken, 'v0=', '/actions/'])
      expect(bot.output()).not.toContain(secret);
  });
});
