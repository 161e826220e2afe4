import type { Timetable } from '../../../src/usecases/ports/queue.ts';
import type { FakeClock } from './fake-clock.ts';

const hour = 3_600_000;

/** Every expression means "at each full hour"; ticks are pulled by the test. */
export function hourly(clock: FakeClock): Timetable & { tick(): void; readonly running: () => number } {
  const ticks = new Set<() => void>();
  return {
    next: () => (Math.floor(clock.now() / hour) + 1) * hour,
    latest: (_cron, _timezone, from) => Math.max(from, Math.floor(clock.now() / hour) * hour),
    words: (cron) => `words of ${cron}`,
    start(_cron, _timezone, tick) {
      ticks.add(tick);
      return { stop: () => ticks.delete(tick) };
    },
    tick: () => {
      for (const tick of ticks) tick();
    },
    running: () => ticks.size,
  };
}
