import { reportUnexpected } from '../usecases/boundary.ts';
import type { Queue } from '../usecases/ports/queue.ts';
import type { Clock, Log, NewId } from '../usecases/ports/runtime.ts';

export interface QueueDependencies {
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
}

interface Watcher {
  readonly ended: Promise<void>;
  /** Ends the wait, or asks for one more look after the running one. */
  wake(): void;
}

/**
 * A queue of this process alone. Each watcher looks once when it starts (what an earlier process left is due now),
 * then `everyMs` after the end of each look, and at each nudge.
 */
export function createQueue({ clock, log, newId }: QueueDependencies): Queue {
  const watchers = new Map<string, Watcher>();
  let stopping = false;

  function start(name: string, everyMs: number, check: () => Promise<void>): Watcher {
    let nudge = new AbortController();

    async function run(): Promise<void> {
      // Not before `watch` has returned: whoever calls it is still setting things up.
      await Promise.resolve();
      while (!stopping) {
        nudge = new AbortController();
        try {
          await check();
        } catch (error) {
          reportUnexpected({ log, newId }, error, { action: name }, 'a check for due work failed; it is tried again');
        }
        if (!stopping) await waitFor(everyMs, nudge.signal);
      }
    }

    return { ended: run(), wake: () => nudge.abort() };
  }

  async function waitFor(ms: number, nudged: AbortSignal): Promise<void> {
    if (nudged.aborted) return;
    try {
      await clock.sleep(ms, nudged);
    } catch (error) {
      if (!nudged.aborted) log.error({ err: error }, 'the clock failed');
    }
  }

  function wake(name: string): void {
    const watcher = watchers.get(name);
    if (watcher) watcher.wake();
    else if (!stopping) log.warn({ watcher: name }, 'nudged a watcher that does not exist');
  }

  return {
    watch(name, everyMs, check) {
      if (watchers.has(name)) throw new Error(`There is a watcher "${name}" already`);
      if (!stopping) watchers.set(name, start(name, everyMs, check));
    },

    nudge: wake,
    wake,

    async drain() {
      stopping = true;
      for (const watcher of watchers.values()) watcher.wake();
      await Promise.all([...watchers.values()].map((watcher) => watcher.ended));
    },
  };
}
