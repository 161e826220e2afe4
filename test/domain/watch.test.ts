import { describe, expect, test } from 'vitest';
import type { Account } from '../../src/domain/fleet.ts';
import { watchOf } from '../../src/domain/watch.ts';

const [one, two, three] = ['111122223333', '222233334444', '333344445555'] as const;
const row = (account: string, region: string, lastScannedAt = 1) => ({ account, region, lastScannedAt });
const recorded = [row(one, 'eu-west-1'), row(one, 'us-east-1'), row(two, 'eu-west-1'), row(two, 'us-east-1')];

function watched(
  accounts: readonly Account[],
  rows = recorded,
  schedules: Parameters<typeof watchOf>[0]['schedules'] = [],
) {
  const { targets } = watchOf({ accounts, schedules }, rows);
  return targets.map(({ account, region, row: known }) => `${account} ${region}${known ? '' : ' never'}`);
}

describe('what is watched', () => {
  test('a list of regions decides by itself: what was recorded elsewhere is not watched, what was never scanned is', () => {
    expect(watched([{ id: one, regions: ['us-east-1', 'eu-north-1'] }])).toEqual([
      `${one} us-east-1`,
      `${one} eu-north-1 never`,
    ]);
  });

  test('with "enabled" it is what scans of the account left in the records, and one of it when there is none', () => {
    expect(watched([{ id: one, regions: 'enabled' }])).toEqual([`${one} eu-west-1`, `${one} us-east-1`]);
    expect(watched([{ id: three, regions: 'enabled' }])).toEqual([`${three} * never`]);
    expect(watched([{ id: one, regions: 'enabled' }], [row(one, '*')])).toEqual([`${one} *`]);
  });

  test('what stands for regions that could not be listed is gone once the configuration lists them', () => {
    expect(watched([{ id: one, regions: ['eu-west-1'] }], [row(one, '*'), row(one, 'eu-west-1')])).toEqual([
      `${one} eu-west-1`,
    ]);
  });

  test('a region that a schedule names is watched, in the accounts of that schedule alone', () => {
    const accounts = [one, three].map((id) => ({ id, name: `n${id}`, regions: 'enabled' as const }));
    const named = [{ accounts: [`N${three}`], regions: ['eu-north-1'] }];
    expect(watched(accounts, recorded, named)).toEqual([
      `${one} eu-west-1`,
      `${one} us-east-1`,
      `${three} eu-north-1 never`,
    ]);
  });

  test('an account under another name is the same account', () => {
    const before = watchOf({ accounts: [{ id: one, name: 'a', regions: 'enabled' }], schedules: [] }, recorded);
    const after = watchOf({ accounts: [{ id: one, name: 'b', regions: 'enabled' }], schedules: [] }, recorded);
    const [first] = after.targets;
    expect(after.targets.map(({ row: known }) => known)).toEqual(before.targets.map(({ row: known }) => known));
    expect(first?.accountName).toBe('b');
  });

  test('no account is watched that is not configured, whatever was recorded of it', () => {
    const watch = watchOf({ accounts: [{ id: one, regions: 'enabled' }], schedules: [] }, recorded);
    expect(watch.isWatched(row(two, 'eu-west-1'))).toBe(false);
    expect(watch.isWatched(row('unknown', '*'))).toBe(false);
    expect(watch.isWatched(row(one, 'eu-west-1'))).toBe(true);
  });
});

describe('the account of the own credentials, which has no id', () => {
  const own = [{ regions: 'enabled' as const }];

  test('it is the one that was scanned last: an earlier one is no longer watched', () => {
    expect(watched(own, [...recorded, row(three, 'eu-west-1', 2)])).toEqual([`${three} eu-west-1`]);
    const listed = [{ regions: ['eu-west-1'] }];
    expect(watched(listed, [...recorded, row(three, 'us-east-1', 2)])).toEqual([`${three} eu-west-1 never`]);
  });

  test('credentials that do not work are one more thing that cannot be seen', () => {
    expect(watched(own, [row(one, 'eu-west-1'), row('unknown', '*', 2)])).toEqual([`${one} eu-west-1`, 'unknown *']);
    expect(watched([{ regions: ['eu-west-1'] }], [row('unknown', 'eu-west-1')])).toEqual(['unknown eu-west-1']);
  });

  test('nothing was ever scanned', () => {
    expect(watched(own, [])).toEqual(['unknown * never']);
    expect(watched([{ regions: ['eu-west-1'] }], [])).toEqual(['unknown eu-west-1 never']);
  });
});

test('a fleet of 1,000 accounts in 17 regions with 40 schedules holds the process up for no time to speak of', () => {
  const regions = Array.from({ length: 17 }, (_, n) => `eu-west-${n}`);
  const accounts = Array.from({ length: 1_000 }, (_, n) => ({
    id: String(100_000_000_000 + n),
    name: `account-${n}`,
    regions: 'enabled' as const,
  }));
  const schedules = Array.from({ length: 40 }, (_, n) => ({
    accounts: accounts.slice(n * 25, n * 25 + 25).map(({ name }) => name),
    regions: [`us-west-${n}`],
  }));
  const rows = accounts.flatMap(({ id }) => regions.map((region) => row(`${id}`, region)));
  const began = performance.now();
  expect(watchOf({ accounts, schedules }, rows).targets).toHaveLength(18_000);
  expect(performance.now() - began).toBeLessThan(5_000);
});
