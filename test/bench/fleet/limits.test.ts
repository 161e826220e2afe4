import { expect, test } from 'vitest';
import { createRateLimit, idealMs } from '../../../bench/fleet/limits.ts';

function passed(perSecond: number, everyMs: number, forMs: number): number {
  const mayPass = createRateLimit();
  let count = 0;
  for (let at = 0; at < forMs; at += everyMs) if (mayPass('lane', perSecond, at)) count += 1;
  return count;
}

test('whoever asks too often gets the rate and what the bucket held', () => {
  expect(passed(5, 10, 10_000)).toBe(50);
  expect(passed(100, 1, 10_000)).toBeGreaterThanOrEqual(1_008);
  expect(passed(100, 1, 10_000)).toBeLessThanOrEqual(1_010);
});

test('lanes do not take from each other', () => {
  const mayPass = createRateLimit();
  expect([mayPass('a', 1, 0), mayPass('a', 1, 0), mayPass('b', 1, 0)]).toEqual([true, false, true]);
});

test('the ideal is what the rate allows after the bucket', () => {
  expect(idealMs(1_000, 100)).toBe(9_900);
  expect(idealMs(31, 1)).toBe(30_000);
  expect(idealMs(1, 5)).toBe(0);
});
