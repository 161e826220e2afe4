import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test, vi } from 'vitest';
import {
  createLimiter,
  createPatience,
  createShare,
  createSingleFlight,
  onAbort,
  startDeadline,
} from '../../src/usecases/concurrency.ts';
import { FakeClock, settle } from '../support/fakes/fake-clock.ts';

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

describe('a single flight', () => {
  function flights() {
    const clock = { time: 1_000_000, now: () => clock.time };
    const gates: PromiseWithResolvers<void>[] = [];
    const share = createSingleFlight<number>(clock);
    /** Asks; the answer is the number of the flight. */
    const ask = (key = 'a') =>
      share(key, async (begun) => {
        begun();
        const number = gates.push(Promise.withResolvers()) - 1;
        await gates[number]?.promise;
        return number;
      });
    return { clock, gates, share, ask };
  }

  test('is shared by all who ask at once, and over when it ended, badly too', async () => {
    const { ask, gates, share } = flights();
    const both = [ask(), ask()];
    gates[0]?.resolve();
    expect(await Promise.all(both)).toEqual([0, 0]);
    const fails = () => Promise.reject(new Error('no'));
    await expect(share('a', fails)).rejects.toThrow('no');
    const last = ask();
    gates[1]?.resolve();
    expect(await last).toBe(1);
  });

  test('goes on for the others when one leaves, and is unwanted once all have; who asks then gets the next one', async () => {
    const { share } = flights();
    const gate = Promise.withResolvers<string>();
    const seen: AbortSignal[] = [];
    const start = async (begun: () => void, unwanted: AbortSignal) => {
      begun();
      seen.push(unwanted);
      return Number(await gate.promise);
    };
    const leaving = [new AbortController(), new AbortController()] as const;
    const waits = leaving.map(({ signal }) => share('a', start, signal));
    leaving[0].abort(new Error('left'));
    await expect(waits[0]).rejects.toThrow('left');
    expect(seen.map(({ aborted }) => aborted)).toEqual([false]);
    leaving[1].abort(new Error('left too'));
    await expect(waits[1]).rejects.toThrow('left too');
    expect(seen.map(({ aborted }) => aborted)).toEqual([true]);
    const next = share('a', start);
    gate.resolve('7');
    expect(await next).toBe(7);
    expect(seen.map(({ aborted }) => aborted)).toEqual([true, false]);
  });

  test('that began before the question does not answer it: all who come later share the next one', async () => {
    const { ask, clock, gates } = flights();
    const first = ask();
    clock.time += 1;
    const later = [ask(), ask()];
    clock.time += 1;
    later.push(ask());
    expect(gates).toHaveLength(1);
    gates[0]?.resolve();
    expect(await first).toBe(0);
    await settle();
    expect(gates).toHaveLength(2);
    clock.time += 1;
    const latest = ask();
    gates[1]?.resolve();
    expect(await Promise.all(later)).toEqual([1, 1, 1]);
    await settle();
    gates[2]?.resolve();
    expect(await latest).toBe(2);
  });

  test('follows one that failed; a clock that was put back makes no old answer new', async () => {
    const { ask, clock, gates } = flights();
    const first = ask();
    clock.time -= 60_000;
    const second = ask();
    gates[0]?.reject(new Error('no'));
    await expect(first).rejects.toThrow('no');
    await settle();
    gates[1]?.resolve();
    expect(await second).toBe(1);
    expect(await Promise.race([ask('b'), Promise.resolve('other keys do not wait')])).toBe('other keys do not wait');
  });
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

test('a deadline ends with another signal too, with its reason, and lets go of it when it is cleared', async () => {
  const clock = new FakeClock();
  const other = new AbortController();
  const [ended, cleared] = [startDeadline(clock, 1_000, other.signal), startDeadline(clock, 1_000, other.signal)];
  cleared.clear();
  other.abort('unwanted');
  expect([ended.signal.reason, cleared.signal.aborted]).toEqual(['unwanted', false]);
  expect(startDeadline(clock, 1_000, other.signal).signal.reason).toBe('unwanted');
});

test('a signal has one listener, however many wait for it, and each is told once unless it took that back', () => {
  const wanted = new AbortController();
  const listen = vi.spyOn(wanted.signal, 'addEventListener');
  const told: number[] = [];
  const forget = Array.from({ length: 1_000 }, (_, index) => onAbort(wanted.signal, () => told.push(index)));
  for (const each of forget.slice(3)) each();
  forget[1]?.();
  wanted.abort();
  expect(told).toEqual([0, 2]);
  expect(listen).toHaveBeenCalledTimes(1);
});

test('one that leaves while the others are told is not told', () => {
  const wanted = new AbortController();
  const told: string[] = [];
  onAbort(wanted.signal, () => forgetLast());
  const forgetLast = onAbort(wanted.signal, () => told.push('last'));
  wanted.abort();
  expect(told).toEqual([]);
});

test.each([
  [
    'flights',
    (signal: AbortSignal, clock: FakeClock) => {
      const fly = createSingleFlight<void>(clock);
      return (index: number) =>
        void fly(`key-${index}`, () => new Promise(() => undefined), signal).catch(() => undefined);
    },
  ],
  ['deadlines', (signal: AbortSignal, clock: FakeClock) => () => void startDeadline(clock, 1_000, signal)],
])('%s of a fleet that end with one signal do not compare themselves with each other', (_, waiters) => {
  const wanted = new AbortController();
  const listen = vi.spyOn(wanted.signal, 'addEventListener');
  const wait = waiters(wanted.signal, new FakeClock());
  for (let index = 0; index < 500; index += 1) wait(index);
  expect(listen).toHaveBeenCalledTimes(1);
});

describe('patience', () => {
  test('each is told once, when its own time is over, unless it ended before', async () => {
    const clock = new FakeClock(0);
    const patience = createPatience(clock, 1_000);
    const told: [string, number][] = [];
    const begin = (name: string) => patience(() => told.push([name, clock.now()]));
    begin('first');
    await clock.advance(300);
    const end = begin('ended');
    await clock.advance(300);
    const late = begin('late');
    end();
    await clock.advance(5_000);
    late();
    expect(told).toEqual([
      ['first', 1_000],
      ['late', 1_600],
    ]);
    begin('after a rest');
    await clock.advance(1_000);
    expect(told.at(-1)).toEqual(['after a rest', 6_600]);
  });

  test('one timer serves all, and none is left when nobody waits', async () => {
    const clock = new FakeClock();
    const sleep = vi.spyOn(clock, 'sleep');
    const patience = createPatience(clock, 1_000);
    const tell = vi.fn<() => void>();
    const ends = Array.from({ length: 100 }, () => patience(tell));
    expect(clock.sleeping).toBe(1);
    for (const end of ends) end();
    expect(clock.sleeping).toBe(0);
    const again = patience(tell);
    expect(clock.sleeping).toBe(1);
    again();
    await clock.advance(5_000);
    expect(tell).not.toHaveBeenCalled();
    expect(sleep).toHaveBeenCalledTimes(2);
  });

  test('of thousands that ended while others wait, nothing is held', async () => {
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    const patience = createPatience(new FakeClock(0), 1_000);
    patience(() => undefined);
    await settle();
    const ended = Array.from({ length: 5_000 }, () => {
      const work = { tell: () => undefined };
      const end = patience(() => work.tell());
      const held = new WeakRef(work);
      return { end, held };
    }).map(({ end, held }) => {
      end();
      return held;
    });
    // A WeakRef lasts until the turn in which it was made is over.
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    // The machine may still have one or two at hand, as values of compiled code.
    expect(ended.filter((work) => work.deref() !== undefined).length).toBeLessThan(10);
  });

  test('who is told may begin anew', async () => {
    const clock = new FakeClock(0);
    const patience = createPatience(clock, 1_000);
    const told: number[] = [];
    const begin = (): void => {
      patience(() => {
        told.push(clock.now());
        if (told.length < 3) begin();
      });
    };
    begin();
    await clock.advance(10_000);
    expect(told).toEqual([1_000, 2_000, 3_000]);
    expect(clock.sleeping).toBe(0);
  });
});
