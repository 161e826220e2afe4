import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { NewOutboxMessage, OutboxRecords, OutboxRow } from '../../usecases/ports/outbox-records.ts';
import { chunks } from '../database/chunks.ts';
import type { Database, OutboxTable } from '../database/schema.ts';
import type { Session } from '../database/session.ts';
import { toOutbox } from './outbox-rows.ts';

function toColumns(row: NewOutboxMessage, place: number): OutboxTable {
  return {
    id: row.id,
    channel: row.channel,
    message_json: JSON.stringify(row.message),
    created_at: row.createdAt,
    place,
    state: 'waiting',
    attempts: 0,
    next_attempt_at: row.createdAt,
    first_attempt_at: null,
    last_error: null,
    claimed_by: null,
    claimed_until: null,
    posted_channel: null,
    posted_ts: null,
    sent_at: null,
  };
}

/** The oldest unsent row of each channel: no younger one may overtake it. */
function heads(db: Kysely<Database>) {
  const unsent = db
    .selectFrom('outgoing')
    .selectAll()
    .select(sql<number>`row_number() over (partition by channel order by created_at, place, id)`.as('turn'))
    .where('state', '<>', 'sent')
    .as('unsent');
  return db.selectFrom(unsent).where('turn', '=', 1);
}

async function claim(
  db: Kysely<Database>,
  now: number,
  until: number,
  processId: string,
  limit: number,
): Promise<readonly OutboxRow[]> {
  const due = await heads(db)
    .selectAll()
    .where('next_attempt_at', '<=', now)
    .where((eb) => eb.or([eb('claimed_until', 'is', null), eb('claimed_until', '<=', now)]))
    .orderBy('created_at')
    .orderBy('place')
    .orderBy('id')
    .limit(limit)
    .execute();
  for (const part of chunks(due, 1)) {
    const ids = part.map((row) => row.id);
    await db
      .updateTable('outgoing')
      .set({ claimed_by: processId, claimed_until: until })
      .where('id', 'in', ids)
      .execute();
  }
  return due.map(toOutbox);
}

async function summarise(db: Kysely<Database>): ReturnType<OutboxRecords['waiting']> {
  const { count, oldestAt } = await db
    .selectFrom('outgoing')
    .select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.min('created_at').as('oldestAt')])
    .where('state', '<>', 'sent')
    .executeTakeFirstOrThrow();
  const failing = await heads(db)
    .select(['channel', 'last_error', 'first_attempt_at', 'created_at'])
    .where('last_error', 'is not', null)
    .orderBy('channel')
    .execute();
  const trouble = failing.map((row) => ({
    channel: row.channel,
    error: row.last_error ?? '',
    since: row.first_attempt_at ?? row.created_at,
  }));
  return { count, oldestAt, trouble };
}

export function outboxRecords(session: Session): OutboxRecords {
  const unclaimed = { claimed_by: null, claimed_until: null };

  return {
    add(rows) {
      return session.atomic(async (db) => {
        const last = await db
          .selectFrom('outgoing')
          .select((eb) => eb.fn.max('place').as('place'))
          .executeTakeFirst();
        const next = (last?.place ?? 0) + 1;
        const columns = rows.map((row, index) => toColumns(row, next + index));
        for (const part of chunks(columns, 15)) await db.insertInto('outgoing').values(part).execute();
      });
    },

    claimDue(now, until, processId, limit) {
      return session.atomic((db) => claim(db, now, until, processId, limit));
    },

    async posting(id, at) {
      await session.db
        .updateTable('outgoing')
        .set((eb) => ({ state: 'posting', first_attempt_at: eb.fn.coalesce('first_attempt_at', eb.val(at)) }))
        .where('id', '=', id)
        .where('state', '<>', 'sent')
        .execute();
    },

    async sent(id, channel, ts, at) {
      await session.db
        .updateTable('outgoing')
        .set({ state: 'sent', posted_channel: channel, posted_ts: ts, sent_at: at, last_error: null, ...unclaimed })
        .where('id', '=', id)
        .execute();
    },

    async retry(id, error, nextAttemptAt, outcome) {
      await session.db
        .updateTable('outgoing')
        .set((eb) => ({
          state: outcome === 'unknown' ? 'posting' : 'waiting',
          attempts: eb('attempts', '+', 1),
          last_error: error,
          next_attempt_at: nextAttemptAt,
          ...unclaimed,
        }))
        .where('id', '=', id)
        .where('state', '<>', 'sent')
        .execute();
    },

    async get(id) {
      const row = await session.db.selectFrom('outgoing').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toOutbox(row);
    },

    waiting() {
      return session.atomic(summarise);
    },

    async release(processId) {
      await session.db
        .updateTable('outgoing')
        .set(unclaimed)
        .where('claimed_by', '=', processId)
        .where('state', '<>', 'sent')
        .execute();
    },

    async prune(before) {
      const { numDeletedRows } = await session.db
        .deleteFrom('outgoing')
        .where('state', '=', 'sent')
        .where('sent_at', '<', before)
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  };
}
