import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkSeals } from '../support/processes/check-seals.ts';
import { loadOldDatabase, oldFindings, type Row, rowsOf } from '../support/processes/upgrade.ts';
import { openAt, temporaryFolder } from './harness.ts';

/** The database of 0.1.0 before and after this version has opened it. */
async function upgraded() {
  const database = join(temporaryFolder(), 'gluewarden.db');
  loadOldDatabase(database);
  const before = rowsOf(database, oldFindings);
  return { database, before, store: await openAt(`sqlite:${database}`) };
}

const at = (value: unknown) => (value === null ? undefined : value);

/** A finding as its row says, in the words of the store. */
function told(row: Row) {
  const { references_json: references, incomplete_json: incomplete } = row;
  return {
    id: row.id,
    rule: row.rule,
    account: row.account,
    accountName: at(row.account_name),
    region: row.region,
    kind: row.kind,
    name: row.name,
    exposure: row.exposure,
    reason: row.reason,
    detail: at(row.detail),
    references: JSON.parse(String(references)),
    referencesIncomplete: incomplete === null ? undefined : JSON.parse(String(incomplete)),
    firstSeenAt: row.first_seen_at,
    lastSeenAt: row.last_seen_at,
    resolvedAt: at(row.resolved_at),
    fixedAt: at(row.fixed_at),
  };
}

test('every finding of 0.1.0 keeps its history: open, resolved, fixed, reverted, of each kind', async () => {
  const { store, database, before } = await upgraded();
  const isOpen = (row: Row) => row.resolved_at === null;
  // What the fixture must hold for this test to say anything.
  expect(before.filter((row) => !isOpen(row)).map(({ name }) => name)).toEqual(
    expect.arrayContaining(['clickstream-batch', 'trial-2024']),
  );
  expect(before.filter(isOpen).map(({ name }) => name)).toContain('clickstream-batch');
  expect(before.filter(({ fixed_at: fixed }) => fixed !== null).map(({ name }) => name)).toEqual(['orders-2019']);
  expect(before.filter(({ incomplete_json: text }) => text !== null)).toHaveLength(2);
  expect(new Set(before.map(({ kind }) => kind))).toEqual(
    new Set(['configuration', 'unprotected-job', 'dangling-reference', 'unusable-key', 'reverted']),
  );

  expect(rowsOf(database, oldFindings)).toEqual(before);
  for (const row of before) expect(await store.findings.byId(String(row.id))).toEqual(told(row));
  const { items, counts } = await store.findings.page({}, 0, 100);
  const open = before.filter(isOpen);
  expect(new Set(items.map(({ id }) => id))).toEqual(new Set(open.map(({ id }) => id)));
  expect(counts).toMatchObject({ total: open.length, fixed: 1 });
});

test('targets, schedules, scans, the stored filter of a posted button and what waits to be sent are there', async () => {
  const { store, database } = await upgraded();
  const count = (table: string) => Number(rowsOf(database, `select count(*) as rows from ${table}`)[0]?.rows);
  const targets = await store.targets.all();
  expect(targets.map(({ region, outcome }) => `${region} ${outcome}`).sort()).toEqual([
    'ap-southeast-2 unknown',
    'eu-central-1 scanned',
    'eu-west-1 scanned',
    'us-east-1 scanned',
    'us-east-1 scanned',
  ]);
  expect(await store.schedules.all()).toMatchObject([
    { name: 'digest', lastDigestAt: expect.any(Number) },
    { name: 'random', lastDigestAt: expect.any(Number) },
  ]);
  expect(await store.scans.latest(100)).toHaveLength(count('scans'));
  const [query] = rowsOf(database, 'select id, filter_json from queries order by created_at');
  expect(await store.queries.get(String(query?.id))).toEqual(JSON.parse(String(query?.filter_json)));
  expect(await store.outbox.waiting()).toMatchObject({ count: 2 });
});

test('every seal of 0.1.0 holds: plans, requests, decisions, an order to roll back, stored definitions', async () => {
  const { store, database } = await upgraded();
  expect(await checkSeals(store, database)).toEqual({ requests: 7, orders: 1, definitions: 13, broken: [] });
});
