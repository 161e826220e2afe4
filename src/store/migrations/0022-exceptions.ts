import { type Kysely, sql } from 'kysely';

/**
 * Accepted risks, those of the file too, so that what was accepted can be told when the file says something else. What
 * each open finding is covered by stands with the finding (`accepted_json`: an `Acceptance`), so that counts are one
 * statement. `news_at`: when it last grew worse or came back from being accepted; null: not since it was first seen.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('exceptions')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('scope_json', 'text', (column) => column.notNull())
    .addColumn('covers_json', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('until_day', 'text', (column) => column.notNull())
    .addColumn('timezone', 'text', (column) => column.notNull())
    .addColumn('until_at', 'bigint', (column) => column.notNull())
    .addColumn('asked_by', 'text')
    .addColumn('asked_in', 'text')
    .addColumn('asked_at', 'bigint', (column) => column.notNull())
    .addColumn('since_at', 'bigint')
    .addColumn('decided_by', 'text')
    .addColumn('decided_at', 'bigint')
    .addColumn('decision_reason', 'text')
    .addColumn('closed_by', 'text')
    .addColumn('closed_at', 'bigint')
    .addColumn('reminded_at', 'bigint')
    .addColumn('replaces', 'text')
    .execute();
  await db.schema.createIndex('exceptions_state').on('exceptions').columns(['state', 'until_at']).execute();
  for (const column of ['accepted_by', 'accepted_json'])
    await db.schema.alterTable('findings').addColumn(column, 'text').execute();
  for (const column of ['accepted_until', 'news_at'])
    await db.schema.alterTable('findings').addColumn(column, 'bigint').execute();
  await db.schema
    .createIndex('findings_accepted')
    .on('findings')
    .column('accepted_by')
    .where(sql<boolean>`${sql.ref('accepted_by')} is not null`)
    .execute();
}
