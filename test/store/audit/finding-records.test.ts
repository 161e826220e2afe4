import { describe, expect, test } from 'vitest';
import type { FindingRow } from '../../../src/usecases/ports/finding-records.ts';
import type { Store } from '../../../src/usecases/ports/store.ts';
import { byHand, databases, openAt, openTestStore, quoted, sharedDatabases, urlOf } from '../harness.ts';
import { finding } from '../samples.ts';

const here = { account: '111111111111', region: 'eu-west-1' };
const rich = finding('rich', {
  accountName: 'data-production',
  kind: 'dangling-reference',
  name: '<!channel> & *bold*\0\u202e "quoted" \'single\' %_ 🔐',
  reason: 'configuration-missing',
  detail: 'gone',
  references: [
    { type: 'job', name: 'nightly', bookmarks: 'job-bookmark-enable', via: ['t1', 't2'] },
    { type: 'crawler', name: 'c', kept: true },
  ],
  referencesIncomplete: [
    { call: 'GetTriggers', error: 'AccessDeniedException', message: 'no' },
    { call: 'ListSessions', error: 'ThrottlingException', list: 'session' },
  ],
});

const ids = (rows: readonly FindingRow[]) => rows.map((row) => row.id);

describe.each(databases)('findings: their life (%s)', (database) => {
  const open = async () => (await openTestStore(database)).findings;
  // PostgreSQL has no text with U+0000: one such name must not cost the others.
  const kept = database === 'postgres' ? { ...rich, name: rich.name.replace('\0', '\ufffd') } : rich;

  test('one comes back exactly as it was inserted, hostile names included', async () => {
    const findings = await open();
    await findings.insert([rich, finding('plain')]);
    expect(await findings.byId('rich')).toStrictEqual(kept);
    expect(await findings.byId('plain')).toStrictEqual(finding('plain'));
    expect(await findings.byId('none')).toBeUndefined();
    expect(await findings.openNamed(here, rich.name)).toStrictEqual([kept]);
  });

  test('a new look overwrites what it saw, and keeps identity and first sight', async () => {
    const findings = await open();
    await findings.insert([rich, finding('other')]);
    const seen = finding('rich', {
      kind: 'configuration',
      name: 'another name',
      exposure: 'unused',
      reason: 'no-key',
      references: [{ type: 'trigger', name: 't' }],
      firstSeenAt: 7_777,
      lastSeenAt: 9_000,
    });
    await findings.update([seen, finding('never inserted')]);
    const { accountName, detail, referencesIncomplete, ...rest } = kept;
    expect(await findings.byId('rich')).toStrictEqual({
      ...rest,
      exposure: 'unused',
      reason: 'no-key',
      references: [{ type: 'trigger', name: 't' }],
      lastSeenAt: 9_000,
    });
    expect([accountName, detail, referencesIncomplete]).not.toContain(undefined);
    expect(await findings.byId('other')).toStrictEqual(finding('other'));
    expect(await findings.byId('never inserted')).toBeUndefined();
  });

  test('a resolved one keeps when it was resolved, and no later look changes it', async () => {
    const findings = await open();
    await findings.insert([finding('f1')]);
    await findings.resolve(['f1', 'unknown'], 5_000);
    await findings.resolve(['f1'], 6_000);
    await findings.update([finding('f1', { exposure: 'unused', lastSeenAt: 7_000 })]);
    expect(await findings.byId('f1')).toStrictEqual(finding('f1', { resolvedAt: 5_000 }));
  });

  test('one is fixed until that is taken back; what is unused and fixed is counted apart and comes last', async () => {
    const findings = await open();
    const named = (name: string) => ({ ...here, rule: 'Glue-005', kind: 'configuration', name }) as const;
    const rows = [
      finding('f1', { name: 'a', exposure: 'unused' }),
      finding('f2', { name: 'b', exposure: 'unused' }),
      finding('f3', { name: 'c', exposure: 'exposed' }),
    ];
    await findings.insert(rows);
    expect(await findings.counts({})).toEqual({ total: 3, exposed: 1, latent: 0, unused: 2 });
    for (const name of ['a', 'c', 'none']) await findings.setFixed(named(name), 4_000);
    expect(await findings.counts({})).toEqual({ total: 3, exposed: 1, latent: 0, unused: 2, fixed: 1 });
    expect(ids((await findings.page({}, 0, 9)).items)).toEqual(['f3', 'f2', 'f1']);
    await findings.update(rows.map((row) => ({ ...row, lastSeenAt: 5_000 })));
    expect(await findings.byId('f1')).toMatchObject({ fixedAt: 4_000, lastSeenAt: 5_000 });
    await findings.setFixed(named('a'), null);
    expect(await findings.byId('f1')).not.toHaveProperty('fixedAt');
  });

  test('at most one is open for an account, region, kind and name; a second life is a second row', async () => {
    const findings = await open();
    await findings.insert([finding('f1', { name: 'n' })]);
    await expect(findings.insert([finding('f2', { name: 'n' })])).rejects.toMatchObject({ code: 'conflict' });
    await findings.insert([
      finding('account', { name: 'n', account: '2' }),
      finding('region', { name: 'n', region: 'us-east-1' }),
      finding('kind', { name: 'n', kind: 'unusable-key' }),
      finding('case', { name: 'N' }),
      finding('rule', { name: 'n', rule: 'Glue-006' }),
    ]);
    await findings.resolve(['f1'], 5_000);
    await findings.insert([finding('f2', { name: 'n' })]);
    expect(ids(await findings.openNamed(here, 'n'))).toEqual(['f2', 'rule', 'kind']);
  });

  test('what two rules find in one configuration lives apart: filtered, fixed and resolved each by itself', async () => {
    const findings = await open();
    const rows = [finding('five', { name: 'n' }), finding('six', { name: 'n', rule: 'Glue-006' })];
    await findings.insert(rows);
    const { rule, account, region, kind, name } = finding('five', { name: 'n' });
    await findings.setFixed({ rule, account, region, kind, name }, 4_000);
    expect(await findings.byId('five')).toMatchObject({ fixedAt: 4_000 });
    expect(await findings.byId('six')).toStrictEqual(rows[1]);
    expect(ids((await findings.page({ rules: ['Glue-006'] }, 0, 9)).items)).toEqual(['six']);
    expect(await findings.counts({ rules: ['Glue-005', 'Glue-006'] })).toMatchObject({ total: 2 });
    expect(ids((await findings.page({ rules: [] }, 0, 9)).items)).toEqual(['five', 'six']);
    await findings.resolve(['five'], 5_000);
    expect(ids(await findings.openNamed(here, 'n'))).toEqual(['six']);
  });

  test('a refused insert leaves nothing behind, however many it was', async () => {
    const findings = await open();
    const many = Array.from({ length: 1_000 }, (_, index) => finding(`f${index}`));
    await expect(findings.insert([...many, finding('twin', { name: 'configuration of f0' })])).rejects.toThrow();
    expect(await findings.counts({})).toMatchObject({ total: 0 });
  });

  test('nothing in changes nothing', async () => {
    const findings = await open();
    await findings.insert([finding('f1')]);
    await findings.insert([]);
    await findings.update([]);
    await findings.resolve([], 1);
    expect(await findings.openIn([])).toEqual([]);
    expect(await findings.byId('f1')).toStrictEqual(finding('f1'));
  });

  test('5,000 with references are inserted, updated, listed and resolved', async () => {
    const findings = await open();
    const rows = Array.from({ length: 5_000 }, (_, index) =>
      finding(`f${index}`, {
        account: String(index % 50),
        region: `r${index % 20}`,
        references: [1, 2, 3].map((n) => ({ type: 'job', name: `job ${n} of ${index}` })),
      }),
    );
    const targets = Array.from({ length: 1_000 }, (_, index) => ({
      account: String(index % 50),
      region: `r${Math.floor(index / 50)}`,
    }));
    await findings.insert(rows);
    await findings.update(rows.map((row) => ({ ...row, lastSeenAt: 2_000 })));
    const found = await findings.openIn(targets);
    expect(found).toHaveLength(5_000);
    expect(found.every((row) => row.lastSeenAt === 2_000 && row.references.length === 3)).toBe(true);
    await findings.resolve(ids(rows), 3_000);
    expect(await findings.openIn(targets)).toEqual([]);
    const resolved = await findings.countByTarget({ state: 'resolved', since: 3_000 });
    expect(resolved.reduce((sum, { total }) => sum + total, 0)).toBe(5_000);
  });
});

