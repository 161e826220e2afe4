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

/** Joins simultaneous calls for one key: all of them get the one promise that is under way. */
export function createSingleFlight<T>(): (key: string, start: () => Promise<T>) => Promise<T> {
  const flying = new Map<string, Promise<T>>();
  return (key, start) => {
    const found = flying.get(key);
    if (found) return found;
    const promise = start().finally(() => flying.delete(key));
    flying.set(key, promise);
    return promise;
  };
}

/** A signal that aborts with a `TimeoutError` after `ms`, unless cleared before. */
export function startDeadline(clock: Clock, ms: number): { readonly signal: AbortSignal; clear(): void } {
  const deadline = new AbortController();
  const cancel = new AbortController();
  clock.sleep(ms, cancel.signal).then(
    () => deadline.abort(new DOMException(`No end after ${ms} ms`, 'TimeoutError')),
    () => undefined,
  );
  return { signal: deadline.signal, clear: () => cancel.abort() };
}
