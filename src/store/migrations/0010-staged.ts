import type { Kysely } from 'kysely';

/** What a scan saw and has not published: read by nobody else, and left over only by a scan that died. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('staged_targets')
    .addColumn('scan_id', 'text', (column) => column.notNull())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('rules_json', 'text', (column) => column.notNull())
    .addColumn('scanned_at', 'bigint')
    .addPrimaryKeyConstraint('staged_targets_key', ['scan_id', 'account', 'region'])
    .execute();
  await db.schema
    .createTable('staged_findings')
    .addColumn('scan_id', 'text', (column) => column.notNull())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('rule', 'text', (column) => column.notNull())
    .addColumn('finding_id', 'text', (column) => column.notNull())
    .addColumn('account_name', 'text')
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('detail', 'text')
    .addColumn('exposure', 'text', (column) => column.notNull())
    .addColumn('references_json', 'text', (column) => column.notNull())
    .addColumn('incomplete_json', 'text')
    .addPrimaryKeyConstraint('staged_findings_key', ['scan_id', 'account', 'region', 'kind', 'name', 'rule'])
    .execute();
}
