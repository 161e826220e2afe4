import { isThrottling, laneOfRegion } from './lanes.ts';
import { createPace, type Pace, type PaceClock } from './pace.ts';

interface Lane {
  readonly pace: Pace;
  running: number;
}

/** More than are read in at once. */
const mostIdle = 256;

/**
 * A lane for each account, Region and operation. Of those without a bound in which nothing runs only the last few are
 * kept: a fleet has tens of thousands, but between two pages a lane must not forget what it was given, or the first
 * refusal would send it to the slowest pace. What was found of the others goes with the account's credentials.
 */
export function createHolderLanes(clock: PaceClock) {
  const byHolder = new WeakMap<object, Map<string, Lane>>();
  const idle = new Map<Lane, () => void>();

  function rest(lane: Lane, forget: () => void): void {
    idle.set(lane, forget);
    for (const [oldest, forgetIt] of idle) {
      if (idle.size <= mostIdle) break;
      idle.delete(oldest);
      forgetIt();
    }
  }

  return async <T>(holder: object, name: string, send: () => Promise<T>, signal?: AbortSignal): Promise<T> => {
    const lanes = byHolder.get(holder) ?? new Map<string, Lane>();
    byHolder.set(holder, lanes);
    const lane = lanes.get(name) ?? { pace: createPace(laneOfRegion(), clock, isThrottling), running: 0 };
    lanes.set(name, lane);
    idle.delete(lane);
    lane.running += 1;
    try {
      return await lane.pace.run(send, signal);
    } finally {
      lane.running -= 1;
      const isUnbounded = lane.pace.perSecond === Number.POSITIVE_INFINITY;
      if (lane.running === 0 && isUnbounded) rest(lane, () => lanes.delete(name));
    }
  };
}
