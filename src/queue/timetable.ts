import cronstrue from 'cronstrue';
import { createTask, type ScheduledTask } from 'node-cron';
import type { Timetable } from '../usecases/ports/queue.ts';
import type { Clock, Log } from '../usecases/ports/runtime.ts';

const minute = 60_000;
/** Looking back is a walk over minutes: this far, about 50,000 of them. Older misses keep their first instant. */
const searchBackMs = 35 * 24 * 60 * minute;

/** Cron through node-cron: five fields, time zones, and its treatment of the hours that DST skips or repeats. */
export function createTimetable({ clock, log }: { clock: Clock; log: Log }): Timetable {
  const tasks = new Map<string, ScheduledTask>();

  /** A task that is never started: it only computes. */
  function idle(cron: string, timezone: string): ScheduledTask {
    const key = `${cron} | ${timezone}`;
    const task = tasks.get(key) ?? createTask(cron, () => undefined, { timezone });
    tasks.set(key, task);
    return task;
  }

  return {
    next: (cron, timezone) => idle(cron, timezone).getNextRuns(1)[0]?.getTime() ?? null,
    latest(cron, timezone, from) {
      const task = idle(cron, timezone);
      const earliest = Math.max(from, clock.now() - searchBackMs);
      for (let at = Math.floor(clock.now() / minute) * minute; at > earliest; at -= minute)
        if (task.match(new Date(at))) return at;
      return from;
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
