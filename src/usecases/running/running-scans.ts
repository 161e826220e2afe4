import { reportUnexpected } from '../boundary.ts';
import type { ProgressNumbers } from '../messages/audit-messages.ts';
import type { Clock, Log, NewId } from '../ports/runtime.ts';
import { isStoreBusy, type Store } from '../ports/store.ts';
import { progressNumbers, type ScanProgress } from './tally.ts';

export interface RunningScansDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
}

/** What is said of a scan while it goes on. */
export type SaidProgress = ProgressNumbers & { readonly cancelledBy?: string };

/** A scan of this process that goes on. */
export interface RunningScan {
  /** Aborted once somebody wants it to end. */
  readonly signal: AbortSignal;
  /** Whoever wanted that; undefined: nobody yet. */
  cancelledBy(): string | undefined;
  update(progress: ScanProgress): void;
  /** Looks and says no more. */
  stop(): Promise<void>;
}

/** The scans that this process runs: each says how far it is, and sees in the tables when somebody wants it to end. */
export interface RunningScans {
  watch(scanId: string, say?: (progress: SaidProgress) => void): RunningScan;
  /** Looks at once, where this process runs it. */
  nudge(scanId: string): void;
}

const lookEveryMs = 1_000;
const sayEveryMs = 500;
/** Other processes and `status` see it that late. */
const recordEveryMs = 3_000;

export function createRunningScans(dependencies: RunningScansDependencies): RunningScans {
  const watched = new Map<string, () => void>();
  return {
    nudge: (scanId) => watched.get(scanId)?.(),
    watch(scanId, say = () => undefined) {
      const scan = watchScan(dependencies, scanId, say);
      watched.set(scanId, scan.nudge);
      return {
        signal: scan.signal,
        cancelledBy: scan.cancelledBy,
        update: scan.update,
        async stop() {
          watched.delete(scanId);
          await scan.stop();
        },
      };
    },
  };
}

function watchScan(dependencies: RunningScansDependencies, scanId: string, say: (progress: SaidProgress) => void) {
  const { store, clock } = dependencies;
  const wanted = new AbortController();
  const ended = new AbortController();
  const teller = createTeller(clock, say);
  let wake = new AbortController();
  let recorded: { readonly at: number; readonly text: string } | undefined;

  async function look(): Promise<void> {
    const row = await store.scans.get(scanId);
    if (row?.cancel !== undefined && !wanted.signal.aborted) {
      teller.cancelled(row.cancel.by);
      wanted.abort(row.cancel);
    }
  }

  async function record(): Promise<void> {
    const numbers = teller.numbers();
    if (numbers === undefined || wanted.signal.aborted) return;
    const text = JSON.stringify(numbers);
    const isEarly = recorded !== undefined && clock.now() - recorded.at < recordEveryMs;
    if (isEarly || text === recorded?.text) return;
    recorded = { at: clock.now(), text };
    await store.scans.progress(scanId, numbers);
  }

  async function loop(): Promise<void> {
    while (!ended.signal.aborted) {
      await clock.sleep(lookEveryMs, AbortSignal.any([ended.signal, wake.signal])).catch(() => undefined);
      if (ended.signal.aborted) return;
      wake = new AbortController();
      await unlessBusy(dependencies, scanId, look);
      teller.tell();
      await unlessBusy(dependencies, scanId, record);
    }
  }

  const looping = loop();
  return {
    signal: wanted.signal,
    cancelledBy: teller.cancelledBy,
    update: teller.update,
    nudge: () => wake.abort(),
    async stop() {
      ended.abort();
      await looping;
    },
  };
}

/** What the tables do not take now is looked for, and said, a second later: the scan itself goes on. */
async function unlessBusy(
  dependencies: RunningScansDependencies,
  scan: string,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (isStoreBusy(error)) return;
    reportUnexpected(
      dependencies,
      error,
      { action: 'scan', scan },
      'the state of a scan could not be read or recorded',
    );
  }
}

function createTeller(clock: Clock, say: (progress: SaidProgress) => void) {
  let latest: ScanProgress | undefined;
  let by: string | undefined;
  let said = '';
  let saidAt = Number.NEGATIVE_INFINITY;
  const numbers = () => latest && progressNumbers(latest);
  function tell(): void {
    const now = numbers();
    if (now === undefined) return;
    const { leftMs, ...rest } = now;
    const state = by === undefined ? now : { ...rest, cancelledBy: by };
    const text = JSON.stringify(state);
    saidAt = clock.now();
    if (text === said) return;
    said = text;
    say(state);
  }
  return {
    numbers,
    tell,
    update(progress: ScanProgress): void {
      latest = progress;
      if (progress.done === progress.total || clock.now() - saidAt >= sayEveryMs) tell();
    },
    cancelledBy: () => by,
    cancelled(who: string): void {
      by = who;
      tell();
    },
  };
}
