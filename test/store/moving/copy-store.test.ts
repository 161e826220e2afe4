import { describe, expect, test } from 'vitest';
import { openVault } from '../../../src/ops/vault.ts';
import { reopenStore } from '../../../src/store/moving/copy-store.ts';
import { tables } from '../../../src/store/moving/tables.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { assertSameKey } from '../../../src/usecases/bot/same-key.ts';
import { silentLog } from '../../support/aws/aws.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';
import { oldKey } from '../../support/processes/upgrade.ts';
import { byHand, openAt, sharedDatabases, urlOf } from '../harness.ts';
import { finding } from '../samples.ts';
import { copy, everyRow, migratedOldUrl, opened } from './databases.ts';

const clock = new FakeClock();
const opens = (databaseUrl: string) =>
  openStore({ databaseUrl, waitMs: 1_000 }).then(
    async (store) => {
      await store.close();
      return true;
    },
    (error: unknown) => error,
  );

describe.each(sharedDatabases)('a copy to another database (%s)', (database) => {
  test('has every row and the key, and goes on where the first one was; that one is closed to bots', async () => {
    const [fromUrl, toUrl] = [await migratedOldUrl(), await urlOf(database)];
    const first = await openAt(fromUrl);
    const vault = openVault({ key: oldKey, log: silentLog });
    await assertSameKey({ store: first, vault, clock, newId: () => 'salt' });
    const [from, to] = [await opened(fromUrl), await opened(toUrl)];
    const before = await everyRow(from);
    expect(Object.values(before).filter((rows) => rows.length > 0).length).toBeGreaterThan(15);

    const { rows, replaced } = await copy(from, to);
    expect([rows, replaced]).toEqual([Object.values(before).flat().length, []]);
    expect(await everyRow(to)).toEqual(before);
    const store = await openAt(toUrl);
    expect(await store.key.check()).toEqual(await first.key.check());
    const entry = {
      id: 'next',
      at: 1,
      actor: 'U1',
      action: 'key.accepted',
      subject: 's',
      detail: {},
      awsRequestIds: [],
    };
    await store.remediation.audit(entry);
    const places = (await everyRow(to)).audit?.map(({ place }) => Number(place)) ?? [];
    expect(Math.max(...places)).toBe((before.audit ?? []).length + 1);

    expect(await opens(fromUrl)).toMatchObject({ code: 'moved', message: expect.stringContaining('store reopen') });
    // Of a process that was suspended while it was copied.
    await expect(first.findings.insert([finding('late')])).rejects.toThrow('this database was moved');
    const beat = { id: 'p', host: 'h', pid: 1, startedAt: 1, heartbeatAt: 1 };
    await expect(first.processes.beat(beat)).rejects.toThrow('this database was moved');
    await expect(copy(from, to)).rejects.toMatchObject({ code: 'moved-already' });
  });

  test('that ended at any page goes on there, and until then no bot works on either', async () => {
    const [fromUrl, toUrl] = [await migratedOldUrl(), await urlOf(database)];
    const [from, to] = [await opened(fromUrl), await opened(toUrl)];
    const before = await everyRow(from);
    let stops = 0;
    for (let at = 1; at < 200; at += 3) {
      let left = at;
      const ended = await copy(from, to, {
        onProgress() {
          left -= 1;
          if (left === 0) throw new Error('killed');
        },
      }).then(
        () => true,
        () => false,
      );
      if (ended) break;
      stops += 1;
      if (stops > 1) continue;
      expect(await opens(fromUrl)).toMatchObject({ code: 'moved' });
      expect(await opens(toUrl)).toMatchObject({ code: 'half-copied' });
    }
    expect(stops).toBeGreaterThan(3);
    expect(await everyRow(to)).toEqual(before);
    expect(await opens(toUrl)).toBe(true);
  });

  test('is refused while a bot works, into what is not empty and onto itself; then both stay as they were', async () => {
    const [fromUrl, toUrl, third] = [await urlOf(database), await urlOf(database), await urlOf(database)];
    const [from, to] = [await opened(fromUrl), await opened(toUrl)];
    const assertStopped = () => Promise.reject(new Error('runs'));
    await expect(copy(from, to, { assertStopped })).rejects.toThrow('runs');
    await expect(copy(from, await opened(fromUrl))).rejects.toMatchObject({ code: 'same-database' });
    await (await openAt(third)).findings.insert([finding('f1')]);
    await expect(copy(from, await opened(third))).rejects.toMatchObject({
      code: 'not-empty',
      message: expect.stringContaining('(findings)'),
    });
    expect([await opens(fromUrl), await opens(toUrl), await opens(third)]).toEqual([true, true, true]);
    await expect(copy(from, to)).resolves.toMatchObject({ rows: 0 });
  });

  test('can be taken back: the first one is worked on again', async () => {
    const [fromUrl, toUrl] = [await urlOf(database), await urlOf(database)];
    const from = await opened(fromUrl);
    await copy(from, await opened(toUrl));
    expect(await reopenStore(from.db)).toBe(true);
    expect(await reopenStore(from.db)).toBe(false);
    await (await openAt(fromUrl)).findings.insert([finding('f1')]);
  });
});

test.each(sharedDatabases)('the tables are those of the schema, each with its key (%s)', async (database) => {
  const url = await urlOf(database);
  await opened(url);
  const keys = await byHand(
    url,
    database === 'postgres'
      ? `select c.relname as name, string_agg(a.attname, ' ' order by array_position(i.indkey::int2[], a.attnum)) as key
         from pg_index i join pg_class c on c.oid = i.indrelid join pg_attribute a on a.attrelid = c.oid and a.attnum = any(i.indkey)
         where i.indisprimary and c.relnamespace = 'public'::regnamespace group by c.relname`
      : `select name, (select group_concat(c.name, ' ') from (select * from pragma_table_info(t.name) where pk > 0 order by pk) c)
         as key from sqlite_schema t where type = 'table'`,
  );
  const ours = keys.filter(({ name }) => !/^kysely|^properties$/.test(String(name)));
  expect(new Map(ours.map(({ name, key }) => [name, key]))).toEqual(
    new Map(tables.map(({ name, key }) => [name, key.join(' ')])),
  );
});
