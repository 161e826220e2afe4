import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** Where records send their statements: the store itself, or one open transaction. */
export interface Session {
  /** @throws {StoreError} `inside-transaction` or `closed` when it may not be used now */
  readonly db: Kysely<Database>;
  /** Runs several statements as one: in a transaction of their own, or in the one that is already open. */
  atomic<T>(work: (db: Kysely<Database>) => Promise<T>): Promise<T>;
  /** Several reads that see one state of the database. They write nothing, and wait for nobody who writes. */
  snapshot<T>(work: (db: Kysely<Database>) => Promise<T>): Promise<T>;
  /** Epoch milliseconds; see `Records.now`. */
  now(): Promise<number>;
}
