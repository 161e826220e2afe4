import type { Kysely } from 'kysely';

/**
 * How often a scan that was wished for could not see its target, and when it is tried again (null: at once). How long a
 * step has waited for what AWS is changing, in milliseconds.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .alterTable('rescans')
    .addColumn('tries', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema.alterTable('rescans').addColumn('due_at', 'bigint').execute();
  await db.schema.alterTable('steps').addColumn('settled_ms', 'integer').execute();
}
