import type { Kysely } from 'kysely';

/**
 * A job that only a switched trigger starts with another configuration is watched too: `trigger_name` names that trigger.
 * Null: the job itself was switched, as every one that is recorded so far.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable('moves').addColumn('trigger_name', 'text').execute();
}
