import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { dayMs } from '../../../src/domain/retention.ts';
import { findingRecords } from '../../../src/store/audit/finding-records.ts';
import { outboxRecords } from '../../../src/store/audit/outbox-records.ts';
import { scanRecords } from '../../../src/store/audit/scan-records.ts';
import { scheduleRecords } from '../../../src/store/audit/schedule-records.ts';
import { summaryRecords } from '../../../src/store/audit/summary-records.ts';
import { targetRecords } from '../../../src/store/audit/target-records.ts';
import type { Session } from '../../../src/store/database/session.ts';
import { evidenceRecords } from '../../../src/store/evidence/evidence-records.ts';
import { exceptionRecords } from '../../../src/store/exceptions/exception-records.ts';
import { pastRequests } from '../../../src/store/remediation/past-requests.ts';
import { switchRecords } from '../../../src/store/remediation/switch-records.ts';
import { exceptionRow, until } from '../exceptions/samples.ts';
import { databaseAt, urlOf } from '../harness.ts';

const many = Array.from({ length: 17_000 }, (_, index) => ({ account: `${index % 1_000}`, region: `r${index}` }));

const places = many.slice(0, 900).map((target) => ({ ...target, exposure: 'exposed' as const, most: 3 }));

/** The statements that some work sends, each with how SQLite would carry it out. */
async function plansOf(work: (session: Session) => Promise<unknown>) {
  const url = await urlOf('file');
  const sent: { sql: string; parameters: readonly unknown[] }[] = [];
  const db = await databaseAt(url, ({ query }) => void sent.push(query));
  await work({
    db,
    atomic: (inside) => db.transaction().execute(inside),
    snapshot: (inside) => db.transaction().setAccessMode('read only').execute(inside),
    now: async () => 0,
  });
  await db.destroy();
  const hand = new DatabaseSync(url.slice('sqlite:'.length));
  const plans = sent.map(({ sql, parameters }) => {
    const rows = hand.prepare(`explain query plan ${sql}`).all(...(parameters as (string | number)[]));
    return rows.map(({ detail }) => String(detail));
  });
  hand.close();
  return plans;
}

/** Indexes that hold only what is open, and one of which the latest 15 are read. */
const small = ['findings_one_open', 'outgoing_tried', 'outgoing_ended', 'scans_by_start'];

/** Tables of which every row would be read, in the table or in an index. */
function scanned(plans: readonly (readonly string[])[]): string[] {
  const whole = plans.flat().flatMap((detail) => {
    const [, table = '', index = ''] = /^SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?/.exec(detail) ?? [];
    return table === '' || small.includes(index) ? [] : table;
  });
  return [...new Set(whole)];
}

const grown = ['findings', 'scans', 'slots', 'outgoing', 'requests', 'executions', 'finding_days'];
/** Where it would be looked for by a state that nearly all rows have. */
const byState = (plans: readonly (readonly string[])[]) =>
  plans.flat().filter((detail) => /slots_by_state/.test(detail));
const grownIn = (plans: readonly (readonly string[])[]) => scanned(plans).filter((table) => grown.includes(table));

test.each<[string, (session: Session) => Promise<unknown>]>([
  ['findings', (session) => findingRecords(session).prune(5, 500)],
  ['scans', (session) => scanRecords(session).prune(5, 500)],
  ['slots', (session) => scheduleRecords(session).prune(5, 500)],
  ['messages', (session) => outboxRecords(session).prune(5, 500, 3)],
  ['requests', (session) => pastRequests(session).pruneRequests(5, 500)],
])('what goes is found by an index: %s', async (_what, work) => {
  const plans = await plansOf(work);
  expect(plans.length).toBeGreaterThan(0);
  expect([grownIn(plans), byState(plans)]).toEqual([[], []]);
});

test.each(['today', 'past', 'follows'] as const)(
  'a day is counted from its own rows, not from all that ever were (%s)',
  async (kind) => {
    const plans = await plansOf((session) => summaryRecords(session).summarise(900 * dayMs, kind));
    expect(grownIn(plans)).toEqual([]);
  },
);

test('the first day is found by an index, and a trend reads its own days', async () => {
  const plans = await plansOf(async (session) => {
    await summaryRecords(session).firstDay();
    await summaryRecords(session).findingDays(900 * dayMs);
  });
  expect(grownIn(plans)).toEqual([]);
});

test.each<[string, (session: Session) => Promise<unknown>]>([
  ['open findings', (session) => findingRecords(session).openIn(many)],
  ['how many are open', (session) => findingRecords(session).countIn(many)],
  ['what was resolved of late', (session) => findingRecords(session).countByTarget({ state: 'resolved', since: 5 })],
  ['the first of many places', (session) => findingRecords(session).firstOf({ state: 'open', since: 5 }, places)],
  ['those that were resolved', (session) => findingRecords(session).firstOf({ state: 'resolved', since: 5 }, places)],
  ['targets', (session) => targetRecords(session).get(many)],
  ['switched jobs', (session) => switchRecords(session).switchedIn(many)],
])('of a fleet one statement answers, however large it is, and reads nothing that is over: %s', async (_what, work) => {
  const plans = await plansOf(work);
  expect(plans).toHaveLength(1);
  expect(grownIn(plans)).toEqual([]);
});

const owner = { channel: 'C1' };
const everywhere = { findingsOnly: false };
const accepted = exceptionRow('one', { scope: { name: '*', accounts: ['1'] }, until: until('2199-01-01') });

test.each<[string, (session: Session) => Promise<unknown>]>([
  [
    'which are accepted',
    async (session) => {
      await exceptionRecords(session).add(accepted);
      await exceptionRecords(session).markFindings(5);
    },
  ],
  ['which a scope reaches', (session) => exceptionRecords(session).reached({ name: '*' })],
  ['whose they are', (session) => findingRecords(session).assignOwners([{ name: '*', owner }], many, 5)],
  ['whose they are no more', (session) => findingRecords(session).assignOwners([], many, 5)],
  ['names that are near', (session) => findingRecords(session).namesNear('x', everywhere, { names: 9, lists: 9 })],
  ['how many each owner has', (session) => findingRecords(session).countByOwner({ state: 'open', since: 5 })],
])('what is open is read without what is over: %s', async (_what, work) => {
  const plans = await plansOf(work);
  expect(plans.length).toBeGreaterThan(0);
  expect([grownIn(plans), plans.flat().filter((detail) => /findings_by_start/.test(detail))]).toEqual([[], []]);
});

test('a report that ends now counts what was resolved by an index alone, and reads of the rest what is open', async () => {
  const plans = await plansOf((session) => evidenceRecords(session).targetsWithFindings({ from: 5, before: 9 }));
  expect(plans.flat()).toContain('SCAN findings USING COVERING INDEX findings_resolved');
  expect(plans.flat()).toContain('SCAN findings USING INDEX findings_one_open');
});

test('a page of a report finds what it lists by account and region, and reads no other findings', async () => {
  const period = { from: 5, before: 900 * dayMs };
  const plans = await plansOf((session) =>
    evidenceRecords(session).findingsOf(period, many.slice(0, 150), 500, undefined),
  );
  // What is open, and what was resolved.
  expect(plans).toHaveLength(2);
  expect(grownIn(plans)).toEqual([]);
  expect(plans.map((plan) => plan.filter((detail) => /account=\? AND region=\?/.test(detail)).length)).toEqual([1, 1]);
});
