import { expect, test } from 'vitest';
import { median, percentile, sameCounts } from '../../bench/statistics.ts';

test.each([
  [[3], 3],
  [[9, 1, 5], 5],
  [[10, 2, 1, 4], 3],
  [[100, 20, 3], 20],
])('the median of %j is %d', (values, expected) => {
  expect(median(values)).toBe(expected);
});

test('nothing has no median', () => {
  expect(() => median([])).toThrow(RangeError);
});

test('counts of runs that agree are given once, in order', () => {
  const counts = sameCounts([
    { 'glue:GetJobs': 2, 'glue:GetCrawlers': 1 },
    { 'glue:GetCrawlers': 1, 'glue:GetJobs': 2 },
  ]);
  expect(Object.entries(counts)).toEqual([
    ['glue:GetCrawlers', 1],
    ['glue:GetJobs', 2],
  ]);
});

test('a run that asked more than the others is an error', () => {
  expect(() => sameCounts([{ 'glue:GetJobs': 2 }, { 'glue:GetJobs': 3 }])).toThrow('differ');
  expect(() => sameCounts([{ 'glue:GetJobs': 2 }, { 'glue:GetJobs': 2, 'kms:DescribeKey': 1 }])).toThrow('differ');
});

test('a percentile is a value that was seen', () => {
  const values = Array.from({ length: 200 }, (_, index) => 200 - index);
  expect(percentile(values, 99)).toBe(198);
  expect(percentile([7], 99)).toBe(7);
  expect(() => percentile([], 99)).toThrow(RangeError);
});
