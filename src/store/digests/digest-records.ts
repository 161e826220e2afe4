import { type Kysely, type SqlBool, sql } from 'kysely';
import { z } from 'zod';
import { exposures } from '../../domain/model.ts';
import type { Became, DigestMessage } from '../../usecases/messages/audit-messages.ts';
import { namedIn } from '../../usecases/messages/digest-news.ts';
import type { ChangedDigest, DigestRecords, HeldDigest } from '../../usecases/ports/records/digest-records.ts';
import { toMessage } from '../audit/outbox-rows.ts';
import { targetConditions } from '../audit/target-records.ts';
import { chunks } from '../database/chunks.ts';
import { given, parseRow } from '../database/rows.ts';
import type { Database } from '../database/schema.ts';
import type { Session } from '../database/session.ts';
import { isAccepted, isNotAccepted, newsAt } from '../exceptions/accepted.ts';
import { acceptanceColumn } from '../exceptions/exception-rows.ts';
import { ownerKey } from '../owners/owner-columns.ts';

const heldRow = z
  .object({
    id: z.string(),
    schedule: z.string(),
    channel: z.string(),
    message_json: z.string().transform(toMessage),
    created_at: z.number(),
    until: z.number(),
  })
  .transform(({ message_json: message, created_at: createdAt, ...row }) => ({ ...row, message, createdAt }));

/** One that cannot be read any more was composed again by the next scan. */
function toHeld(raw: unknown): HeldDigest[] {
  const { message, ...row } = parseRow('held_digests', heldRow, raw);
  return message.kind === 'digest' ? [{ ...row, message }] : [];
}

const states = ['open', 'requested', 'accepted', 'fixed', 'resolved'] as const;

const stateRow = z.object({
  outgoing_id: z.string(),
  finding_id: z.string(),
  state: z.enum(states),
  resolved_at: z.number().nullable(),
  fixed_at: z.number().nullable(),
  exposure: z.enum(exposures).nullable(),
  accepted_until: z.number().nullable(),
  accepted_json: acceptanceColumn,
  request_id: z.string().nullable(),
  asked_by: z.string().nullable(),
});
type StateRow = z.infer<typeof stateRow>;

function becameOf({
  state,
  resolved_at: at,
  fixed_at: fixedAt,
  exposure,
  accepted_until: until,
  accepted_json: accepted,
  request_id: requestId,
  asked_by: by,
}: StateRow): Became | undefined {
  switch (state) {
    case 'resolved':
      return { is: 'resolved', at: at ?? 0 };
    case 'fixed':
      return { is: 'fixed', at: fixedAt ?? 0 };
    case 'requested':
      return { is: 'requested', by: by ?? '', requestId: requestId ?? '' };
    case 'accepted':
      return { is: 'accepted', until: until ?? 0, ...given('day', accepted?.until ?? null) };
    case 'open':
      return exposure === null ? undefined : { is: 'now', exposure };
  }
}

/** As src/domain/fixed.ts says it. */
const isFixed = sql`findings.fixed_at is not null and findings.exposure = 'unused'`;

/**
 * The plan that was carried out of a finding that no scan has seen since: whether it is fixed, all of it or a part, the
 * rescan says. Until then the request is what is known of it.
 */
const endedUnseen = sql<string>`case when findings.fixed_at > findings.last_seen_at and not (${isFixed}) then (
  select executions.plan_id from executions join plans as done on done.id = executions.plan_id
  where executions.ended_at is not null and done.account = findings.account and done.region = findings.region
    and done.kind = findings.kind and done.name = findings.name and done.rule = findings.rule
  order by executions.ended_at desc, executions.id limit 1) end`;

const requestId = sql<string | null>`coalesce(plans.request_id, ended.request_id)`;

