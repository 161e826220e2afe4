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
  expect(lastGoodAt(target, rows)).toBe(1);
  expect(lastGoodAt({ ...target, region: '*' }, rows)).toBe(5);
  expect(lastGoodAt({ account: 'unknown', region: '*' }, rows)).toBe(9);
  expect(lastGoodAt({ ...target, region: 'xx' }, rows)).toBeNull();
});
