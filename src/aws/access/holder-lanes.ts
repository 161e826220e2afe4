import { isThrottling, laneOfRegion } from './lanes.ts';
import { createPace, type Pace, type PaceClock } from './pace.ts';

interface Lane {
  readonly pace: Pace;
  running: number;
}

/**
 * A lane for each account, Region and operation. One without a bound is kept only while something runs in it: a fleet
 * has tens of thousands. What was found of the others goes with the account's credentials.
 */
export function createHolderLanes(clock: PaceClock) {
  const byHolder = new WeakMap<object, Map<string, Lane>>();
  return async <T>(holder: object, name: string, send: () => Promise<T>, signal?: AbortSignal): Promise<T> => {
    const lanes = byHolder.get(holder) ?? new Map<string, Lane>();
    byHolder.set(holder, lanes);
    const lane = lanes.get(name) ?? { pace: createPace(laneOfRegion(), clock, isThrottling), running: 0 };
    lanes.set(name, lane);
    lane.running += 1;
    try {
      return await lane.pace.run(send, signal);
    } finally {
      lane.running -= 1;
      if (lane.running === 0 && lane.pace.perSecond === Number.POSITIVE_INFINITY) lanes.delete(name);
    }
  };
}
