import type { Kysely } from 'kysely';

/** What a database says of itself: by which key it was sealed, whether it was copied. One row each, as JSON. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('properties')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('value_json', 'text', (column) => column.notNull())
    .addColumn('written_at', 'bigint', (column) => column.notNull())
    .execute();
}
