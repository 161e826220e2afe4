import type { Clock } from './ports.ts';

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
