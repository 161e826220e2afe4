import { describe, expect, test, vi } from 'vitest';
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

const slow = { kind: 'latency', ms: 2_000 } as const;

/** Stopped in the middle of what it does, and taken for dead; what it had asked for is answered meanwhile. */
async function suspend(world: World, bot: Bot): Promise<void> {
  bot.process.kill('SIGSTOP');
  await world.silence();
  world.aws.faults.clear();
}

const wake = (bot: Bot) => bot.process.kill('SIGCONT');

/** A line of its log; without it, all that it said is told. */
async function says(bot: Bot, probe: (line: Record<string, unknown>) => boolean): Promise<void> {
  await vi.waitFor(() => {
    if (!bot.lines.some(probe)) throw new Error(`It never said so:\n${bot.output()}`);
  }, 30_000);
}

describe.skipIf(!hasPostgres)('a process that is suspended past its lease, and woken', () => {
  test('in the middle of an execution, changes nothing that another one changed meanwhile', async () => {
    const world = await createExecutionWorld({ databaseUrl: await migratedUrl() });
    const [one = '', two = '', three = '', four = '', five = ''] = world.jobs;
    const first = await world.start();
    await Promise.all([strike(world, { operation: 'GetJob', name: four, effect: slow }), approve(world)]);
    await suspend(world, first);
    expect(updates(world)).toEqual({ [one]: 1, [two]: 1, [three]: 1 });
    const held = await executionOf(world);
    // The other one is in the middle of it as well.
    const id = world.aws.faults.add({ service: 'glue', operation: 'GetJob', name: five, effect: slow });
    const second = await world.start();
    const isThere = () => world.aws.faults.list().some((fault) => fault.id === id && fault.struck > 0);
    await vi.waitFor(() => expect(isThere()).toBe(true), 20_000);
    wake(first);
    // Or its connection was ended meanwhile, and it could not even ask.
    await says(first, ({ msg, reason }) => reason === 'lost' || /execution failed unexpectedly/.test(String(msg)));
    expect(held?.state).toBe('running');
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
});
