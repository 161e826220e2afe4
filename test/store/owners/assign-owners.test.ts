import { describe, expect, test } from 'vitest';
import { databases, openTestStore } from '../harness.ts';
import { finding } from '../samples.ts';

const place = { account: '111111111111', region: 'eu-west-1' };
const [finance, orders, group] = [{ channel: 'C0FINANCE' }, { channel: 'C0ORDERS0' }, { usergroup: 'S0GROUP00' }];
const rules = [
  { tag: { team: 'finance' }, owner: finance },
  { name: 'orders-*', owner: orders },
  { name: 'group-*', owner: group },
];
const everywhere = [place, { ...place, region: 'us-east-1' }];
const open = { state: 'open' } as const;

describe.each(databases)('whose findings are (%s)', (database) => {
  async function owned() {
    const store = await openTestStore(database);
    await store.findings.insert([
      finding('tagged', { name: 'orders-tagged', tags: { team: 'finance' } }),
      finding('named', { name: 'orders-etl', tags: {} }),
      finding('grouped', { name: 'group-etl', exposure: 'latent' }),
      finding('nobody', { name: 'x', tags: { team: 'sales' } }),
      finding('elsewhere', { name: 'orders-far', region: 'us-east-1' }),
      finding('gone', { name: 'orders-gone', resolvedAt: 5 }),
    ]);
    await store.findings.assignOwners(rules, everywhere, 1);
    return store;
  }

  test('is decided by the first rule, kept, and taken away with the rules', async () => {
    const { findings } = await owned();
    const owners = async () =>
      Object.fromEntries((await findings.page({}, 0, 10)).items.map(({ id, owner }) => [id, owner]));
    expect(await owners()).toEqual({
      tagged: finance,
      named: orders,
      grouped: group,
      nobody: undefined,
      elsewhere: orders,
    });
    expect((await findings.byId('tagged'))?.tags).toEqual({ team: 'finance' });
    // What is over stays as it was told.
    expect((await findings.byId('gone'))?.owner).toBeUndefined();
    await findings.assignOwners([{ name: 'x', owner: group }], everywhere, 2);
    expect(await owners()).toMatchObject({ tagged: undefined, named: undefined, nobody: group });
    await findings.assignOwners([], everywhere, 3);
    expect(Object.values(await owners())).toEqual(Array(5).fill(undefined));
  });

  test('is decided where it was scanned alone, also of more than a statement holds', async () => {
    const store = await openTestStore(database);
    await store.findings.insert([
      finding('here', { name: 'orders-etl' }),
      finding('there', { name: 'orders-far', region: 'us-east-1' }),
    ]);
    const many = Array.from({ length: 2_000 }, (_, n) => ({ account: '999999999999', region: `r-${n}` }));
    for (const [targets, owner] of [
      [[], undefined],
      [[place], orders],
      [[...many, { ...place, region: 'us-east-1' }], orders],
    ] as const) {
      await store.findings.assignOwners(rules, targets, 1);
      expect((await store.findings.byId(targets.length > 1 ? 'there' : 'here'))?.owner).toEqual(owner);
      if (targets.length === 1) expect((await store.findings.byId('there'))?.owner).toBeUndefined();
    }
  });

  test('is news to whom it becomes, and told anew where it was raised; to others it is none', async () => {
    const store = await openTestStore(database);
    const { findings, digests } = store;
    await findings.insert([finding('a', { name: 'orders-etl', firstSeenAt: 10 })]);
    await digests.raise([place], 20, 30);
    const unraised = { state: 'open', unraised: true } as const;
    expect(await findings.countByOwner(unraised)).toEqual([]);
    await findings.assignOwners(rules, [place], 100);
    const since = { state: 'open', since: 50 } as const;
    expect(await findings.countByOwner(since)).toEqual([]);
    expect(await findings.countByOwner({ ...since, toOwner: true })).toMatchObject([
      { ownedBy: 'C0ORDERS0', total: 1 },
    ]);
    expect(await findings.countByOwner({ state: 'open', before: 50, toOwner: true })).toEqual([]);
    expect(await findings.countByOwner(unraised)).toMatchObject([{ total: 1 }]);
    await digests.raise([place], 20, 110);
    await findings.assignOwners(rules, [place], 200);
    await findings.assignOwners([{ name: 'orders-*', owner: { ...orders, ...group } }], [place], 300);
    expect(await findings.countByOwner({ state: 'open', since: 150, toOwner: true })).toEqual([]);
    expect(await findings.countByOwner(unraised)).toEqual([]);
    await findings.assignOwners([], [place], 400);
    expect(await findings.countByOwner({ state: 'open', since: 350, toOwner: true })).toMatchObject([{ ownedBy: '' }]);
  });

  test('is counted apart, and each one’s first are read without the others', async () => {
    const { findings } = await owned();
    const counts = { exposed: 1, latent: 0, unused: 0, total: 1 };
    expect(await findings.countByOwner(open)).toEqual([
      { ...place, ...counts, ownedBy: '' },
      { ...place, exposed: 0, latent: 1, unused: 0, total: 1, ownedBy: '-' },
      { ...place, ...counts, ownedBy: 'C0FINANCE' },
      { ...place, ...counts, ownedBy: 'C0ORDERS0' },
      { ...place, ...counts, region: 'us-east-1', ownedBy: 'C0ORDERS0' },
    ]);
    expect(await findings.countByTarget(open)).toEqual([
      { ...place, exposed: 3, latent: 1, unused: 0, total: 4 },
      { ...place, ...counts, region: 'us-east-1' },
    ]);
    const first = async (ownedBy?: string, most = 5) => {
      const places = [{ ...place, exposure: 'exposed' as const, most, ...(ownedBy !== undefined && { ownedBy }) }];
      return (await findings.firstOf(open, places)).map(({ id }) => id);
    };
    expect(await first()).toEqual(['named', 'tagged', 'nobody']);
    expect(await first(undefined, 1)).toEqual(['named']);
    expect(await first('C0FINANCE', 1)).toEqual(['tagged']);
    expect(await first('')).toEqual(['nobody']);
    expect(await first('-')).toEqual([]);
  });

  test('is a filter of lists: what a channel owns, and what nobody owns in its accounts', async () => {
    const { findings, queries } = await owned();
    const ids = async (owner: { channel: string; accounts: readonly string[] }) =>
      (await findings.page({ owner }, 0, 10)).items.map(({ id }) => id).toSorted();
    expect(await ids({ channel: 'C0ORDERS0', accounts: [] })).toEqual(['elsewhere', 'named']);
    expect(await ids({ channel: 'C0FINANCE', accounts: [place.account] })).toEqual(['nobody', 'tagged']);
    const filter = { owner: { channel: 'C0FINANCE', accounts: [place.account] } };
    await queries.save('q', filter, 1);
    expect(await queries.get('q')).toEqual(filter);
    expect((await findings.counts(filter)).total).toBe(2);
  });

  test('says of which of a target’s findings somebody was told that they are open for long', async () => {
    const { findings, digests } = await owned();
    const raised = { ...open, unraised: true } as const;
    await digests.raise([{ ...place, ownedBy: 'C0FINANCE' }], 2_000, 9);
    expect((await findings.countByOwner(raised)).map(({ ownedBy, region }) => [ownedBy, region])).toEqual([
      ['', 'eu-west-1'],
      ['-', 'eu-west-1'],
      ['C0ORDERS0', 'eu-west-1'],
      ['C0ORDERS0', 'us-east-1'],
    ]);
    await digests.raise([place], 2_000, 9);
    expect((await findings.countByOwner(raised)).map(({ ownedBy }) => ownedBy)).toEqual(['-', 'C0ORDERS0']);
  });
});
