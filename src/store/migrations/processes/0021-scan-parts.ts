import type { Kysely } from 'kysely';

/**
 * A scan that several processes share: one row an account, which a process takes until its lease ends by the database's
 * clock. `attempt` tells one holder from the next, also within a process. Of what is staged by it: what only a process
 * that saw it could tell (JSON), for whoever records the scan.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable('staged_targets').addColumn('seen_json', 'text').execute();
  await db.schema
    .createTable('scan_parts')
    .addColumn('scan_id', 'text', (column) => column.notNull())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('place', 'integer', (column) => column.notNull())
    .addColumn('configuration', 'text', (column) => column.notNull())
    .addColumn('regions_json', 'text')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('process_id', 'text')
    .addColumn('lease_until', 'bigint')
    .addColumn('attempt', 'integer', (column) => column.notNull())
    .addColumn('targets', 'integer')
    .addColumn('found', 'integer', (column) => column.notNull())
    .addColumn('unknown', 'integer', (column) => column.notNull())
    .addColumn('exposed', 'integer', (column) => column.notNull())
    .addColumn('worst_json', 'text')
    .addPrimaryKeyConstraint('scan_parts_key', ['scan_id', 'account'])
    .execute();
}
