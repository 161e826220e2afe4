import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Change } from '../../sandbox/slack/changes.ts';
import { openStore } from '../../src/store/open-store.ts';
import { hasPostgres, migratedUrl, postgresSql } from '../support/postgres/databases.ts';
import { type Bot, createWorld, type World } from '../support/processes/bot.ts';
import {
  approve,
  createExecutionWorld,
  executionOf,
  expectDone,
  strike,
  updates,
} from '../support/processes/execution-world.ts';
import { said } from '../support/processes/people.ts';

const slow = { kind: 'latency', ms: 2_000 } as const;

/** Stopped in the middle of what it does, and taken for dead; what it had asked for is answered meanwhile. */
async function suspend(world: World, bot: Bot): Promise<void> {
  bot.process.kill('SIGSTOP');
  await world.silence();
  world.aws.faults.clear();
}

const wake = (bot: Bot) => bot.process.kill('SIGCONT');

/** Stops it in the very moment in which this happens in Slack: before Slack's answer to it has left. */
function stopAt({ slack }: World, bot: Bot, isIt: (change: Change) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const unsubscribe = slack.onChange((change) => {
      if (!isIt(change)) return;
      unsubscribe();
      bot.process.kill('SIGSTOP');
      resolve();
    });
    onTestFinished(unsubscribe);
  });
}

/** A message that waits to be delivered. */
async function addMessage({ databaseUrl }: World, channel: string): Promise<void> {
  const store = await openStore({ databaseUrl });
  onTestFinished(() => store.close());
  const [createdAt, again] = [Date.now(), '/glue-audit us-east-1'];
  const message = { kind: 'interrupted', scope: 'us-east-1', startedAt: createdAt, again } as const;
  await store.outbox.add([{ id: 'the-message', channel, message, createdAt }]);
}

/** Two processes, of which the one that delivers is stopped then, and woken once the other has delivered. */
async function deliverTwice(channel: string, isIt: (change: Change) => boolean) {
  const databaseUrl = await migratedUrl();
  const world = await createWorld({ databaseUrl });
  const first = await world.start();
  const stopped = stopAt(world, first, isIt);
  await addMessage(world, channel);
  await stopped;
  await world.silence();
  const second = await world.start();
  await says(second, ({ msg }) => msg === 'message delivered');
  wake(first);
  return { world, first, second, rows: () => postgresSql(databaseUrl, 'select state, posted_ts from outgoing') };
}

/** A line of its log; without it, all that it said is told. */
async function says(bot: Bot, probe: (line: Record<string, unknown>) => boolean): Promise<void> {
  await vi.waitFor(() => {
    if (!bot.lines.some(probe)) throw new Error(`It never said so:\n${bot.output()}`);
  }, 30_000);
}

describe.skipIf(!hasPostgres)('a process that is suspended past its lease, and woken', () => {
  test('in the middle of an execution, changes nothing of what another one carries out now', async () => {
    const world = await createExecutionWorld({ databaseUrl: await migratedUrl() });
    const [one = '', two = '', three = '', four = ''] = world.jobs;
    const first = await world.start();
    await Promise.all([strike(world, { operation: 'GetJob', name: four, effect: slow }), approve(world)]);
    await suspend(world, first);
    expect(updates(world)).toEqual({ [one]: 1, [two]: 1, [three]: 1 });
    const held = await executionOf(world);
    // The other one reads the same job, and waits: whoever looks now sees it as it was, and only the lease says whose it is.
    const effect = { kind: 'latency', ms: 6_000 } as const;
    const id = world.aws.faults.add({ service: 'glue', operation: 'GetJob', name: four, times: 1, effect });
    const second = await world.start();
    const isThere = () => world.aws.faults.list().every((fault) => fault.id !== id);
    await vi.waitFor(() => expect(isThere()).toBe(true), 40_000);
    wake(first);
    // Or its connection was ended meanwhile, and it could not even ask.
    await says(first, ({ msg, reason }) => reason === 'lost' || /execution failed unexpectedly/.test(String(msg)));
    expect(held?.state).toBe('running');
    expect(updates(world)).toEqual({ [one]: 1, [two]: 1, [three]: 1 });
    world.aws.faults.clear();
    await expectDone(world);
    for (const bot of [first, second]) expect(await bot.end('SIGTERM')).toBe(0);
  });

  test('in the middle of a scheduled scan, records nothing of it: the other one posts the digest, once', async () => {
    const databaseUrl = await migratedUrl();
    const world = await createWorld({ databaseUrl });
    await world.missSlot();
    const struck = strike(world, { effect: slow });
    const first = await world.start();
    await struck;
    await suspend(world, first);
    const second = await world.start();
    const { slack } = world;
    await slack.waitFor(() => slack.messages('data-alerts').length > 0, 60_000);
    wake(first);
    await says(first, ({ msg }) => /took this (scan|slot) over/.test(String(msg)));
    const states = `select state, count(*) as n from scans group by state order by state`;
    expect(await postgresSql(databaseUrl, states)).toEqual([
      { state: 'finished', n: '1' },
      { state: 'interrupted', n: '1' },
    ]);
    for (const bot of [first, second]) expect(await bot.end('SIGTERM')).toBe(0);
    expect(slack.messages('data-alerts')).toHaveLength(1);
    expect(await postgresSql(databaseUrl, `select state from outgoing where state <> 'sent'`)).toEqual([]);
  });

  test('right before it posts a message, leaves it to the other one, whose post is the only one', async () => {
    const { world, first, second, rows } = await deliverTwice(
      'UNINA',
      (change) => change.type === 'call' && change.method === 'conversations.open',
    );
    await says(first, ({ msg }) => msg === 'a message was not posted: its claim is over');
    const [only, ...more] = said(world.slack, { channel: 'DNINA' });
    expect(more).toEqual([]);
    expect(await rows()).toEqual([{ state: 'sent', posted_ts: only?.ts }]);
    for (const bot of [first, second]) expect(await bot.end('SIGTERM')).toBe(0);
  });

  test('with its post in Slack and the answer on the way, has it found by the other one, and not posted again', async () => {
    const { world, first, second, rows } = await deliverTwice(
      'CDATAALERTS',
      (change) => change.type === 'message' && change.action === 'posted',
    );
    await says(first, ({ msg }) => msg === 'message delivered');
    const shown = said(world.slack, { channel: 'CDATAALERTS' });
    expect(shown).toHaveLength(1);
    expect(await rows()).toEqual([{ state: 'sent', posted_ts: shown[0]?.ts }]);
    for (const bot of [first, second]) expect(await bot.end('SIGTERM')).toBe(0);
  });
});
