import { existsSync } from 'node:fs';
import { Kysely } from 'kysely';
import type { SignIn } from '../usecases/ports/records/sign-in.ts';
import type { Log } from '../usecases/ports/runtime.ts';
import { parseDatabaseUrl } from './database/database-url.ts';
import { migrate } from './database/migrate.ts';
import { openConnections, openReader } from './database/open-connections.ts';
import type { Database } from './database/schema.ts';
import { NodeSqliteDialect } from './database/sqlite-dialect.ts';
import { StoreError } from './database/store-error.ts';
import { isPostgresUrl } from './postgres/postgres-url.ts';
import { machineClock, type SharedClock, serverClock } from './shared-clock.ts';

export interface OpenDatabaseOptions {
  /** `sqlite:<path>`, `sqlite::memory:` or `postgres://user:password@host/database`. */
  readonly databaseUrl: string;
  readonly log?: Log;
  /** For a database that is entered with `auth=iam`. */
  readonly signIn?: SignIn;
  /** Told once when the database's thread ended by itself: nothing can be recorded any more. */
  onLost?(error: StoreError): void;
  /**
   * How long a write waits for its turn and for other processes, from when it was asked for, in milliseconds. On PostgreSQL
   * a connection is waited for as long.
   */
  readonly waitMs?: number;
  /** The machine's clock, epoch milliseconds: SQLite has no other. Absent: it asks the machine. */
  readonly now?: () => number;
  /** True: a file is not made when there is none. */
  readonly mustExist?: boolean;
  /** True: it must exist, and nothing of it is changed, whatever is asked for. */
  readonly readOnly?: boolean;
}

/** An open database, whose schema may be of any version. */
export interface OpenDatabase {
  readonly db: Kysely<Database>;
  readonly clock: SharedClock;
  /** In words, to begin a sentence. */
  readonly where: string;
  /** Of PostgreSQL, in which the tables are, or will be. */
  readonly schema?: string;
}

/** Shorter than any lease, and longer than another process's writes. */
const defaultWaitMs = 5_000;

async function openFile(options: OpenDatabaseOptions): Promise<OpenDatabase> {
  const { databaseUrl, onLost, now, waitMs = defaultWaitMs, readOnly, mustExist = readOnly } = options;
  const location = parseDatabaseUrl(databaseUrl);
  if (mustExist && (location.kind === 'memory' || !existsSync(location.path))) throw notThere(location);
  const isRead = readOnly && location.kind === 'file';
  const open = isRead ? await openReader(location.path) : await openConnections(location, onLost);
  const deadline = () => AbortSignal.timeout(waitMs);
  const db = new Kysely<Database>({ dialect: new NodeSqliteDialect({ open, deadline }) });
  return { db, where: location.kind === 'memory' ? ':memory:' : location.path, clock: machineClock(now) };
}

function notThere(location: ReturnType<typeof parseDatabaseUrl>): StoreError {
  const what = location.kind === 'memory' ? 'in memory there is nothing yet' : `there is no file ${location.path}`;
  return new StoreError('cannot-open', `There is no such database: ${what}. Check DATABASE_URL.`);
}

async function openServer({
  databaseUrl,
  waitMs = defaultWaitMs,
  ...options
}: OpenDatabaseOptions): Promise<OpenDatabase> {
  const { openPostgres } = await import('./postgres/open-postgres.ts');
  return { ...(await openPostgres(databaseUrl, { ...options, waitMs })), clock: serverClock };
}

/**
 * Opens and checks a database, and leaves its schema alone. A new file is created.
 * @throws {StoreError} whose message says what to do
 */
export function openDatabase(options: OpenDatabaseOptions): Promise<OpenDatabase> {
  return isPostgresUrl(options.databaseUrl) ? openServer(options) : openFile(options);
}

/**
 * The same, with the schema of this version; also one that was moved, or is half a copy.
 * @throws {StoreError} whose message says what to do
 */
export async function openMigrated(options: OpenDatabaseOptions): Promise<OpenDatabase> {
  const opened = await openDatabase(options);
  try {
    await migrate(opened.db, opened);
    return opened;
  } catch (error) {
    await opened.db.destroy();
    throw error;
  }
}
