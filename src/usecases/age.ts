import type { Clock } from './ports/runtime.ts';

/** How long ago something was asked, in milliseconds. */
export type Age = () => number;

/**
 * Counts from now: begin it before a question is sent. Each clock misses something: a monotonic one may stand still while
 * the machine sleeps (Linux, clock_gettime(2): CLOCK_MONOTONIC), and the wall clock can be set. So the one that saw more
 * counts, and a wall clock that was put back says nothing: the age is infinite then.
 */
export function startAge(clock: Pick<Clock, 'now' | 'monotonic'>): Age {
  const wall = clock.now();
  const steady = clock.monotonic();
  return () => {
    const byWall = clock.now() - wall;
    return byWall < 0 ? Number.POSITIVE_INFINITY : Math.max(byWall, clock.monotonic() - steady);
  };
}
