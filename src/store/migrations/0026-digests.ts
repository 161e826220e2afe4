import { type Kysely, sql } from 'kysely';

/**
 * What digests need beside what is open. Of a target: since when it could not be scanned without a scan in between (null: it
 * was scanned last; of what was unknown before this column the last successful scan is the latest that it can be), and when
 * that ended last. Of a finding: when it was told that it is open for long. Digests that wait for the end of quiet hours,
 * and what each posted one shows of the findings that it names.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable('targets').addColumn('unknown_since', 'bigint').execute();
  await db.schema.alterTable('targets').addColumn('seen_again_at', 'bigint').execute();
  await sql`update targets set unknown_since = coalesce(last_good_at, last_look_at) where outcome = 'unknown'`.execute(
    db,
  );
  await db.schema.alterTable('findings').addColumn('raised_at', 'bigint').execute();
  await db.schema
    .createTable('held_digests')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('schedule', 'text', (column) => column.notNull())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('message_json', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('until', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('digest_findings')
    .addColumn('outgoing_id', 'text', (column) => column.notNull())
    .addColumn('finding_id', 'text', (column) => column.notNull())
    .addColumn('shown', 'text', (column) => column.notNull())
    .addColumn('named_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('digest_findings_key', ['outgoing_id', 'finding_id'])
    .execute();
}
