import { type Kysely, type SqlBool, sql } from 'kysely';
import { dayMs } from '../../domain/retention.ts';
import type { OutboxClaim, OutboxRecords, OutboxRow } from '../../usecases/ports/outbox-records.ts';
import { chunks } from '../database/chunks.ts';
import type { Database, OutboxTable } from '../database/schema.ts';
import type { Session } from '../database/session.ts';
import { deleteSome } from './delete-some.ts';
import { parentsOf, toColumns, toOutbox } from './outbox-rows.ts';

/** As the partial index says it, letter by letter: with a parameter in place of 'sent', SQLite does not use the index. */
const tried = sql<SqlBool>`state <> 'sent' and ended_at is null`;
const ended = sql<SqlBool>`ended_at is not null and dropped_at is null`;

/**
 * The oldest message of each channel that is still tried: no younger one may overtake it. It goes from channel to channel
 * in the index, so that what waits behind costs nothing.
 */
function heads(db: Kysely<Database>) {
  return db
    .withRecursive('lanes(channel)', (lanes) =>
      lanes
        .selectFrom('outgoing')
        .select(sql<string | null>`min(channel)`.as('channel'))
        .where(tried)
        .unionAll(
          lanes
            .selectFrom('lanes')
            .select((eb) =>
              eb
                .selectFrom('outgoing')
                .select(sql<string | null>`min(outgoing.channel)`.as('channel'))
                .where(tried)
                .whereRef('outgoing.channel', '>', 'lanes.channel')
                .as('channel'),
            )
            .where('lanes.channel', 'is not', null),
        ),
    )
    .selectFrom('lanes')
    .innerJoin('outgoing', (join) =>
      join.on('outgoing.id', '=', (eb) =>
        eb
          .selectFrom('outgoing as head')
          .select('head.id')
          .where(sql<SqlBool>`head.state <> 'sent' and head.ended_at is null`)
          .whereRef('head.channel', '=', 'lanes.channel')
          .orderBy('head.created_at')
          .orderBy('head.place')
          .orderBy('head.id')
          .limit(1),
      ),
    );
}

async function claim(
  db: Kysely<Database>,
  now: number,
  until: number,
  processId: string,
  limit: number,
): Promise<readonly OutboxRow[]> {
  const due = await heads(db)
    .selectAll('outgoing')
    // What was never tried is due, whatever the clock said of whoever wrote it.
    .where((eb) => eb.or([eb('outgoing.attempts', '=', 0), eb('outgoing.next_attempt_at', '<=', now)]))
    .where((eb) => eb.or([eb('outgoing.claimed_until', 'is', null), eb('outgoing.claimed_until', '<=', now)]))
    .orderBy('outgoing.created_at')
    .orderBy('outgoing.place')
    .orderBy('outgoing.id')
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
    .where(tried)
    .executeTakeFirstOrThrow();
  const failing = await heads(db)
    .select(['outgoing.channel', 'outgoing.last_error', 'outgoing.first_attempt_at', 'outgoing.created_at'])
    .where('outgoing.last_error', 'is not', null)
    .orderBy('outgoing.channel')
    .execute();
  const trouble = failing.map((row) => ({
    channel: row.channel,
    error: row.last_error ?? '',
    since: row.first_attempt_at ?? row.created_at,
  }));
  return { count, oldestAt, trouble };
}

/** True of every row without a claim; with one, of what it still holds: another `until` is another claim. */
function heldBy(claim: OutboxClaim | undefined) {
  if (claim === undefined) return sql<SqlBool>`1 = 1`;
  return sql<SqlBool>`claimed_by = ${claim.processId} and claimed_until = ${claim.until}`;
}

/** Ids are letters, digits, `-` and `_`: compared letter by letter, since `_` means something to LIKE. */
function begins(idBegins: string) {
  return sql<SqlBool>`substr(id, 1, ${idBegins.length}) = ${idBegins}`;
}

const unclaimed = { claimed_by: null, claimed_until: null };

/** One more attempt that failed, and what follows from it; only of what is still tried. Resolves with whether it was. */
async function failed(
  db: Kysely<Database>,
  { id, error, outcome, claim }: FailedAttempt,
  then: Partial<OutboxTable>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('outgoing')
    .set((eb) => ({
      state: outcome === 'unknown' ? 'posting' : 'waiting',
      attempts: eb('attempts', '+', 1),
      last_error: error,
      ...then,
      ...unclaimed,
    }))
    .where('id', '=', id)
    .where(tried)
    .where(heldBy(claim))
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0;
}

interface FailedAttempt {
  readonly id: string;
  readonly error: string;
  readonly outcome: 'not-posted' | 'unknown';
  readonly claim: OutboxClaim | undefined;
}

/** Buttons that still wait for a decision are taken off by their row; a channel that is closed for ever ends that. */
const followedFor = 365 * dayMs;

