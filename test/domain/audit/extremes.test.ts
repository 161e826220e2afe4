import { expect, test } from 'vitest';
import { largest, smallest } from '../../../src/domain/audit/extremes.ts';

test('of as many values as a fleet has targets', () => {
  const values = Array.from({ length: 500_000 }, (_, index) => (index * 7_919) % 500_000);
  expect([largest(values), smallest(values)]).toEqual([499_999, 0]);
});

test('never less than the floor, never more than the ceiling, and those where there is nothing', () => {
  expect([largest([-1, -2], 0), smallest([5, 6], 4)]).toEqual([0, 4]);
  expect([largest([], 1), smallest([], 1)]).toEqual([1, 1]);
  expect([largest([]), smallest([])]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
});
