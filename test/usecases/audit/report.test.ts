import { expect, test } from 'vitest';
import { lastGoodAt } from '../../../src/usecases/audit/report.ts';
import type { TargetRow } from '../../../src/usecases/ports/scan-records.ts';
import { target } from '../../support/inventory.ts';

const targetRow = (row: Partial<TargetRow> = {}): TargetRow => ({
  ...target,
  outcome: 'scanned',
  configurations: 0,
  jobs: 0,
  lastScannedAt: 0,
  lastGoodAt: 0,
  ...row,
});

test('the last successful scan at a placeholder is the latest of its account', () => {
  const rows = [
    targetRow({ lastGoodAt: 1 }),
    targetRow({ region: 'us-east-1', lastGoodAt: 5 }),
    targetRow({ account: '9', lastGoodAt: 9 }),
  ];
  expect(lastGoodAt(rows)(target)).toBe(1);
  expect(lastGoodAt(rows)({ ...target, region: '*' })).toBe(5);
  expect(lastGoodAt(rows)({ account: 'unknown', region: '*' })).toBe(9);
  expect(lastGoodAt(rows)({ ...target, region: 'xx' })).toBeNull();
});

test('a fleet of 1,000 accounts in 17 regions is summed up once, not once for each of its targets', () => {
  const rows = Array.from({ length: 17_000 }, (_, n) =>
    targetRow({ account: String(100_000_000_000 + (n % 1_000)), region: `r-${Math.floor(n / 1_000)}`, lastGoodAt: n }),
  );
  const began = performance.now();
  const goodAt = lastGoodAt(rows);
  expect(rows.map((row) => goodAt({ ...row }))).toEqual(rows.map((row) => row.lastGoodAt));
  expect(performance.now() - began).toBeLessThan(3_000);
});
