import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../src/store/open-store.ts';
import { openPostgres } from '../../../src/store/postgres/open-postgres.ts';
import { cluster } from '../../support/postgres/cluster.ts';
import { hasPostgres, migratedUrl, postgresHolding, postgresSql } from '../../support/postgres/databases.ts';
import { openAt, recordingLog } from '../harness.ts';
import { finding } from '../samples.ts';

/** Holds a transaction open until it is let go of. */
async function held(url: string) {
  const store = await openAt(url);
  const inside = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const work = store.transaction(async ({ findings }) => {
    await findings.insert([finding('held')]);
    inside.resolve();
    await gate.promise;
  });
  await inside.promise;
  onTestFinished(() => gate.resolve());
  return { store, work, release: gate.resolve };
}

const sessions = `select pid from pg_stat_activity where datname = current_database() and application_name = 'gluewarden'`;
const endSessions = (url: string) =>
  postgresSql(url, `select pg_terminate_backend(pid) from (${sessions}) as s where pid <> pg_backend_pid()`);

describe.skipIf(!hasPostgres)('the write lock', () => {
  test('a write of another process waits for an open transaction, a single statement too; a read does not', async () => {
    const url = await migratedUrl();
    const other = await openAt(url);
    const { work, release } = await held(url);
    const order: string[] = [];
    const write = other.scans.fail('none', 1).then(() => order.push('wrote'));
    expect(await other.findings.byId('held')).toBeUndefined();
    await expect
      .poll(() => postgresSql(url, `select 1 from pg_locks where locktype = 'advisory' and not granted`))
      .toHaveLength(1);
    order.push('released');
    release();
    await Promise.all([work, write]);
    expect(order).toEqual(['released', 'wrote']);
    expect(await other.findings.byId('held')).toBeDefined();
  });

  test('who waits too long is told that nothing was done, and may go on', async () => {
    const url = await migratedUrl();
    const { work, release } = await held(url);
    const other = await openStore({ databaseUrl: url, waitMs: 300 }).then(
      (store) => store,
      (error: unknown) => error,
    );
    // Even a start that has nothing to change waits for its turn.
    expect(other).toMatchObject({ code: 'busy' });
    release();
    await work;
    await expect((await openAt(url)).findings.insert([finding('f1')])).resolves.toBeUndefined();
  });

  test('a process that is suspended while it holds the lock loses it before others give up', async () => {
    const url = await migratedUrl();
    const other = await openAt(url);
    const { work, release } = await held(url);
    await other.findings.insert([finding('f1')]);
    release();
    await expect(work).rejects.toMatchObject({ code: 'unavailable' });
    expect(await other.findings.byId('held')).toBeUndefined();
    expect(await other.findings.byId('f1')).toBeDefined();
  });

  test('many who write at once in one process leave connections to those who read', async () => {
    const url = await migratedUrl();
    const { store, work, release } = await held(url);
    const writes = Array.from({ length: 30 }, (_, n) => store.findings.insert([finding(`w${n}`)]));
    expect(await store.findings.byId('held')).toBeUndefined();
    release();
    await Promise.all([work, ...writes]);
    expect((await store.findings.counts({})).total).toBe(31);
  });
});

