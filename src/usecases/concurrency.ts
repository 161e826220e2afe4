import { GluewardenError } from '../domain/errors.ts';
import type { Clock } from './ports/runtime.ts';

/** Runs at most `limit` jobs at once; the others wait in order. */
export function createLimiter(limit: number): <T>(job: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (job) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await job();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}

/**
 * Runs at most `most` jobs at once for each key, and refuses the others.
 * @throws {GluewardenError} `busy`
 */
export function createShare(most: number): <T>(key: string, job: () => Promise<T>) => Promise<T> {
  const running = new Map<string, number>();
  return async (key, job) => {
    const before = running.get(key) ?? 0;
    if (before >= most) throw new GluewardenError('busy', String(before));
    running.set(key, before + 1);
    try {
      return await job();
    } finally {
      const left = (running.get(key) ?? 1) - 1;
      if (left > 0) running.set(key, left);
      else running.delete(key);
    }
  };
}

interface Flight<T> {
  /** Epoch milliseconds; undefined: it has not begun. */
  readonly beganAt: () => number | undefined;
  readonly promise: Promise<T>;
}

/**
 * Work that several ask for at once is done once, and nobody gets an answer that is older than the question: one flight
 * is shared by all who asked before it began (or in the same millisecond); who comes later shares the next one, which
 * begins when this one has ended. So a key has two flights at most. `start` calls `begun` right before it reads.
 */
export function createSingleFlight<T>(
  clock: Pick<Clock, 'now'>,
): (key: string, start: (begun: () => void) => Promise<T>) => Promise<T> {
  const flying = new Map<string, readonly Flight<T>[]>();
  return (key, start) => {
    const flights = flying.get(key) ?? [];
    const found = flights.find(({ beganAt }) => beganAt() === undefined || beganAt() === clock.now());
    if (found) return found.promise;
    const before = flights.at(-1)?.promise;
    let beganAt: number | undefined;
    const begin = () =>
      start(() => {
        beganAt = clock.now();
      });
    const work = before === undefined ? begin() : before.then(begin, begin);
    const flight: Flight<T> = { beganAt: () => beganAt, promise: work.finally(() => land(key, flight)) };
    flying.set(key, [...flights, flight]);
    return flight.promise;
  };

  function land(key: string, flight: Flight<T>): void {
    const left = (flying.get(key) ?? []).filter((each) => each !== flight);
    if (left.length > 0) flying.set(key, left);
    else flying.delete(key);
  }
}

/** A reason that nobody is told: making an error, with its stack, costs more than the timer. */
const cleared = Symbol('cleared');

/** A signal that aborts with a `TimeoutError` after `ms`, unless cleared before. */
export function startDeadline(clock: Clock, ms: number): { readonly signal: AbortSignal; clear(): void } {
  const deadline = new AbortController();
  const cancel = new AbortController();
  clock.sleep(ms, cancel.signal).then(
    () => deadline.abort(new DOMException(`No end after ${ms} ms`, 'TimeoutError')),
    () => undefined,
  );
  return { signal: deadline.signal, clear: () => cancel.abort(cleared) };
}
