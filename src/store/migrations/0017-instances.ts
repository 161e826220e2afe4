import { type Kysely, sql } from 'kysely';

/**
 * Of a process: the machine on which its pid means something; null: nowhere. Of a schedule, for each configuration that
 * somebody runs: the next instant, and when it was last looked at. During a rolling change there are two.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable('processes').addColumn('machine', 'text').execute();
  await db.schema
    .createTable('next_slots')
    .addColumn('schedule', 'text', (column) => column.notNull())
    .addColumn('fingerprint', 'text', (column) => column.notNull())
    .addColumn('due_at', 'bigint')
    .addColumn('seen_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('next_slots_key', ['schedule', 'fingerprint'])
    .execute();
  // An empty fingerprint is nobody's. What nobody looks at any more goes with the first look at another one.
  await sql`insert into next_slots (schedule, fingerprint, due_at, seen_at)
    select name, fingerprint, next_due_at, 0 from schedules where fingerprint <> ''`.execute(db);
}
