import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import type { SqliteDatabase, SqliteStatement } from 'kysely';
import { makeFolders } from '../../usecases/make-folders.ts';
import type { DatabaseLocation } from './database-url.ts';
import { fromSqlite, isBusy, StoreError } from './store-error.ts';

/** How long a statement waits for another process that writes, in milliseconds. */
const busyTimeoutMs = 5_000;

/** Kysely's own table of the migrations that were applied: every database of ours has it. */
export const migrationTable = 'kysely_migration';

/** @throws {TypeError} for what node:sqlite would store as something else */
export function toParameter(value: unknown): SQLInputValue {
  if (typeof value === 'string' || typeof value === 'bigint' || value === null || value instanceof Uint8Array) {
    return value;
  }
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  // node:sqlite stores a Date, a boolean or NaN as NULL without a word.
  const shown = value instanceof Date ? 'a Date' : typeof value === 'number' ? String(value) : typeof value;
  throw new TypeError(`A database parameter must be text, a finite number, bytes or null, not ${shown}`);
}

/** What Kysely expects of a statement. Errors of SQLite come out as StoreError. */
class Statement implements SqliteStatement {
  readonly reader: boolean;
  readonly #statement: StatementSync;
  readonly #file: string;

  constructor(statement: StatementSync, file: string) {
    this.#statement = statement;
    this.#file = file;
    this.reader = statement.columns().length > 0;
  }

  all(parameters: readonly unknown[]): unknown[] {
    const values = parameters.map(toParameter);
    return translated(this.#file, () => this.#statement.all(...values));
  }

  run(parameters: readonly unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint } {
    const values = parameters.map(toParameter);
    return translated(this.#file, () => this.#statement.run(...values));
  }

  iterate(parameters: readonly unknown[]): IterableIterator<unknown> {
    return this.all(parameters).values();
  }
}

function translated<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw fromSqlite(error, file);
  }
}

/** A connection in the thread of its caller: a file is checked through it, and a database in memory kept. */
export class NodeSqliteDatabase implements SqliteDatabase {
  readonly #database: DatabaseSync;
  readonly #file: string;

  constructor(database: DatabaseSync, file: string) {
    this.#database = database;
    this.#file = file;
  }

  prepare(sql: string): SqliteStatement {
    return translated(this.#file, () => new Statement(this.#database.prepare(this.#adapted(sql)), this.#file));
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  /**
   * Kysely issues a plain `begin`: a read followed by a write then fails at once against another writer, whatever the
   * busy time-out. And after a full disk SQLite has rolled back by itself: a second rollback would hide that error.
   */
  #adapted(sql: string): string {
    if (sql === 'begin') return 'begin immediate';
    if (sql === 'rollback' && !this.#database.isTransaction) return 'select 1';
    return sql;
  }
}

/** Creates folder (0700) and file (0600) when they are new: findings name what is not encrypted. */
function createFile(path: string): void {
  try {
    const make = (folder: string) => mkdirSync(folder, { mode: 0o700 });
    makeFolders(dirname(path), { exists: existsSync, make, above: dirname });
    closeSync(openSync(path, 'a', 0o600));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    const problem = code === 'EROFS' || code === 'EACCES' || code === 'EPERM' ? 'not-writable' : 'cannot-open';
    throw new StoreError(
      problem,
      `Cannot create or write the database ${path} (${code}). Check DATABASE_URL, and that its folder belongs to the user that runs Gluewarden and is not read-only.`,
      { cause: error },
    );
  }
}

const walAttempts = 100;
const walPauseMs = 50;

/**
 * Switching to WAL needs the file alone, and SQLite does not wait for it as it does for other locks: several
 * processes that start at once on a new file meet here.
 */
async function switchToWal(database: DatabaseSync): Promise<void> {
  database.exec('pragma busy_timeout = 0');
  for (let attempt = 1; ; attempt += 1) {
    try {
      database.exec('pragma journal_mode = wal');
      break;
    } catch (error) {
      if (attempt === walAttempts || !isBusy(error)) throw error;
      await setTimeout(walPauseMs);
    }
  }
  database.exec(`pragma busy_timeout = ${busyTimeoutMs}`);
}

async function configure(database: DatabaseSync): Promise<void> {
  await switchToWal(database);
  database.exec('pragma synchronous = full');
  database.exec('pragma foreign_keys = on');
}

/** Checked before anything is set: a database of another program stays as it is. */
function assertOurs(database: DatabaseSync, file: string): void {
  const tables = database.prepare(`select name from sqlite_master where type = 'table' order by name`).all();
  if (tables.length === 0 || tables.some((table) => table.name === migrationTable)) return;
  throw new StoreError(
    'foreign',
    `${file} is a database of another program (it has a table "${String(tables[0]?.name)}"). Let DATABASE_URL name a file of Gluewarden's own.`,
  );
}

function assertSound(database: DatabaseSync, file: string): void {
  const found = database.prepare('pragma quick_check(1)').all()[0]?.quick_check;
  if (found === 'ok') return;
  throw new StoreError(
    'corrupt',
    `The database ${file} is damaged (${String(found)}). Restore it from a backup, or move it away (with its -wal and -shm files) to start with an empty one.`,
  );
}

/** Refuses a file of another program, and changes nothing. @throws {StoreError} as `openSqlite` */
export function assertReadable(file: string): void {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { readOnly: true, timeout: busyTimeoutMs });
    assertOurs(database, file);
  } catch (error) {
    throw fromSqlite(error, file);
  } finally {
    if (database?.isOpen) database.close();
  }
}

/**
 * Opens and checks the database. A file is looked through once (`quick_check`).
 * @throws {StoreError} `cannot-open`, `not-writable`, `corrupt`, `foreign` or `busy`
 */
export async function openSqlite(location: DatabaseLocation): Promise<NodeSqliteDatabase> {
  const file = location.kind === 'memory' ? ':memory:' : location.path;
  if (location.kind === 'file') createFile(file);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: busyTimeoutMs });
    assertOurs(database, file);
    await configure(database);
    assertSound(database, file);
    return new NodeSqliteDatabase(database, file);
  } catch (error) {
    if (database?.isOpen) database.close();
    throw fromSqlite(error, file);
  }
}
