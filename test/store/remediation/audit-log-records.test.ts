import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { chainStart, exportLine } from '../../../src/domain/evidence/audit-chain.ts';
import type { AuditEntry } from '../../../src/domain/evidence/audit-entry.ts';
import { verifyChain } from '../../../src/usecases/evidence/verify-chain.ts';
import type { Store } from '../../../src/usecases/ports/store.ts';
import { hasPostgres } from '../../support/postgres/databases.ts';
import { newId, race, same } from '../../support/postgres/race.ts';
import { byHand, databases, openAt, openTestStore, sharedDatabases, urlOf } from '../harness.ts';
import { requestOf } from '../remediation-samples.ts';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

const entry = (id: string, given: Partial<AuditEntry> = {}): AuditEntry => ({
  id,
  at: 1,
  actor: 'U1',
  action: 'request.opened',
  subject: 'r1',
  detail: { plans: 2 },
  awsRequestIds: [],
  ...given,
});

const every = (store: Store) => store.auditLog.page(0, 1_000);
const columns = 'id, place, at, actor, action, subject, detail_json, aws_request_ids_json';

describe.each(databases)('the audit trail as a whole (%s)', (database) => {
  test('links each entry to the one before it, hostile texts and odd instants too', async () => {
    const store = await openTestStore(database);
    expect(await store.auditLog.head()).toBeUndefined();
    await store.remediation.audit(entry('a'));
    await store.remediation.audit(entry('b', { actor: 'x\0\ud800y', at: 2.6, detail: { 'k\0': 'v\0\udfff', n: -1 } }));
    await store.transaction(async ({ remediation }) => {
      await remediation.audit(entry('c', { subject: '\u2028"\\', awsRequestIds: ['é', '🔑'] }));
      await remediation.audit(entry('d'));
    });
    const entries = await every(store);
    expect(entries.map(({ id, place }) => [id, place])).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 3],
      ['d', 4],
    ]);
    expect(entries.map(({ previous }) => previous)).toEqual([
      chainStart,
      ...entries.slice(0, 3).map((each) => each.hash),
    ]);
    expect(await verifyChain(store.auditLog, hash)).toEqual({
      entries: 4,
      linked: 4,
      before: 0,
      unlinked: 0,
      head: { place: 4, hash: entries[3]?.hash },
    });
    expect(await store.auditLog.head()).toEqual({ place: 4, hash: entries[3]?.hash });
  });

  test('what was rolled back leaves no gap', async () => {
    const store = await openTestStore(database);
    await store.remediation.audit(entry('a'));
    const failed = store.transaction(async ({ remediation }) => {
      await remediation.audit(entry('b'));
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    await store.remediation.audit(entry('c'));
    expect(await verifyChain(store.auditLog, hash)).toMatchObject({ entries: 2, linked: 2 });
  });

  test('is read in pages, of a time, an actor or some subjects', async () => {
    const store = await openTestStore(database);
    for (const [at, id] of ['a', 'b', 'c', 'd'].entries())
      await store.remediation.audit(entry(id, { at, subject: `r${at % 3}`, actor: at === 3 ? 'U2' : 'U1' }));
    const ids = async (...args: Parameters<Store['auditLog']['page']>) =>
      (await store.auditLog.page(...args)).map(({ id }) => id);
    expect(await ids(0, 2)).toEqual(['a', 'b']);
    expect(await ids(2, 2)).toEqual(['c', 'd']);
    expect(await ids(4, 2)).toEqual([]);
    expect(await ids(0, 9, { from: 1, before: 3 })).toEqual(['b', 'c']);
    expect(await ids(0, 9, { actor: 'U2' })).toEqual(['d']);
    expect(await ids(0, 9, { subjects: ['r0', 'r2'] })).toEqual(['a', 'c', 'd']);
    expect(await ids(1, 9, { subjects: ['r0'], actor: 'U1' })).toEqual([]);
  });

  test('its head is told once for a day', async () => {
    const store = await openTestStore(database);
    const told = { place: 3, hash: 'x', day: 86_400_000 };
    expect(await store.auditLog.told()).toBeUndefined();
    expect(await store.auditLog.tell(told, 1)).toBe(true);
    expect(await store.auditLog.tell({ ...told, place: 4 }, 1)).toBe(false);
    expect(await store.auditLog.tell({ ...told, day: 0 }, 1)).toBe(false);
    expect(await store.auditLog.told()).toEqual(told);
    expect(await store.auditLog.tell({ ...told, day: 2 * 86_400_000 }, 1)).toBe(true);
  });

  test('requests are found by their id, or by the name that they are about, the newest first', async () => {
    const store = await openTestStore(database);
    const { remediation, auditLog } = store;
    for (const [id, name] of [
      ['r1', 'std'],
      ['r2', 'other'],
      ['r3', 'std'],
    ] as const) {
      await remediation.openRequest(requestOf(id, name), []);
      await remediation.close(id, 'withdrawn', 5);
    }
    const found = async (word: string, limit = 9) => (await auditLog.requestsFor(word, limit)).map(({ id }) => id);
    expect((await found('std')).toSorted()).toEqual(['r1', 'r3']);
    expect(await found('r2')).toEqual(['r2']);
    expect(await found('std', 1)).toHaveLength(1);
    expect(await found('nobody')).toEqual([]);
    expect((await auditLog.requestsFor('r2', 1))[0]).toMatchObject({ state: 'withdrawn' });
  });
});

describe.each(sharedDatabases)('beside another version (%s)', (database) => {
  test('what it wrote without a link is covered by the next one', async () => {
    const url = await urlOf(database);
    const store = await openAt(url);
    await store.remediation.audit(entry('a'));
    for (const place of [2, 3])
      await byHand(
        url,
        `insert into audit (${columns}) values ('old${place}', ${place}, 1, 'U1', 'x', 'r1', '{"n":${place}}', '[]')`,
      );
    expect(await verifyChain(store.auditLog, hash)).toMatchObject({ entries: 3, linked: 1, unlinked: 2 });
    const head = await store.auditLog.head();
    await store.remediation.audit(entry('b'));
    const entries = await every(store);
    expect(entries[3]?.previous).toBe(head?.hash);
    expect(entries[1]).toMatchObject({ hash: null, previous: null });
    expect(await verifyChain(store.auditLog, hash)).toMatchObject({ entries: 4, linked: 2, unlinked: 0 });
    // As an auditor does it, from the export alone.
    let sum = chainStart;
    for (const line of entries.map(exportLine)) {
      const { hash: stored, ...rest } = JSON.parse(line);
      sum = hash(JSON.stringify(sorted({ ...rest, previous: sum })));
      expect([null, sum]).toContain(stored);
    }
    expect(sum).toBe(entries[3]?.hash);
  });
});

function sorted(value: object): object {
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

describe.skipIf(!hasPostgres)('two processes on one PostgreSQL', () => {
  test('link what they append at once one after the other', () =>
    race(
      async (n) => same((each) => each.remediation.audit(entry(newId(), { subject: `s${n}` }))),
      async (_, n, store) => {
        const { entries, linked, problem } = await verifyChain(store.auditLog, hash);
        return [entries - 2 * (n + 1), linked - entries, problem];
      },
      [0, 0, undefined],
    ));

  test('tell a head once', () =>
    race(
      async (n, store) => {
        await store.remediation.audit(entry(newId()));
        return same((each) => each.auditLog.tell({ day: n * 86_400_000, place: 1, hash: 'x' }, 1));
      },
      (outcomes) => outcomes.filter(Boolean).length,
      1,
    ));
});
