import type { Clock } from './ports/runtime.ts';

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
    for (const first of waiting) {
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
