import { sql } from 'kysely';
import { z } from 'zod';
import type { ScheduleRecords, ScheduleRow, SlotRow } from '../../usecases/ports/schedule-records.ts';
import { parseRow } from '../database/rows.ts';
import type { Session } from '../database/session.ts';

const scheduleRow = z
  .object({
    name: z.string(),
    last_digest_at: z.number().nullable(),
  })
  .transform((row): ScheduleRow => ({ name: row.name, lastDigestAt: row.last_digest_at }));

const slotRow = z
  .object({
    schedule: z.string(),
    due_at: z.number(),
    process_id: z.string(),
    state: z.enum(['claimed', 'done', 'released']),
  })
  .transform(
    (row): SlotRow => ({
      schedule: row.schedule,
      dueAt: row.due_at,
      processId: row.process_id,
      state: row.state,
    }),
  );

const parseSchedule = (row: unknown): ScheduleRow => parseRow('schedules', scheduleRow, row);

function parseSlots(rows: readonly unknown[]): readonly SlotRow[] {
  return rows
    .map((row) => parseRow('slots', slotRow, row))
    .sort((left, right) => compare(left.schedule, right.schedule) || right.dueAt - left.dueAt);
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

export function scheduleRecords(session: Session): ScheduleRecords {
  const slotsIn = async (state: SlotRow['state']) =>
    parseSlots(await session.db.selectFrom('slots').selectAll().where('state', '=', state).execute());

  return {
    async get(name) {
      const row = await session.db.selectFrom('schedules').selectAll().where('name', '=', name).executeTakeFirst();
      return row && parseSchedule(row);
    },

    async all() {
      return (await session.db.selectFrom('schedules').selectAll().orderBy('name').execute()).map(parseSchedule);
    },

    next(name, fingerprint, at, overlapMs) {
      return session.atomic(async (db) => {
        const rows = await db.selectFrom('next_slots').selectAll().where('schedule', '=', name).execute();
        const own = rows.find((row) => row.fingerprint === fingerprint);
        const isLeft = rows.some((row) => row !== own && row.seen_at < at - overlapMs);
        if (isLeft) {
          await db
            .deleteFrom('next_slots')
            .where('schedule', '=', name)
            .where('fingerprint', '<>', fingerprint)
            .where('seen_at', '<', at - overlapMs)
            .execute();
        }
        // Not at each look: each is a write that waits for the disk.
        if (own !== undefined && Math.abs(at - own.seen_at) > overlapMs / 10) {
          await db
            .updateTable('next_slots')
            .set({ seen_at: at })
            .where('schedule', '=', name)
            .where('fingerprint', '=', fingerprint)
            .execute();
        }
        return own?.due_at;
      });
    },

    async setNext(schedule, fingerprint, nextDueAt, at) {
      const next = { due_at: nextDueAt, seen_at: at };
      await session.db
        .insertInto('next_slots')
        .values({ schedule, fingerprint, ...next })
        .onConflict((conflict) => conflict.columns(['schedule', 'fingerprint']).doUpdateSet(next))
        .execute();
    },

    async setLastDigest(name, at) {
      // An empty fingerprint is nobody's, for a version before 0017: it then has nothing to catch up.
      await session.db
        .insertInto('schedules')
        .values({ name, fingerprint: '', next_due_at: null, last_digest_at: at })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ last_digest_at: at }))
        .execute();
    },

    async claim(schedule, dueAt, processId, at) {
      const claim = { process_id: processId, state: 'claimed', claimed_at: at };
      const won = await session.db
        .insertInto('slots')
        .values({ schedule, due_at: dueAt, finished_at: null, ...claim })
        .onConflict((conflict) =>
          conflict.columns(['schedule', 'due_at']).doUpdateSet(claim).where('slots.state', '=', 'released'),
        )
        .returning('process_id')
        .execute();
      return won.length === 1;
    },

    async finish(schedule, dueAt, holder, at) {
      const { numUpdatedRows } = await session.db
        .updateTable('slots')
        .set({ state: 'done', finished_at: at })
        .where('schedule', '=', schedule)
        .where('due_at', '=', dueAt)
        .where('state', '=', holder === null ? 'released' : 'claimed')
        .$if(holder !== null, (query) => query.where('process_id', '=', holder ?? ''))
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0;
    },

    async release(processId) {
      const rows = await session.db
        .updateTable('slots')
        .set({ state: 'released' })
        .where('process_id', '=', processId)
        .where('state', '=', 'claimed')
        .returningAll()
        .execute();
      return parseSlots(rows);
    },

    claimed: () => slotsIn('claimed'),
    released: () => slotsIn('released'),

    async prune(before, limit) {
      const { numAffectedRows } = await sql`
        delete from slots where (schedule, due_at) in (
          select schedule, due_at from slots
          where finished_at is not null and finished_at < ${before} and state not in ('claimed', 'released')
          order by finished_at limit ${limit})`.execute(session.db);
      return Number(numAffectedRows ?? 0n);
    },
  };
}
