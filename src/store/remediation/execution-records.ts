import type { Kysely } from 'kysely';
import type { ExecutionRow, RemediationRecords } from '../../usecases/ports/remediation-records.ts';
import type { ExecutionTable } from '../database/remediation-schema.ts';
import type { Database } from '../database/schema.ts';
import type { Session } from '../database/session.ts';
import { stepColumns, toExecution } from './remediation-rows.ts';

type ExecutionPart = Pick<
  RemediationRecords,
  | 'queueExecution'
  | 'queueBack'
  | 'releaseCanary'
  | 'endWaiting'
  | 'executionsInProgress'
  | 'execution'
  | 'executions'
  | 'claimExecution'
  | 'renewLease'
  | 'releaseExecutions'
  | 'journal'
  | 'endExecution'
  | 'holdExecution'
  | 'postponeExecution'
>;

const claimable = ['queued', 'running', 'paused'];
/** Holds an execution that waits until its lease ends. Ids of holders are not like this. */
const nobody = 'nobody';
const unheld = { process_id: null, holder: null, lease_until: null };

async function readExecution(db: Kysely<Database>, row: ExecutionTable): Promise<ExecutionRow> {
  const steps = await db
    .selectFrom('steps')
    .selectAll()
    .where('execution_id', '=', row.id)
    .orderBy('step_id')
    .execute();
  return toExecution(row, steps);
}

async function readExecutions(db: Kysely<Database>, rows: readonly ExecutionTable[]): Promise<ExecutionRow[]> {
  const executions: ExecutionRow[] = [];
  for (const row of rows) executions.push(await readExecution(db, row));
  return executions;
}

function isHeld(db: Kysely<Database>, id: string, holder: string): Promise<{ plan_id: string } | undefined> {
  return db
    .selectFrom('executions')
    .select('plan_id')
    .where('id', '=', id)
    .where('holder', '=', holder)
    .where('state', '=', 'running')
    .executeTakeFirst();
}

function newExecution(
  { id, planId, requestId }: Pick<ExecutionRow, 'id' | 'planId' | 'requestId'>,
  direction: ExecutionRow['direction'],
  at: number,
): ExecutionTable {
  return {
    id,
    plan_id: planId,
    request_id: requestId,
    direction,
    state: 'queued',
    queued_at: at,
    ended_at: null,
    canary: null,
    ordered_by: null,
    ordered_at: null,
    order_seal: null,
    held: null,
    ...unheld,
  };
}

/** A way back holds its finding as the way forward did. False: it has another request. */
async function takeFinding(db: Kysely<Database>, planId: string): Promise<boolean> {
  const plan = await db.selectFrom('plans').selectAll().where('id', '=', planId).executeTakeFirst();
  if (plan === undefined) return false;
  const other = await db
    .selectFrom('plans')
    .select('id')
    .where('active', '=', 1)
    .where('account', '=', plan.account)
    .where('region', '=', plan.region)
    .where('kind', '=', plan.kind)
    .where('name', '=', plan.name)
    .executeTakeFirst();
  if (other !== undefined) return false;
  await db.updateTable('plans').set({ active: 1 }).where('id', '=', planId).execute();
  return true;
}

