import cronstrue from 'cronstrue';
import { createTask, type ScheduledTask } from 'node-cron';
import type { Timetable } from '../usecases/ports/queue.ts';
import type { Clock, Log } from '../usecases/ports/runtime.ts';

const minute = 60_000;
/** Every time zone's offset is a multiple of it, and so is every change of one: a local hour begins and ends with it. */
const quarter = 15 * minute;
/** Shorter than any local day, so within it only the days of its two ends are met. */
const stride = 6 * 60 * minute;
/** Looking back goes this far. Older misses keep their first instant. */
const searchBackMs = 35 * 24 * 60 * minute;

export interface TimetableDependencies {
  readonly clock: Clock;
  readonly log: Log;
  /** The clock that node-cron reads. Absent: the same. */
  readonly machine?: Pick<Clock, 'now'>;
}

/** Cron through node-cron: five fields, time zones, and its treatment of the hours that DST skips or repeats. */
export function createTimetable({ clock, log, machine = clock }: TimetableDependencies): Timetable {
  const tasks = new Map<string, ScheduledTask>();

  /** A task that is never started: it only computes. */
  function idle(cron: string, timezone: string): ScheduledTask {
    const key = `${cron} | ${timezone}`;
    const task = tasks.get(key) ?? createTask(cron, () => undefined, { timezone });
    tasks.set(key, task);
    return task;
  }

  return {
    next: (cron, timezone) => nextInstant(idle(cron, timezone), clock.now(), machine.now()),
    latest(cron, timezone, from) {
      const [, hour = '*', ...date] = cron.trim().split(/\s+/);
      const earliest = Math.max(from, clock.now() - searchBackMs);
      const fits = (task: ScheduledTask) => (at: number) => task.match(new Date(at));
      return (
        latestInstant(Math.floor(clock.now() / minute) * minute, earliest, {
          day: fits(idle(['*', '*', ...date].join(' '), timezone)),
          hour: fits(idle(['*', hour, ...date].join(' '), timezone)),
          minute: fits(idle(cron, timezone)),
        }) ?? from
      );
    },
    words: (cron) => cronstrue.toString(cron, { use24HourTimeFormat: true, throwExceptionOnParseError: false }),
    start(cron, timezone, tick) {
      const task = createTask(cron, tick, {
        timezone,
        // A late tick is no loss: the tables say what is due.
        suppressMissedWarning: true,
        logger: {
          debug: (message) => log.debug({ cron }, String(message)),
          info: (message) => log.debug({ cron }, message),
          warn: (message) => log.warn({ cron }, message),
          error: (message) => log.error({ cron }, String(message)),
        },
      });
      void task.start();
      return { stop: () => void task.destroy() };
    },
  };
}

/** A day of minutes: clocks that are further apart are an error that nobody can schedule by. */
const mostRuns = 2_048;

/**
 * The first instant after `now`, where the machine's clock is off: node-cron counts from what that says. When it is ahead,
 * what lies between is looked through minute by minute.
 */
function nextInstant(task: ScheduledTask, now: number, machineNow: number): number | null {
  const between = Math.min(machineNow, now + mostRuns * minute);
  for (let at = Math.floor(now / minute) * minute + minute; at <= between; at += minute)
    if (task.match(new Date(at))) return at;
  for (let count = 1; count <= mostRuns; count *= 2) {
    const runs = task.getNextRuns(count);
    const later = runs.find((run) => run.getTime() > now);
    if (later !== undefined) return later.getTime();
    if (runs.length < count) break;
  }
  return null;
}

type Fits = (at: number) => boolean;

/**
 * The latest minute in (earliest, last] that fits. Days that do not fit are passed by in strides and hours in quarters,
 * so that a yearly expression costs some hundred questions and not a walk over 50,000 minutes.
 */
function latestInstant(
  last: number,
  earliest: number,
  fits: { readonly day: Fits; readonly hour: Fits; readonly minute: Fits },
): number | undefined {
  let at = last;
  while (at > earliest) {
    if (!fits.day(at) && !fits.day(at - stride)) at -= stride;
    else if (fits.minute(at)) return at;
    else at = (fits.hour(at) ? at : Math.floor(at / quarter) * quarter) - minute;
  }
  return undefined;
}
