import { sql } from 'kysely';
import { z } from 'zod';
import type { ScanRecords, ScanRow } from '../../usecases/ports/scan-records.ts';
import { given, parseRow } from '../database/rows.ts';
import type { Session } from '../database/session.ts';
import { deleteSome } from './delete-some.ts';

const scanRow = z
  .object({
    id: z.string(),
    process_id: z.string(),
    started_at: z.number(),
    scope: z.string(),
    schedule: z.string().nullable(),
    slot_at: z.number().nullable(),
    caught_up: z.literal([0, 1]),
    asked_by: z.string().nullable(),
    asked_in: z.string().nullable(),
    command: z.string().nullable(),
    state: z.enum(['running', 'finished', 'interrupted', 'failed']),
    finished_at: z.number().nullable(),
    scanned: z.number(),
    unknown: z.number(),
    opened: z.number(),
    resolved: z.number(),
    open: z.number(),
  })
  .transform(
    (row): ScanRow => ({
      id: row.id,
      processId: row.process_id,
      startedAt: row.started_at,
      scope: row.scope,
      ...given('schedule', row.schedule),
      ...given('slotAt', row.slot_at),
      caughtUp: row.caught_up === 1,
      ...given('askedBy', row.asked_by),
      ...given('askedIn', row.asked_in),
      ...given('command', row.command),
      state: row.state,
      ...given('finishedAt', row.finished_at),
      scanned: row.scanned,
      unknown: row.unknown,
      opened: row.opened,
      resolved: row.resolved,
      open: row.open,
    }),
  );

const parse = (row: unknown): ScanRow => parseRow('scans', scanRow, row);

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
        })
        .execute();
    },

    async finish(id, at, { scanned, unknown, opened, resolved, open }) {
      await ending(id).set({ state: 'finished', finished_at: at, scanned, unknown, opened, resolved, open }).execute();
    },

    async fail(id, at) {
      await ending(id).set({ state: 'failed', finished_at: at }).execute();
    },

    async interrupt(processId, at) {
      const rows = await session.db
        .updateTable('scans')
        .set({ state: 'interrupted', finished_at: at })
        .where('process_id', '=', processId)
        .where('state', '=', 'running')
        .returningAll()
        .execute();
      return rows.map(parse).sort((left, right) => left.startedAt - right.startedAt);
    },

    async get(id) {
      const row = await session.db.selectFrom('scans').selectAll().where('id', '=', id).executeTakeFirst();
      return row && parse(row);
    },

    async latest(count) {
      const rows = await session.db
        .selectFrom('scans')
        .selectAll()
        .orderBy('started_at', 'desc')
        .orderBy('id', 'desc')
        .limit(count)
        .execute();
      return rows.map(parse);
    },

    prune(before, limit) {
      const latest = sql`select id from scans order by started_at desc, id desc limit ${alwaysKept}`;
      const where = sql`finished_at is not null and finished_at < ${before} and state <> 'running' and id not in (${latest})`;
      return deleteSome(session.db, { table: 'scans', key: 'id', by: 'finished_at', where, limit });
    },
  };
}
