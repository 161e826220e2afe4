import { type Kysely, type RawBuilder, sql } from 'kysely';
import { dayMs, dayOf } from '../../domain/retention.ts';
import type { EvidenceRecords, Period } from '../../usecases/ports/evidence-records.ts';
import type { FindingRow } from '../../usecases/ports/finding-records.ts';
import { toFinding } from '../audit/finding-rows.ts';
import { toScan } from '../audit/scan-rows.ts';
import { targetConditions } from '../audit/target-records.ts';
import type { Database } from '../database/schema.ts';
import type { Session } from '../database/session.ts';

/**
 * Each of the two has an index of its own: together in one condition they have none. The signs keep SQLite from the index of
 * first sights, which has everything that was ever resolved.
 */
function halves({ from, before }: Period): readonly RawBuilder<boolean>[] {
  const seen = before === Number.POSITIVE_INFINITY ? sql<boolean>`1 = 1` : sql<boolean>`+first_seen_at < ${before}`;
  return [
    sql<boolean>`resolved_at is null and ${seen}`,
    sql<boolean>`resolved_at is not null and resolved_at >= ${from} and ${seen}`,
  ];
}

/** Where the period ends after every first sight, its end narrows nothing, and indexes alone can count. */
async function withoutVacuous(db: Kysely<Database>, { from, before }: Period): Promise<Period> {
  const { rows } = await sql<{ last: number | null }>`select max(first_seen_at) as last from findings`.execute(db);
  return { from, before: (rows[0]?.last ?? 0) < before ? Number.POSITIVE_INFINITY : before };
}

const order = ['account', 'region', 'kind', 'name', 'id'] as const;

function behind(after: FindingRow | undefined): RawBuilder<boolean> {
  if (after === undefined) return sql<boolean>`1 = 1`;
  const { account, region, kind, name, id } = after;
  return sql<boolean>`(account, region, kind, name, id) > (${account}, ${region}, ${kind}, ${name}, ${id})`;
}

function compare(left: FindingRow, right: FindingRow): number {
  const key = order.find((column) => left[column] !== right[column]);
  // As both databases compare: by the bytes of the text.
  return key === undefined ? 0 : Buffer.compare(Buffer.from(left[key]), Buffer.from(right[key]));
}

/** The earliest instant of anything that was recorded, each by its index. */
const firsts = sql`select min(first_seen_at) as first from findings
  union all select min(started_at) from scans
  union all select min(created_at) from requests
  union all select min(day) from day_counts
  union all select min(day) from finding_days`;

async function findingsOf(
  db: Kysely<Database>,
  period: Period,
  targets: Parameters<EvidenceRecords['findingsOf']>[1],
  limit: number,
  after: FindingRow | undefined,
): Promise<readonly FindingRow[]> {
  const rows: FindingRow[] = [];
  for (const condition of targetConditions(targets))
    for (const half of halves(period)) {
      const found = await db
        .selectFrom('findings')
        .selectAll()
        .where(half)
        .where(condition)
        .where(behind(after))
        .orderBy('account')
        .orderBy('region')
        .orderBy('kind')
        .orderBy('name')
        .orderBy('id')
        .limit(limit)
        .execute();
      rows.push(...found.map(toFinding));
    }
  return rows.toSorted(compare).slice(0, limit);
}

/** Days of which the end lies in the period: a day that has only begun counts as the last one. */
function days({ from, before }: Period): { first: number; last: number } {
  return { first: dayOf(from), last: dayOf(before - 1) };
}

