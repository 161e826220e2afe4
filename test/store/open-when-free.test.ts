import { expect, test } from 'vitest';
import { StoreError, type StoreErrorCode } from '../../src/store/database/store-error.ts';
import { openWhenFree } from '../../src/store/open-when-free.ts';
import type { Clock, Log } from '../../src/usecases/ports/runtime.ts';

/** A clock whose pauses take no time. */
function setUp() {
  let now = 0;
  const warned: string[] = [];
  const clock: Clock = {
    now: () => now,
    monotonic: () => now,
    sleep: async (ms) => {
      now += ms;
    },
  };
  const nothing = () => undefined;
  const log: Log = { debug: nothing, info: nothing, warn: (_, text) => warned.push(text), error: nothing };
  return { clock, log, warned, elapsed: () => now };
}

const refuse = (code: StoreErrorCode) => async () => {
  throw new StoreError(code, `it is ${code}`);
};

test('a start waits for a database that another process keeps locked, and says so', async () => {
  const { clock, log, warned } = setUp();
  const answers = [refuse('busy'), refuse('busy'), async () => 'open'];
  expect(await openWhenFree(() => (answers.shift() ?? refuse('failed'))(), clock, log)).toBe('open');
  expect(warned).toEqual(Array.from({ length: 2 }, () => expect.stringContaining('locked by another process')));
});

test('a start waits for a server that cannot be reached yet, and says so', async () => {
  const { clock, log, warned } = setUp();
  const answers = [refuse('unavailable'), async () => 'open'];
  expect(await openWhenFree(() => (answers.shift() ?? refuse('failed'))(), clock, log)).toBe('open');
  expect(warned).toEqual(['the database cannot be reached: the start waits for it']);
});

test('after a minute it gives up with what the database said', async () => {
  const { clock, log, elapsed } = setUp();
  await expect(openWhenFree(refuse('busy'), clock, log)).rejects.toMatchObject({ code: 'busy' });
  expect(elapsed()).toBe(60_000);
});

test.each(['corrupt', 'newer-schema', 'not-writable', 'disk-full'] as const)('%s: no wait helps', async (code) => {
  const { clock, log, elapsed } = setUp();
  await expect(openWhenFree(refuse(code), clock, log)).rejects.toMatchObject({ code });
  expect(elapsed()).toBe(0);
});
