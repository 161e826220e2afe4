import type { Kysely } from 'kysely';
import { findingOfPlan } from '../../domain/plan/finding-of-plan.ts';
import type { RemediationRecords, RequestRow, StoredDefinition } from '../../usecases/ports/remediation-records.ts';
import { chunks } from '../database/chunks.ts';
import type { RequestTable } from '../database/remediation-schema.ts';
import type { Database } from '../database/schema.ts';
import type { Session } from '../database/session.ts';
import { toDecision, toRequest } from './remediation-rows.ts';

type RequestPart = Pick<
  RemediationRecords,
  | 'openRequest'
  | 'request'
  | 'openRequests'
  | 'requestsOf'
  | 'approvedRequests'
  | 'decisions'
  | 'close'
  | 'reopen'
  | 'takeBackApproval'
  | 'remind'
  | 'addDecision'
  | 'definition'
  | 'forgetDefinitions'
>;

function requestColumns(request: RequestRow): RequestTable {
  return {
    id: request.id,
    state: request.state,
    asked_by: request.askedBy,
    asked_in: request.askedIn,
    reason: request.reason,
    created_at: request.createdAt,
    expires_at: request.expiresAt,
    required: request.required,
    self_approval: request.selfApproval ? 1 : 0,
    seal: request.seal,
    reminded_at: request.remindedAt ?? null,
    closed_at: request.closedAt ?? null,
  };
}

async function isTaken(db: Kysely<Database>, { plans }: RequestRow): Promise<boolean> {
  for (const { plan } of plans) {
    const { rule, account, region, kind, name } = findingOfPlan(plan);
    const active = await db
      .selectFrom('plans')
      .select('id')
      .where('active', '=', 1)
      .where('rule', '=', rule)
      .where('account', '=', account)
      .where('region', '=', region)
      .where('kind', '=', kind)
      .where('name', '=', name)
      .executeTakeFirst();
    if (active !== undefined) return true;
  }
  return false;
}

async function insertRequest(
  db: Kysely<Database>,
  request: RequestRow,
  definitions: readonly StoredDefinition[],
): Promise<void> {
  await db.insertInto('requests').values(requestColumns(request)).execute();
  const plans = request.plans.map(({ plan, seal }, place) => ({
    id: plan.id,
    request_id: request.id,
    place,
    ...findingOfPlan(plan),
    active: 1,
    plan_json: JSON.stringify(plan),
    seal,
  }));
  for (const part of chunks(plans, 11)) await db.insertInto('plans').values(part).execute();
  const texts = definitions.map(({ planId, stepId, text }) => ({ plan_id: planId, step_id: stepId, text }));
  for (const part of chunks(texts, 3)) await db.insertInto('definitions').values(part).execute();
}

async function readRequest(db: Kysely<Database>, row: RequestTable): Promise<RequestRow> {
  const plans = await db
    .selectFrom('plans')
    .select(['id', 'plan_json', 'seal'])
    .where('request_id', '=', row.id)
    .orderBy('place')
    .execute();
  return toRequest(row, plans);
}

