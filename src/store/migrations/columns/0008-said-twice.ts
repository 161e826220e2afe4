import type { Kysely } from 'kysely';

/** Payloads that Slack may deliver again, and messages that may repeat what was shown elsewhere. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('envelopes')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('seen_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('envelopes_by_age').on('envelopes').column('seen_at').execute();
  await db.schema.alterTable('outgoing').addColumn('may_repeat', 'integer').execute();
}
