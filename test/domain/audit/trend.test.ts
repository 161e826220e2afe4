import { expect, test } from 'vitest';
import { type FindingDay, openEachDay, trendOf } from '../../../src/domain/audit/trend.ts';
import { dayMs } from '../../../src/domain/retention.ts';

const group = { account: '1', region: 'eu-west-1', rule: 'Glue-005', kind: 'configuration', exposure: 'exposed' };
const other = { ...group, exposure: 'latent' };

function day(number: number, was: number, open: number, changes: Partial<FindingDay> = {}): FindingDay {
  return { ...group, day: number * dayMs, was, open, opened: 0, resolved: 0, ...changes };
}

test('a day without a row is as the day before, and a group without rows as it is now', () => {
  const days = [day(2, 4, 6, { opened: 2 }), day(4, 6, 1, { resolved: 5 })];
  const levels = [
    { ...group, open: 1 },
    { ...other, open: 10 },
  ];
  expect(trendOf(levels, days, dayMs, 5 * dayMs)).toEqual([
    { day: dayMs, open: 14, opened: 0, resolved: 0 },
    { day: 2 * dayMs, open: 16, opened: 2, resolved: 0 },
    { day: 3 * dayMs, open: 16, opened: 0, resolved: 0 },
    { day: 4 * dayMs, open: 11, opened: 0, resolved: 5 },
    { day: 5 * dayMs, open: 11, opened: 0, resolved: 0 },
  ]);
});

test('what changed after the last day is taken back', () => {
  const days = [day(2, 4, 6, { opened: 2 }), day(9, 6, 0, { resolved: 6 })];
  expect(trendOf([], days, dayMs, 2 * dayMs).map(({ open }) => open)).toEqual([4, 6]);
});

test('how many were open each day is told back from how many are open now', () => {
  const changes = [
    { day: 2 * dayMs, change: 3 },
    { day: 4 * dayMs, change: -1 },
  ];
  expect(openEachDay(5, changes, dayMs, 5 * dayMs).map(({ open }) => open)).toEqual([3, 6, 6, 5, 5]);
});
