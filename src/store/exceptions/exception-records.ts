import type { ExceptionRecords } from '../../usecases/ports/records/exception-records.ts';
import type { Session } from '../database/session.ts';
import { isAccepted } from './accepted.ts';
import { exceptionColumns, toException } from './exception-rows.ts';
import { markFindings, reachedFindings, readInForce } from './mark-findings.ts';

/** What a move writes besides the state. */
function written({ to, at, by, reason }: Parameters<ExceptionRecords['move']>[1]) {
  const who = by ?? null;
  switch (to) {
    case 'accepted': {
      // An entry of the file that was taken out and put back: nothing of the first time counts.
      const anew = { closed_by: null, closed_at: null, reminded_at: null };
      return { state: to, since_at: at, decided_by: who, decided_at: at, ...anew };
    }
    case 'rejected':
      return { state: to, decided_by: who, decided_at: at, decision_reason: reason ?? null };
    default:
      return { state: to, closed_by: who, closed_at: at };
  }
}

export function exceptionRecords(session: Session): ExceptionRecords {
  return {
    async add(row) {
      await session.db.insertInto('exceptions').values(exceptionColumns(row)).execute();
    },

    async get(id) {
      const row = await session.db.selectFrom('exceptions').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toException(row);
    },

    async inState(states) {
      const rows = await session.db
        .selectFrom('exceptions')
        .selectAll()
        .where('state', 'in', states)
        .orderBy('until_at')
        .orderBy('asked_at')
        .orderBy('id')
        .execute();
      return rows.map(toException);
    },

    async move(id, move) {
      const { numUpdatedRows } = await session.db
        .updateTable('exceptions')
        .set(written(move))
        .where('id', '=', id)
        .where('state', '=', move.from)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async remind(id, at) {
      const { numUpdatedRows } = await session.db
        .updateTable('exceptions')
        .set({ reminded_at: at })
        .where('id', '=', id)
        .where('state', '=', 'accepted')
        .where('reminded_at', 'is', null)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    inForce: (now) => session.snapshot((db) => readInForce(db, now)),

    markFindings: (now) => session.atomic((db) => markFindings(db, now)),

    reached: (scope) => reachedFindings(session.db, scope),

    async covered(now) {
      const rows = await session.db
        .selectFrom('findings')
        .select((eb) => ['accepted_by', eb.fn.countAll<number>().as('count')])
        .where('resolved_at', 'is', null)
        .where('accepted_by', 'is not', null)
        .where(isAccepted(now))
        .groupBy('accepted_by')
        .execute();
      return new Map(rows.map(({ accepted_by, count }) => [accepted_by ?? '', Number(count)]));
    },
  };
}