/** Executions with the journal of their steps. Whoever changes one must hold it. */
export function executionRecords(session: Session): ExecutionPart {
  return {
    async queueExecution(execution, at) {
      const { numInsertedOrUpdatedRows } = await session.db
        .insertInto('executions')
        .values(newExecution(execution, 'forward', at))
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirstOrThrow();
      return (numInsertedOrUpdatedRows ?? 0n) > 0n;
    },

    queueBack({ order, ...execution }, at) {
      return session.atomic(async (db) => {
        const { planId } = execution;
        const underWay = await db
          .selectFrom('executions')
          .select('id')
          .where('plan_id', '=', planId)
          .where('state', '<>', 'ended')
          .executeTakeFirst();
        if (underWay !== undefined) return 'under-way';
        if (!(await takeFinding(db, planId))) return 'taken';
        const ordered = { ordered_by: order.by, ordered_at: order.at, order_seal: order.seal };
        await db
          .insertInto('executions')
          .values({ ...newExecution(execution, 'back', at), ...ordered })
          .execute();
        return 'queued';
      });
    },

    async releaseCanary(id, how) {
      const { numUpdatedRows } = await session.db
        .updateTable('executions')
        .set({ state: 'queued', canary: how })
        .where('id', '=', id)
        .where('state', '=', 'waiting-for-canary')
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },

    endWaiting(id, at) {
      return session.atomic(async (db) => {
        const waiting = await db
          .selectFrom('executions')
          .select('plan_id')
          .where('id', '=', id)
          .where('state', '=', 'waiting-for-canary')
          .executeTakeFirst();
        if (waiting === undefined) return false;
        await db.updateTable('executions').set({ state: 'ended', ended_at: at }).where('id', '=', id).execute();
        await db.updateTable('plans').set({ active: 0 }).where('id', '=', waiting.plan_id).execute();
        return true;
      });
    },

    executionsInProgress() {
      return session.snapshot(async (db) => {
        const rows = await db
          .selectFrom('executions')
          .selectAll()
          .where('state', '<>', 'ended')
          .orderBy('queued_at')
          .orderBy('id')
          .execute();
        return readExecutions(db, rows);
      });
    },

    execution(id) {
      return session.snapshot(async (db) => {
        const row = await db.selectFrom('executions').selectAll().where('id', '=', id).executeTakeFirst();
        return row && readExecution(db, row);
      });
    },

    executions(requestId) {
      return session.snapshot(async (db) => {
        const rows = await db
          .selectFrom('executions')
          .selectAll()
          .where('request_id', '=', requestId)
          .orderBy('queued_at')
          .orderBy('id')
          .execute();
        return readExecutions(db, rows);
      });
    },

    async claimExecution({ processId, holder, now, leaseUntil, accounts }) {
      // PostgreSQL knows no empty list.
      if (accounts?.length === 0) return undefined;
      return session.atomic(async (db) => {
        const free = await db
          .selectFrom('executions')
          .selectAll()
          .where('state', 'in', claimable)
          .where((eb) =>
            eb.or([
              eb('holder', 'is', null),
              eb('lease_until', '<=', now),
              // Whoever waits has nobody at work, and waits for less than a lease: this is a clock's error.
              eb.and([
                eb('lease_until', '>', leaseUntil),
                eb.or([eb('holder', '=', nobody), eb('state', '=', 'paused')]),
              ]),
            ]),
          )
          .$if(accounts !== undefined, (query) =>
            query.where('plan_id', 'in', (eb) =>
              eb
                .selectFrom('plans')
                .select('id')
                .where('account', 'in', accounts ?? []),
            ),
          )
          .orderBy('queued_at')
          .orderBy('id')
          .limit(1)
          .executeTakeFirst();
        if (free === undefined) return undefined;
        const held = { state: 'running', process_id: processId, holder, lease_until: leaseUntil, held: null };
        await db.updateTable('executions').set(held).where('id', '=', free.id).execute();
        return readExecution(db, { ...free, ...held });
      });
    },

    async renewLease(id, holder, leaseUntil) {
      const { numUpdatedRows } = await session.db
        .updateTable('executions')
        .set({ lease_until: leaseUntil })
        .where('id', '=', id)
        .where('holder', '=', holder)
        .where('state', '=', 'running')
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },

    async releaseExecutions(processId) {
      await session.db.updateTable('executions').set(unheld).where('process_id', '=', processId).execute();
    },

    journal(id, holder, outcome) {
      return session.atomic(async (db) => {
        if ((await isHeld(db, id, holder)) === undefined) return false;
        const before = await db
          .selectFrom('steps')
          .selectAll()
          .where('execution_id', '=', id)
          .where('step_id', '=', outcome.stepId)
          .executeTakeFirst();
        const columns = stepColumns(id, outcome);
        if (before === undefined) await db.insertInto('steps').values(columns).execute();
        else if (before.state === 'pending' || before.state === 'acting') {
          await db
            .updateTable('steps')
            .set(columns)
            .where('execution_id', '=', id)
            .where('step_id', '=', outcome.stepId)
            .execute();
        } else return false;
        return true;
      });
    },

    endExecution(id, holder, state, at, why) {
      return session.atomic(async (db) => {
        const held = await isHeld(db, id, holder);
        if (held === undefined) return false;
        await db
          .updateTable('executions')
          .set({ state, ended_at: state === 'ended' ? at : null, held: why ?? null, ...unheld })
          .where('id', '=', id)
          .execute();
        if (state === 'ended')
          await db.updateTable('plans').set({ active: 0 }).where('id', '=', held.plan_id).execute();
        return true;
      });
    },

    async postponeExecution(id, holder, until) {
      // Another holder stands there: who lets go may write nothing more, and a dead process gives back nothing of it.
      const { numUpdatedRows } = await session.db
        .updateTable('executions')
        .set({ process_id: null, holder: nobody, lease_until: until })
        .where('id', '=', id)
        .where('holder', '=', holder)
        .where('state', '=', 'running')
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },

    async holdExecution(id, holder, held, until) {
      // The holder stays, so that it is claimed when this lease has ended; in this state a holder may write nothing.
      const { numUpdatedRows } = await session.db
        .updateTable('executions')
        .set({ state: 'paused', held, lease_until: until })
        .where('id', '=', id)
        .where('holder', '=', holder)
        .where('state', '=', 'running')
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },
  };
}
