import { type Kysely, sql } from 'kysely';

/**
 * Since when an account in a region could not be scanned, without a scan in between; null: it was scanned last. Of what
 * was unknown before this column nobody knows when it began: the last successful scan is the latest that it can be.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable('targets').addColumn('unknown_since', 'bigint').execute();
  await sql`update targets set unknown_since = coalesce(last_good_at, last_look_at) where outcome = 'unknown'`.execute(
    db,
  );
}