async function fleet(store: Store): Promise<Store['findings']> {
  await store.findings.insert([
    finding('latent', { exposure: 'latent', accountName: 'one', firstSeenAt: 3_000 }),
    finding('unused', { exposure: 'unused', accountName: 'one' }),
    finding('exposed-b', { name: 'b' }),
    finding('exposed-a', { name: 'a' }),
    finding('job', { kind: 'unprotected-job', name: 'a', reason: 'no-configuration' }),
    finding('region', { region: 'us-east-1', name: 'z', firstSeenAt: 2_000 }),
    finding('account', { account: '000000000000', region: 'us-east-1', name: 'z' }),
    finding('resolved-1', { name: 'r1' }),
    finding('resolved-2', { name: 'r2' }),
    finding('resolved-3', { name: 'r3', region: 'us-east-1' }),
  ]);
  await store.findings.resolve(['resolved-1'], 5_000);
  await store.findings.resolve(['resolved-2'], 6_000);
  await store.findings.resolve(['resolved-3'], 7_000);
  return store.findings;
}

describe.each(databases)('findings: asking for them (%s)', (database) => {
  const open = async () => fleet(await openTestStore(database));
  const inOrder = ['account', 'exposed-a', 'exposed-b', 'job', 'region', 'latent', 'unused'];

  test('openIn gives the open ones of exactly these targets', async () => {
    const findings = await open();
    const targets = [
      { account: '111111111111', region: 'us-east-1' },
      { account: '000000000000', region: 'eu-west-1' },
    ];
    expect(ids(await findings.openIn([...targets, ...targets]))).toEqual(['region']);
    expect(ids(await findings.openIn([here])).sort()).toEqual(['exposed-a', 'exposed-b', 'job', 'latent', 'unused']);
  });

  test('page: exposed first, then latent, then unused; then account, region, kind and name', async () => {
    const findings = await open();
    const page = await findings.page({}, 0, 100);
    expect(ids(page.items)).toEqual(inOrder);
    expect(page.counts).toEqual({ total: 7, exposed: 5, latent: 1, unused: 1 });
  });

  test('pages join without gap or repetition, and count everything each time', async () => {
    const findings = await open();
    const pages = await Promise.all([0, 3, 6, 9].map((offset) => findings.page({}, offset, 3)));
    expect(pages.map((page) => ids(page.items))).toEqual([inOrder.slice(0, 3), inOrder.slice(3, 6), ['unused'], []]);
    expect(pages.map((page) => page.counts.total)).toEqual([7, 7, 7, 7]);
  });

  test.each([
    [{ accounts: ['000000000000'] }, ['account']],
    [{ regions: ['us-east-1', 'nowhere'] }, ['account', 'region']],
    [{ exposures: ['latent', 'unused'] }, ['latent', 'unused']],
    [{ kinds: ['unprotected-job'] }, ['job']],
    [{ firstSeenSince: 2_000 }, ['region', 'latent']],
    [
      { accounts: ['111111111111'], regions: ['us-east-1'], exposures: ['exposed'], kinds: ['configuration'] },
      ['region'],
    ],
    [{ accounts: ['000000000000'], exposures: ['latent'] }, []],
    [{ accounts: [], regions: [], exposures: [], kinds: [] }, inOrder],
    [{ accounts: [`' or 1=1 --`, '%', '_'] }, []],
  ] as const)('the filter %j admits %j', async (filter, expected) => {
    const findings = await open();
    const { items, counts } = await findings.page(filter, 0, 100);
    expect(ids(items)).toEqual(expected);
    expect(counts.total).toBe(expected.length);
    expect(await findings.counts(filter)).toEqual(counts);
  });

  test('choices are what open findings have, with the names that are known', async () => {
    const findings = await open();
    expect(await findings.choices()).toStrictEqual({
      accounts: [{ id: '000000000000' }, { id: '111111111111', name: 'one' }],
      regions: ['eu-west-1', 'us-east-1'],
    });
    await findings.resolve(['account', 'region'], 9_000);
    expect(await findings.choices()).toStrictEqual({
      accounts: [{ id: '111111111111', name: 'one' }],
      regions: ['eu-west-1'],
    });
  });

  test('rules are a choice once open findings are of more than one', async () => {
    const findings = await open();
    await findings.insert([finding('six', { name: 'six', rule: 'Glue-006' })]);
    expect(await findings.choices()).toMatchObject({ rules: ['Glue-005', 'Glue-006'] });
    await findings.resolve(['six'], 9_000);
    expect(await findings.choices()).not.toHaveProperty('rules');
  });

  test('openNamed takes every kind of one name in one target', async () => {
    const findings = await open();
    expect(ids(await findings.openNamed(here, 'a'))).toEqual(['exposed-a', 'job']);
    expect(ids(await findings.openNamed(here, 'r1'))).toEqual([]);
    expect(ids(await findings.openNamed({ account: '000000000000', region: 'us-east-1' }, 'z'))).toEqual(['account']);
  });
});

