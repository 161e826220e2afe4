import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { migrations } from '../../src/store/migrations/index.ts';
import { openStore } from '../../src/store/open-store.ts';
import { openAt, recordingLog, temporaryFolder, temporaryUrl } from './harness.ts';
import { finding } from './samples.ts';

const pathOf = (url: string) => url.slice('sqlite:'.length);

function permissions(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

function edit(url: string, sql: string): void {
  const database = new DatabaseSync(pathOf(url));
  database.exec(sql);
  database.close();
}

describe('a new database', () => {
  test('its folders and its file are for nobody else', async () => {
    const folder = temporaryFolder();
    const store = await openAt(`sqlite:${join(folder, 'deep', 'data', 'x.db')}`);
    await store.findings.insert([finding('f1')]);
    expect(permissions(join(folder, 'deep'))).toBe('700');
    expect(permissions(join(folder, 'deep', 'data'))).toBe('700');
    for (const name of ['x.db', 'x.db-wal', 'x.db-shm']) {
      expect(permissions(join(folder, 'deep', 'data', name))).toBe('600');
    }
  });

  test('gets every migration, once, and says so', async () => {
    const url = temporaryUrl();
    const [first, second] = [recordingLog(), recordingLog()];
    await (await openStore({ databaseUrl: url, log: first })).close();
    await (await openStore({ databaseUrl: url, log: second })).close();
    expect(first.lines).toMatchObject([{ level: 'info', fields: { migrations: Object.keys(migrations) } }]);
    expect(second.lines).toEqual([]);
  });

  test('migrations are in the order of their names', () => {
    expect(Object.keys(migrations)).toEqual(Object.keys(migrations).sort());
  });

  test('uses only types that other databases have, and no generated ids', async () => {
    const url = temporaryUrl();
    await (await openStore({ databaseUrl: url })).close();
    const database = new DatabaseSync(pathOf(url));
    const types = database
      .prepare(
        `select distinct c.type as type from sqlite_master t, pragma_table_info(t.name) c
         where t.type = 'table' and t.name not like 'kysely_%' order by 1`,
      )
      .all();
    const generated = database
      .prepare(`select count(*) as n from sqlite_master where sql like '%autoincrement%'`)
      .get();
    database.close();
    expect(new Set(types.map((row) => String(row.type).toLowerCase()))).toEqual(new Set(['bigint', 'integer', 'text']));
    expect(generated).toEqual({ n: 0 });
  });

  test('an empty file is taken as a new one, and what was written survives a restart', async () => {
    const url = temporaryUrl();
    writeFileSync(pathOf(url), '');
    const store = await openStore({ databaseUrl: url });
    await store.findings.insert([finding('f1')]);
    await store.close();
    expect(await (await openAt(url)).findings.byId('f1')).toEqual(finding('f1'));
  });

  test('each in-memory database is its own', async () => {
    const [one, other] = [await openAt('sqlite::memory:'), await openAt('sqlite::memory:')];
    await one.findings.insert([finding('f1')]);
    expect(await other.findings.byId('f1')).toBeUndefined();
  });
});

describe('what is refused at start', () => {
  const refusal = (databaseUrl: string) =>
    openStore({ databaseUrl }).then(
      () => 'opened',
      (error: unknown) => error,
    );

  test('another kind of database', async () => {
    expect(await refusal('mysql://db/glue')).toMatchObject({ name: 'StoreError', code: 'bad-url' });
  });

  test('a folder in place of the file', async () => {
    expect(await refusal(`sqlite:${temporaryFolder()}`)).toMatchObject({
      code: 'cannot-open',
      message: expect.stringContaining('DATABASE_URL'),
    });
  });

  test('a file in place of the folder', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(await refusal(`sqlite:${file}/x.db`)).toMatchObject({ code: 'cannot-open' });
  });

  // The superuser may write everything.
  test.skipIf(process.getuid?.() === 0)('a file or a folder that may not be written', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'x.db');
    writeFileSync(file, '', { mode: 0o400 });
    mkdirSync(join(folder, 'closed'), { mode: 0o500 });
    expect(await refusal(`sqlite:${file}`)).toMatchObject({ code: 'not-writable' });
    expect(await refusal(`sqlite:${join(folder, 'closed', 'x.db')}`)).toMatchObject({ code: 'not-writable' });
  });

  test('a file that is no database, which stays as it was', async () => {
    const url = temporaryUrl();
    const text = 'this is a note, not a database. '.repeat(200);
    writeFileSync(pathOf(url), text);
    expect(await refusal(url)).toMatchObject({ code: 'corrupt', message: expect.stringContaining('backup') });
    expect(readFileSync(pathOf(url), 'utf8')).toBe(text);
  });

  test('a database that is damaged where nobody has looked yet', async () => {
    const url = temporaryUrl();
    const store = await openStore({ databaseUrl: url });
    await store.findings.insert(Array.from({ length: 500 }, (_, index) => finding(`f${index}`)));
    await store.close();
    const bytes = readFileSync(pathOf(url));
    // The tables' first pages stay good: the schema can be read, and most rows cannot.
    bytes.fill(0xa5, bytes.length - 8 * 4096);
    writeFileSync(pathOf(url), bytes);
    expect(await refusal(url)).toMatchObject({ code: 'corrupt', message: expect.stringContaining('backup') });
  });

  test('a database of another program', async () => {
    const url = temporaryUrl();
    edit(url, 'create table photos (x text)');
    const before = readFileSync(pathOf(url));
    expect(await refusal(url)).toMatchObject({ code: 'foreign', message: expect.stringContaining('photos') });
    expect(readFileSync(pathOf(url)).equals(before)).toBe(true);
  });

  test('a database that a newer version has written', async () => {
    const url = temporaryUrl();
    await (await openStore({ databaseUrl: url })).close();
    edit(url, `insert into kysely_migration values ('9999-from-the-future', '2030-01-01T00:00:00.000Z')`);
    expect(await refusal(url)).toMatchObject({
      code: 'newer-schema',
      message: expect.stringMatching(/9999-from-the-future.*backup/),
    });
  });

  test('a schema that cannot be brought up to date, and nothing of it is changed', async () => {
    const url = temporaryUrl();
    // The tables of the last group exist already: the first groups must not stay behind.
    edit(url, 'create table kysely_migration (name text primary key, timestamp text); create table queries (x text)');
    expect(await refusal(url)).toMatchObject({ code: 'migration-failed' });
    const database = new DatabaseSync(pathOf(url));
    const tables = database.prepare(`select name from sqlite_master where name in ('findings', 'scans')`).all();
    database.close();
    expect(tables).toEqual([]);
  });
});

describe('ping and close', () => {
  test('ping resolves while the store is open', async () => {
    await expect((await openAt('sqlite::memory:')).ping()).resolves.toBeUndefined();
  });

  test('after close everything rejects, and closing again is quiet', async () => {
    const store = await openAt('sqlite::memory:');
    await store.close();
    await store.close();
    await expect(store.ping()).rejects.toMatchObject({ code: 'closed' });
    await expect(store.findings.insert([finding('f1')])).rejects.toMatchObject({ code: 'closed' });
    await expect(store.transaction(async () => {})).rejects.toMatchObject({ code: 'closed' });
  });

  test('close waits for the transactions under way', async () => {
    const url = temporaryUrl();
    const store = await openAt(url);
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const work = store.transaction(async ({ findings }) => {
      await gate;
      await findings.insert([finding('f1')]);
    });
    const closed = store.close();
    open();
    await Promise.all([work, closed]);
    expect(await (await openAt(url)).findings.byId('f1')).toBeDefined();
  });
});
