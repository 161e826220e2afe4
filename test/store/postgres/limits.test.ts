import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../src/store/open-store.ts';
import { cluster } from '../../support/postgres/cluster.ts';
import { hasPostgres, postgresSql, postgresUrl } from '../../support/postgres/databases.ts';
import { openAt, recordingLog } from '../harness.ts';
import { finding } from '../samples.ts';

const refusal = async (databaseUrl: string, waitMs = 5_000) =>
  openStore({ databaseUrl, waitMs }).then(
    async (store) => {
      await store.close();
      return 'opened';
    },
    (error: unknown) => error,
  );

/** A database that belongs to a user who is no superuser: those are let in whatever the limit. */
async function ofUser(): Promise<{ readonly url: string; limit(most: number): Promise<void> }> {
  const url = new URL(await postgresUrl());
  const user = `bot_of_${url.pathname.slice(1)}`;
  const sql = (text: string) => postgresSql(url.href, text);
  await sql(`create role ${user} login password 's3cret'; grant all on schema public to ${user}`);
  onTestFinished(async () => {
    await sql(`drop owned by ${user}; drop role ${user}`);
  });
  url.username = user;
  url.password = 's3cret';
  return {
    url: url.href,
    async limit(most) {
      await sql(`alter role ${user} connection limit ${most};
        select pg_terminate_backend(pid) from pg_stat_activity where usename = '${user}'`);
    },
  };
}

describe.skipIf(!hasPostgres)('a server', () => {
  beforeEach(async () => {
    await cluster();
  });

  test('that is older than 15 is refused, with its version', async () => {
    const url = await postgresUrl();
    const name = new URL(url).pathname.slice(1);
    // A server that says that it is: what is found first in the search path answers.
    await postgresSql(
      url,
      `create function public.current_setting(text) returns text language sql as $$ select case $1
         when 'server_version_num' then '140011' when 'server_version' then '14.11'
         else pg_catalog.current_setting($1) end $$;
       alter database ${name} set search_path = public, pg_catalog`,
    );
    expect(await refusal(url)).toMatchObject({
      code: 'cannot-open',
      message: expect.stringMatching(
        /^Cannot use PostgreSQL database .*: it is version 14\.11, .* PostgreSQL 15 or later\.$/,
      ),
    });
    expect(await postgresSql(url, `select 1 from pg_class where relname like 'kysely%'`)).toEqual([]);
  });

  test('out of connections is waited for at start, and later told of as one that cannot be reached', async () => {
    const { url, limit } = await ofUser();
    await limit(0);
    const outOf = { code: 'unavailable', message: expect.stringMatching(/out of connections\?.*too many connections/) };
    expect(await refusal(url, 500)).toMatchObject(outOf);
    await limit(10);
    const store = await openStore({ databaseUrl: url, waitMs: 1_000, log: recordingLog() });
    onTestFinished(() => store.close());
    await limit(0);
    await expect(store.findings.insert([finding('f1')])).rejects.toMatchObject(outOf);
    await expect(store.findings.byId('f1')).rejects.toMatchObject(outOf);
    // It is asked again and again: what is free again is used.
    const asked = openAt(url);
    await limit(10);
    await (await asked).findings.insert([finding('f2')]);
    expect(await store.findings.byId('f2')).toBeDefined();
  });

  test('whose password was changed lets open connections go on, and says what is wrong to the next', async () => {
    const { url, limit } = await ofUser();
    const user = new URL(url).username;
    const store = await openStore({ databaseUrl: url, log: recordingLog() });
    onTestFinished(() => store.close());
    await store.findings.insert([finding('f1')]);
    await postgresSql(url, `alter role ${user} password 'another'`);
    expect(await store.findings.byId('f1')).toBeDefined();
    await limit(10);
    await expect(store.findings.byId('f1')).rejects.toMatchObject({
      code: 'cannot-open',
      message: expect.stringMatching(/Check host, user, password.*password authentication failed/),
    });
    await postgresSql(url, `alter role ${user} password 's3cret'`);
    expect(await store.findings.byId('f1')).toBeDefined();
  });

  test('whose disk is full keeps nothing of the change, and takes the next one once there is room', async () => {
    const url = await postgresUrl();
    const store = await openAt(url);
    await store.findings.insert([finding('f1')]);
    await postgresSql(
      url,
      `create function full_disk() returns trigger language plpgsql as $$ begin
         raise exception 'could not extend file "base/1/2": No space left on device' using errcode = '53100'; end $$;
       create trigger full_disk before insert on audit for each row execute function full_disk()`,
    );
    const entry = { id: 'a', at: 1, actor: 'U1', action: 'a', subject: 's', detail: {}, awsRequestIds: [] };
    const both = () =>
      store.transaction(async (records) => {
        await records.findings.insert([finding('f2')]);
        await records.remediation.audit(entry);
      });
    await expect(both()).rejects.toMatchObject({
      code: 'disk-full',
      message: expect.stringMatching(/^The disk of PostgreSQL database .* is full.*the last change was not made/),
    });
    expect([await store.findings.byId('f1'), await store.findings.byId('f2')]).toEqual([expect.anything(), undefined]);
    await postgresSql(url, 'drop trigger full_disk on audit');
    await both();
    expect(await store.findings.byId('f2')).toBeDefined();
  });
});
