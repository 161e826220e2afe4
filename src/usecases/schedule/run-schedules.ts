import { largest } from '../../domain/audit/extremes.ts';
import type { Schedule } from '../../domain/fleet.ts';
import { referenceWords, reportUnexpected } from '../boundary.ts';
import type { ProblemMessage } from '../messages/command-messages.ts';
import type { Queue, Timetable } from '../ports/queue.ts';
import type { Clock, Log, NewId } from '../ports/runtime.ts';
import type { Store } from '../ports/store.ts';
import { isFinal } from '../while-busy.ts';
import type { Slot } from './scheduled-scan.ts';

export interface RunSchedulesDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly timetable: Timetable;
  readonly queue: Queue;
  readonly newId: NewId;
  readonly processId: string;
  readonly schedules: readonly Schedule[];
  /** Runs one claimed slot to its end. */
  readonly run: (schedule: Schedule, slot: Slot) => Promise<void>;
}

export interface RunningSchedules {
  /** Stops the timetable; resolves when the runs under way have ended. */
  stop(): Promise<void>;
}

/** A slot that starts later than this after its instant was missed, and says so. */
const lateAfterMs = 5 * 60_000;
const checkEveryMs = 30_000;
const retryDelaysMs = [5_000, 30_000, 120_000];
const giveUpAgainMs = 120_000;
/** So long a configuration that is replaced may go on beside the new one; longer than any pause between two looks. */
const overlapMs = 10 * 60_000;
const watchName = 'schedules';

/**
 * Cron and time zone decide the slots; when one of them changes there is nothing to catch up. Each process goes by the slots
 * of its own configuration, so while a change is rolled out an instant of either is run, and one of both once.
 */
export function fingerprint(schedule: Schedule): string {
  return `${schedule.cron} | ${schedule.timezone}`;
}

/**
 * Runs the schedules. The timetable only says when to look; which slot is due, and whose it is, the tables say: so
 * one process of many runs it, and the latest one missed during a stop (or a laptop's sleep) is caught up once.
 */
export function runSchedules(dependencies: RunSchedulesDependencies): RunningSchedules {
  const { queue, timetable, schedules } = dependencies;
  const running = new Map<string, Promise<void>>();
  let stopped = false;
  const tasks = schedules.map(({ cron, timezone }) => timetable.start(cron, timezone, () => queue.wake(watchName)));
  queue.watch(watchName, checkEveryMs, async () => {
    for (const schedule of schedules) {
      if (running.has(schedule.name)) continue;
      const slot = await claimSlot(dependencies, schedule);
      if (slot === undefined) continue;
      const run = runSlot(dependencies, schedule, slot, () => stopped).finally(() => {
        running.delete(schedule.name);
        queue.wake(watchName);
      });
      running.set(schedule.name, run);
    }
  });
  queue.wake(watchName);
  return {
    async stop() {
      stopped = true;
      for (const task of tasks) task.stop();
      await Promise.all(running.values());
    },
  };
}

/** The slot that this process must run now, if any. */
async function claimSlot(dependencies: RunSchedulesDependencies, schedule: Schedule): Promise<Slot | undefined> {
  const { store, timetable, processId } = dependencies;
  const { name, cron, timezone } = schedule;
  const key = fingerprint(schedule);
  const next = timetable.next(cron, timezone);
  return store.transaction(async ({ schedules, now: sharedNow }) => {
    const now = await sharedNow();
    const nextDueAt = await schedules.next(name, key, now, overlapMs);
    if (nextDueAt === undefined) {
      await schedules.setNext(name, key, next, now);
      return undefined;
    }
    const [held] = (await schedules.claimed()).filter((slot) => slot.schedule === name);
    if (held !== undefined) {
      // Ours, and nobody works on it: the connection was lost while the claim was being kept.
      return held.processId === processId ? { dueAt: held.dueAt, caughtUp: now - held.dueAt > lateAfterMs } : undefined;
    }
    // A clock that ran ahead and was put right leaves an instant beyond the next one.
    if (next !== null && next > now && nextDueAt !== null && nextDueAt > next)
      await schedules.setNext(name, key, next, now);
    const given = (await schedules.released()).filter((slot) => slot.schedule === name).map((slot) => slot.dueAt);
    const due = nextDueAt !== null && nextDueAt <= now ? [timetable.latest(cron, timezone, nextDueAt)] : [];
    const open = [...given, ...due];
    if (open.length === 0) return undefined;
    const dueAt = largest(open);
    const won = await schedules.claim(name, dueAt, processId, now);
    // Older slots that a dead process left are answered by this run.
    for (const older of given.filter((instant) => instant !== dueAt)) await schedules.finish(name, older, null, now);
    if (due.length > 0) await schedules.setNext(name, key, next, now);
    return won ? { dueAt, caughtUp: now - dueAt > lateAfterMs } : undefined;
  });
}

/** Runs to the end, trying again after failures of our own (the database): AWS's are results, not failures. */
async function runSlot(
  dependencies: RunSchedulesDependencies,
  schedule: Schedule,
  slot: Slot,
  isStopped: () => boolean,
): Promise<void> {
  const { run, clock } = dependencies;
  const circumstances = { action: 'schedules', schedule: schedule.name };
  let reference = '';
  for (const [attempt, delay] of [...retryDelaysMs, undefined].entries()) {
    try {
      return await run(schedule, slot);
    } catch (error) {
      const isLast = delay === undefined || isFinal(error);
      const text = isLast ? 'a scheduled scan failed and was given up' : 'a scheduled scan failed';
      ({ reference } = reportUnexpected(dependencies, error, { ...circumstances, attempt }, text));
      if (isLast) break;
      await clock.sleep(delay);
    }
  }
  // The database may be what fails: until it takes the end, the slot stays claimed, and a restart gives it back.
  while (!isStopped()) {
    try {
      return await giveUp(dependencies, schedule, slot, reference);
    } catch (error) {
      reportUnexpected(dependencies, error, circumstances, 'the end of a scheduled scan could not be recorded');
      await clock.sleep(giveUpAgainMs);
    }
  }
}

/** Whoever waits for the digest is told that there is none: silence would look like "all is well". */
async function giveUp(
  { store, clock, newId, processId }: RunSchedulesDependencies,
  { name, channel }: Schedule,
  { dueAt }: Slot,
  reference: string,
): Promise<void> {
  const now = clock.now();
  const message: ProblemMessage = {
    kind: 'problem',
    what: `The scheduled scan "${name}" failed inside Gluewarden, so there is no digest this time.`,
    next: `Type /glue-audit all to scan now. The operator finds the cause in its log; the next scan runs as planned. ${referenceWords(reference)}`,
    suggestions: [],
  };
  await store.transaction(async ({ schedules, outbox }) => {
    // A slot that was given away meanwhile is somebody else's to tell of.
    if (!(await schedules.finish(name, dueAt, processId, now))) return;
    await outbox.add([{ id: newId(), channel, message, createdAt: now }]);
  });
}
