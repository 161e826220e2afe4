import { describe, expect, test } from 'vitest';
import { mostAttempts, type TakenPart } from '../../../src/usecases/ports/records/part-records.ts';
import type { Store } from '../../../src/usecases/ports/store.ts';
import { byHand, databases, openAt, openTestStore, sharedDatabases, urlOf } from '../harness.ts';
import { scan } from '../samples.ts';

const accounts = ['111111111111', '222222222222', '333333333333'];
const counts = { targets: 2, found: 3, unknown: 1, exposed: 0, worst: [] };
const configuration = 'c';
const isKnown = (part: { readonly configuration: string }) => part.configuration === configuration;

async function shared(store: Store, id = 's', changes: { readonly regions?: readonly string[] } = {}): Promise<void> {
  await store.scans.begin(scan(id));
  const parts = accounts.map((account) => ({ account, configuration, targets: 2 }));
  await store.parts.add({ scanId: id, ...changes }, parts, 0);
}

const take = (store: Store, processId: string, now: number, limit = 10) =>
  store.parts.take({ processId, isKnown, now, leaseUntil: now + 100, limit });
const accountsOf = (parts: readonly TakenPart[]) => parts.map(({ account }) => account);

describe.each(databases)('in a %s', (database) => {
  test('each part is one process’s alone until its lease ends, in the order of the scan', async () => {
    const store = await openTestStore(database);
    await shared(store, 's', { regions: ['eu-west-1'] });
    const first = await take(store, 'p1', 1_000, 2);
    expect(first).toEqual(accounts.slice(0, 2).map((account) => part(account, 1, { regions: ['eu-west-1'] })));
    expect(accountsOf(await take(store, 'p2', 1_000))).toEqual(accounts.slice(2));
    expect(await take(store, 'p2', 1_099)).toEqual([]);
    await store.parts.renew('p1', 1_300, first.slice(0, 1));
    expect(await take(store, 'p2', 1_100, 1)).toEqual([part('222222222222', 2, { regions: ['eu-west-1'] })]);
  });

  test('whoever lost a part does not hold it, not even as the same process, and renews and lets go nothing', async () => {
    const store = await openTestStore(database);
    await shared(store);
    const [lost] = await take(store, 'p1', 1_000, 1);
    const [held] = await take(store, 'p1', 1_100, 1);
    if (lost === undefined || held === undefined) throw new Error('nothing was taken');
    expect(await store.parts.isHeld('p1', lost)).toBe(false);
    expect(await store.parts.isHeld('p2', held)).toBe(false);
    await store.parts.renew('p1', 9_000, [lost]);
    await store.parts.letGo('p1', lost);
    expect(await store.parts.isHeld('p1', held)).toBe(true);
    expect(accountsOf(await take(store, 'p2', 1_200))).toEqual(accounts);
    expect(await store.parts.isHeld('p1', held)).toBe(false);
  });

  test('another configuration, a wish to end and the end of the scan keep parts from being taken', async () => {
    const store = await openTestStore(database);
    await shared(store);
    const by = { processId: 'p2', now: 1_000, leaseUntil: 1_100, limit: 1 };
    expect(await store.parts.take({ ...by, isKnown: () => false })).toEqual([]);
    const isLast = ({ account }: { readonly account: string }) => account === '333333333333';
    expect(await store.parts.take({ ...by, isKnown: isLast })).toEqual([part('333333333333', 1)]);
    const [held] = await take(store, 'p2', 1_000, 1);
    await store.scans.cancel('s', 'U1', 1_000);
    expect(await take(store, 'p3', 1_000)).toEqual([]);
    if (held) expect(await store.parts.isHeld('p2', held)).toBe(true);
    await store.scans.interrupt('p1', 1_000);
    if (held) expect(await store.parts.isHeld('p2', held)).toBe(false);
  });

  test('it counts what ended, and has no total until every region is known', async () => {
    const store = await openTestStore(database);
    const nothing = { left: 0, done: 0, total: 0, found: 0, unknown: 0, exposed: 0, worst: [] };
    expect(await store.parts.standing('s')).toEqual(nothing);
    await shared(store);
    await store.parts.add({ scanId: 's' }, [{ account: '444444444444', configuration }], 3);
    const parts = await take(store, 'p1', 1_000);
    expect(await store.parts.standing('s')).toEqual({ ...nothing, left: 4, total: undefined });
    const worst = [{ account: '444444444444', region: 'eu-west-1', kind: 'unprotected-job' as const, name: 'j' }];
    for (const each of parts.slice(2)) await store.parts.end(each, { ...counts, targets: 5, exposed: 1, worst });
    expect(await store.parts.standing('s')).toEqual({
      ...{ left: 2, done: 10, total: 14, found: 6, unknown: 2, exposed: 2 },
      worst: [worst, worst],
    });
  });

  test('what a process had is free when it is gone, and what was tried too often is closed', async () => {
    const store = await openTestStore(database);
    await shared(store);
    for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
      await store.parts.close('s', { triedBefore: 1_000 });
      expect(await store.parts.closed('s')).toEqual([]);
      expect(await take(store, 'p1', 1_000, 1)).toEqual([part('111111111111', attempt)]);
      await store.parts.release('p2');
      if (attempt < mostAttempts) await store.parts.release('p1');
    }
    expect(await take(store, 'p1', 2_000, 1)).toEqual([part('222222222222', 1)]);
    await store.parts.close('s', { triedBefore: 1_000 });
    expect(await store.parts.closed('s')).toEqual([]);
    await store.parts.close('s', { triedBefore: 2_000 });
    expect(await store.parts.closed('s')).toEqual(['111111111111']);
    await store.parts.close('s', 'waiting');
    expect(await store.parts.closed('s')).toEqual(['111111111111', '333333333333']);
    await store.parts.close('s', 'all');
    expect(await store.parts.closed('s')).toEqual(accounts);
    expect(await store.parts.standing('s')).toMatchObject({ left: 0, done: 0 });
  });
});

describe.each(sharedDatabases)('of several connections to a %s', (database) => {
  test('no part is taken twice, and parts go with their scan', async () => {
    const url = await urlOf(database);
    const store = await openAt(url);
    const others = [await openAt(url), await openAt(url)];
    await shared(store, 'a');
    await shared(store, 'b');
    const taken = await Promise.all([store, ...others].map((each, index) => take(each, `p${index}`, 1_000, 4)));
    expect(new Set(taken.flat().map(({ scanId, account }) => scanId + account)).size).toBe(6);
    expect(taken.flat()).toHaveLength(6);
    const left = () => byHand(url, 'select scan_id from scan_parts');
    await store.staged.abandon('a');
    expect(await left()).toHaveLength(3);
    await store.scans.fail('b', 2_000);
    await store.staged.prune();
    expect(await left()).toEqual([]);
  });
});

function part(account: string, attempt: number, changes: Partial<TakenPart> = {}): TakenPart {
  return { scanId: 's', account, attempt, ...changes };
}
