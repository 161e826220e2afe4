import type { Kysely } from 'kysely';

/** Who looks after what is to be done once, until when by the clock of all. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('timers')
    .addColumn('name', 'text', (column) => column.primaryKey().notNull())
    .addColumn('holder', 'text', (column) => column.notNull())
    .addColumn('until', 'bigint', (column) => column.notNull())
    .execute();
  // Of a process: what it runs with. Null: of a version that did not say.
  await db.schema.alterTable('processes').addColumn('version', 'text').execute();
  await db.schema.alterTable('processes').addColumn('configuration', 'text').execute();
}
