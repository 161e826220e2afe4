import { type CreateTableBuilder, type Kysely, sql } from 'kysely';
import { isPostgres } from './dialect.ts';

/** Requests, sealed plans, decisions, executions and the audit trail. */
export async function up(db: Kysely<never>): Promise<void> {
  await requestsAndPlans(db);
  await definitionsAndDecisions(db);
  await executionsAndSteps(db);
  await pausesAndRescans(db);
  await auditTrail(db);
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

async function requestsAndPlans(db: Kysely<never>): Promise<void> {
  await table(db, 'requests', {
    id: 'text',
    state: 'text',
    asked_by: 'text',
    asked_in: 'text',
    reason: 'text',
    created_at: 'bigint',
    expires_at: 'bigint',
    required: 'integer',
    self_approval: 'integer',
    seal: 'text',
    reminded_at: 'bigint?',
    closed_at: 'bigint?',
  })
    .addPrimaryKeyConstraint('requests_key', ['id'])
    .execute();
  await db.schema.createIndex('requests_by_state').on('requests').columns(['state', 'created_at']).execute();
  // `active`: its request is open, or its execution has not ended.
  await table(db, 'plans', {
    id: 'text',
    request_id: 'text',
    place: 'integer',
    account: 'text',
    region: 'text',
    kind: 'text',
    name: 'text',
    active: 'integer',
    plan_json: 'text',
    seal: 'text',
  })
    .addPrimaryKeyConstraint('plans_key', ['id'])
    .addForeignKeyConstraint('plans_of_request', ['request_id'], 'requests', ['id'])
    .execute();
  await db.schema.createIndex('plans_by_request').on('plans').columns(['request_id', 'place']).execute();
  await db.schema
    .createIndex('plans_one_active')
    .unique()
    .on('plans')
    .columns(['account', 'region', 'kind', 'name'])
    .where(sql.ref('active'), '=', sql.lit(1))
    .execute();
}

async function definitionsAndDecisions(db: Kysely<never>): Promise<void> {
  await table(db, 'definitions', { plan_id: 'text', step_id: 'text', text: 'text' })
    .addPrimaryKeyConstraint('definitions_key', ['plan_id', 'step_id'])
    .execute();
  await table(db, 'decisions', {
    request_id: 'text',
    decided_by: 'text',
    decision: 'text',
    decided_at: 'bigint',
    reason: 'text?',
    seal: 'text',
  })
    .addPrimaryKeyConstraint('decisions_key', ['request_id', 'decided_by'])
    .execute();
}

async function executionsAndSteps(db: Kysely<never>): Promise<void> {
  await table(db, 'executions', {
    id: 'text',
    plan_id: 'text',
    request_id: 'text',
    direction: 'text',
    state: 'text',
    process_id: 'text?',
    holder: 'text?',
    lease_until: 'bigint?',
    queued_at: 'bigint',
    ended_at: 'bigint?',
  })
    .addPrimaryKeyConstraint('executions_key', ['id'])
    .execute();
  await db.schema
    .createIndex('executions_one_a_plan')
    .unique()
    .on('executions')
    .columns(['plan_id', 'direction'])
    .execute();
  await db.schema.createIndex('executions_by_state').on('executions').columns(['state', 'queued_at', 'id']).execute();
  await db.schema.createIndex('executions_by_request').on('executions').columns(['request_id', 'id']).execute();
  await table(db, 'steps', {
    execution_id: 'text',
    step_id: 'text',
    state: 'text',
    reason: 'text?',
    touched: 'integer',
    aws_request_ids_json: 'text',
  })
    .addPrimaryKeyConstraint('steps_key', ['execution_id', 'step_id'])
    .execute();
}

async function pausesAndRescans(db: Kysely<never>): Promise<void> {
  await table(db, 'pauses', { id: 'text', paused_by: 'text', paused_at: 'bigint' })
    .addPrimaryKeyConstraint('pauses_key', ['id'])
    .execute();
  await table(db, 'rescans', { account: 'text', region: 'text', asked_at: 'bigint' })
    .addPrimaryKeyConstraint('rescans_key', ['account', 'region'])
    .execute();
}

async function auditTrail(db: Kysely<never>): Promise<void> {
  await table(db, 'audit', {
    id: 'text',
    place: 'bigint',
    at: 'bigint',
    actor: 'text',
    action: 'text',
    subject: 'text',
    detail_json: 'text',
    aws_request_ids_json: 'text',
  })
    .addPrimaryKeyConstraint('audit_key', ['id'])
    .execute();
  await db.schema.createIndex('audit_by_place').unique().on('audit').column('place').execute();
  await db.schema.createIndex('audit_by_subject').on('audit').columns(['subject', 'place']).execute();
  await (isPostgres(db) ? appendOnlyPostgres(db) : appendOnlySqlite(db));
}

const refusal = 'the audit trail is append-only';

/** "insert or replace" deletes without asking the delete trigger, also by the hidden rowid (-1 where none is named). */
async function appendOnlySqlite(db: Kysely<never>): Promise<void> {
  const refuse = sql`select raise(abort, ${sql.lit(refusal)})`;
  await sql`create trigger audit_no_update before update on audit begin ${refuse}; end`.execute(db);
  await sql`create trigger audit_no_delete before delete on audit begin ${refuse}; end`.execute(db);
  await sql`create trigger audit_no_replace before insert on audit
    when exists (select 1 from audit where id = new.id or place = new.place or rowid = new.rowid) begin ${refuse}; end`.execute(
    db,
  );
}

/** Emptying a table asks no row's trigger. As its owner one may still drop the triggers, as in SQLite. */
async function appendOnlyPostgres(db: Kysely<never>): Promise<void> {
  await sql`create function audit_is_append_only() returns trigger language plpgsql as
    ${sql.lit(`begin raise exception '${refusal}'; end`)}`.execute(db);
  await sql`create trigger audit_no_change before update or delete on audit
    for each row execute function audit_is_append_only()`.execute(db);
  await sql`create trigger audit_no_truncate before truncate on audit
    for each statement execute function audit_is_append_only()`.execute(db);
}
