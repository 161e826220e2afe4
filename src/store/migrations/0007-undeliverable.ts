import { type Kysely, sql } from 'kysely';

/** A message that is not tried again by itself: when it ended, and when somebody dropped it for good. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable('outgoing').addColumn('ended_at', 'bigint').execute();
  await db.schema.alterTable('outgoing').addColumn('dropped_at', 'bigint').execute();
  // Only what is tried: the loop finds the oldest of each channel in it, however many wait behind.
  await db.schema.dropIndex('outgoing_unsent').execute();
  await db.schema
    .createIndex('outgoing_tried')
    .on('outgoing')
    .columns(['channel', 'created_at', 'place', 'id'])
    .where(sql<boolean>`${sql.ref('state')} <> 'sent' and ${sql.ref('ended_at')} is null`)
    .execute();
  await db.schema
    .createIndex('outgoing_ended')
    .on('outgoing')
    .columns(['ended_at', 'id'])
    .where(sql<boolean>`${sql.ref('ended_at')} is not null`)
    .execute();
  // Each new message asks for the last place.
  await db.schema.createIndex('outgoing_by_place').on('outgoing').column('place').execute();
}
