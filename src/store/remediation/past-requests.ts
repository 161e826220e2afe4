import { sql } from 'kysely';
import type { RemediationRecords } from '../../usecases/ports/remediation-records.ts';
import { chunks } from '../database/chunks.ts';
import type { Session } from '../database/session.ts';

/** Which requests are over, and which of them may go. */
export function pastRequests(session: Session): Pick<RemediationRecords, 'pruneRequests' | 'oldestLiving'> {
  return {
    pruneRequests(before, limit) {
      return session.atomic(async (db) => {
        const rows = await db
          .selectFrom('requests')
          .select('id')
          .where('closed_at', 'is not', null)
          .where('closed_at', '<', before)
          .where('state', 'in', ['withdrawn', 'expired'])
          .where((eb) => {
            const of = (table: 'decisions' | 'executions' | 'moves') =>
              eb.not(
                eb.exists(
                  eb.selectFrom(table).select('request_id').whereRef(`${table}.request_id`, '=', 'requests.id'),
                ),
              );
            // What its message shows without its buttons is read from it.
            const followed = eb.selectFrom('outgoing').select('id').whereRef('outgoing.follows', '=', 'requests.id');
            return eb.and([of('decisions'), of('executions'), of('moves'), eb.not(eb.exists(followed))]);
          })
          .orderBy('closed_at')
          .limit(limit)
          .execute();
        for (const part of chunks(rows, 1)) {
          const ids = part.map(({ id }) => id);
          const plans = db.selectFrom('plans').select('id').where('request_id', 'in', ids);
          await db.deleteFrom('definitions').where('plan_id', 'in', plans).execute();
          await db.deleteFrom('plans').where('request_id', 'in', ids).execute();
          await db.deleteFrom('progress').where('request_id', 'in', ids).execute();
          await db.deleteFrom('requests').where('id', 'in', ids).execute();
        }
        return rows.length;
      });
    },

    async oldestLiving(endedSince) {
      const { rows } = await sql<{ oldest: number | null }>`
        select min(created_at) as oldest from requests where state = 'open' or id in (
          select request_id from executions where state <> 'ended' or ended_at >= ${endedSince}
          union select request_id from moves where state in ('moving', 'watching')
          union select request_id from progress where settled = 0)`.execute(session.db);
      return rows[0]?.oldest ?? undefined;
    },
  };
}
