import { describe, expect, test } from 'vitest';
import { createProgress, progressLine } from '../../src/terminal/progress.ts';
import type { Clock } from '../../src/usecases/ports/runtime.ts';

const clear = '\r\u001B[K';

/** A clock that stands still until it is moved; sleepers wake when their time has come. */
function createTestClock() {
  let now = 1_000;
  let sleepers: { at: number; wake: () => void }[] = [];
  const clock: Clock = {
    now: () => now,
    monotonic: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        sleepers.push({ at: now + ms, wake: resolve });
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      }),
  };
  const move = async (ms: number) => {
    now += ms;
    const due = sleepers.filter(({ at }) => at <= now);
    sleepers = sleepers.filter(({ at }) => at > now);
    for (const { wake } of due) wake();
    await new Promise(setImmediate);
  };
  return { clock, move, sleeping: () => sleepers.length };
}

function createStream(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  return { isTTY, columns, written, write: (text: string) => written.push(text) };
}

const at = (done: number) => {
  return { done, total: 100, found: done, unknown: 0, exposed: 0, worst: [], timeLeft: () => ({}) };
};

describe('createProgress', () => {
  test('draws at most once in 100 ms, and the last state in the end', async () => {
    const { clock, move } = createTestClock();
    const stream = createStream(true);
    const bar = createProgress({ stream, clock });
    for (let done = 0; done <= 50; done++) bar.update(at(done));
    expect(stream.written).toEqual([clear + progressLine(at(0), 79)]);
    await move(99);
    expect(stream.written).toHaveLength(1);
    await move(1);
    expect(stream.written).toEqual([clear + progressLine(at(0), 79), clear + progressLine(at(50), 79)]);
    await move(100);
    bar.update(at(60));
    expect(stream.written).toHaveLength(3);
    bar.stop();
    expect(stream.written.at(-1)).toBe(clear);
  });

  test('nothing is drawn after stop, not even what waited', async () => {
    const { clock, move } = createTestClock();
    const stream = createStream(true);
    const bar = createProgress({ stream, clock });
    bar.update(at(1));
    bar.update(at(2));
    bar.stop();
    bar.stop();
    bar.update(at(3));
    await move(1_000);
    expect(stream.written).toEqual([clear + progressLine(at(1), 79), clear]);
  });

  test('an interrupt clears the line', async () => {
    const { clock, move } = createTestClock();
    const stream = createStream(true);
    const interrupt = new AbortController();
    const bar = createProgress({ stream, clock, signal: interrupt.signal });
    bar.update(at(1));
    interrupt.abort();
    bar.update(at(2));
    bar.stop();
    await move(1_000);
    expect(stream.written).toEqual([clear + progressLine(at(1), 79), clear]);
  });

  test('writes nothing when it is no terminal, was never updated, or is already interrupted', () => {
    const { clock, sleeping } = createTestClock();
    const file = createStream(false);
    const bar = createProgress({ stream: file, clock });
    bar.update(at(1));
    bar.stop();
    const terminal = createStream(true);
    createProgress({ stream: terminal, clock }).stop();
    createProgress({ stream: terminal, clock, signal: AbortSignal.abort() }).update(at(1));
    expect([file.written, terminal.written, sleeping()]).toEqual([[], [], 0]);
  });
});

describe('progressLine', () => {
  test.each([
    [{ done: 0, found: 0, unknown: 0 }, 80, 'Listing regions; 0 account-regions done, 0 findings'],
    [
      { done: 7, total: 14, found: 12, unknown: 1 },
      80,
      `[${'#'.repeat(12)}${'-'.repeat(12)}]  7 of 14 account-regions, 12 findings, 1 unknown`,
    ],
    [{ done: 1, total: 1, found: 1, unknown: 0 }, 40, '[####]  1 of 1 account-region, 1 finding'],
    [{ done: 0, total: 0, found: 0, unknown: 0 }, 40, '0 of 0 account-regions, 0 findings'],
    [{ done: 7, total: 14, found: 12, unknown: 1 }, 20, '7 of 14 account-regi'],
  ])('%j in %i columns', (progress, columns, line) => {
    expect(progressLine(progress, columns)).toBe(line);
    expect(line.length).toBeLessThanOrEqual(columns);
  });
});
