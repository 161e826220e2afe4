import { type Kysely, sql } from 'kysely';

/**
 * Since when the chat refuses a message for a reason that somebody may be mending. Null: it does not, or an older version
 * did not write it; then the next refusal is the first. What was given up is found by its channel and reason.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable('outgoing').addColumn('refused_since', 'bigint').execute();
  await db.schema
    .createIndex('outgoing_given_up')
    .on('outgoing')
    .columns(['channel', 'last_error', 'ended_at'])
    .where(sql<boolean>`${sql.ref('ended_at')} is not null and ${sql.ref('dropped_at')} is null`)
    .execute();
}