/** Requests with their plans, definitions and decisions. */
export function requestRecords(session: Session): RequestPart {
  return {
    openRequest(request, definitions) {
      return session.atomic(async (db) => {
        if (await isTaken(db, request)) return false;
        await insertRequest(db, request, definitions);
        return true;
      });
    },

    request(id) {
      return session.snapshot(async (db) => {
        const row = await db.selectFrom('requests').selectAll().where('id', '=', id).executeTakeFirst();
        return row && readRequest(db, row);
      });
    },

    openRequests() {
      return session.snapshot(async (db) => {
        const rows = await db
          .selectFrom('requests')
          .selectAll()
          .where('state', '=', 'open')
          .orderBy('created_at')
          .orderBy('id')
          .execute();
        const requests: RequestRow[] = [];
        for (const row of rows) requests.push(await readRequest(db, row));
        return requests;
      });
    },

    requestsOf(user, limit) {
      return session.snapshot(async (db) => {
        const own = db.selectFrom('requests').where('asked_by', '=', user);
        const { total } = await own.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
        const rows = await own.selectAll().orderBy('created_at', 'desc').orderBy('id').limit(limit).execute();
        const newest: RequestRow[] = [];
        for (const row of rows) newest.push(await readRequest(db, row));
        return { total, newest };
      });
    },

    approvedRequests(since, limit) {
      return session.snapshot(async (db) => {
        const rows = await db
          .selectFrom('requests')
          .selectAll()
          .where('state', '=', 'approved')
          .where('closed_at', '>=', since)
          .orderBy('closed_at', 'desc')
          .orderBy('id')
          .limit(limit)
          .execute();
        const requests: RequestRow[] = [];
        for (const row of rows) requests.push(await readRequest(db, row));
        return requests;
      });
    },

    async decisions(requestId) {
      const rows = await session.db
        .selectFrom('decisions')
        .selectAll()
        .where('request_id', '=', requestId)
        .orderBy('decided_at')
        .orderBy('decided_by')
        .execute();
      return rows.map(toDecision);
    },

    close(requestId, to, at) {
      return session.atomic(async (db) => {
        const { numUpdatedRows } = await db
          .updateTable('requests')
          .set({ state: to, closed_at: at })
          .where('id', '=', requestId)
          .where('state', '=', 'open')
          .executeTakeFirstOrThrow();
        if (numUpdatedRows === 0n) return false;
        if (to !== 'approved')
          await db.updateTable('plans').set({ active: 0 }).where('request_id', '=', requestId).execute();
        return true;
      });
    },

    reopen(requestId, to, at) {
      return session.atomic(async (db) => {
        if (await isBegun(db, requestId)) return false;
        const { numUpdatedRows } = await db
          .updateTable('requests')
          .set({ state: to, closed_at: to === 'open' ? null : at, reminded_at: null })
          .where('id', '=', requestId)
          .where('state', '=', 'approved')
          .executeTakeFirstOrThrow();
        if (numUpdatedRows === 0n) return false;
        const gone = db.selectFrom('executions').select('id').where('request_id', '=', requestId);
        await db.deleteFrom('steps').where('execution_id', 'in', gone).execute();
        await db.deleteFrom('executions').where('request_id', '=', requestId).execute();
        if (to !== 'open')
          await db.updateTable('plans').set({ active: 0 }).where('request_id', '=', requestId).execute();
        return true;
      });
    },

    async takeBackApproval(requestId, by) {
      const { numDeletedRows } = await session.db
        .deleteFrom('decisions')
        .where('request_id', '=', requestId)
        .where('decided_by', '=', by)
        .where('decision', '=', 'approve')
        .where((eb) =>
          eb.exists(eb.selectFrom('requests').select('id').where('id', '=', requestId).where('state', '=', 'open')),
        )
        .executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    },

    async remind(requestId, at) {
      const { numUpdatedRows } = await session.db
        .updateTable('requests')
        .set({ reminded_at: at })
        .where('id', '=', requestId)
        .where('state', '=', 'open')
        .where('reminded_at', 'is', null)
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },

    async addDecision({ requestId, by, decision, at, reason, seal }) {
      const { numInsertedOrUpdatedRows } = await session.db
        .insertInto('decisions')
        .values({ request_id: requestId, decided_by: by, decision, decided_at: at, reason: reason ?? null, seal })
        .onConflict((conflict) => conflict.columns(['request_id', 'decided_by']).doNothing())
        .executeTakeFirstOrThrow();
      return (numInsertedOrUpdatedRows ?? 0n) > 0n;
    },

    async definition(planId, stepId) {
      const row = await session.db
        .selectFrom('definitions')
        .select('text')
        .where('plan_id', '=', planId)
        .where('step_id', '=', stepId)
        .executeTakeFirst();
      return row?.text;
    },

    forgetDefinitions(endedBefore) {
      return session.atomic(async (db) => {
        const over = await plansThatAreOver(db, endedBefore);
        for (const part of chunks(over, 1)) {
          const ids = part.map(({ id }) => id);
          await db.deleteFrom('definitions').where('plan_id', 'in', ids).execute();
        }
        return [...new Set(over.map(({ request_id }) => request_id))];
      });
    },
  };
}

/** True when a step of it was begun, one of its executions ended or waits for a canary, or a roll back was ordered. */
async function isBegun(db: Kysely<Database>, requestId: string): Promise<boolean> {
  const opened = await db.selectFrom('moves').select('plan_id').where('request_id', '=', requestId).executeTakeFirst();
  if (opened !== undefined) return true;
  const begun = await db
    .selectFrom('executions')
    .leftJoin('steps', 'steps.execution_id', 'executions.id')
    .select('executions.id')
    .where('executions.request_id', '=', requestId)
    .where((eb) =>
      eb.or([
        eb('executions.state', 'in', ['ended', 'waiting-for-canary']),
        eb('executions.direction', '=', 'back'),
        eb('steps.state', '<>', 'pending'),
      ]),
    )
    .executeTakeFirst();
  return begun !== undefined;
}

/** Plans with definitions, whose request was not approved or whose last execution ended before. */
function plansThatAreOver(
  db: Kysely<Database>,
  endedBefore: number,
): Promise<readonly { id: string; request_id: string }[]> {
  return db
    .selectFrom('plans')
    .innerJoin('requests', 'requests.id', 'plans.request_id')
    .select(['plans.id', 'plans.request_id'])
    .where((eb) => eb.exists(eb.selectFrom('definitions').select('step_id').whereRef('plan_id', '=', 'plans.id')))
    .where((eb) =>
      eb.or([
        eb('requests.state', 'in', ['rejected', 'withdrawn', 'expired']),
        eb.and([
          eb.exists(eb.selectFrom('executions').select('id').whereRef('plan_id', '=', 'plans.id')),
          eb.not(
            eb.exists(
              eb
                .selectFrom('executions')
                .select('id')
                .whereRef('plan_id', '=', 'plans.id')
                .where((inner) => inner.or([inner('state', '<>', 'ended'), inner('ended_at', '>', endedBefore)])),
            ),
          ),
        ]),
      ]),
    )
    .execute();
}
