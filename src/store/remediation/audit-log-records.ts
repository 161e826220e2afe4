import { z } from 'zod';
import type { AuditLogRecords } from '../../usecases/ports/records/audit-log-records.ts';
import { parseJson, parseRow } from '../database/rows.ts';
import type { Session } from '../database/session.ts';
import { readHead } from './append-entry.ts';
import { toLinkedEntry } from './audit-rows.ts';

/** The row of `properties` with the head that was told last. */
const toldId = 'audit-head';

const toldHead = z
  .string()
  .transform(parseJson)
  .pipe(z.object({ day: z.number(), place: z.number(), hash: z.string() }));

/** The audit trail as a whole. */
export function auditLogRecords(session: Pick<Session, 'db' | 'atomic' | 'snapshot'>): AuditLogRecords {
  const told: AuditLogRecords['told'] = async () => {
    const row = await session.db
      .selectFrom('properties')
      .select('value_json')
      .where('id', '=', toldId)
      .executeTakeFirst();
    return row && parseRow('properties', toldHead, row.value_json);
  };
  return {
    async page(after, limit, { from, before, subjects, actor } = {}) {
      const rows = await session.db
        .selectFrom('audit')
        .selectAll()
        .where('place', '>', after)
        .$if(from !== undefined, (query) => query.where('at', '>=', from ?? 0))
        .$if(before !== undefined, (query) => query.where('at', '<', before ?? 0))
        .$if(subjects !== undefined, (query) => query.where('subject', 'in', subjects ?? []))
        .$if(actor !== undefined, (query) => query.where('actor', '=', actor ?? ''))
        .orderBy('place')
        .limit(limit)
        .execute();
      return rows.map(toLinkedEntry);
    },

    head: () => session.snapshot(readHead),
    told,

    tell(head, at) {
      return session.atomic(async (db) => {
        const row = await db.selectFrom('properties').select('value_json').where('id', '=', toldId).executeTakeFirst();
        const last = row && parseRow('properties', toldHead, row.value_json);
        if (last !== undefined && last.day >= head.day) return false;
        const value = { value_json: JSON.stringify(head), written_at: at };
        await db
          .insertInto('properties')
          .values({ id: toldId, ...value })
          .onConflict((conflict) => conflict.column('id').doUpdateSet(value))
          .execute();
        return true;
      });
    },

    async requestsFor(word, limit) {
      const rows = await session.db
        .selectFrom('requests')
        .select(['id', 'state', 'created_at'])
        .where((eb) =>
          eb.or([
            eb('id', '=', word),
            eb('id', 'in', eb.selectFrom('plans').select('request_id').where('name', '=', word)),
          ]),
        )
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(({ id, state, created_at: createdAt }) => ({ id, state, createdAt }));
    },
  };
}
