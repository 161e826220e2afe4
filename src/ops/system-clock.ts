import type { Clock } from '../usecases/ports/runtime.ts';

/** Longer waits than timers can hold (2^31 - 1 ms) would end at once. */
const longestWaitMs = 2_147_483_647;

/** The machine's clock. A sleep alone does not keep the process alive when its signal has ended. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  // Node's own promised timer makes an error, with its stack, for each wait that is given up: a scan has two a target.
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const stop = (): void => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(
        () => {
          signal?.removeEventListener('abort', stop);
          resolve();
        },
        Math.min(Math.max(0, ms), longestWaitMs),
      );
      signal?.addEventListener('abort', stop, { once: true });
    }),
};
