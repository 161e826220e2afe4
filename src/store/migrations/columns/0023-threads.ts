import type { Kysely } from 'kysely';

/**
 * Of a message: which one it replies to, and whether its reply stands in the channel too; its address, and since when it is
 * known to be deleted. Null: a message of its own; no address was had; it is there, as far as is known. Of the progress of a
 * request: what its first message showed last.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable('outgoing').addColumn('thread_of', 'text').execute();
  await db.schema.alterTable('outgoing').addColumn('broadcast', 'bigint').execute();
  await db.schema.alterTable('outgoing').addColumn('permalink', 'text').execute();
  await db.schema.alterTable('outgoing').addColumn('gone_at', 'bigint').execute();
  await db.schema.alterTable('progress').addColumn('request_shown', 'text').execute();
  // A press names the message on which it was made.
  await db.schema.createIndex('outgoing_posted').on('outgoing').column('posted_ts').execute();
}
