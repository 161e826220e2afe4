import { sql } from 'kysely';
import type { ScanRecords } from '../../usecases/ports/scan-records.ts';
import type { Session } from '../database/session.ts';
import { deleteSome } from './delete-some.ts';
import { toScan } from './scan-rows.ts';

/** Nobody needs them of a scan that has ended. */
const forgotten = { accounts_json: null, progress_json: null };

/** As many as history shows: it has an answer where nothing was scanned for long. */
const alwaysKept = 15;

export function scanRecords(session: Session): ScanRecords {
  /** Only a running scan can end: one that was interrupted never becomes a result. */
  const ending = (id: string) => session.db.updateTable('scans').where('id', '=', id).where('state', '=', 'running');

  return {
    async begin(scan) {
      await session.db
        .insertInto('scans')
        .values({
          id: scan.id,
          process_id: scan.processId,
          started_at: scan.startedAt,
          scope: scan.scope,
          schedule: scan.schedule ?? null,
          slot_at: scan.slotAt ?? null,
          caught_up: scan.caughtUp ? 1 : 0,
          asked_by: scan.askedBy ?? null,
          asked_in: scan.askedIn ?? null,
          command: scan.command ?? null,
          state: 'running',
          finished_at: null,
          scanned: 0,
          unknown: 0,
          opened: 0,
          resolved: 0,
          open: 0,
          accounts_json: scan.accounts === undefined ? null : JSON.stringify(scan.accounts),
          progress_json: null,
          cancelled_by: null,
          cancelled_at: null,
          not_reached: null,
        })
        .execute();
    },

    async finish(id, at, { scanned, unknown, opened, resolved, open, notReached }) {
      const state = notReached === undefined ? 'finished' : 'cancelled';
      const numbers = { scanned, unknown, opened, resolved, open, not_reached: notReached ?? null };
      await ending(id)
        .set({ state, finished_at: at, ...numbers, ...forgotten })
        .execute();
    },

    async fail(id, at) {
      await ending(id)
        .set({ state: 'failed', finished_at: at, ...forgotten })
        .execute();
    },

    async progress(id, progress) {
      await ending(id)
        .set({ progress_json: JSON.stringify(progress) })
        .execute();
    },

    async cancel(id, by, at) {
      const { numUpdatedRows } = await ending(id)
        .where('cancelled_by', 'is', null)
        .set({ cancelled_by: by, cancelled_at: at })
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },

    async running() {
      const rows = await session.db
        .selectFrom('scans')
        .selectAll()
        .where('state', '=', 'running')
        .orderBy('started_at')
        .orderBy('id')
        .execute();
      return rows.map(toScan);
    },

    async interrupt(processId, at) {
      const rows = await session.db
        .updateTable('scans')
        .set({ state: 'interrupted', finished_at: at, ...forgotten })
        .where('process_id', '=', processId)
        .where('state', '=', 'running')
        .returningAll()
        .execute();
      return rows.map(toScan).sort((left, right) => left.startedAt - right.startedAt);
    },

    async get(id) {
      const row = await session.db.selectFrom('scans').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toScan(row);
    },

    async latest(count) {
      const rows = await session.db
        .selectFrom('scans')
        .selectAll()
        .orderBy('started_at', 'desc')
        .orderBy('id', 'desc')
        .limit(count)
        .execute();
      return rows.map(toScan);
    },

    prune(before, limit) {
      const latest = sql`select id from scans order by started_at desc, id desc limit ${alwaysKept}`;
      const where = sql`finished_at is not null and finished_at < ${before} and state <> 'running' and id not in (${latest})`;
      return deleteSome(session.db, { table: 'scans', key: 'id', by: 'finished_at', where, limit });
    },
  };
}
