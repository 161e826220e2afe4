import type { Kysely } from 'kysely';

/** Why an approved plan is not carried out, or not any further. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable('executions').addColumn('held', 'text').execute();
}