export function evidenceRecords(session: Session): EvidenceRecords {
  return {
    async firstRecord() {
      const { rows } = await sql<{ first: number | null }>`select min(first) as first from (${firsts}) as each`.execute(
        session.db,
      );
      return rows[0]?.first ?? undefined;
    },

    async targetsWithFindings(period) {
      const [open, resolved] = halves(await withoutVacuous(session.db, period));
      const { rows } = await sql<{ account: string; region: string; count: number }>`
        select account, region, cast(sum(count) as bigint) as count from (
          select account, region, count(*) as count from findings where ${open} group by account, region
          union all select account, region, count(*) as count from findings where ${resolved} group by account, region
        ) as each group by account, region order by account, region`.execute(session.db);
      return rows;
    },

    findingsOf: (period, targets, limit, after) =>
      session.snapshot((db) => findingsOf(db, period, targets, limit, after)),

    async findingNumbers({ from, before }) {
      const { rows } = await sql<{ opened: number; resolved: number; open: number }>`
        select
          (select count(*) from findings where first_seen_at >= ${from} and first_seen_at < ${before}) as opened,
          (select count(*) from findings
            where resolved_at is not null and resolved_at >= ${from} and resolved_at < ${before}) as resolved,
          (select count(*) from findings where resolved_at is null and +first_seen_at < ${before})
          + (select count(*) from findings
            where resolved_at is not null and resolved_at >= ${before} and first_seen_at < ${before}) as open`.execute(
        session.db,
      );
      const { opened = 0, resolved = 0, open = 0 } = rows[0] ?? {};
      return { opened, resolved, openAtEnd: open };
    },

    dayNumbers(period) {
      const { first, last } = days(period);
      return session.snapshot(async (db) => {
        const levels = await sql<{ open: number | null }>`select sum(open) as open from finding_levels`.execute(db);
        const { rows } = await sql<{ day: number; opened: number; resolved: number; change: number }>`
          select day, sum(opened) as opened, sum(resolved) as resolved, sum(open - was) as change
          from finding_days where day >= ${first} group by day order by day desc`.execute(db);
        let open = Number(levels.rows[0]?.open ?? 0);
        const found = rows.map(({ day, opened, resolved, change }) => {
          const each = { day, open, opened: Number(opened), resolved: Number(resolved) };
          open -= Number(change);
          return each;
        });
        return found.toReversed().filter(({ day }) => day <= last);
      });
    },

    async dayCounts(period) {
      const { first, last } = days(period);
      const { rows } = await sql<{ day: number; what: string; count: number }>`
        select day, what, sum(count) as count from day_counts where day >= ${first} and day < ${last + dayMs}
        group by day, what order by day, what`.execute(session.db);
      return rows.map(({ count, ...row }) => ({ ...row, count: Number(count) }));
    },

    async scanNumbers({ from, before }) {
      const rows = await session.db
        .selectFrom('scans')
        .select((eb) => ['state', eb.fn.countAll<number>().as('count'), eb.fn.sum<number>('caught_up').as('late')])
        .where('started_at', '>=', from)
        .where('started_at', '<', before)
        .groupBy('state')
        .execute();
      const of = (state: string) => Number(rows.find((row) => row.state === state)?.count ?? 0);
      return {
        finished: of('finished'),
        cancelled: of('cancelled'),
        interrupted: of('interrupted'),
        failed: of('failed'),
        running: of('running'),
        late: rows.reduce((sum, { late }) => sum + Number(late), 0),
      };
    },

    async daysWithScan({ from, before }) {
      const { rows } = await sql<{ day: number }>`
        select distinct finished_at - finished_at % ${sql.lit(dayMs)} as day from scans
        where state = 'finished' and finished_at >= ${from} and finished_at < ${before}
        union select day from day_counts where what = 'scan.finished' and day >= ${dayOf(from)} and day < ${before}
        order by 1`.execute(session.db);
      return rows.map(({ day }) => Number(day));
    },

    async scansIn({ from, before }, limit, after) {
      const start = after === undefined ? sql<boolean>`started_at >= ${from}` : behindScan(after);
      const rows = await session.db
        .selectFrom('scans')
        .selectAll()
        .where(start)
        .where('started_at', '<', before)
        .orderBy('started_at')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(toScan);
    },

    async openSlots({ from, before }) {
      const rows = await session.db
        .selectFrom('slots')
        .select(['schedule', 'due_at', 'state'])
        .where('state', '<>', 'done')
        .where('due_at', '>=', from)
        .where('due_at', '<', before)
        .orderBy('due_at')
        .orderBy('schedule')
        .execute();
      return rows.map(({ due_at: dueAt, ...row }) => ({ ...row, dueAt }));
    },

    async outcomesBefore({ before }, limit, after) {
      return session.db
        .selectFrom('target_days')
        .selectAll()
        .where('day', '<', before)
        .$if(after !== undefined, (query) =>
          query.where(sql<boolean>`(account, region, day) > (${after?.account}, ${after?.region}, ${after?.day})`),
        )
        .orderBy('account')
        .orderBy('region')
        .orderBy('day')
        .limit(limit)
        .execute();
    },

    async requestsIn({ from, before }, limit, after) {
      const rows = await session.db
        .selectFrom('requests')
        .select(['id', 'created_at'])
        .where('created_at', '<', before)
        .where((eb) =>
          eb.or([
            eb('created_at', '>=', from),
            eb('closed_at', 'is', null),
            eb('closed_at', '>=', from),
            eb('id', 'in', eb.selectFrom('executions').select('request_id').where('ended_at', '>=', from)),
            eb('id', 'in', eb.selectFrom('executions').select('request_id').where('ended_at', 'is', null)),
            eb('id', 'in', eb.selectFrom('moves').select('request_id').where('closed_at', '>=', from)),
            eb('id', 'in', eb.selectFrom('moves').select('request_id').where('state', '=', 'watching')),
          ]),
        )
        .$if(after !== undefined, (query) =>
          query.where(sql<boolean>`(created_at, id) > (${after?.createdAt}, ${after?.id})`),
        )
        .orderBy('created_at')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(({ id, created_at: createdAt }) => ({ id, createdAt }));
    },
  };
}

function behindScan({ startedAt, id }: { readonly startedAt: number; readonly id: string }): RawBuilder<boolean> {
  return sql<boolean>`(started_at, id) > (${startedAt}, ${id})`;
}
