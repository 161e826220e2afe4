import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { migrate } from '../../src/store/database/migrate.ts';
import { inThisThread } from '../../src/store/database/open-connections.ts';
import type { Database } from '../../src/store/database/schema.ts';
import { NodeSqliteDatabase } from '../../src/store/database/sqlite-database.ts';
import { NodeSqliteDialect } from '../../src/store/database/sqlite-dialect.ts';
import { createStore } from '../../src/store/open-store.ts';
import { machineClock } from '../../src/store/shared-clock.ts';
import type { Store } from '../../src/usecases/ports/store.ts';

function kyselyOf(database: DatabaseSync): Kysely<Database> {
  const connection = inThisThread(new NodeSqliteDatabase(database, ':memory:'));
  const open = { writer: connection, reader: connection };
  return new Kysely<Database>({ dialect: new NodeSqliteDialect({ open, deadline: () => AbortSignal.timeout(5_000) }) });
}

async function migrated(): Promise<Uint8Array> {
  const database = new DatabaseSync(':memory:');
  const db = kyselyOf(database);
  await migrate(db, { where: ':memory:' });
  const bytes = database.serialize();
  await db.destroy();
  return bytes;
}

let schema: Promise<Uint8Array> | undefined;

/**
 * A new store in memory. Its schema was migrated once in this process and is copied: that takes a twentieth of the time,
 * and thousands of tests ask for one. What opening itself does is tested with `openStore`.
 */
export async function memoryStore(now?: () => number): Promise<Store> {
  schema ??= migrated();
  const database = new DatabaseSync(':memory:');
  database.deserialize(await schema);
  database.exec('pragma foreign_keys = on');
  return createStore(kyselyOf(database), machineClock(now));
}
