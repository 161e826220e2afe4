import type { Clock, Log } from '../usecases/ports/runtime.ts';

/** Less is left alone: an instant that goes back by milliseconds makes whoever counts with it begin again. */
const mostApartMs = 1_000;
/** An answer that took longer says nothing of now. */
const slowMs = 500;

/** A clock that is kept with another one. */
export interface FollowedClock extends Clock {
  /** Asks what time it is by the clock to follow, epoch milliseconds, and goes by that where the two are over a second apart. */
  follow(ask: () => Promise<number>): Promise<number>;
}

/** The machine's clock, held to the database's: several machines then say the same of what they record. */
export function createFollowedClock(machine: Clock, log: Log): FollowedClock {
  let offset = 0;
  const now = () => machine.now() + offset;
  return {
    now,
    monotonic: () => machine.monotonic(),
    sleep: (ms, signal) => machine.sleep(ms, signal),
    async follow(ask) {
      const before = machine.monotonic();
      const time = await ask();
      const isFresh = machine.monotonic() - before <= slowMs;
      if (isFresh && Math.abs(time - now()) > mostApartMs) {
        offset = time - machine.now();
        const aheadMs = -offset;
        log.warn({ aheadMs }, "this machine's clock differs from the database's, which is gone by: set it right");
      }
      return time;
    },
  };
}
