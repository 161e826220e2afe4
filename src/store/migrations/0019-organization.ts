import type { Kysely } from 'kysely';

/**
 * The last complete listing of the AWS organization (JSON) with when it was begun, and since when none could be had, with
 * the last reason (JSON): an organization is listed whole or not at all.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('organizations')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('listing_json', 'text')
    .addColumn('listed_at', 'bigint')
    .addColumn('failing_since', 'bigint')
    .addColumn('failed_at', 'bigint')
    .addColumn('error_json', 'text')
    .execute();
}
