import { describe, expect, test } from 'vitest';
import { migrations } from '../../../src/store/migrations/index.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { openPostgres } from '../../../src/store/postgres/open-postgres.ts';
import { cluster } from '../../support/postgres/cluster.ts';
import {
  hasPostgres,
  migratedUrl,
  postgresHolding,
  postgresSql,
  postgresUrl,
} from '../../support/postgres/databases.ts';
import { openAt, recordingLog } from '../harness.ts';
import { finding } from '../samples.ts';

const refusal = async (databaseUrl: string) =>
  openStore({ databaseUrl, waitMs: 500 }).then(
    () => 'opened',
    (error: unknown) => error,
  );

describe.skipIf(!hasPostgres)('a new PostgreSQL database', () => {
  test('gets every migration, once, and says so; two that start at once both succeed', async () => {
    const url = await postgresUrl();
    const logs = [recordingLog(), recordingLog(), recordingLog()] as const;
    const [first, second] = await Promise.all([openAt(url, logs[0]), openAt(url, logs[1])]);
    await openAt(url, logs[2]);
    await first.findings.insert([finding('f1')]);
    expect(await second.findings.byId('f1')).toBeDefined();
    expect([...logs[0].lines, ...logs[1].lines]).toMatchObject([
      { level: 'info', fields: { migrations: Object.keys(migrations) } },
    ]);
    expect(logs[2].lines).toEqual([]);
  });

  test('has only types that SQLite has, no generated ids, and text in the order of its bytes', async () => {
    const url = await migratedUrl();
    const columns = await postgresSql(
      url,
      `select distinct data_type, collation_name, column_default like 'nextval%' as generated from information_schema.columns
       where table_schema = 'public' and table_name not like 'kysely%' order by 1`,
    );
    expect(columns.map(({ data_type, collation_name }) => [data_type, collation_name])).toEqual(
      expect.arrayContaining([
        ['bigint', null],
        ['integer', null],
        ['text', 'C'],
      ]),
    );
    expect(new Set(columns.map(({ data_type }) => data_type))).toEqual(new Set(['bigint', 'integer', 'text']));
    expect(columns.filter(({ data_type, collation_name }) => data_type === 'text' && collation_name !== 'C')).toEqual(
      [],
    );
    expect(columns.filter(({ generated }) => generated === true)).toEqual([]);
  });

  test('the audit trail takes no change, not even of all rows at once', async () => {
    const url = await migratedUrl();
    const store = await openAt(url);
    await store.remediation.audit({
      id: 'a1',
      at: 1,
      actor: 'U1',
      action: 'request.opened',
      subject: 's',
      detail: {},
      awsRequestIds: [],
    });
    for (const change of ['update audit set at = 2', 'delete from audit', 'truncate audit'])
      await expect(postgresSql(url, change)).rejects.toThrow('append-only');
    expect(await store.remediation.auditTrail('s')).toHaveLength(1);
  });
});