test.each([
  ['references_json', 'not JSON'],
  ['references_json', '[{"type":"spaceship","name":"x"}]'],
  ['incomplete_json', '{}'],
  ['exposure', 'terrible'],
  ['reason', 'toString'],
])('a row whose %s is %s is refused by the name of its column, without its content', async (column, value) => {
  for (const database of sharedDatabases) {
    const url = await urlOf(database);
    const { findings } = await openAt(url);
    await findings.insert([finding('f1', { name: 'secret' })]);
    await byHand(url, `update findings set ${column} = ${quoted(value)}`);
    const reading = findings.byId('f1');
    await expect(reading).rejects.toMatchObject({ code: 'damaged-row', message: expect.stringContaining(column) });
    await expect(reading).rejects.not.toMatchObject({ message: expect.stringContaining('secret') });
  }
});

test.each(sharedDatabases)(
  'a finding of a rule that only a later version knows has the reason that it gave (%s)',
  async (database) => {
    const url = await urlOf(database);
    const { findings } = await openAt(url);
    await findings.insert([finding('f1'), finding('later', { detail: '7 days', rule: 'Glue-099' })]);
    await byHand(url, `update findings set reason = 'retention-short' where id = 'later'`);
    const { items } = await findings.page({}, 0, 9);
    expect(items).toEqual(await findings.openIn([here]));
    expect(items).toEqual([
      finding('f1'),
      finding('later', { rule: 'Glue-099', reason: 'of-another-version', detail: 'retention-short (7 days)' }),
    ]);
  },
);

