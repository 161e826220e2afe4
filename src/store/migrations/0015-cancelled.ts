import type { Kysely } from 'kysely';

/**
 * Of a scan: which accounts it is of (a JSON list of ids; who may cancel it depends on them), how far it is (JSON, both
 * while it runs), who wants it to end and since when, and how many account-regions a cancelled one did not come to.
 */
export async function up(db: Kysely<never>): Promise<void> {
  for (const text of ['accounts_json', 'progress_json', 'cancelled_by'])
    await db.schema.alterTable('scans').addColumn(text, 'text').execute();
  await db.schema.alterTable('scans').addColumn('cancelled_at', 'bigint').execute();
  await db.schema.alterTable('scans').addColumn('not_reached', 'integer').execute();
}
