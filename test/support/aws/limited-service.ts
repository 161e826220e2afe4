import { RateLimits } from '../../../sandbox/aws/faults/rate-limit.ts';
import type { FakeClock } from '../fakes/fake-clock.ts';

/** A service with a limit on a fake clock: what is over it is refused, after the same round trip as an answer. */
export function limitedService(clock: FakeClock, limit: { readonly perSecond: number; readonly roundTripMs: number }) {
  const limits = new RateLimits();
  const subject = { service: 's', operation: 'o', account: 'a', region: 'r' };
  const service = {
    perSecond: limit.perSecond,
    asked: 0,
    refused: 0,
    forget() {
      service.asked = 0;
      service.refused = 0;
    },
    async send(): Promise<void> {
      service.asked += 1;
      const { perSecond } = service;
      const isAllowed = limits.take('limit', { perSecond, burst: Math.max(1, perSecond / 10) }, subject, clock.now());
      if (!isAllowed) service.refused += 1;
      await clock.sleep(limit.roundTripMs);
      if (!isAllowed) throw new Error('refused');
    },
  };
  return service;
}

/**
 * Moves the clock until the work has ended; how long that took, in its milliseconds. Between two moves the work gets so
 * many turns of the event loop.
 */
export async function passUntil(clock: FakeClock, work: Promise<unknown>, turns = 1): Promise<number> {
  const startedAt = clock.now();
  let isDone = false;
  const end = () => {
    isDone = true;
  };
  work.then(end, end);
  while (!isDone) {
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
    if (!isDone) await clock.next();
  }
  return clock.now() - startedAt;
}
