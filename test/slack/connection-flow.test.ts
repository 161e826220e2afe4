import { SocketModeClient } from '@slack/socket-mode';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { slackLogger } from '../../src/slack/transport/logger.ts';
import type { Message } from '../../src/usecases/messages/message.ts';
import { ManualClock, problem } from './support.ts';
import { type SurfaceSetUp, setUp, started } from './surface-kit.ts';

let kit: SurfaceSetUp;

afterEach(() => kit.stop());

async function answered(word: string): Promise<void> {
  const { slack } = kit;
  expect(await slack.as('UNINA').type('data-platform', `/glue-audit ${word}`)).toMatchObject({ acked: true });
  await slack.waitFor(() => slack.messages('data-platform').some(({ text }) => text.includes(`You said ${word}.`)));
}

describe('start', () => {
  it('says whose bot it is and what it may do, and opens a second connection', async () => {
    kit = await setUp();
    const { team, botUser, scopes } = await kit.surface.start();
    expect({ team, botUser }).toEqual({ team: 'TACME', botUser: 'UGLUEBOT' });
    expect(scopes).toContain('chat:write');
    await kit.slack.waitFor((slack) => slack.connections() === 2);
    expect(kit.surface.health().connected).toBe(true);
  });

  it.each([
    ['bot', { botToken: 'xoxb-wrong' }],
    ['app', { mode: { kind: 'socket' as const, appToken: 'xapp-wrong' } }],
  ])('fails at once with a wrong %s token', async (_which, options) => {
    kit = await setUp({ options });
    await expect(kit.surface.start()).rejects.toMatchObject({ code: 'not-authorised', slackCode: 'invalid_auth' });
    expect(kit.log.all()).not.toContain('wrong');
    expect(kit.fatal).toEqual([]);
  });

  it.each(['auth.test', 'apps.connections.open'])('waits for a Slack that is away (%s)', async (method) => {
    kit = await setUp();
    kit.slack.faults.outage('status', { methods: [method], count: 1 });
    expect(await kit.surface.start()).toMatchObject({ team: 'TACME' });
  });
});

describe('connections', () => {
  it('are back at once when Slack refreshes both, without its five seconds of silence', async () => {
    kit = await started();
    const before = performance.now();
    kit.slack.faults.refreshSockets();
    await kit.slack.waitFor((slack) => slack.connections() < 2);
    await kit.slack.waitFor((slack) => slack.connections() === 2);
    expect(performance.now() - before).toBeLessThan(2_500);
    await answered('one');
    await answered('two');
    expect(kit.slack.problems).toEqual([]);
    expect(kit.fatal).toEqual([]);
  });

  it('come back by themselves after an outage', async () => {
    kit = await started();
    kit.slack.faults.outage('status', { methods: ['apps.connections.open'] });
    kit.slack.faults.dropSockets();
    await kit.slack.waitFor((slack) => slack.connections() === 0);
    kit.slack.faults.clear();
    await kit.slack.waitFor((slack) => slack.connections() === 2);
    await answered('again');
    expect(kit.surface.health().connected).toBe(true);
  });

  it('each payload is handled once', async () => {
    let runs = 0;
    kit = await started({
      run: async (text) => {
        runs += 1;
        return problem(`You said ${text}.`);
      },
    });
    for (const word of ['one', 'two', 'three', 'four']) await answered(word);
    expect(runs).toBe(4);
  });

  it('a token that is refused later is fatal, once, and no unhandled rejection', async () => {
    kit = await started();
    kit.slack.faults.refuse('invalid_auth', { methods: ['apps.connections.open'] });
    const refused = (): boolean =>
      kit.slack.calls.filter(({ method, ok }) => method === 'apps.connections.open' && !ok).length === 2;
    kit.slack.faults.dropSockets();
    await kit.slack.waitFor(refused);
    await expect.poll(() => kit.fatal).toEqual(['Slack refused the app token (invalid_auth)']);
    expect(kit.surface.health().connected).toBe(false);
  });

  it('ninety seconds without any are fatal', async () => {
    const clock = new ManualClock();
    kit = await setUp({ options: { clock } });
    await kit.surface.start();
    kit.slack.faults.outage('status', { methods: ['apps.connections.open'] });
    kit.slack.faults.dropSockets();
    await expect.poll(() => kit.surface.health().connected).toBe(false);
    await clock.advance(89_000);
    expect(kit.fatal).toEqual([]);
    await clock.advance(1_000);
    expect(kit.fatal).toEqual(['no connection to Slack for 90 s']);
    void kit.surface.stop();
    await clock.advance(20_000);
  });
});

/** So many connections of other processes of the same app. */
async function othersOf({ slack, log }: SurfaceSetUp, count: number): Promise<SocketModeClient[]> {
  const clients = Array.from(
    { length: count },
    () =>
      new SocketModeClient({
        appToken: slack.app.appToken,
        clientOptions: { slackApiUrl: slack.apiUrl },
        autoReconnectEnabled: false,
        logger: slackLogger(log),
      }),
  );
  onTestFinished(() => void Promise.all(clients.map((client) => client.disconnect())));
  for (const client of clients) await client.start();
  return clients;
}

