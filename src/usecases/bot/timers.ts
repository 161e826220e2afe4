import { type Age, startAge } from '../age.ts';
import type { Queue } from '../ports/queue.ts';
import type { Clock } from '../ports/runtime.ts';
import type { Store } from '../ports/store.ts';

/** Three heartbeats, each of which renews it: who died is followed that soon, and with the next look. */
export const timerLeaseMs = 30_000;
/** So old a claim may be without the database being asked: a process that was suspended meanwhile asks. */
const trustedMs = timerLeaseMs / 2;
/** Longer than any look takes that goes on: of one that hangs the claim is not renewed, and another process looks. */
const longestLookMs = 15 * 60_000;

export interface TimersDependencies {
  readonly store: Pick<Store, 'timers'>;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly processId: string;
}

/** What is to be looked after by one process at a time, however many there are. */
export interface Timers {
  /** As the queue's, for the process that has the timer of this name; the others look whether it has become free. */
  watch(name: string, everyMs: number, look: () => Promise<void>): void;
  /** Keeps what is in use, with the process's heartbeat. */
  renew(): Promise<void>;
}

/**
 * The timers of one process. A claim saves double work and keeps edits in order; it is no proof: whatever a look changes is
 * compare-and-set besides.
 */
export function createTimers({ store, queue, clock, processId }: TimersDependencies): Timers {
  const { timers } = store;
  /** How long ago the claim was asked for that holds. */
  const held = new Map<string, Age>();
  const looking = new Map<string, Age>();

  async function take(name: string): Promise<boolean> {
    const age = held.get(name);
    if (age !== undefined && age() < trustedMs) return true;
    const asked = startAge(clock);
    const isOurs = await timers.claim(name, processId, timerLeaseMs);
    if (isOurs) held.set(name, asked);
    else held.delete(name);
    return isOurs;
  }

  async function run(name: string, look: () => Promise<void>): Promise<void> {
    looking.set(name, startAge(clock));
    try {
      await look();
    } finally {
      looking.delete(name);
    }
  }

  return {
    watch(name, everyMs, look) {
      // Between two looks that are far apart it is nobody's; whoever is refused comes back before the next one.
      const isSeldom = everyMs > timerLeaseMs;
      queue.watch(name, everyMs, async () => {
        if (!(await take(name))) {
          if (isSeldom) void clock.sleep(timerLeaseMs).then(() => queue.wake(name));
          return;
        }
        try {
          await run(name, look);
        } finally {
          if (isSeldom) held.delete(name);
        }
        if (isSeldom) await timers.release(processId, name);
      });
    },

    async renew() {
      const names = [...held.keys()].filter((name) => (looking.get(name)?.() ?? 0) < longestLookMs);
      const asked = startAge(clock);
      const kept = new Set(await timers.renew(names, processId, timerLeaseMs));
      for (const name of names) {
        if (!kept.has(name)) held.delete(name);
        // It may have been let go of meanwhile.
        else if (held.has(name)) held.set(name, asked);
      }
    },
  };
}
