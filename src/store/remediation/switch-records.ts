import type { ExpressionBuilder, Kysely } from 'kysely';
import type {
  EditedPart,
  ProgressRecords,
  SwitchId,
  SwitchRecords,
  SwitchRow,
} from '../../usecases/ports/switch-records.ts';
import { amongMany, targetConditions } from '../audit/target-records.ts';
import { given } from '../database/rows.ts';
import type { Database } from '../database/schema.ts';
import type { Session } from '../database/session.ts';
import type { SwitchTable } from '../database/switch-schema.ts';
import { switchColumns, toSwitch } from './switch-rows.ts';

/** Jobs that plans moved, with the watch over their first runs. */
export function switchRecords(session: Session): SwitchRecords {
  const change = ({ planId, stepId }: SwitchId, columns: Partial<SwitchTable>, db = session.db) =>
    db.updateTable('moves').set(columns).where('plan_id', '=', planId).where('step_id', '=', stepId);

  return {
    async openSwitch(jobSwitch) {
      await session.db
        .insertInto('moves')
        .values(switchColumns(jobSwitch))
        .onConflict((conflict) => conflict.columns(['plan_id', 'step_id']).doNothing())
        .execute();
    },

    async jobSwitch({ planId, stepId }) {
      const row = await session.db
        .selectFrom('moves')
        .selectAll()
        .where('plan_id', '=', planId)
        .where('step_id', '=', stepId)
        .executeTakeFirst();
      return row && toSwitch(row);
    },

    async forgetSwitch({ planId, stepId }) {
      await session.db
        .deleteFrom('moves')
        .where('plan_id', '=', planId)
        .where('step_id', '=', stepId)
        .where('state', '=', 'moving')
        .execute();
    },

    async settleSwitch(id, watch) {
      const columns =
        watch === null
          ? { state: 'void' }
          : { state: 'watching', moved_at: watch.movedAt, watch_until: watch.until, next_look_at: watch.movedAt };
      await change(id, columns).where('state', '=', 'moving').execute();
    },

    async switches(requestId) {
      const rows = await session.db
        .selectFrom('moves')
        .selectAll()
        .where('request_id', '=', requestId)
        .orderBy('opened_at')
        .orderBy('plan_id')
        .orderBy('step_id')
        .execute();
      return rows.map(toSwitch);
    },

    async dueSwitches(now, limit) {
      const rows = await session.db
        .selectFrom('moves')
        .selectAll()
        .where('state', '=', 'watching')
        .where('next_look_at', '<=', now)
        .orderBy('next_look_at')
        .orderBy('plan_id')
        .orderBy('step_id')
        .limit(limit)
        .execute();
      return rows.map(toSwitch);
    },

    async watchedSwitches() {
      const { count } = await session.db
        .selectFrom('moves')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('state', '=', 'watching')
        .executeTakeFirstOrThrow();
      return Number(count);
    },

    async checkAgain(id, at) {
      await change(id, { next_look_at: at }).where('state', '=', 'watching').execute();
    },

    async closeSwitch(id, { state, run, after, reason }, at) {
      const { numUpdatedRows } = await change(id, {
        state,
        run_json: run === undefined ? null : JSON.stringify(run),
        after_json: after === undefined ? null : JSON.stringify(after),
        reason: reason ?? null,
        closed_at: at,
        next_look_at: null,
      })
        .where('state', '=', 'watching')
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },

    switchBack(id, at) {
      return session.atomic(async (db) => {
        await change(id, { state: 'unseen', closed_at: at, next_look_at: null }, db)
          .where('state', '=', 'watching')
          .execute();
        await change(id, { back_at: at }, db).execute();
      });
    },

    switchedIn(targets) {
      const isAsked = amongMany(targets);
      return session.snapshot(async (db) => {
        // Of a fleet all are read: few jobs were ever switched.
        if (isAsked) return (await switched(db).execute()).filter(isAsked).map(toSwitch);
        const found: SwitchRow[] = [];
        for (const condition of targetConditions(targets))
          found.push(...(await switched(db).where(condition).execute()).map(toSwitch));
        return found;
      });
    },
  };
}

