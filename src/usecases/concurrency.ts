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

/** Work that several wait for. */
export interface Shared<T> {
  readonly promise: Promise<T>;
  /** Aborted once nobody waits for it any more. */
  readonly unwanted: AbortController;
  waiting: number;
}

interface Flight<T> extends Shared<T> {
  /** Epoch milliseconds; undefined: it has not begun. */
  readonly beganAt: () => number | undefined;
}

/** `start` calls `begun` right before it reads; `unwanted` is aborted once nobody waits any more. */
type Start<T> = (begun: () => void, unwanted: AbortSignal) => Promise<T>;

/**
 * Work that several ask for at once is done once, and nobody gets an answer that is older than the question: one flight
 * is shared by all who asked before it began (or in the same millisecond); who comes later shares the next one, which
 * begins when this one has ended. So a key has two flights at most, beside those that nobody wants. Whose `signal` is
 * aborted waits no longer, and rejects with its reason; the flight goes on for the others.
 */
export function createSingleFlight<T>(
  clock: Pick<Clock, 'now'>,
): (key: string, start: Start<T>, signal?: AbortSignal) => Promise<T> {
  const flying = new Map<string, readonly Flight<T>[]>();
  return (key, start, signal) => {
    const flights = flying.get(key) ?? [];
    const found = flights.find(({ beganAt, unwanted }) => {
      return !unwanted.signal.aborted && (beganAt() === undefined || beganAt() === clock.now());
    });
    if (found) return join(found, signal);
    const before = flights.at(-1)?.promise;
    const unwanted = new AbortController();
    let beganAt: number | undefined;
    const begin = () =>
      start(() => {
        beganAt = clock.now();
      }, unwanted.signal);
    const work = before === undefined ? begin() : before.then(begin, begin);
    const promise = work.finally(() => land(key, flight));
    const flight: Flight<T> = { beganAt: () => beganAt, promise, unwanted, waiting: 0 };
    flying.set(key, [...flights, flight]);
    return join(flight, signal);
  };

  function land(key: string, flight: Flight<T>): void {
    const left = (flying.get(key) ?? []).filter((each) => each !== flight);
    if (left.length > 0) flying.set(key, left);
    else flying.delete(key);
  }
}

/** Waits for shared work until the signal is aborted, and rejects with its reason then; the work goes on for the others. */
export function join<T>(flight: Shared<T>, signal: AbortSignal | undefined): Promise<T> {
  flight.waiting += 1;
  if (signal === undefined) return flight.promise;
  return new Promise((resolve, reject) => {
    const leave = () => {
      flight.waiting -= 1;
      if (flight.waiting === 0) flight.unwanted.abort(signal.reason);
      reject(signal.reason);
    };
    if (signal.aborted) leave();
    const forget = signal.aborted ? () => undefined : onAbort(signal, leave);
    flight.promise.then(resolve, reject).finally(forget);
  });
}

const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls `leave` once, when a signal that is not aborted yet is; what it returns takes that back. One listener of the signal
 * serves all who wait for it: an event target compares each new listener with all before it, and the 17,000 targets of a
 * fleet wait for one signal.
 */
export function onAbort(signal: AbortSignal, leave: () => void): () => void {
  const all = waiting.get(signal) ?? listenOnce(signal);
  const each = () => leave();
  all.add(each);
  return () => {
    all.delete(each);
  };
}

function listenOnce(signal: AbortSignal): Set<() => void> {
  const all = new Set<() => void>();
  waiting.set(signal, all);
  signal.addEventListener('abort', () => {
    for (const leave of all) leave();
  });
  return all;
}

/** A reason that nobody is told: making an error, with its stack, costs more than the timer. */
const idle = Symbol('idle');

interface Waiting {
  readonly until: number;
  readonly tell: () => void;
}

/**
 * Tells whoever has not ended after `ms`; what it returns ends the waiting. All wait equally long, so the first to begin
 * is the first to be told: one timer serves them all, and none is left when nobody waits.
 */
export function createPatience(clock: Clock, ms: number): (tell: () => void) => () => void {
  const waiting = new Set<Waiting>();
  let timer: AbortController | undefined;

  async function watch(own: AbortController): Promise<void> {
    // Never an iterator that waits too: V8 keeps every table that a set outgrew meanwhile, with all that was in it.
    for (let [first] = waiting; first !== undefined; [first] = waiting) {
      const left = first.until - clock.monotonic();
      if (left > 0) await clock.sleep(left, own.signal);
      if (waiting.delete(first)) first.tell();
    }
    if (timer === own) timer = undefined;
  }

  return (tell) => {
    const each = { until: clock.monotonic() + ms, tell };
    waiting.add(each);
    if (timer === undefined) {
      timer = new AbortController();
      // Rejects when nobody waits any more.
      watch(timer).catch(() => undefined);
    }
    return () => {
      waiting.delete(each);
      if (waiting.size > 0) return;
      timer?.abort(idle);
      timer = undefined;
    };
  };
}

/** A signal that aborts in time, or before with another one. */
export interface Deadline {
  readonly signal: AbortSignal;
  clear(): void;
}

/**
 * Signals that abort with a `TimeoutError` after `ms`, or as soon as `also` does, with its reason; unless cleared before.
 * One timer serves all that are made here. `AbortSignal.any` would cost as much as a signature, for each target.
 */
export function createDeadlines(clock: Clock, ms: number): (also?: AbortSignal) => Deadline {
  const patience = createPatience(clock, ms);
  return (also) => {
    const deadline = new AbortController();
    const end = (): void => deadline.abort(also?.reason);
    if (also?.aborted) end();
    const forget = also === undefined || also.aborted ? undefined : onAbort(also, end);
    const leave = patience(() => deadline.abort(new DOMException(`No end after ${ms} ms`, 'TimeoutError')));
    return {
      signal: deadline.signal,
      clear() {
        forget?.();
        leave();
      },
    };
  };
}

/** One of them alone. */
export function startDeadline(clock: Clock, ms: number, also?: AbortSignal): Deadline {
  return createDeadlines(clock, ms)(also);
}
