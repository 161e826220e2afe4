import { reportUnexpected } from '../usecases/boundary.ts';
import type { Nudges, Queue } from '../usecases/ports/queue.ts';
import type { Clock, Log, NewId } from '../usecases/ports/runtime.ts';

export interface QueueDependencies {
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  /** Absent: there is no other process, or each looks at its intervals. */
  readonly nudges?: Nudges;
}

interface Watcher {
  readonly ended: Promise<void>;
  /** Ends the wait, or asks for one more look after the running one. */
  wake(): void;
}

/**
 * A queue of this process, which others may wake. Each watcher looks once when it starts (what an earlier process left is due now),
 * then `everyMs` after the end of each look, and at each nudge.
 */
export function createQueue({ clock, log, newId, nudges }: QueueDependencies): Queue {
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

  nudges?.listen((name) => {
    // Another process may watch what this one does not.
    const woken = name === undefined ? [...watchers.values()] : [watchers.get(name)];
    for (const watcher of woken) watcher?.wake();
  });

  return {
    watch(name, everyMs, check) {
      if (watchers.has(name)) throw new Error(`There is a watcher "${name}" already`);
      if (!stopping) watchers.set(name, start(name, everyMs, check));
    },

    nudge(name) {
      wake(name);
      nudges?.send(name);
    },

    wake,

    async drain() {
      stopping = true;
      for (const watcher of watchers.values()) watcher.wake();
      await Promise.all([...watchers.values()].map((watcher) => watcher.ended));
    },
  };
}
