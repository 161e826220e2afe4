import type { Kysely } from 'kysely';

/**
 * Of a finding: the tags of its jobs as they were last read (null: they are not read), whose it is by name or tag (both
 * null: its account's), and since when that is another channel's (null: it never changed). Of one that is staged: 1 where the tags could not be read, so that those that are known stay.
 */
export async function up(db: Kysely<never>): Promise<void> {
  for (const column of ['tags_json', 'owner_channel', 'owner_usergroup'])
    await db.schema.alterTable('findings').addColumn(column, 'text').execute();
  await db.schema.alterTable('findings').addColumn('owned_at', 'bigint').execute();
  await db.schema.alterTable('staged_findings').addColumn('tags_json', 'text').execute();
  await db.schema.alterTable('staged_findings').addColumn('keeps_tags', 'integer').execute();
}
