import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Database } from '../database/schema.ts';
import { isPostgres } from '../migrations/dialect.ts';
import { tables } from './tables.ts';

const words = 'this database was moved: nothing is recorded in it any more';
const changes = ['insert', 'update', 'delete'] as const;

const name = (...parts: readonly string[]): RawBuilder<unknown> => sql.ref(parts.join('_'));

/**
 * The database itself refuses every change of its rows, also by a process that was suspended while it was moved and does
 * not know it. Belongs into the transaction of the mark.
 */
export async function raiseFence(db: Kysely<Database>): Promise<void> {
  await lowerFence(db);
  if (isPostgres(db)) {
    await sql`create function database_was_moved() returns trigger language plpgsql as
      ${sql.lit(`begin raise exception '${words}'; end`)}`.execute(db);
    for (const table of tables)
      await sql`create trigger ${name('moved', table.name)} before insert or update or delete or truncate
        on ${sql.table(table.name)} for each statement execute function database_was_moved()`.execute(db);
    return;
  }
  for (const table of tables)
    for (const change of changes)
      await sql`create trigger ${name('moved', table.name, change)} before ${sql.raw(change)} on ${sql.table(table.name)}
        begin select raise(abort, ${sql.lit(words)}); end`.execute(db);
}

/** Changes are taken again. */
export async function lowerFence(db: Kysely<Database>): Promise<void> {
  if (isPostgres(db)) {
    // With the triggers that use it.
    await sql`drop function if exists database_was_moved() cascade`.execute(db);
    return;
  }
  for (const table of tables)
    for (const change of changes) await sql`drop trigger if exists ${name('moved', table.name, change)}`.execute(db);
}