export function outboxRecords(session: Session): OutboxRecords {
  return {
    add(rows) {
      return session.atomic(async (db) => {
        const last = await db
          .selectFrom('outgoing')
          .select((eb) => eb.fn.max('place').as('place'))
          .executeTakeFirst();
        const next = (last?.place ?? 0) + 1;
        const parents = await parentsOf(db, rows);
        const columns = rows.map((row, index) => {
          const parentAt = row.threadOf === undefined ? undefined : parents.get(row.threadOf);
          const createdAt = Math.max(row.createdAt, parentAt ?? row.createdAt);
          return { ...toColumns(row, next + index), created_at: createdAt };
        });
        for (const part of chunks(columns, 24)) await db.insertInto('outgoing').values(part).execute();
      });
    },

    claimDue(now, until, processId, limit) {
      return session.atomic((db) => claim(db, now, until, processId, limit));
    },

    async posting(id, at, claim) {
      const { numUpdatedRows } = await session.db
        .updateTable('outgoing')
        .set((eb) => ({ state: 'posting', first_attempt_at: eb.fn.coalesce('first_attempt_at', eb.val(at)) }))
        .where('id', '=', id)
        .where('state', '<>', 'sent')
        .where(heldBy(claim))
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0;
    },

    async sent(id, channel, ts, at) {
      await session.db
        .updateTable('outgoing')
        .set({ state: 'sent', posted_channel: channel, posted_ts: ts, sent_at: at, last_error: null, ...unclaimed })
        .where('id', '=', id)
        .where('state', '<>', 'sent')
        .execute();
    },

    async retry(id, error, { nextAttemptAt, refusedSince = null }, outcome, claim) {
      const next = { next_attempt_at: nextAttemptAt, refused_since: refusedSince };
      await failed(session.db, { id, error, outcome, claim }, next);
    },

    async redirect(id, { channel, message }, at, claim) {
      const next = { channel, message_json: JSON.stringify(message), next_attempt_at: at, refused_since: null };
      await session.db
        .updateTable('outgoing')
        .set({ ...next, state: 'waiting', ...unclaimed })
        .where('id', '=', id)
        .where(tried)
        .where(heldBy(claim))
        .execute();
    },

    end(id, error, at, outcome, claim) {
      return failed(session.db, { id, error, outcome, claim }, { ended_at: at });
    },

    async undeliverable(of) {
      const rows = await session.db
        .selectFrom('outgoing')
        .select((eb) => [
          'channel',
          eb.fn.coalesce('last_error', eb.val('')).as('error'),
          eb.fn.countAll<number>().as('count'),
          eb.fn.min<number>('ended_at').as('first'),
          eb.fn.max<number>('ended_at').as('since'),
        ])
        .where(ended)
        .$if(of !== undefined, (query) =>
          query.where('channel', '=', of?.channel ?? '').where('last_error', '=', of?.error ?? ''),
        )
        .groupBy(['channel', 'last_error'])
        .orderBy('since', 'desc')
        .orderBy('channel')
        .execute();
      return rows;
    },

    async ended(idBegins, limit) {
      const rows = await session.db
        .selectFrom('outgoing')
        .selectAll()
        .where(ended)
        .where(begins(idBegins))
        .orderBy('ended_at', 'desc')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(toOutbox);
    },

    async revive(idBegins, now) {
      const never = { ended_at: null, first_attempt_at: null, refused_since: null, last_error: null };
      const { numUpdatedRows } = await session.db
        .updateTable('outgoing')
        .set({ attempts: 0, next_attempt_at: now, ...never, ...unclaimed })
        .where(ended)
        .where(begins(idBegins))
        .executeTakeFirstOrThrow();
      return Number(numUpdatedRows);
    },

    async drop(idBegins, at) {
      const { numUpdatedRows } = await session.db
        .updateTable('outgoing')
        .set({ dropped_at: at })
        .where(ended)
        .where(begins(idBegins))
        .executeTakeFirstOrThrow();
      return Number(numUpdatedRows);
    },

    async get(id) {
      const row = await session.db.selectFrom('outgoing').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toOutbox(row);
    },

    async postedAt(channel, ts) {
      const row = await session.db
        .selectFrom('outgoing')
        .selectAll()
        .where('posted_ts', '=', ts)
        .where('posted_channel', '=', channel)
        .executeTakeFirst();
      return row && toOutbox(row);
    },

    async linked(id, permalink) {
      await session.db.updateTable('outgoing').set({ permalink }).where('id', '=', id).execute();
    },

    async gone(id, at) {
      await session.db
        .updateTable('outgoing')
        .set({ gone_at: at })
        .where('id', '=', id)
        .where('gone_at', 'is', null)
        .execute();
    },

    async followed() {
      const rows = await session.db
        .selectFrom('outgoing')
        .selectAll()
        .where('follows', 'is not', null)
        .where('state', '=', 'sent')
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(toOutbox);
    },

    async unfollow(id, message) {
      await session.db
        .updateTable('outgoing')
        .set({ follows: null, ...(message && { message_json: JSON.stringify(message) }) })
        .where('id', '=', id)
        .execute();
    },

    waiting() {
      return session.snapshot(summarise);
    },

    async release(processId) {
      await session.db
        .updateTable('outgoing')
        .set(unclaimed)
        .where('claimed_by', '=', processId)
        .where('state', '<>', 'sent')
        .execute();
    },

    prune(before, limit, requestsSince) {
      const free =
        requestsSince === undefined
          ? sql`1 = 1`
          : sql`(created_at < ${requestsSince} or message_json not like '%"requestId":%')`;
      const some = { table: 'outgoing', key: 'id', limit };
      return session.atomic(async (db) => {
        const sent = await deleteSome(db, {
          ...some,
          by: 'sent_at',
          where: sql`state = 'sent' and sent_at < ${before} and (follows is null or sent_at < ${before - followedFor}) and ${free}`,
        });
        const over = await deleteSome(db, {
          ...some,
          by: 'ended_at',
          where: sql`ended_at is not null and ended_at < ${before} and ${free}`,
          limit: limit - sent,
        });
        return sent + over;
      });
    },
  };
}
