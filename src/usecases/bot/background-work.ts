import type { Schedule } from '../../domain/fleet.ts';
import type { Retention } from '../../domain/retention.ts';
import { type TellHeadDependencies, tellHead } from '../evidence/tell-head.ts';
import type { Queue, Timetable } from '../ports/queue.ts';
import { createDelivery, type DeliverDependencies } from '../schedule/deliver-messages.ts';
import { releaseHeld } from '../schedule/release-held.ts';
import { type RunningSchedules, runSchedules } from '../schedule/run-schedules.ts';
import { runScheduledScan, type ScheduledScanDependencies } from '../schedule/scheduled-scan.ts';
import type { PartWorker } from '../sharing/part-worker.ts';
import { whileBusy } from '../while-busy.ts';
import { createEndCutOffAnswers } from './cut-off-answers.ts';
import { pruneRecords } from './prune-records.ts';
import { giveBack, type RecoverDependencies, recoverWork } from './recover-work.ts';
import { createRefreshDigests } from './refresh-digests.ts';
import { createDifferenceLog } from './replicas.ts';
import type { Timers } from './timers.ts';

export interface BackgroundDependencies
  extends ScheduledScanDependencies,
    DeliverDependencies,
    RecoverDependencies,
    TellHeadDependencies {
  readonly queue: Queue;
  readonly timers: Timers;
  readonly timetable: Timetable;
  readonly schedules: readonly Schedule[];
  readonly hadToWait: boolean;
  readonly retention: Retention;
  /** Before each scheduled scan: brings the fleet up to date, in a bounded time. Absent: it never changes. */
  readonly refreshFleet?: () => Promise<void>;
  /** Told when the work of a dead process was taken back. */
  readonly onRecovered?: () => void;
  /** Scans accounts of scans that processes share. Absent: this one is alone. */
  readonly parts?: PartWorker;
  /** Renews what this process holds besides, with each of its heartbeats. */
  readonly renewLeases?: () => Promise<void>;
}

export interface BackgroundWork {
  /** Takes back what dead processes left, then runs schedules and deliveries. */
  start(): Promise<void>;
  /** Takes nothing new; waits up to `drainMs` for what runs. */
  drain(drainMs: number): Promise<void>;
  /** Gives back to the tables whatever is left, for the next process. */
  release(): Promise<void>;
}

const every = {
  recovery: 10_000,
  delivery: 5_000,
  answers: 10_000,
  pruning: 3_600_000,
  fleet: 600_000,
  parts: 1_000,
  head: 600_000,
  digests: 30_000,
};

/** Accounts of shared scans that a stop cuts off end at once, unless something hangs. */
const cutOffMs = 2_000;

/** What the bot does by itself: schedules, delivery, recovery, pruning. */
export function createBackgroundWork(dependencies: BackgroundDependencies): BackgroundWork {
  const { queue, clock, processId, refreshFleet, parts } = dependencies;
  let schedules: RunningSchedules | undefined;
  let isStopping = false;

  async function within(ms: number, work: Promise<unknown>): Promise<void> {
    const ended = new AbortController();
    await Promise.race([work, clock.sleep(ms, ended.signal).catch(() => undefined)]);
    ended.abort();
  }

  return {
    async start() {
      // Its database was open a moment ago: where it is away now, the start waits for it as before.
      await whileBusy(() => recoverWork(dependencies));
      const tellDifferences = createDifferenceLog(dependencies);
      const deliver = createDelivery({ ...dependencies, onLinked: () => queue.nudge('digests') });
      queue.watch('delivery', every.delivery, async () => {
        await releaseHeld(dependencies);
        await deliver();
      });
      dependencies.timers.watch('digests', every.digests, createRefreshDigests(dependencies));
      queue.watch('answers', every.answers, createEndCutOffAnswers(dependencies));
      queue.watch('recovery', every.recovery, async () => {
        await dependencies.renewLeases?.();
        const recovered = await recoverWork(dependencies);
        await tellDifferences();
        if (recovered === 0) return;
        queue.nudge('schedules');
        queue.nudge('delivery');
        queue.nudge('answers');
        dependencies.onRecovered?.();
      });
      queue.watch('pruning', every.pruning, () => pruneRecords({ ...dependencies, isStopping: () => isStopping }));
      if (dependencies.headChannel !== undefined) {
        queue.watch('head', every.head, async () => {
          if (await tellHead(dependencies)) queue.nudge('delivery');
        });
        queue.wake('head');
      }
      if (parts) queue.watch('parts', every.parts, parts.check);
      if (refreshFleet) queue.watch('fleet', every.fleet, refreshFleet);
      schedules = runSchedules({
        ...dependencies,
        run: async (schedule, slot) => {
          await refreshFleet?.();
          await runScheduledScan(dependencies, schedule, slot);
          queue.nudge('delivery');
        },
      });
    },
    async drain(drainMs) {
      isStopping = true;
      const drained = Promise.allSettled([queue.drain(), schedules?.stop()]);
      await within(drainMs, drained);
    },
    async release() {
      // What a locked database holds up is proven when it is staged, and stages nothing any more.
      if (parts) await within(cutOffMs, parts.stop());
      await giveBack(dependencies, processId);
    },
  };
}
