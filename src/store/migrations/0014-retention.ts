import { type CreateTableBuilder, type Kysely, sql } from 'kysely';
import { isPostgres } from './dialect.ts';

/** The numbers of each day, which stay when the rows that they were counted from go; and what finds such rows. */
export async function up(db: Kysely<never>): Promise<void> {
  await summaries(db);
  await db.schema
    .createTable('upkeep')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('claimed_by', 'text')
    .addColumn('claimed_at', 'bigint')
    .addColumn('claimed_until', 'bigint')
    .addColumn('ran_at', 'bigint')
    .addColumn('steady_since', 'bigint')
    .addColumn('summarised_day', 'bigint')
    .execute();
  await indexes(db);
}

type Table = CreateTableBuilder<string, string>;

const group = ['account', 'region', 'kind', 'exposure', 'rule'] as const;

async function summaries(db: Kysely<never>): Promise<void> {
  let levels: Table = db.schema
    .createTable('finding_levels')
    .addColumn('id', 'integer', (column) => column.primaryKey());
  for (const name of group) levels = levels.addColumn(name, 'text', (column) => column.notNull());
  await levels.addColumn('open', 'integer', (column) => column.notNull()).execute();
  await db.schema
    .createIndex('finding_levels_group')
    .unique()
    .on('finding_levels')
    .columns([...group])
    .execute();
  let days: Table = db.schema.createTable('finding_days').addColumn('day', 'bigint', (column) => column.notNull());
  for (const name of ['group_id', 'was', 'open', 'opened', 'resolved'])
    days = days.addColumn(name, 'integer', (column) => column.notNull());
  days = days.addPrimaryKeyConstraint('finding_days_key', ['day', 'group_id']);
  // Small rows in the order of their key, and no index besides: SQLite's own.
  await (isPostgres(db) ? days : days.modifyEnd(sql`without rowid`)).execute();
  await db.schema
    .createTable('target_days')
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('day', 'bigint', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('target_days_key', ['account', 'region', 'day'])
    .execute();
  await db.schema
    .createTable('day_counts')
    .addColumn('day', 'bigint', (column) => column.notNull())
    .addColumn('what', 'text', (column) => column.notNull())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('count', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('day_counts_key', ['day', 'what', 'account'])
    .execute();
}

async function indexes(db: Kysely<never>): Promise<void> {
  const over = (name: string, table: string, columns: readonly string[], when?: string) => {
    const index = db.schema
      .createIndex(name)
      .on(table)
      .columns([...columns]);
    return (when === undefined ? index : index.where(sql.ref(when), 'is not', null)).execute();
  };
  await over('findings_by_end', 'findings', ['resolved_at'], 'resolved_at');
  await over('findings_by_start', 'findings', ['first_seen_at']);
  await over('scans_by_end', 'scans', ['finished_at'], 'finished_at');
  await over('slots_by_end', 'slots', ['finished_at'], 'finished_at');
  await over('requests_by_end', 'requests', ['closed_at'], 'closed_at');
}
