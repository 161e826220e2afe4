import { expect, test } from 'vitest';
import { obsoleteTargets } from '../../../src/domain/audit/obsolete-targets.ts';

const account = '111111111111';
const row = (region: string, lastScannedAt = 1, id = account) => ({ account: id, region, lastScannedAt });
const result = (region: string, id = account) => ({ account: id, region, scannedAt: 10 });
const scope = { accounts: [{ id: account, regions: 'enabled' as const }] };
const rows = [row('*'), row('a'), row('b'), row('newer', 15), row('a', 1, '222222222222')];
const regionsOf = (found: readonly { region: string }[]) => found.map(({ region }) => region);

test('what a scan of every region does not meet any more goes, and so does the placeholder', () => {
  const now = { results: [result('a')], scope, at: 20 };
  expect(regionsOf(obsoleteTargets(rows, now))).toEqual(['*', 'b']);
});

test('a scan of some regions says nothing of the others, and one that knows none says nothing at all', () => {
  expect(obsoleteTargets(rows, { results: [result('a')], scope: { ...scope, regions: ['a'] }, at: 20 })).toEqual([]);
  expect(obsoleteTargets(rows, { results: [result('*')], scope, at: 20 })).toEqual([]);
});

test('whoever the own account was taken for goes once it is known', () => {
  const unknown = row('a', 1, 'unknown');
  const own = { accounts: [{ regions: ['a'] }], regions: ['a'] };
  expect(obsoleteTargets([unknown, row('a')], { results: [result('a')], scope: own, at: 20 })).toEqual([unknown]);
});