test.each(databases)('where findings are open, and queries of some targets or of all others (%s)', async (database) => {
  const { findings } = await openTestStore(database);
  const rows = [
    ['a', '1', 'eu-west-1'],
    ['b', '1', 'us-east-1'],
    ['c', '2', 'eu-west-1'],
    ['d', '3', 'eu-west-1'],
  ] as const;
  await findings.insert(rows.map(([id, account, region]) => finding(id, { account, region, name: id })));
  await findings.insert([finding('e', { account: '1', region: 'eu-west-1', name: 'e', exposure: 'unused' })]);
  await findings.resolve(['d'], 1);
  const counts = (await findings.openByTarget()).map(({ account, region, total, unused }) => [
    account,
    region,
    total,
    unused,
  ]);
  const known = finding('a').exposure === 'unused' ? 2 : 1;
  expect(counts).toEqual([
    ['1', 'eu-west-1', 2, known],
    ['1', 'us-east-1', 1, known - 1],
    ['2', 'eu-west-1', 1, known - 1],
  ]);
  const some = { accounts: ['2'], targets: [{ account: '1', region: 'us-east-1' }] };
  const names = async (query: Parameters<typeof findings.page>[0]) =>
    ids((await findings.page(query, 0, 9)).items).toSorted();
  expect(await names({ only: some })).toEqual(['b', 'c']);
  expect(await names({ except: some })).toEqual(['a', 'e']);
  expect(await names({ except: { accounts: [], targets: [] } })).toEqual(['a', 'b', 'c', 'e']);
  expect(await names({ only: { accounts: [], targets: [] } })).toEqual([]);
  expect(await findings.counts({ except: some })).toMatchObject({ total: 2 });
  expect((await findings.choices({ only: some })).accounts.map(({ id }) => id)).toEqual(['1', '2']);
});
