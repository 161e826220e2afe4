import type { Kysely } from 'kysely';

/** What AWS said to a step that it refused, as JSON. Null: it refused nothing, or an older version did not write it. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable('steps').addColumn('aws_answer_json', 'text').execute();
}
