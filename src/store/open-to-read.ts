import { type Kysely, sql } from 'kysely';
import type { Store } from '../usecases/ports/store.ts';
import type { Database } from './database/schema.ts';
import { migrationTable } from './database/sqlite-database.ts';
import { StoreError } from './database/store-error.ts';
import { migrations } from './migrations/index.ts';
import { type OpenDatabaseOptions, openDatabase } from './open-database.ts';
import { createStore } from './open-store.ts';

export interface OpenToRead {
  /** To read alone: of a file whatever writes rejects. */
  readonly store: Store;
  /** In words, to begin a sentence. */
  readonly where: string;
}

async function applied(db: Kysely<Database>): Promise<readonly string[]> {
  try {
    const found = await sql<{ name: string }>`select name from ${sql.table(migrationTable)}`.execute(db);
    return found.rows.map(({ name }) => name);
  } catch (error) {
    if (error instanceof StoreError && error.code === 'failed') return [];
    throw error;
  }
}

async function assertThisVersion(db: Kysely<Database>, where: string): Promise<void> {
  const done = await applied(db);
  if (done.some((name) => !Object.hasOwn(migrations, name)))
    throw new StoreError(
      'newer-schema',
      `${where} was written by a newer version of Gluewarden: read it with that one.`,
    );
  if (Object.keys(migrations).some((name) => !done.includes(name)))
    throw new StoreError(
      'older-schema',
      `${where} has not the schema of this version of Gluewarden. Start the bot of this version on it once, which brings it up to date, or read it with the version that wrote it.`,
    );
}

/**
 * A database to read, while a bot works on it or not; one that was moved elsewhere too. Nothing of it is changed.
 * @throws {StoreError} whose message says what to do
 */
export async function openToRead(options: Omit<OpenDatabaseOptions, 'readOnly' | 'mustExist'>): Promise<OpenToRead> {
  const { db, clock, where } = await openDatabase({ ...options, readOnly: true });
  try {
    await assertThisVersion(db, where);
    return { store: createStore(db, clock), where };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}
