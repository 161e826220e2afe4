import { expect, test } from 'vitest';
import { firstLookAt, obsoleteTargets } from '../../../src/domain/audit/obsolete-targets.ts';
import { type Scope, unknownAccount } from '../../../src/domain/fleet.ts';
import fc from '../../support/fast-check.ts';

const account = '111122223333';
const scannedAt = 50;
const at = 60;
const row = (region: string, lastScannedAt = 10, id = account) => ({ account: id, region, lastScannedAt });
const met = (region: string, id = account) => ({ account: id, region, scannedAt });
const configured: Scope = { accounts: [{ id: account, regions: 'enabled' }] };

function left(rows: Parameters<typeof obsoleteTargets>[0], results: ReturnType<typeof met>[], scope = configured) {
  return obsoleteTargets(rows, { results, scope, at }).map(({ account: id, region }) => `${id} ${region}`);
}

test('a placeholder goes once the real targets are known, and not before', () => {
  expect(left([row('*')], [met('eu-west-1')])).toEqual([`${account} *`]);
  expect(left([row('*'), row('eu-west-1')], [met('*')])).toEqual([]);
});

test('a region that every region of its account no longer has goes, and nothing of another account', () => {
  const other = '444455556666';
  const rows = [row('eu-west-1'), row('eu-south-9'), row('eu-south-9', 10, other)];
  expect(left(rows, [met('eu-west-1')])).toEqual([`${account} eu-south-9`]);
});

test('a look at some regions says nothing of the others', () => {
  expect(left([row('eu-south-9')], [met('eu-west-1')], { ...configured, regions: ['eu-west-1'] })).toEqual([]);
});

test('what another scan met meanwhile stays; an instant that is still to come is a wrong clock', () => {
  const rows = [row('eu-south-1', 55), row('eu-south-2', 50), row('eu-south-3', 61)];
  expect(left(rows, [met('eu-west-1')])).toEqual([`${account} eu-south-2`, `${account} eu-south-3`]);
});

test('the account of the bot itself is known once it has a name', () => {
  const own: Scope = { accounts: [{ regions: 'enabled' }] };
  const rows = [row('eu-west-1', 10, 'unknown')];
  expect(left(rows, [met('eu-west-1')], own)).toEqual(['unknown eu-west-1']);
  expect(left(rows, [met('*', 'unknown')], own)).toEqual([]);
});

test('none is left out of those that were not looked at since the first look, and of what nobody could name', () => {
  const instant = fc.integer({ min: 40, max: 70 });
  const id = fc.constantFrom(account, '444455556666', unknownAccount);
  const region = fc.constantFrom('eu-west-1', 'us-east-1', '*');
  const rows = fc.array(fc.record({ account: id, region, lastScannedAt: instant }), { maxLength: 8 });
  const looks = fc.record({ account: id, region, scannedAt: instant }, { requiredKeys: ['account', 'region'] });
  const scopes = fc.constantFrom<Scope>(
    configured,
    { ...configured, regions: ['eu-west-1'] },
    { accounts: [{ regions: 'enabled' }] },
  );
  fc.assert(
    fc.property(rows, fc.array(looks, { minLength: 1, maxLength: 6 }), scopes, (recorded, results, scope) => {
      const after = firstLookAt(results, at);
      const others = recorded.filter(
        (each) => each.lastScannedAt <= after || each.lastScannedAt > at || each.account === unknownAccount,
      );
      const given = { results, scope, at };
      expect(obsoleteTargets(others, given)).toEqual(obsoleteTargets(recorded, given));
    }),
  );
});
