import type { DatabaseLocation } from './database-url.ts';
import type { SqliteConnection, SqliteConnections } from './sqlite-connection.ts';
import { assertReadable, type NodeSqliteDatabase, openSqlite } from './sqlite-database.ts';
import { SqliteThread, type SqliteThreadOptions } from './sqlite-thread.ts';
import type { StoreError } from './store-error.ts';

/** One try of a write: short, so that a thread is never deaf for long, and long enough to cost next to nothing. */
const busySliceMs = 100;
/** Readers of a WAL meet a lock only while another process opens, closes or repairs the file. */
const readerBusyMs = 1_000;

/**
 * Opens and checks the database, and gives a file two threads: one that writes and one that reads. A database in memory
 * has one connection, in this thread.
 * @throws {StoreError} see `openSqlite`
 */
export async function openConnections(
  location: DatabaseLocation,
  onLost?: (error: StoreError) => void,
): Promise<SqliteConnections> {
  const checked = await openSqlite(location);
  if (location.kind === 'memory') {
    const connection = inThisThread(checked);
    return { writer: connection, reader: connection };
  }
  const common = { file: location.path, ...(onLost && { onLost }) };
  try {
    const writer = await SqliteThread.open({
      ...common,
      busyMs: busySliceMs,
      pragmas: ['synchronous = full', 'foreign_keys = on'],
    });
    try {
      const reader = await openReadingThread(common);
      return { writer, reader };
    } catch (error) {
      await writer.close();
      throw error;
    }
  } finally {
    checked.close();
  }
}

/**
 * Opens a file to be read and no more: neither made nor set, nor checked but that it is ours. Neither it nor its WAL changes;
 * of a file that has none SQLite leaves an empty one.
 * @throws {StoreError} see `openSqlite`
 */
export async function openReader(file: string): Promise<SqliteConnections> {
  assertReadable(file);
  const reader = await openReadingThread({ file, readOnly: true });
  return { writer: reader, reader };
}

function openReadingThread(common: Pick<SqliteThreadOptions, 'file' | 'onLost' | 'readOnly'>): Promise<SqliteThread> {
  return SqliteThread.open({ ...common, busyMs: readerBusyMs, pragmas: ['query_only = on'] });
}

export function inThisThread(database: NodeSqliteDatabase): SqliteConnection {
  return {
    async execute(sql, parameters) {
      const statement = database.prepare(sql);
      return statement.reader ? { rows: statement.all(parameters) } : statement.run(parameters);
    },
    async close() {
      database.close();
    },
  };
}
