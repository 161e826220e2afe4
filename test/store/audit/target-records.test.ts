import { describe, expect, test } from 'vitest';
import { databases, openTestStore } from '../harness.ts';

const scanned = {
  account: '111111111111',
  accountName: 'data-production',
  region: 'eu-west-1',
  outcome: 'scanned',
  configurations: 4,
  jobs: 9,
} as const;
const unknown = {
  account: '111111111111',
  region: 'eu-west-1',
  outcome: 'unknown',
  reason: 'AccessDeniedException',
  call: 'GetJobs',
  message: 'not authorised',
  configurations: 2,
  jobs: 0,
} as const;

describe.each(databases)('targets (%s)', (database) => {
  test('a good look is kept as the last good one', async () => {
    const { targets } = await openTestStore(database);
    await targets.save([scanned], 1_000);
    expect(await targets.all()).toStrictEqual([{ ...scanned, lastScannedAt: 1_000, lastGoodAt: 1_000 }]);
  });

  test('those that a scan did not look at, and an account beside them', async () => {
    const { targets } = await openTestStore(database);
    const look = (region: string, scannedAt: number, account: string = scanned.account) => {
      return { ...scanned, account, region, scannedAt };
    };
    const looks = [look('at-its-begin', 10), look('later', 11), look('at-its-end', 20), look('clock-ahead', 21)];
    await targets.save([...looks, look('later', 11, 'unknown')], 30);
    const found = await targets.besides({ after: 10, until: 20 }, 'unknown');
    expect(found.map(({ account, region }) => `${account} ${region}`).toSorted()).toEqual([
      `${scanned.account} at-its-begin`,
      `${scanned.account} clock-ahead`,
      'unknown later',
    ]);
  });

  test('a target that was never read has no good look', async () => {
    const { targets } = await openTestStore(database);
    await targets.save([unknown], 1_000);
    expect(await targets.all()).toStrictEqual([
      { ...unknown, lastScannedAt: 1_000, lastGoodAt: null, unknownSince: 1_000 },
    ]);
  });

  test('a failed look overwrites all but the time of the last good one; the next good one clears the reason', async () => {
    const { targets } = await openTestStore(database);
    await targets.save([scanned], 1_000);
    await targets.save([unknown], 2_000);
    expect(await targets.all()).toStrictEqual([
      { ...unknown, lastScannedAt: 2_000, lastGoodAt: 1_000, unknownSince: 2_000 },
    ]);
    await targets.save([scanned], 3_000);
    expect(await targets.all()).toStrictEqual([
      { ...scanned, lastScannedAt: 3_000, lastGoodAt: 3_000, seenAgainAt: 3_000 },
    ]);
  });

  test('it is unknown since the first failed look without a good one in between, whatever the reason', async () => {
    const { targets } = await openTestStore(database);
    const since = async () => (await targets.all()).map(({ unknownSince }) => unknownSince);
    await targets.save([scanned], 1_000);
    await targets.save([unknown], 2_000);
    await targets.save([{ ...unknown, reason: 'ThrottlingException' }], 3_000);
    expect(await since()).toEqual([2_000]);
    await targets.save([{ ...scanned, scannedAt: 3_900 }], 4_000);
    expect(await since()).toEqual([undefined]);
    await targets.save([{ ...unknown, scannedAt: 4_900 }], 5_000);
    expect(await since()).toEqual([4_900]);
  });

  test('the last of two results for one target counts', async () => {
    const { targets } = await openTestStore(database);
    await targets.save([scanned, unknown], 1_000);
    expect(await targets.all()).toMatchObject([{ outcome: 'unknown', lastGoodAt: null }]);
  });

  test('get and forget take account and region together, never one alone', async () => {
    const { targets } = await openTestStore(database);
    const at = (account: string, region: string) => ({ ...scanned, account, region });
    await targets.save([at('1', 'a'), at('1', 'b'), at('2', 'a'), at('2', 'b'), at('1', '*')], 1_000);
    const wanted = [
      { account: '1', region: 'b' },
      { account: '2', region: 'a' },
      { account: '3', region: 'a' },
    ];
    const names = (rows: readonly { account: string; region: string }[]) =>
      rows.map((row) => row.account + row.region).sort();
    expect(names(await targets.get(wanted))).toEqual(['1b', '2a']);
    await targets.forget([{ account: '1', region: '*' }]);
    expect(names(await targets.all())).toEqual(['1a', '1b', '2a', '2b']);
  });

  test('nothing in, nothing out', async () => {
    const { targets } = await openTestStore(database);
    await targets.save([scanned], 1_000);
    await targets.save([], 2_000);
    await targets.forget([]);
    expect(await targets.get([])).toEqual([]);
    expect(await targets.all()).toHaveLength(1);
  });

  test('5,000 at once, beyond the parameters of one statement', async () => {
    const { targets } = await openTestStore(database);
    const many = Array.from({ length: 5_000 }, (_, index) => ({ ...scanned, account: String(index) }));
    await targets.save(many, 1_000);
    await targets.save(
      many.map((target) => ({ ...target, jobs: 1 })),
      2_000,
    );
    const rows = await targets.get(many);
    expect(rows).toHaveLength(5_000);
    expect(rows.every((row) => row.jobs === 1)).toBe(true);
    await targets.forget(many);
    expect(await targets.all()).toEqual([]);
  });
});