describe.skipIf(!hasPostgres)('what is refused at start', () => {
  test('a wrong password, a wrong user and a database that is not there, without the password', async () => {
    const { port } = await cluster();
    for (const url of [
      `postgres://postgres:s3cret@127.0.0.1:${port}/postgres?sslmode=disable`,
      `postgres://nobody:s3cret@127.0.0.1:${port}/postgres?sslmode=disable`,
      (await cluster()).url('nowhere'),
    ]) {
      const error = await refusal(url);
      expect(error).toMatchObject({ code: 'cannot-open', message: expect.stringContaining('DATABASE_URL') });
      expect(JSON.stringify([String(error), error])).not.toContain('s3cret');
      expect(String(error)).not.toContain((await cluster()).password);
    }
  });

  test('a server without TLS, unless it is asked for', async () => {
    const url = (await postgresUrl()).replace('?sslmode=disable', '');
    expect(await refusal(url)).toMatchObject({
      code: 'cannot-open',
      message: expect.stringContaining('sslmode=disable'),
    });
  });

  test('a server that is not there, after the wait', async () => {
    expect(await refusal('postgres://bot:s3cret@127.0.0.1:1/glue')).toMatchObject({ code: 'unavailable' });
  });

  test('a database of another program, which stays as it was; an extension is none', async () => {
    const url = await postgresUrl();
    await postgresSql(url, 'create table photos (x text)');
    expect(await refusal(url)).toMatchObject({ code: 'foreign', message: expect.stringContaining('photos') });
    expect(await postgresSql(url, `select 1 from pg_class where relname like 'kysely%'`)).toEqual([]);
    await postgresSql(url, 'alter table photos set schema pg_temp').catch(() => postgresSql(url, 'drop table photos'));
    await expect(openAt(url)).resolves.toBeDefined();
  });

  test("another program's tables in another schema are no matter, not even its migrations", async () => {
    const url = await postgresUrl();
    await postgresSql(
      url,
      'create schema other; create table other.kysely_migration (name text); create table other.findings (x text)',
    );
    const store = await openAt(url);
    await store.findings.insert([finding('f1')]);
    expect(await postgresSql(url, 'select id from public.findings')).toEqual([{ id: 'f1' }]);
  });

  test('a database that a newer version has written', async () => {
    const url = await postgresUrl();
    await (await openStore({ databaseUrl: url })).close();
    await postgresSql(url, `insert into kysely_migration values ('9999-from-the-future', '2030-01-01T00:00:00.000Z')`);
    expect(await refusal(url)).toMatchObject({
      code: 'newer-schema',
      message: expect.stringMatching(/9999-from-the-future.*backup/),
    });
  });

  test('a schema that cannot be brought up to date, and nothing of it is changed', async () => {
    const url = await postgresUrl();
    await postgresSql(
      url,
      'create table kysely_migration (name text primary key, timestamp text); create table queries (x text)',
    );
    expect(await refusal(url)).toMatchObject({ code: 'migration-failed' });
    const tables = await postgresSql(
      url,
      `select relname from pg_class where relname in ('findings', 'kysely_migration_lock')`,
    );
    expect(tables).toEqual([]);
  });

  test('while somebody reads a table that has to change, soon and for now; then it goes on', async () => {
    const url = await postgresUrl();
    await (await openStore({ databaseUrl: url })).close();
    await postgresSql(
      url,
      `delete from kysely_migration where name >= '0015-cancelled';
       drop table exceptions;
       alter table findings drop column tags_json, drop column owner_channel, drop column owner_usergroup, drop column owned_at;
       alter table staged_findings drop column tags_json, drop column keeps_tags;
       alter table findings drop column accepted_by, drop column accepted_json, drop column accepted_until,
         drop column news_at;
       drop table organizations;
       drop table properties;
       drop table scan_parts;
       alter table staged_targets drop column seen_json;
       drop table timers;
       drop table next_slots;
       drop index outgoing_posted;
       alter table outgoing drop column thread_of, drop column broadcast, drop column permalink, drop column gone_at;
       alter table progress drop column request_shown;
       alter table processes drop column machine, drop column version, drop column configuration;
       alter table scans drop column accounts_json, drop column progress_json, drop column cancelled_by,
         drop column cancelled_at, drop column not_reached;
       alter table targets drop column unknown_since, drop column seen_again_at;
       alter table findings drop column raised_at;
       drop table held_digests;
       drop table digest_findings;
       alter table audit drop column previous, drop column hash`,
    );
    const letGo = await postgresHolding(url, 'select * from scans');
    expect(await refusal(url)).toMatchObject({ code: 'busy' });
    await letGo();
    await expect(openAt(url)).resolves.toBeDefined();
  });

  test('an encoding that has not every letter', async () => {
    const server = await cluster();
    await server.sql(`create database latin template template0 encoding 'LATIN1' locale_provider libc locale 'C'`);
    expect(await refusal(server.url('latin'))).toMatchObject({
      code: 'cannot-open',
      message: expect.stringContaining('UTF8'),
    });
    await server.sql('drop database latin');
  });

  test('a user without a schema', async () => {
    const url = await postgresUrl();
    await postgresSql(url, 'drop schema public');
    expect(await refusal(url)).toMatchObject({ code: 'cannot-open', message: expect.stringContaining('schema') });
  });
});

test.skipIf(!hasPostgres)('over a Unix socket, with nothing said of TLS', async () => {
  const { folder, port } = await cluster();
  const url = new URL(await migratedUrl());
  const store = await openAt(
    `postgres://postgres:${url.password}@localhost:${port}${url.pathname}?host=${encodeURIComponent(folder)}`,
  );
  await store.findings.insert([finding('f1')]);
  expect(await store.findings.byId('f1')).toBeDefined();
});

test.skipIf(!hasPostgres)('what it says of itself holds no secret', async () => {
  const url = await migratedUrl();
  const { db, ...place } = await openPostgres(url, { waitMs: 1_000 });
  await db.destroy();
  expect(place).toEqual({ schema: 'public', where: expect.stringMatching(/^PostgreSQL database "test_\d+" on 127/) });
});
