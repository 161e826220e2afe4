import { expect, test } from 'vitest';
import { createLimiter, createShare, createSingleFlight, startDeadline } from '../../src/usecases/concurrency.ts';
import { FakeClock } from '../support/fake-clock.ts';

test('a limiter runs so many at once, and a failed job frees its place', async () => {
  const limit = createLimiter(2);
  let running = 0;
  let most = 0;
  const job = async (fails: boolean) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    if (fails) throw new Error('no');
    return 'yes';
  };
  const ended = await Promise.allSettled([true, false, true, false, false].map((fails) => limit(() => job(fails))));
  expect(ended.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect(most).toBe(2);
});

test('simultaneous calls for a key share one; a later call starts again, after a failure too', async () => {
  const share = createSingleFlight<number>();
  let started = 0;
  const start = async () => {
    started += 1;
    await Promise.resolve();
    if (started === 1) throw new Error('no');
    return started;
  };
  const first = await Promise.allSettled([share('a', start), share('a', start)]);
  expect(first.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(started).toBe(1);
  expect(await Promise.all([share('a', start), share('a', start)])).toEqual([2, 2]);
});

test('a deadline aborts in time, and not after it was cleared', async () => {
  const clock = new FakeClock();
  const late = startDeadline(clock, 1000);
  const early = startDeadline(clock, 1000);
  early.clear();
  await clock.advance(1000);
  expect(late.signal.reason).toMatchObject({ name: 'TimeoutError' });
  expect(early.signal.aborted).toBe(false);
  expect(clock.sleeping).toBe(0);
});

test('a share is full for one key alone, and has room again when a job has ended, badly too', async () => {
  const share = createShare(2);
  const gate = Promise.withResolvers<void>();
  const running = [
    share('a', () => gate.promise),
    share('a', async () => {
      await gate.promise;
      throw new Error('no');
    }),
  ];
  const job = async () => 'yes';
  await expect(share('a', job)).rejects.toMatchObject({ code: 'busy', detail: '2' });
  expect(await share('b', job)).toBe('yes');
  gate.resolve();
  expect((await Promise.allSettled(running)).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(await share('a', job)).toBe('yes');
});
