import type { EnvelopeRecords } from '../../usecases/ports/records/envelope-records.ts';
import type { Session } from '../database/session.ts';

export function envelopeRecords(session: Session): EnvelopeRecords {
  return {
    async isFirst(ids, at) {
      const rows = [...new Set(ids)].map((id) => ({ id, seen_at: at }));
      if (rows.length === 0) return true;
      // One statement, which is atomic by itself: of two that ask at once, one writes.
      const written = await session.db
        .insertInto('envelopes')
        .values(rows)
        .onConflict((conflict) => conflict.column('id').doNothing())
        .returning('id')
        .execute();
      return written.length === rows.length;
    },

    async prune(before) {
      const { numDeletedRows } = await session.db
        .deleteFrom('envelopes')
        .where('seen_at', '<', before)
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  };
}