/** What each named finding is now. A finding that was removed was resolved long before. */
function statesNow(db: Kysely<Database>, now: number) {
  return db
    .selectFrom('digest_findings as named')
    .leftJoin('findings', 'findings.id', 'named.finding_id')
    .leftJoin('plans', (join) =>
      join
        .onRef('plans.account', '=', 'findings.account')
        .onRef('plans.region', '=', 'findings.region')
        .onRef('plans.kind', '=', 'findings.kind')
        .onRef('plans.name', '=', 'findings.name')
        .onRef('plans.rule', '=', 'findings.rule')
        .on('plans.active', '=', 1),
    )
    .leftJoin('plans as ended', (join) => join.on('ended.id', '=', endedUnseen))
    .leftJoin('requests', (join) => join.on('requests.id', '=', requestId))
    .leftJoin('outgoing as asking', (join) => join.on('asking.id', '=', sql<string>`'ask-' || ${requestId}`))
    .select(['named.outgoing_id', 'named.finding_id', 'named.shown', 'named.named_at'])
    .select([
      'findings.resolved_at',
      'findings.fixed_at',
      'findings.exposure',
      'findings.accepted_until',
      'findings.accepted_json',
      requestId.as('request_id'),
      'requests.asked_by',
    ])
    .select(
      sql<string>`case when findings.id is null or findings.resolved_at is not null then 'resolved'
        when ${requestId} is not null then 'requested ' || ${requestId} ||
          case when asking.permalink is null then '' else ' linked' end
        when ${isFixed} then 'fixed'
        when ${isAccepted(now)} then 'accepted ' || cast(findings.accepted_until as text)
        else 'open ' || findings.exposure end`.as('exactly'),
    )
    .select(
      sql<string>`case when findings.id is null or findings.resolved_at is not null then 'resolved'
        when ${requestId} is not null then 'requested' when ${isFixed} then 'fixed'
        when ${isAccepted(now)} then 'accepted' else 'open' end`.as('state'),
    );
}

async function changed(
  db: Kysely<Database>,
  since: number,
  now: number,
  limit: number,
): Promise<readonly ChangedDigest[]> {
  const rows = await db
    .with('now', () => statesNow(db, now))
    .selectFrom('outgoing')
    .select(['outgoing.id'])
    .where('outgoing.state', '=', 'sent')
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('now')
          .select('now.outgoing_id')
          .whereRef('now.outgoing_id', '=', 'outgoing.id')
          .whereRef('now.shown', '<>', 'now.exactly')
          // As an older version wrote it, which named no exposure.
          .where(({ not, and, eb: is }) => not(and([is('now.shown', '=', 'open'), is('now.state', '=', 'open')])))
          .where('now.named_at', '>=', since),
      ),
    )
    .orderBy('outgoing.created_at')
    .orderBy('outgoing.id')
    .limit(limit)
    .execute();
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const all = (await statesNow(db, now).where('named.outgoing_id', 'in', ids).execute()).map((raw) =>
    parseRow('digest_findings', stateRow, raw),
  );
  const byMessage = Map.groupBy(all, ({ outgoing_id: id }) => id);
  return ids.map((id) => ({
    id,
    became: Object.fromEntries(
      (byMessage.get(id) ?? []).flatMap((row) => {
        const became = becameOf(row);
        return became === undefined ? [] : [[row.finding_id, became]];
      }),
    ),
  }));
}

const changeRow = z.object({ day: z.coerce.number(), change: z.coerce.number() });

/** Days that are over were counted; of today only the findings tell all. */
async function changesOf(db: Kysely<Database>, first: number, today: number) {
  const { rows } = await sql`
    select day, sum(open - was) as change from finding_days where day >= ${first} and day < ${today} group by day
    union all select cast(${today} as bigint), (
      select count(*) from findings where resolved_at is null and first_seen_at >= ${today}
    ) - (
      select count(*) from findings where resolved_at is not null and resolved_at >= ${today} and first_seen_at < ${today}
    )
    order by day`.execute(db);
  return rows.map((raw) => parseRow('finding_days', changeRow, raw));
}

