import { onTestFinished } from 'vitest';
import { openStore } from '../../../src/store/open-store.ts';
import type { Store } from '../../../src/usecases/ports/store.ts';
import { cluster } from './cluster.ts';
import { postgresBin } from './postgres-bin.ts';

/** Tests of PostgreSQL run where there is one. */
export const hasPostgres = postgresBin() !== undefined;

let made = 0;

async function create(template = 'template1'): Promise<string> {
  const server = await cluster();
  made += 1;
  const name = `test_${made}`;
  await server.sql(`create database ${name} template ${template}`);
  return name;
}

async function untilTheEnd(name: string): Promise<string> {
  const server = await cluster();
  onTestFinished(async () => {
    await server.sql(`drop database if exists ${name} with (force)`);
  });
  return server.url(name);
}

/** The URL of a new and empty database, which is dropped when the test ends. */
export async function postgresUrl(): Promise<string> {
  return untilTheEnd(await create());
}

/** The URL of a new database that is as that one is, to which nobody may be connected; dropped when the test ends. */
export async function postgresCopy(url: string): Promise<string> {
  return untilTheEnd(await create(new URL(url).pathname.slice(1)));
}

/** The URL of a database that has the schema and no rows, and ends with the server. */
export async function keptPostgresUrl(): Promise<string> {
  return (await cluster()).url(await migrated());
}

/** Databases that have the schema and no rows, and that nobody uses. */
const free: string[] = [];

/** Also what is append-only. */
const clear = `do $$ declare name text; begin
  perform set_config('session_replication_role', 'replica', true);
  for name in select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not like 'kysely%'
  loop execute format('delete from %I', name); end loop; end $$`;

/**
 * The URL of a database that has the schema and no rows. It is emptied when the test ends, and used again by the next: to
 * make one costs ten times as much. Not for tests that change the schema.
 */
export async function migratedUrl(): Promise<string> {
  const server = await cluster();
  const name = free.pop() ?? (await migrated());
  onTestFinished(async () => {
    await server.sql(clear, name);
    free.push(name);
  });
  return server.url(name);
}

let schema: Promise<string> | undefined;

/** It has the schema, and nobody ever connects to it again: who does keeps others from copying it. */
async function withSchema(): Promise<string> {
  const name = await create();
  await (await openStore({ databaseUrl: (await cluster()).url(name) })).close();
  return name;
}

async function migrated(): Promise<string> {
  schema ??= withSchema();
  return create(await schema);
}

/** Stores whose database nobody uses. They end with the server. */
const freeStores: { readonly name: string; readonly store: Store }[] = [];

async function openedStore(): Promise<(typeof freeStores)[number]> {
  const name = await migrated();
  return { name, store: await openStore({ databaseUrl: (await cluster()).url(name) }) };
}

/**
 * A store on a database that has the schema and no rows, emptied and used again as that of `migratedUrl` is, with its
 * connections: to close it closes nothing. What opening and closing do is tested with `openStore`.
 */
export async function postgresStore(): Promise<Store> {
  const opened = freeStores.pop() ?? (await openedStore());
  onTestFinished(async () => {
    await (await cluster()).sql(clear, opened.name);
    freeStores.push(opened);
  });
  return { ...opened.store, async close() {} };
}

/** Keeps what a statement has locked, until it is told to let go. */
export async function postgresHolding(url: string, statement: string): Promise<() => Promise<void>> {
  const server = await cluster();
  const database = new URL(url).pathname.slice(1);
  const holding = server.sql(`begin; ${statement}; select pg_sleep(60)`, database).catch(() => []);
  const sleeps = `pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`;
  while ((await server.sql(`select 1 from ${sleeps}`, database)).length === 0);
  return async () => {
    await server.sql(`select pg_terminate_backend(pid) from ${sleeps}`, database);
    await holding;
  };
}

/** For flows of the real bot: its own file (undefined), and PostgreSQL where there is one. */
export const botDatabases: readonly (readonly [name: string, url: () => Promise<string | undefined>])[] = [
  ['SQLite', async () => undefined],
  ...(hasPostgres ? [['PostgreSQL', migratedUrl] as const] : []),
];

/** Runs SQL as the superuser in the database of a URL of ours. */
export async function postgresSql(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  return (await cluster()).sql(text, new URL(url).pathname.slice(1));
}
