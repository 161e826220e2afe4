import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { onTestFinished } from 'vitest';
import { openConnections } from '../../src/store/database/open-connections.ts';
import type { Database } from '../../src/store/database/schema.ts';
import type { SqliteConnection, SqliteConnections } from '../../src/store/database/sqlite-connection.ts';
import { NodeSqliteDialect } from '../../src/store/database/sqlite-dialect.ts';
import { createStore, openStore } from '../../src/store/open-store.ts';
import { machineClock } from '../../src/store/shared-clock.ts';
import type { Store } from '../../src/usecases/ports/store.ts';

let made = 0;
let folder: string | undefined;

/** Waits until this process ends, however that ends: then its input does, and it clears the folder away. */
function clearAtTheEnd(ours: string): void {
  const keeper = spawn('sh', ['-c', 'read how; rm -rf "$0"', ours], { stdio: ['pipe', 'ignore', 'ignore'] });
  keeper.unref();
  if ('unref' in keeper.stdin) Object(keeper.stdin).unref();
}

function newPath(): string {
  if (folder === undefined) {
    folder = mkdtempSync(join(tmpdir(), 'gluewarden-files-'));
    clearAtTheEnd(folder);
  }
  made += 1;
  return join(folder, `${made}.db`);
}

async function migrated(): Promise<string> {
  const path = newPath();
  await (await openStore({ databaseUrl: `sqlite:${path}` })).close();
  return path;
}

let schema: Promise<string> | undefined;

/** Makes this file a database that has the schema and no rows, as `openStore` would. */
export async function copySchema(path: string): Promise<void> {
  schema ??= migrated();
  copyFileSync(await schema, path);
}

interface Opened {
  readonly path: string;
  readonly connections: SqliteConnections;
}

/** Files with their two threads, that nobody uses. */
const free: Opened[] = [];

async function opened(): Promise<Opened> {
  const path = newPath();
  await copySchema(path);
  return { path, connections: await openConnections({ kind: 'file', path }) };
}

/** Also what is append-only. */
function clear(path: string): void {
  using hand = new DatabaseSync(path, { timeout: 5_000, enableForeignKeyConstraints: false });
  const all = hand.prepare(`select type, name, sql from sqlite_master where name not like 'kysely%'`).all();
  const triggers = all.filter(({ type }) => type === 'trigger');
  const statements = [
    'pragma synchronous = off',
    'begin immediate',
    ...triggers.map(({ name }) => `drop trigger "${name}"`),
    ...all.filter(({ type }) => type === 'table').map(({ name }) => `delete from "${name}"`),
    ...triggers.map(({ sql }) => String(sql)),
    'commit',
  ];
  for (const statement of statements) hand.exec(statement);
}

const kept = (connection: SqliteConnection): SqliteConnection => ({
  execute: (sql, parameters) => connection.execute(sql, parameters),
  async close() {},
});

/**
 * A store on a file that has the schema and no rows. It is emptied when the test ends, and used again by the next: its
 * two threads cost ten times as much. What opening itself does is tested with `openStore`.
 */
export async function fileStore(): Promise<Store> {
  const file = free.pop() ?? (await opened());
  const { writer, reader } = file.connections;
  const open = { writer: kept(writer), reader: kept(reader) };
  const db = new Kysely<Database>({
    dialect: new NodeSqliteDialect({ open, deadline: () => AbortSignal.timeout(5_000) }),
  });
  const store = createStore(db, machineClock(undefined));
  onTestFinished(async () => {
    await store.close();
    clear(file.path);
    free.push(file);
  });
  return store;
}
