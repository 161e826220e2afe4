import { type CreateTableBuilder, type Kysely, sql } from 'kysely';

/** Text ids, integer flags, epoch milliseconds in bigint, JSON as text: the same DDL works on PostgreSQL. */
export async function up(db: Kysely<never>): Promise<void> {
  await processesAndScans(db);
  await targetsAndFindings(db);
  await schedulesAndSlots(db);
  await outgoingAndQueries(db);
}

type Columns = Readonly<Record<string, 'text' | 'text?' | 'integer' | 'bigint' | 'bigint?'>>;

function table(db: Kysely<never>, name: string, columns: Columns): CreateTableBuilder<string, string> {
  let builder: CreateTableBuilder<string, string> = db.schema.createTable(name);
  for (const [column, type] of Object.entries(columns)) {
    if (type === 'text?' || type === 'bigint?')
      builder = builder.addColumn(column, type === 'text?' ? 'text' : 'bigint');
    else builder = builder.addColumn(column, type, (definition) => definition.notNull());
  }
  return builder;
}

async function processesAndScans(db: Kysely<never>): Promise<void> {
  await table(db, 'processes', {
    id: 'text',
    host: 'text',
    pid: 'integer',
    started_at: 'bigint',
    heartbeat_at: 'bigint',
  })
    .addPrimaryKeyConstraint('processes_key', ['id'])
    .execute();
  await table(db, 'scans', {
    id: 'text',
    process_id: 'text',
    started_at: 'bigint',
    scope: 'text',
    schedule: 'text?',
    slot_at: 'bigint?',
    caught_up: 'integer',
    asked_by: 'text?',
    asked_in: 'text?',
    command: 'text?',
    state: 'text',
    finished_at: 'bigint?',
    scanned: 'integer',
    unknown: 'integer',
    opened: 'integer',
    resolved: 'integer',
    open: 'integer',
  })
    .addPrimaryKeyConstraint('scans_key', ['id'])
    .execute();
  await db.schema.createIndex('scans_by_start').on('scans').columns(['started_at', 'id']).execute();
  await db.schema.createIndex('scans_by_process').on('scans').columns(['process_id', 'state']).execute();
}

async function targetsAndFindings(db: Kysely<never>): Promise<void> {
  await table(db, 'targets', {
    account: 'text',
    region: 'text',
    account_name: 'text?',
    outcome: 'text',
    reason: 'text?',
    call: 'text?',
    message: 'text?',
    configurations: 'integer',
    jobs: 'integer',
    last_look_at: 'bigint',
    last_good_at: 'bigint?',
  })
    .addPrimaryKeyConstraint('targets_key', ['account', 'region'])
    .execute();
  await table(db, 'findings', {
    id: 'text',
    rule: 'text',
    account: 'text',
    account_name: 'text?',
    region: 'text',
    kind: 'text',
    name: 'text',
    reason: 'text',
    detail: 'text?',
    exposure: 'text',
    references_json: 'text',
    incomplete_json: 'text?',
    first_seen_at: 'bigint',
    last_seen_at: 'bigint',
    resolved_at: 'bigint?',
  })
    .addPrimaryKeyConstraint('findings_key', ['id'])
    .execute();
  await db.schema
    .createIndex('findings_one_open')
    .unique()
    .on('findings')
    .columns(['account', 'region', 'kind', 'name'])
    .where(sql.ref('resolved_at'), 'is', null)
    .execute();
  await db.schema
    .createIndex('findings_resolved')
    .on('findings')
    .columns(['account', 'region', 'resolved_at'])
    .where(sql.ref('resolved_at'), 'is not', null)
    .execute();
}

async function schedulesAndSlots(db: Kysely<never>): Promise<void> {
  await table(db, 'schedules', { name: 'text', fingerprint: 'text', next_due_at: 'bigint?', last_digest_at: 'bigint?' })
    .addPrimaryKeyConstraint('schedules_key', ['name'])
    .execute();
  await table(db, 'slots', {
    schedule: 'text',
    due_at: 'bigint',
    process_id: 'text',
    state: 'text',
    claimed_at: 'bigint',
    finished_at: 'bigint?',
  })
    .addPrimaryKeyConstraint('slots_key', ['schedule', 'due_at'])
    .execute();
  await db.schema.createIndex('slots_by_state').on('slots').columns(['state', 'process_id']).execute();
}

async function outgoingAndQueries(db: Kysely<never>): Promise<void> {
  await table(db, 'outgoing', {
    id: 'text',
    channel: 'text',
    message_json: 'text',
    created_at: 'bigint',
    place: 'bigint',
    state: 'text',
    attempts: 'integer',
    next_attempt_at: 'bigint',
    first_attempt_at: 'bigint?',
    last_error: 'text?',
    claimed_by: 'text?',
    claimed_until: 'bigint?',
    posted_channel: 'text?',
    posted_ts: 'text?',
    sent_at: 'bigint?',
  })
    .addPrimaryKeyConstraint('outgoing_key', ['id'])
    .execute();
  await db.schema
    .createIndex('outgoing_unsent')
    .on('outgoing')
    .columns(['channel', 'created_at', 'place', 'id'])
    .where(sql.ref('state'), '<>', 'sent')
    .execute();
  await db.schema.createIndex('outgoing_by_state').on('outgoing').columns(['state', 'sent_at']).execute();
  await table(db, 'queries', { id: 'text', filter_json: 'text', created_at: 'bigint' })
    .addPrimaryKeyConstraint('queries_key', ['id'])
    .execute();
  await db.schema.createIndex('queries_by_age').on('queries').column('created_at').execute();
}
