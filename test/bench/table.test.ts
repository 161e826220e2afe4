import { expect, test } from 'vitest';
import { renderCounts, renderTable, renderTargets, verdictOf } from '../../bench/table.ts';

test('names stand to the left, figures to the right', () => {
  const table = renderTable(
    ['who', 'ms'],
    [
      ['audit', '7'],
      ['plain script', '1234'],
    ],
  );
  expect(table).toBe('  who             ms\n  audit            7\n  plain script  1234');
});

test('counts are named one by one', () => {
  expect(renderCounts({ 'glue:GetJobs': 17, 'sts:GetCallerIdentity': 1 })).toBe(
    'glue:GetJobs 17, sts:GetCallerIdentity 1',
  );
  expect(renderCounts({})).toBe('none');
});

test('a target is met up to its bound, an exact one only there', () => {
  const target = { what: 'x', most: 34 };
  expect(verdictOf({ ...target, measured: 34 })).toBe('met');
  expect(verdictOf({ ...target, measured: 33 })).toBe('met');
  expect(verdictOf({ ...target, measured: 34.1 })).toBe('MISSED');
  expect(verdictOf({ ...target, measured: 34, exactly: true })).toBe('met');
  expect(verdictOf({ ...target, measured: 33, exactly: true })).toBe('MISSED');
});

test('what was not run is neither met nor missed', () => {
  expect(verdictOf({ what: 'x', most: 1 })).toBe('not run');
  expect(renderTargets([{ what: 'x', most: 1 }]).split('\n')[1]).toMatch(/^ {2}x +at most 1 +not run$/);
  const elsewhere = renderTargets([{ what: 'x', most: 1, command: 'node other.ts' }]);
  expect(elsewhere.split('\n')[1]).toMatch(/ not run: node other\.ts$/);
});

test('every target says in words whether it was met', () => {
  const lines = renderTargets([
    { what: 'ratio', measured: 1.2, most: 1.15 },
    { what: 'scan', measured: 99.6, most: 250, unit: 'ms' },
    { what: 'requests', measured: 34, most: 34, exactly: true },
  ]).split('\n');
  expect(lines[1]).toMatch(/^ {2}ratio +1\.20 +at most 1\.15 +MISSED$/);
  expect(lines[2]).toMatch(/^ {2}scan +100 ms +at most 250 ms +met$/);
  expect(lines[3]).toMatch(/^ {2}requests +34 +exactly 34 +met$/);
});