describe('several processes', () => {
  it('have one connection each, and the last one that is left opens its second', async () => {
    const clock = new ManualClock();
    let processes = 2;
    kit = await setUp({ options: { clock, processes: async () => processes } });
    const { slack, surface, log } = kit;
    const [other] = await othersOf(kit, 1);
    await surface.start();
    await clock.advance(30_000);
    await clock.advance(15_000);
    expect(slack.connections()).toBe(2);
    processes = 1;
    await other?.disconnect();
    await clock.advance(15_000);
    await slack.waitFor(() => slack.connections() === 2);
    processes = 2;
    await clock.advance(15_000);
    await slack.waitFor(() => slack.connections() === 1);
    expect([surface.health().connected, kit.fatal]).toEqual([true, []]);
    expect(log.lines.filter(({ level }) => level === 'warn')).toEqual([]);
    await clock.advance(15_000);
    void surface.stop();
    await clock.advance(20_000);
  });

  it('the eleventh connection is waited for, however long, and taken when one ends', async () => {
    const clock = new ManualClock();
    kit = await setUp({ options: { clock, processes: async () => 10 } });
    const { slack, surface, log } = kit;
    const [other] = await othersOf(kit, 10);
    const start = surface.start();
    const waits = () => log.lines.filter(({ text }) => text.includes('the start waits until one of them ends')).length;
    for (const told of [1, 2, 3, 4, 5, 6]) {
      await expect.poll(waits).toBe(told);
      if (told === 6) await other?.disconnect();
      await clock.advance(15_000);
    }
    expect(await start).toMatchObject({ team: 'TACME' });
    expect([slack.connections(), surface.health().connected, kit.fatal]).toEqual([10, true, []]);
    void surface.stop();
    await clock.advance(20_000);
  });

  it('one that lost its place waits for another and does not end', async () => {
    const clock = new ManualClock();
    kit = await setUp({ options: { clock, processes: async () => 2 } });
    const { slack, surface, log } = kit;
    await surface.start();
    slack.faults.dropSockets();
    await slack.waitFor(() => slack.connections() === 0);
    const [other] = await othersOf(kit, 10);
    await expect.poll(() => surface.health().connected).toBe(false);
    for (let ms = 0; ms < 100_000; ms += 5_000) {
      await clock.advance(5_000);
      await expect.poll(() => clock.sleeping).toBeGreaterThan(1);
    }
    expect(kit.fatal).toEqual([]);
    expect(log.all()).toContain('this process gets no commands and presses until one of them ends');
    await other?.disconnect();
    await clock.advance(15_000);
    await slack.waitFor(() => slack.connections() === 10);
    await expect.poll(() => surface.health().connected).toBe(true);
    void surface.stop();
    await clock.advance(20_000);
  });

  it('ask aside how many there are, so that the only connection stays', async () => {
    const clock = new ManualClock();
    kit = await setUp({ options: { clock, processes: async () => 2 } });
    const { slack, surface } = kit;
    await othersOf(kit, 2);
    await surface.start();
    await clock.advance(0);
    const opened = () => slack.calls.filter(({ method }) => method === 'apps.connections.open').length;
    const before = opened();
    await expect.poll(() => clock.sleeping).toBeGreaterThan(1);
    await clock.advance(5 * 60_000);
    await slack.waitFor(() => opened() === before + 1);
    await expect.poll(() => surface.otherConnections()).toMatchObject({ counted: 4, ours: 3 });
    await slack.waitFor(() => slack.connections() === 3);
    expect(surface.health().connected).toBe(true);
    void surface.stop();
    await clock.advance(20_000);
  });
});

describe('another bot with the same tokens', () => {
  it('is seen by the count of the hello, confirmed by a new connection after minutes, and seen to be gone', async () => {
    const clock = new ManualClock();
    kit = await setUp({ options: { clock, processes: async () => 1 } });
    const { slack, surface, log } = kit;
    const [other] = await othersOf(kit, 1);
    await surface.start();
    await clock.advance(0);
    await slack.waitFor(() => slack.connections() === 3);
    expect(surface.otherConnections()).toBeUndefined();
    const opened = () => slack.calls.filter(({ method }) => method === 'apps.connections.open').length;
    const before = opened();
    await expect.poll(() => clock.sleeping).toBeGreaterThan(0);
    await clock.advance(5 * 60_000);
    await slack.waitFor(() => slack.connections() === 2);
    await clock.advance(10_000);
    await slack.waitFor(() => opened() === before + 1 && slack.connections() === 3);
    await expect.poll(() => surface.otherConnections()).toMatchObject({ counted: 3, ours: 2 });
    expect(log.all()).toContain('another bot with the same tokens is connected');
    await other?.disconnect();
    await slack.waitFor(() => slack.connections() === 2);
    await clock.advance(30 * 60_000);
    await slack.waitFor(() => slack.connections() === 1);
    await clock.advance(10_000);
    await expect.poll(() => surface.otherConnections()).toBeUndefined();
    void surface.stop();
    await clock.advance(20_000);
  });
});

describe('stop', () => {
  it('waits for an answer that is on its way', async () => {
    const { promise, resolve } = Promise.withResolvers<Message>();
    kit = await started({ run: () => promise });
    await kit.slack.as('UNINA').type('data-platform', '/glue-audit all');
    const stopped = kit.surface.stop();
    resolve(problem('Done.'));
    await stopped;
    expect(kit.slack.messages('data-platform').map(({ text }) => text)).toEqual(['Done. Try that.']);
    await kit.slack.waitFor((slack) => slack.connections() === 0);
  });

  it('does not wait for ever, and takes nothing new', async () => {
    kit = await started({ run: () => new Promise(() => {}), options: { drainMs: 300 } });
    const { slack } = kit;
    await slack.as('UNINA').type('data-platform', '/glue-audit all');
    const stopped = kit.surface.stop();
    await slack.as('UNINA').type('data-platform', '/glue-audit late');
    await slack.waitFor(() => slack.messages('data-platform').some(({ text }) => text.includes('restarted')));
    await stopped;
    expect(kit.log.all()).toContain('unfinished answers');
  });

  it('does not hang when Slack is gone', async () => {
    kit = await started();
    await kit.slack.close();
    await kit.surface.stop();
    expect(kit.surface.health().connected).toBe(false);
  });
});