/** With what a reader sees of it: another end or another request is shown again. The same as `statesNow` says it. */
function toShown(message: DigestMessage, findingId: string): string {
  const { became = {} } = message;
  const now = Object.hasOwn(became, findingId) ? became[findingId] : undefined;
  switch (now?.is) {
    case 'requested':
      return `requested ${now.requestId}${now.link === undefined ? '' : ' linked'}`;
    case 'accepted':
      return `accepted ${now.until}`;
    case 'resolved':
    case 'fixed':
      return now.is;
    case 'now':
      return `open ${now.exposure}`;
    case undefined:
      return `open ${namedIn(message).get(findingId)}`;
  }
}

export function digestRecords(session: Session): DigestRecords {
  return {
    hold(digests) {
      const rows = digests.map(({ message, createdAt, ...row }) => {
        return { ...row, message_json: JSON.stringify(message), created_at: createdAt };
      });
      return session.atomic(async (db) => {
        for (const part of chunks(rows, 6)) await db.insertInto('held_digests').values(part).execute();
      });
    },

    async held(schedule) {
      const rows = await session.db
        .selectFrom('held_digests')
        .selectAll()
        .where('schedule', '=', schedule)
        .orderBy('id')
        .execute();
      return rows.flatMap(toHeld);
    },

    drop(ids) {
      return session.atomic(async (db) => {
        for (const part of chunks(ids, 1)) {
          const dropped = db.selectFrom('held_digests').select('created_at').where('id', 'in', part);
          await db
            .updateTable('findings')
            .set({ raised_at: null })
            .where('resolved_at', 'is', null)
            .where('raised_at', 'in', dropped)
            .execute();
          await db.deleteFrom('held_digests').where('id', 'in', part).execute();
        }
      });
    },

    async isDue(now) {
      const due = session.db.selectFrom('held_digests').select('id').where('until', '<=', now).limit(1);
      return (await due.executeTakeFirst()) !== undefined;
    },

    takeDue(now) {
      return session.atomic(async (db) => {
        const rows = await db
          .selectFrom('held_digests')
          .selectAll()
          .where('until', '<=', now)
          .orderBy('created_at')
          .orderBy('id')
          .execute();
        await db.deleteFrom('held_digests').where('until', '<=', now).execute();
        return rows.flatMap(toHeld);
      });
    },

    name(messages, at) {
      const rows = messages.flatMap(({ id, named }) =>
        [...named].map(([finding, exposure]) => {
          return { outgoing_id: id, finding_id: finding, shown: `open ${exposure}`, named_at: at };
        }),
      );
      return session.atomic(async (db) => {
        for (const part of chunks(rows, 4)) await db.insertInto('digest_findings').values(part).execute();
      });
    },

    changed: (since, now, limit) => session.snapshot((db) => changed(db, since, now, limit)),

    show(messageId, message) {
      return session.atomic(async (db) => {
        await db
          .updateTable('outgoing')
          .set({ message_json: JSON.stringify(message) })
          .where('id', '=', messageId)
          .execute();
        const named = await db
          .selectFrom('digest_findings')
          .select('finding_id')
          .where('outgoing_id', '=', messageId)
          .execute();
        for (const { finding_id: id } of named) {
          await db
            .updateTable('digest_findings')
            .set({ shown: toShown(message, id) })
            .where('outgoing_id', '=', messageId)
            .where('finding_id', '=', id)
            .execute();
        }
      });
    },

    raise(places, before, at) {
      return session.atomic(async (db) => {
        for (const [owner, targets] of Map.groupBy(places, ({ ownedBy }) => ownedBy))
          for (const condition of targetConditions(targets))
            await db
              .updateTable('findings')
              .set({ raised_at: at })
              .where('resolved_at', 'is', null)
              .where('exposure', '=', 'exposed')
              .where(newsAt, '<', before)
              .where('raised_at', 'is', null)
              .where(isNotAccepted(at))
              .where(condition)
              .where(owner === undefined ? sql<SqlBool>`1 = 1` : sql<SqlBool>`${ownerKey} = ${owner}`)
              .execute();
      });
    },

    changes: (first, today) => session.snapshot((db) => changesOf(db, first, today)),

    async forget(before) {
      await session.db.deleteFrom('digest_findings').where('named_at', '<', before).execute();
    },
  };
}
