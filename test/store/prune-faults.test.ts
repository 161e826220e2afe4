import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { summaryRecords } from '../../src/store/audit/summary-records.ts';
import type { Session } from '../../src/store/database/session.ts';
import { openStore } from '../../src/store/open-store.ts';
import { pruneRecords } from '../../src/usecases/bot/prune-records.ts';
import type { Store } from '../../src/usecases/ports/store.ts';
import { startChild } from './children/process.ts';
import { databaseAt, openAt, recordingLog, temporaryUrl } from './harness.ts';
import { count, expectedDays, fillPrunable, pruning } from './pruning.ts';

const pathOf = (url: string) => url.slice('sqlite:'.length);

async function left({ findings }: Store): Promise<number> {
  const resolved = await findings.countByTarget({ state: 'resolved' });
  return resolved.reduce((all, { total }) => all + total, 0);
}

async function expectDone(store: Store): Promise<void> {
  expect(await left(store)).toBe(0);
  expect(await store.summaries.findingDays(0)).toMatchObject(expectedDays);
  expect(await store.summaries.levels()).toEqual([]);
}

test.each([
  ['days', count],
  ['pieces', count - 500],
  ['piece', count - 500],
] as const)('kill -9 (%s): the next process goes on, with nothing counted twice or lost', async (where, rest) => {
  const url = temporaryUrl();
  const filling = await openStore({ databaseUrl: url });
  await fillPrunable(filling);
  await filling.close();
  const child = startChild('pruner.ts', url, where);
  expect(await child.next()).toBe('stuck');
  await child.kill();
  const store = await openAt(url);
  expect(await left(store)).toBe(rest);
  await pruneRecords(pruning(store, 'next'));
  expect(await left(store)).toBe(rest);
  await pruneRecords(pruning(store, 'next', 11));
  await expectDone(store);
});

test('while another process holds the database, nothing is removed and everybody reads; then it is done', async () => {
  const url = temporaryUrl();
  const store = await openStore({ databaseUrl: url, waitMs: 200 });
  onTestFinished(() => store.close());
  await fillPrunable(store);
  // The store's other connection may be at a checkpoint.
  const holder = new DatabaseSync(pathOf(url), { timeout: 10_000 });
  onTestFinished(() => holder.close());
  const log = recordingLog();
  const { findings } = store;
  const remove = findings.prune;
  findings.prune = async (before, limit) => {
    findings.prune = remove;
    const removed = await remove(before, limit);
    holder.exec('begin immediate');
    return removed;
  };
  await pruneRecords({ ...pruning(store, 'a'), log });
  expect(log.lines).toMatchObject([{ level: 'warn', text: expect.stringContaining('busy') }]);
  expect(await left(store)).toBe(count - 500);
  holder.exec('rollback');
  await pruneRecords(pruning(store, 'a'));
  await expectDone(store);
});

test('two processes at once: all of it is counted and removed once', async () => {
  const url = temporaryUrl();
  const stores = [await openAt(url), await openAt(url)];
  const [one, two] = stores;
  if (!one || !two) throw new Error('no stores');
  await fillPrunable(one);
  await Promise.all([pruneRecords(pruning(one, 'a')), pruneRecords(pruning(two, 'b'))]);
  await expectDone(two);
});

test('on a full disk no day is counted by half, and later all of it is', async () => {
  const url = temporaryUrl();
  const filling = await openStore({ databaseUrl: url });
  await fillPrunable(filling);
  await filling.close();
  const db = await databaseAt(url);
  const session: Session = {
    db,
    atomic: (work) => db.transaction().execute(work),
    snapshot: (work) => db.transaction().setAccessMode('read only').execute(work),
    now: async () => 0,
  };
  const summaries = summaryRecords(session);
  const day = expectedDays[1]?.day ?? 0;
  const many = Array.from({ length: 2_000 }, (_, index) => ({ account: '1', region: `region-${index}` }));
  for (const { account, region } of many)
    await sql`insert into targets (account, region, outcome, configurations, jobs, last_look_at)
      values (${account}, ${region}, 'scanned', 0, 0, 1)`.execute(db);
  await summaries.summarise(expectedDays[0]?.day ?? 0, 'past');
  const pages = await sql<{ page_count: number }>`pragma page_count`.execute(db);
  await sql.raw(`pragma max_page_count = ${pages.rows[0]?.page_count}`).execute(db);
  await expect(summaries.summarise(day, 'today')).rejects.toMatchObject({ code: 'disk-full' });
  expect(await summaries.findingDays(day)).toEqual([]);
  expect(await summaries.targetDays(0)).toEqual([]);
  await sql.raw('pragma max_page_count = 1073741823').execute(db);
  await db.destroy();
  const store = await openAt(url);
  await pruneRecords(pruning(store, 'a'));
  await expectDone(store);
  expect(await store.summaries.targetDays(0)).toHaveLength(many.length);
});
