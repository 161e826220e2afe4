import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely, type LogEvent } from 'kysely';
import { onTestFinished } from 'vitest';
import { parseDatabaseUrl } from '../../src/store/database/database-url.ts';
import { openConnections } from '../../src/store/database/open-connections.ts';
import type { Database } from '../../src/store/database/schema.ts';
import { NodeSqliteDialect } from '../../src/store/database/sqlite-dialect.ts';
import { openStore } from '../../src/store/open-store.ts';
import { openPostgres } from '../../src/store/postgres/open-postgres.ts';
import { isPostgresUrl } from '../../src/store/postgres/postgres-url.ts';
import type { Log } from '../../src/usecases/ports/runtime.ts';
import type { Store } from '../../src/usecases/ports/store.ts';
import { copySchema, fileStore } from '../support/file-store.ts';
import { memoryStore } from '../support/memory-store.ts';
import { hasPostgres, migratedUrl, postgresSql, postgresStore } from '../support/postgres/databases.ts';

/** The suite of each kind of records runs over each that there is. */
export const databases: readonly ('file' | 'memory' | 'postgres')[] = hasPostgres
  ? ['file', 'memory', 'postgres']
  : ['file', 'memory'];

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gluewarden-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function temporaryUrl(): string {
  return `sqlite:${join(temporaryFolder(), 'gluewarden.db')}`;
}

/** Those that another connection can open, to look or to damage something. */
export const sharedDatabases = databases.filter((database) => database !== 'memory');

/** Runs SQL beside the store, by hand. */
export async function byHand(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  if (isPostgresUrl(url)) return postgresSql(url, sql);
  const hand = new DatabaseSync(url.slice('sqlite:'.length));
  try {
    return hand.prepare(sql).all();
  } finally {
    hand.close();
  }
}

/** A text as it stands in SQL. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The URL of a new database of this kind, which may have the schema already. */
export async function urlOf(database: (typeof databases)[number]): Promise<string> {
  if (database === 'postgres') return migratedUrl();
  if (database === 'memory') return 'sqlite::memory:';
  const path = join(temporaryFolder(), 'gluewarden.db');
  await copySchema(path);
  return `sqlite:${path}`;
}

/** A store on a new database; closed when the test ends. */
export async function openTestStore(database: (typeof databases)[number]): Promise<Store> {
  if (database === 'file') return fileStore();
  if (database === 'postgres') return postgresStore();
  const store = await memoryStore();
  onTestFinished(() => store.close());
  return store;
}

export async function openAt(databaseUrl: string, log?: Log): Promise<Store> {
  const store = await openStore({ databaseUrl, ...(log && { log }) });
  onTestFinished(() => store.close());
  return store;
}

/** The database as the store sees it, without migrations. */
export async function databaseAt(url: string, log?: (event: LogEvent) => void): Promise<Kysely<Database>> {
  if (isPostgresUrl(url)) return (await openPostgres(url, { waitMs: 5_000 })).db;
  const open = await openConnections(parseDatabaseUrl(url));
  const dialect = new NodeSqliteDialect({ open, deadline: () => new AbortController().signal });
  return new Kysely<Database>({ dialect, ...(log && { log }) });
}

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly fields: object;
  readonly text: string;
}

export function recordingLog(): Log & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const at = (level: LogLine['level']) => (fields: object, text: string) => {
    lines.push({ level, fields, text });
  };
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
