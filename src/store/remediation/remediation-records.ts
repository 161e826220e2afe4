import { sql } from 'kysely';
import type { RemediationRecords } from '../../usecases/ports/remediation-records.ts';
import { given } from '../database/rows.ts';
import type { Session } from '../database/session.ts';
import { appendEntry } from './append-entry.ts';
import { toLinkedEntry, withoutLink } from './audit-rows.ts';
import { executionRecords } from './execution-records.ts';
import { pastRequests } from './past-requests.ts';
import { requestRecords } from './request-records.ts';
import { progressRecords, switchRecords } from './switch-records.ts';

/** The row of `pauses` that pauses; the others let one account go on, so that a version without them stays paused. */
const everything = 'everything';
const goesOn = 'goes-on:';

type Rest = Omit<
  RemediationRecords,
  | keyof ReturnType<typeof requestRecords>
  | keyof ReturnType<typeof executionRecords>
  | keyof ReturnType<typeof switchRecords>
  | keyof ReturnType<typeof progressRecords>
  | keyof ReturnType<typeof pastRequests>
>;

function restRecords(session: Session): Rest {
  return {
    audit(entry) {
      return session.atomic((db) => appendEntry(db, entry));
    },

    async endedExecutions() {
      const count = { done: 0, 'partly-done': 0, failed: 0, refused: 0 };
      const actions = Object.keys(count).map((outcome) => `execution.${outcome}`);
      const rows = await session.db
        .selectFrom('audit')
        .select((eb) => ['action', eb.fn.countAll<number>().as('count')])
        .where('action', 'in', actions)
        .groupBy('action')
        .execute();
      const found = new Map(rows.map((row) => [row.action, Number(row.count)]));
      for (const outcome of ['done', 'partly-done', 'failed', 'refused'] as const)
        count[outcome] = found.get(`execution.${outcome}`) ?? 0;
      return count;
    },

    async auditTrail(subject) {
      const rows = await session.db
        .selectFrom('audit')
        .selectAll()
        .where('subject', '=', subject)
        .orderBy('place')
        .execute();
      return rows.map((row) => withoutLink(toLinkedEntry(row)));
    },

    async paused() {
      const rows = await session.db.selectFrom('pauses').selectAll().orderBy('id').execute();
      const row = rows.find(({ id }) => id === everything);
      const resumed = rows.flatMap(({ id }) => (id.startsWith(goesOn) ? id.slice(goesOn.length) : []));
      return row && { by: row.paused_by, at: row.paused_at, ...(resumed.length > 0 && { resumed }) };
    },

    setPaused(pause) {
      return session.atomic(async (db) => {
        const before = await db.selectFrom('pauses').select('id').execute();
        const isPaused = before.some(({ id }) => id === everything);
        if (pause === null ? !isPaused : isPaused && before.length === 1) return false;
        // Paused again, where some had been let go on: whose pause it is stays, for they alone may take it back for themselves.
        const isAgain = isPaused && pause !== null;
        await db
          .deleteFrom('pauses')
          .$if(isAgain, (query) => query.where('id', '<>', everything))
          .execute();
        if (pause !== null && !isAgain)
          await db.insertInto('pauses').values({ id: everything, paused_by: pause.by, paused_at: pause.at }).execute();
        return true;
      });
    },

    async resume(accounts, by, at) {
      if (accounts.length === 0) return false;
      const { numInsertedOrUpdatedRows } = await session.db
        .insertInto('pauses')
        .values(accounts.map((account) => ({ id: `${goesOn}${account}`, paused_by: by, paused_at: at })))
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirstOrThrow();
      return (numInsertedOrUpdatedRows ?? 0n) > 0n;
    },

    async askRescan({ account, region }, at) {
      // Another one, also in the same millisecond or after the clock was put back: the scan of the one before is not for it.
      const later = sql<number>`case when excluded.asked_at > rescans.asked_at then excluded.asked_at
        else rescans.asked_at + 1 end`;
      await session.db
        .insertInto('rescans')
        .values({ account, region, asked_at: at, tries: 0, due_at: null })
        .onConflict((conflict) =>
          conflict.columns(['account', 'region']).doUpdateSet({ asked_at: later, tries: 0, due_at: null }),
        )
        .execute();
    },

    async rescansAsked() {
      const rows = await session.db
        .selectFrom('rescans')
        .selectAll()
        .orderBy('asked_at')
        .orderBy('account')
        .orderBy('region')
        .execute();
      return rows.map(({ account, region, asked_at, tries, due_at }) => ({
        account,
        region,
        at: asked_at,
        tries,
        ...given('dueAt', due_at),
      }));
    },

    async rescanned({ account, region, at }) {
      await session.db
        .deleteFrom('rescans')
        .where('account', '=', account)
        .where('region', '=', region)
        .where('asked_at', '=', at)
        .execute();
    },

    async postponeRescan({ account, region, at }, dueAt) {
      await session.db
        .updateTable('rescans')
        .set((eb) => ({ tries: eb('tries', '+', 1), due_at: dueAt }))
        .where('account', '=', account)
        .where('region', '=', region)
        .where('asked_at', '=', at)
        .execute();
    },
  };
}

/** Requests, executions, the audit trail, and what is asked of the watchers. */
export function remediationRecords(session: Session): RemediationRecords {
  return {
    ...requestRecords(session),
    ...executionRecords(session),
    ...switchRecords(session),
    ...progressRecords(session),
    ...pastRequests(session),
    ...restRecords(session),
  };
}