/** What only a trigger gave a job is nothing that the job itself must name. */
function switched(db: Kysely<Database>) {
  return db
    .selectFrom('moves')
    .selectAll()
    .where('moved_at', 'is not', null)
    .where('back_at', 'is', null)
    .where('trigger_name', 'is', null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('moves as later')
            .select('later.job')
            .whereRef('later.account', '=', 'moves.account')
            .whereRef('later.region', '=', 'moves.region')
            .whereRef('later.job', '=', 'moves.job')
            .where('later.trigger_name', 'is', null)
            .whereRef('later.moved_at', '>', 'moves.moved_at'),
        ),
      ),
    )
    .orderBy('moved_at')
    .orderBy('plan_id')
    .orderBy('step_id');
}

function showing(part: EditedPart, text: string | null) {
  return part === 'request' ? { request_shown: text } : { shown: text };
}

/** Of several executions the one that goes on longest says it, and a way back is a stage of its own. */
function stageOfExecutions(eb: ExpressionBuilder<Database, 'progress'>) {
  return eb
    .selectFrom('executions')
    .whereRef('executions.request_id', '=', 'progress.request_id')
    .select(({ fn, case: choose }) =>
      fn
        .max(
          choose()
            .when('executions.state', 'not in', ['waiting-for-canary', 'ended'])
            .then(3)
            .when('executions.state', '=', 'waiting-for-canary')
            .then(2)
            .when('executions.direction', '=', 'back')
            .then(1)
            .else(0)
            .end(),
        )
        .as('stage'),
    );
}

/** The messages that show how far requests are. */
export function progressRecords(session: Session): ProgressRecords {
  return {
    async followProgress(requestId, messageId) {
      await session.db
        .insertInto('progress')
        .values({
          request_id: requestId,
          message_id: messageId,
          shown: null,
          request_shown: null,
          settled: 0,
          version: 1,
        })
        .onConflict((conflict) =>
          conflict.column('request_id').doUpdateSet((eb) => ({ settled: 0, version: eb('progress.version', '+', 1) })),
        )
        .execute();
    },

    async followedProgress() {
      const rows = await session.db
        .selectFrom('progress')
        .leftJoin('requests', 'requests.id', 'progress.request_id')
        .selectAll('progress')
        .select(['requests.state', (eb) => stageOfExecutions(eb).as('executions')])
        .where('settled', '=', 0)
        .orderBy('request_id')
        .execute();
      return rows.map((row) => ({
        requestId: row.request_id,
        messageId: row.message_id,
        version: row.version,
        stage: [row.state, row.executions].join(' '),
        ...given('shown', row.shown),
        ...given('requestShown', row.request_shown),
      }));
    },

    async beginEdit({ requestId, version }, part = 'progress') {
      // Until it is known to have landed, nothing is known to be shown.
      const { numUpdatedRows } = await session.db
        .updateTable('progress')
        .set({ version: version + 1, ...showing(part, null) })
        .where('request_id', '=', requestId)
        .where('version', '=', version)
        .executeTakeFirstOrThrow();
      return numUpdatedRows === 0n ? undefined : version + 1;
    },

    async isEditing({ requestId, version }) {
      const row = await session.db
        .selectFrom('progress')
        .select('version')
        .where('request_id', '=', requestId)
        .executeTakeFirst();
      return row?.version === version;
    },

    progressShown({ requestId, version }, shown, { settled, messageId, part = 'progress' }) {
      return session.atomic(async (db) => {
        const row = () => db.updateTable('progress').where('request_id', '=', requestId);
        // It was posted, whatever was wished for meanwhile: forgotten, it would be posted once more.
        if (messageId !== undefined) await row().set({ message_id: messageId }).execute();
        const { numUpdatedRows } = await row()
          .set({ ...showing(part, shown), settled: settled ? 1 : 0 })
          .where('version', '=', version)
          .executeTakeFirstOrThrow();
        // An edit that was overtaken may have landed last: what is shown is not known, so it is shown once more.
        // By whoever overtook it as well, who may still have to say what it showed.
        if (numUpdatedRows > 0n) return;
        await row()
          .set((eb) => ({ ...showing(part, null), settled: 0, version: eb('version', '+', 1) }))
          .execute();
      });
    },
  };
}
