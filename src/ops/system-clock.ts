import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../usecases/ports/runtime.ts';

/** Longer waits than timers can hold (2^31 - 1 ms) would end at once. */
const longestWaitMs = 2_147_483_647;

/** The machine's clock. A sleep alone does not keep the process alive when its signal has ended. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  async sleep(ms, signal) {
    try {
      await wait(Math.min(Math.max(0, ms), longestWaitMs), undefined, signal ? { signal } : {});
    } catch (error) {
      throw signal?.reason ?? error;
    }
  },
};
