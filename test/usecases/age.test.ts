import { expect, test } from 'vitest';
import { startAge } from '../../src/usecases/age.ts';

test.each([
  ['both clocks went on', 400, 400, 400],
  ['the machine slept: the monotonic clock stood still', 60_000, 5, 60_000],
  ['the wall clock was put back by what had passed', 0, 60_000, 60_000],
  ['the wall clock was put back further: nobody knows', -1, 5, Number.POSITIVE_INFINITY],
  ['the wall clock was put forward: at least nothing younger', 3_600_000, 5, 3_600_000],
])('%s', (_what, wall, steady, age) => {
  const clock = { wall: 1_000, steady: 50, now: () => clock.wall, monotonic: () => clock.steady };
  const ageNow = startAge(clock);
  expect(ageNow()).toBe(0);
  clock.wall += wall;
  clock.steady += steady;
  expect(ageNow()).toBe(age);
});
