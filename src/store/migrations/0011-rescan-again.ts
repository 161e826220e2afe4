import type { Kysely } from 'kysely';

/** How often a scan that was wished for could not see its target, and when it is tried again. Null: at once. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .alterTable('rescans')
    .addColumn('tries', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema.alterTable('rescans').addColumn('due_at', 'bigint').execute();
}