describe.skipIf(!hasPostgres)('connections that are lost', () => {
  test('idle ones are replaced, and the log says so without the password', async () => {
    const log = recordingLog();
    const url = await migratedUrl();
    const store = await openAt(url, log);
    await store.findings.insert([finding('f1')]);
    await endSessions(url);
    const lost = { level: 'warn', text: 'a connection to the database was lost' };
    await expect.poll(() => log.lines).toMatchObject([lost]);
    expect(await store.findings.byId('f1')).toBeDefined();
    // And one of which nobody has heard yet.
    await endSessions(url);
    expect(await store.findings.byId('f1')).toBeDefined();
    await endSessions(url);
    await expect(store.findings.insert([finding('f2')])).resolves.toBeUndefined();
    expect(JSON.stringify(log.lines)).not.toContain((await cluster()).password);
  });

  test('in a transaction nothing of it is kept, and nothing that follows in it runs by itself', async () => {
    const url = await migratedUrl();
    const store = await openAt(url);
    const work = store.transaction(async ({ findings }) => {
      await findings.insert([finding('f1')]);
      await endSessions(url);
      await findings.insert([finding('f2')]).catch(() => undefined);
      await findings.insert([finding('f3')]);
    });
    await expect(work).rejects.toMatchObject({ code: 'unavailable' });
    expect((await store.findings.counts({})).total).toBe(0);
    await expect(store.findings.insert([finding('f4')])).resolves.toBeUndefined();
  });

  test('a server that restarts is waited for, and one that stays away is told of', async () => {
    const server = await cluster();
    const url = await migratedUrl();
    const store = await openAt(url);
    const hasty = await openStore({ databaseUrl: url, waitMs: 300 });
    await server.stop();
    // A single statement, by itself: nobody else may wait for its turn for ever.
    await expect(hasty.scans.fail('none', 1)).rejects.toMatchObject({ code: 'unavailable' });
    const asked = [store.findings.insert([finding('f1')]), store.findings.byId('f0'), store.ping()];
    for (const outcome of await Promise.allSettled([hasty.ping(), hasty.findings.insert([finding('f2')])]))
      expect(outcome).toMatchObject({
        reason: { code: 'unavailable', message: expect.stringContaining('Cannot reach') },
      });
    await server.start();
    await Promise.all(asked);
    expect(await store.findings.byId('f1')).toBeDefined();
    await hasty.scans.fail('none', 1);
    await hasty.close();
  });

  test('all of them in use: who waits too long is told, and the next one gets its turn', async () => {
    const url = await migratedUrl();
    const store = await openStore({ databaseUrl: url, waitMs: 400 });
    // A lock that only somebody's hand takes: every read waits for it.
    const letGo = await postgresHolding(url, 'lock table findings');
    const reads = Array.from({ length: 25 }, () => store.findings.byId('f1').catch(({ code }) => String(code)));
    for (const code of await Promise.all(reads)) expect(['busy', 'unavailable']).toContain(code);
    await letGo();
    await expect(store.findings.byId('f1')).resolves.toBeUndefined();
    await store.close();
  });
});

test.skipIf(!hasPostgres)('a transaction that goes on after a refused statement is not taken for done', async () => {
  const store = await openAt(await migratedUrl());
  const work = store.transaction(async ({ findings }) => {
    await findings.insert([finding('f1')]);
    await findings.insert([finding('f1')]).catch(() => undefined);
  });
  await expect(work).rejects.toMatchObject({ code: 'failed' });
  expect(await store.findings.byId('f1')).toBeUndefined();
});

test.skipIf(!hasPostgres)(
  'an instant that was worked out with a fraction is kept as the nearest whole one',
  async () => {
    const store = await openAt(await migratedUrl());
    const scan = { id: 's1', processId: 'p1', scope: 'all', caughtUp: false };
    await store.scans.begin({ ...scan, startedAt: 1_795_984_863_129.375 });
    expect(await store.scans.get('s1')).toMatchObject({ startedAt: 1_795_984_863_129 });
  },
);

describe.skipIf(!hasPostgres)('a connection that is lost between the last statement and the commit', () => {
  /** Reads, and loses its connection before it ends. */
  async function lost(accessMode: 'read only' | 'read write'): Promise<number> {
    const url = await migratedUrl();
    const log = recordingLog();
    const { db } = await openPostgres(url, { waitMs: 5_000, log });
    onTestFinished(() => db.destroy());
    return db
      .transaction()
      .setAccessMode(accessMode)
      .execute(async (transaction) => {
        const rows = await transaction.selectFrom('scans').select('id').execute();
        await endSessions(url);
        // Until it has heard of it, the commit is sent, and whether it was kept is not known.
        await expect.poll(() => log.lines.length).toBeGreaterThan(0);
        return rows.length;
      });
  }

  test('of reads: they were read, and there is nothing that could have been kept', async () => {
    await expect(lost('read only')).resolves.toBe(0);
  });

  test('of changes, and nothing of them was kept: they may be asked for again', async () => {
    await expect(lost('read write')).rejects.toMatchObject({ code: 'unavailable' });
  });
});
