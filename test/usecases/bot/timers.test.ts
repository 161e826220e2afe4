import { beforeEach, expect, test, vi } from 'vitest';
import { createQueue } from '../../../src/queue/in-process.ts';
import { giveBack } from '../../../src/usecases/bot/recover-work.ts';
import { createTimers, timerLeaseMs } from '../../../src/usecases/bot/timers.ts';
import { settle } from '../../support/fakes/fake-clock.ts';
import { kit } from '../../support/fakes/kit.ts';

const every = 5_000;
const heartbeat = 10_000;
let base: Awaited<ReturnType<typeof kit>>;
let looks: string[];

beforeEach(async () => {
  base = await kit();
  looks = [];
});

/** The timers of one process, whose looks are written down. */
function processOf(processId: string, clock = base.clock) {
  const parts = { ...base, clock, processId };
  const queue = createQueue(parts);
  const timers = createTimers({ ...parts, queue });
  const watch = (name: string, everyMs = every, look = async () => {}) =>
    timers.watch(name, everyMs, async () => {
      looks.push(`${processId} ${name}`);
      await look();
    });
  return { queue, timers, watch };
}

/** Time goes by, with the heartbeats of whoever lives. */
async function goesBy(ms: number, ...living: ReturnType<typeof processOf>[]): Promise<string[]> {
  looks.length = 0;
  for (let gone = 0; gone < ms; gone += heartbeat) {
    await base.clock.advance(Math.min(heartbeat, ms - gone));
    for (const { timers } of living) await timers.renew();
  }
  return [...new Set(looks)];
}

test('one process looks, as long as it lives, and the other one within a minute of its death', async () => {
  const [one, other] = [processOf('one'), processOf('other')];
  one.watch('runs');
  await settle();
  other.watch('runs');
  expect(await goesBy(120_000, one, other)).toEqual(['one runs']);
  expect(looks.length).toBeGreaterThan(20);
  // Killed: neither beats nor looks.
  const drained = one.queue.drain();
  expect(await goesBy(60_000, other)).toEqual(['other runs']);
  await drained;
});

test('each timer has a holder of its own', async () => {
  const [one, other] = [processOf('one'), processOf('other')];
  one.watch('runs');
  other.watch('progress');
  await settle();
  one.watch('progress');
  other.watch('runs');
  expect((await goesBy(60_000, one, other)).toSorted()).toEqual(['one runs', 'other progress']);
});

test('what was let go of while it was being renewed is asked for again', async () => {
  const records = base.store.timers;
  const [end, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const [one, other] = [processOf('one'), processOf('other')];
  one.watch('definitions', 3_600_000, () => end.promise);
  await settle();
  const renew = records.renew.bind(records);
  vi.spyOn(records, 'renew').mockImplementationOnce(async (...claims) => {
    const kept = await renew(...claims);
    await answer.promise;
    return kept;
  });
  const renewed = one.timers.renew();
  await settle();
  end.resolve();
  await settle();
  answer.resolve();
  await renewed;
  other.watch('definitions', 3_600_000, () => new Promise(() => undefined));
  await settle();
  one.queue.wake('definitions');
  await settle();
  expect(looks).toEqual(['one definitions', 'other definitions']);
});

test('what a process had is free when its work is given back', async () => {
  const [one, other] = [processOf('one'), processOf('other')];
  one.watch('runs');
  await settle();
  await one.queue.drain();
  await giveBack(base, 'one');
  other.watch('runs');
  await settle();
  expect(looks).toEqual(['one runs', 'other runs']);
});

test('one that wakes up after its claim asks before it looks', async () => {
  const [one, other] = [processOf('one'), processOf('other')];
  one.watch('runs');
  await settle();
  base.clock.set(base.clock.now() + timerLeaseMs + 1);
  other.watch('runs');
  await settle();
  looks.length = 0;
  one.queue.nudge('runs');
  await settle();
  expect(looks).toEqual([]);
});

test('a look that takes long is one look, and one that hangs is followed by another process', async () => {
  const [one, other] = [processOf('one'), processOf('other')];
  one.watch('rescans', every, () => new Promise(() => {}));
  await settle();
  other.watch('rescans');
  expect(await goesBy(10 * 60_000, one, other)).toEqual([]);
  expect(await goesBy(10 * 60_000, one, other)).toEqual(['other rescans']);
});

test('a look that is seldom leaves the timer free, and who met it comes back before its next one', async () => {
  const [one, other] = [processOf('one'), processOf('other')];
  const first = Promise.withResolvers<void>();
  one.watch('definitions', 3_600_000, () => first.promise);
  await settle();
  other.watch('definitions', 3_600_000);
  await settle();
  expect(looks).toEqual(['one definitions']);
  first.resolve();
  expect(await goesBy(60_000, one, other)).toEqual(['other definitions']);
  expect((await goesBy(3_600_000, one, other)).toSorted()).toEqual(['one definitions', 'other definitions']);
});
