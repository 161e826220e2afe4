import { type Kysely, sql } from 'kysely';

/** What comes after a move: the way back, the canary, the first runs, the message that shows how far it is. */
export async function up(db: Kysely<never>): Promise<void> {
  await executions(db);
  await moves(db);
  await progress(db);
  // When a remediation took away what used the configuration of a finding.
  await db.schema.alterTable('findings').addColumn('fixed_at', 'bigint').execute();
}

async function executions(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable('executions').addColumn('canary', 'text').execute();
  await db.schema.alterTable('executions').addColumn('ordered_by', 'text').execute();
  await db.schema.alterTable('executions').addColumn('ordered_at', 'bigint').execute();
  await db.schema.alterTable('executions').addColumn('order_seal', 'text').execute();
  // One approval is one execution; a way back can be tried again, one at a time.
  await db.schema.dropIndex('executions_one_a_plan').execute();
  await db.schema
    .createIndex('executions_one_forward')
    .unique()
    .on('executions')
    .column('plan_id')
    .where(sql.ref('direction'), '=', sql.lit('forward'))
    .execute();
  await db.schema
    .createIndex('executions_one_under_way')
    .unique()
    .on('executions')
    .column('plan_id')
    .where(sql.ref('state'), '<>', sql.lit('ended'))
    .execute();
}

async function moves(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('moves')
    .addColumn('plan_id', 'text', (column) => column.notNull())
    .addColumn('step_id', 'text', (column) => column.notNull())
    .addColumn('request_id', 'text', (column) => column.notNull())
    .addColumn('execution_id', 'text', (column) => column.notNull())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('job', 'text', (column) => column.notNull())
    .addColumn('from_name', 'text')
    .addColumn('to_name', 'text', (column) => column.notNull())
    .addColumn('canary', 'integer', (column) => column.notNull())
    .addColumn('streaming', 'integer', (column) => column.notNull())
    .addColumn('bookmarks', 'text')
    .addColumn('before_json', 'text', (column) => column.notNull())
    .addColumn('opened_at', 'bigint', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('moved_at', 'bigint')
    .addColumn('watch_until', 'bigint')
    .addColumn('next_look_at', 'bigint')
    .addColumn('run_json', 'text')
    .addColumn('after_json', 'text')
    .addColumn('reason', 'text')
    .addColumn('closed_at', 'bigint')
    .addColumn('back_at', 'bigint')
    .addPrimaryKeyConstraint('moves_key', ['plan_id', 'step_id'])
    .execute();
  await db.schema.createIndex('moves_by_request').on('moves').columns(['request_id', 'plan_id', 'step_id']).execute();
  await db.schema.createIndex('moves_by_look').on('moves').columns(['state', 'next_look_at']).execute();
  await db.schema.createIndex('moves_by_job').on('moves').columns(['account', 'region', 'job']).execute();
}

async function progress(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('progress')
    .addColumn('request_id', 'text', (column) => column.notNull())
    .addColumn('message_id', 'text', (column) => column.notNull())
    .addColumn('shown', 'text')
    .addColumn('settled', 'integer', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('progress_key', ['request_id'])
    .execute();
  await db.schema.createIndex('progress_by_settled').on('progress').column('settled').execute();
}
