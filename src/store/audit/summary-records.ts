import { type Kysely, type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import { dayMs, dayOf } from '../../domain/retention.ts';
import type { TargetSet } from '../../usecases/ports/finding-records.ts';
import type { ChangeSums, DayKind, SummaryRecords } from '../../usecases/ports/summary-records.ts';
import { chunks } from '../database/chunks.ts';
import { parseRow } from '../database/rows.ts';
import type { Database } from '../database/schema.ts';
import type { Session } from '../database/session.ts';
import { claimUpkeep } from './upkeep.ts';

const names = ['account', 'region', 'kind', 'exposure', 'rule'] as const;
const group = sql.raw(names.join(', '));
const sameGroup = sql.raw(names.map((name) => `counted.${name} = levels.${name}`).join(' and '));

/** Open at the end of the day. An instant that is still to come is a clock's error: what is open today is open. */
function openAtEnd(end: number, today: boolean) {
  const open = sql`select ${group}, 1 as open, 0 as opened, 0 as resolved from findings where resolved_at is null`;
  if (today) return open;
  return sql`${open} and first_seen_at < ${end}
    union all select ${group}, 1, 0, 0 from findings
    where resolved_at is not null and resolved_at >= ${end} and first_seen_at < ${end}`;
}

/** Undefined of what is open: that follows from the day before. */
function countsOf(day: number, open: RawBuilder<unknown> | undefined) {
  const end = day + dayMs;
  return sql`
    select ${group}, sum(open) as open, sum(opened) as opened, sum(resolved) as resolved from (
      ${open ? sql`${open} union all` : sql``}
      select ${group}, 0 as open, 1 as opened, 0 as resolved from findings
        where first_seen_at >= ${day} and first_seen_at < ${end}
      union all select ${group}, 0, 0, 1 from findings
        where resolved_at is not null and resolved_at >= ${day} and resolved_at < ${end}
    ) as each group by ${group}`;
}

/** Every group against what is open, and of a day that follows only those in which something opened or was resolved. */
function changesOf(day: number, kind: DayKind) {
  if (kind === 'follows')
    return sql`select levels.id, levels.open as was, levels.open + opened - resolved as open, opened, resolved
      from (${countsOf(day, undefined)}) as counted join finding_levels as levels on ${sameGroup}`;
  return sql`
    select levels.id, levels.open as was, coalesce(counted.open, 0) as open, coalesce(opened, 0) as opened,
      coalesce(resolved, 0) as resolved
    from finding_levels as levels
    left join (${countsOf(day, openAtEnd(day + dayMs, kind === 'today'))}) as counted on ${sameGroup}
    where levels.open <> coalesce(counted.open, 0) or opened > 0 or resolved > 0`;
}

async function summariseFindings(db: Kysely<Database>, day: number, kind: DayKind): Promise<void> {
  const open = kind === 'follows' ? undefined : openAtEnd(day + dayMs, kind === 'today');
  // What had another exposure when it was counted before is counted as it is now.
  await db.updateTable('finding_days').set({ opened: 0, resolved: 0 }).where('day', '=', day).execute();
  await sql`
    insert into finding_levels (id, ${group}, open)
    select (select coalesce(max(id), 0) from finding_levels) + row_number() over (order by ${group}), ${group}, 0
    from (${countsOf(day, open)}) as counted
    where not exists (select 1 from finding_levels as levels where ${sameGroup})`.execute(db);
  await sql`
    insert into finding_days (day, group_id, was, open, opened, resolved)
    select cast(${day} as bigint), id, was, open, opened, resolved from (${changesOf(day, kind)}) as changes where 1 = 1
    on conflict (day, group_id) do update
      set open = excluded.open, opened = excluded.opened, resolved = excluded.resolved`.execute(db);
  await sql`
    update finding_levels set open = days.open from finding_days as days
    where days.day = ${day} and days.group_id = finding_levels.id`.execute(db);
}

/** What a clock that ran ahead had written. The groups are again what they were before. */
async function forgetAfter(db: Kysely<Database>, day: number): Promise<void> {
  await sql`
    update finding_levels set open = days.was
    from (
      select group_id, was, row_number() over (partition by group_id order by day) as place
      from finding_days where day > ${day}) as days
    where days.group_id = finding_levels.id and days.place = 1`.execute(db);
  for (const table of ['finding_days', 'target_days', 'day_counts'] as const)
    await db.deleteFrom(table).where('day', '>', day).execute();
}

/** Only where the outcome is another one than before. Nothing says what it was on a day that is over. */
async function summariseTargets(db: Kysely<Database>, day: number): Promise<void> {
  const latest = (of: string) => sql`coalesce((
    select last.outcome from target_days as last
    where last.account = ${sql.ref(`${of}.account`)} and last.region = ${sql.ref(`${of}.region`)}
    order by last.day desc limit 1), 'gone')`;
  await sql`
    insert into target_days (account, region, day, outcome)
    select account, region, cast(${day} as bigint), outcome from targets where outcome <> ${latest('targets')}
    on conflict (account, region, day) do update set outcome = excluded.outcome`.execute(db);
  await sql`
    insert into target_days (account, region, day, outcome)
    select distinct account, region, cast(${day} as bigint), 'gone' from target_days as known
    where not exists (select 1 from targets where targets.account = known.account and targets.region = known.region)
      and ${latest('known')} <> 'gone'
    on conflict (account, region, day) do update set outcome = excluded.outcome`.execute(db);
}

async function summariseCounts(db: Kysely<Database>, day: number): Promise<void> {
  const end = day + dayMs;
  const within = (column: string) =>
    sql`${sql.ref(column)} is not null and ${sql.ref(column)} >= ${day} and ${sql.ref(column)} < ${end}`;
  await db.deleteFrom('day_counts').where('day', '=', day).execute();
  await sql`
    insert into day_counts (day, what, account, count)
    select cast(${day} as bigint), what, account, count(*) from (
      select 'scan.' || state as what, '' as account from scans where ${within('finished_at')}
      union all select 'scan.late', '' from scans where caught_up = 1 and ${within('finished_at')}
      union all select 'slot.' || state, '' from slots where ${within('finished_at')}
      union all select 'message.sent', '' from outgoing where state = 'sent' and ${within('sent_at')}
      union all select 'message.given-up', '' from outgoing where ${within('ended_at')}
      union all select 'request.' || state,
        coalesce((select plans.account from plans where plans.request_id = requests.id order by place limit 1), '')
        from requests where ${within('closed_at')}
    ) as counted
    group by what, account`.execute(db);
}

/** The earliest instant of all that a day counts, each by its index. */
const firsts = sql`select min(first_seen_at) as first from findings
  union all select min(finished_at) from scans where finished_at is not null
  union all select min(finished_at) from slots where finished_at is not null
  union all select min(closed_at) from requests where closed_at is not null
  union all select min(sent_at) from outgoing where state = 'sent'
  union all select min(ended_at) from outgoing where ended_at is not null`;

const sumsRow = z.object({ opened: z.coerce.number(), resolved: z.coerce.number() });
const firstRow = z.object({ first: z.number().nullable() });

/** By one text for pairs, as the pages of findings are. Undefined: nothing is left out. */
function outside({ accounts, targets }: TargetSet): RawBuilder<unknown> | undefined {
  const lists = [
    ...chunks(accounts, 1).map((part) => sql`account not in (${sql.join(part)})`),
    ...chunks(targets, 1).map((part) => {
      const words = sql.join(part.map(({ account, region }) => sql`(${`${account} ${region}`})`));
      return sql`account || ' ' || region not in (values ${words})`;
    }),
  ];
  return lists.length === 0 ? undefined : sql.join(lists, sql` and `);
}

/** Added up by the database: a fleet has tens of thousands of groups. */
async function sumsSince(
  db: Kysely<Database>,
  first: number,
  today: number,
  where: RawBuilder<unknown> | undefined,
): Promise<{ readonly opened: number; readonly resolved: number }> {
  const levels = where && sql`join finding_levels as levels on levels.id = days.group_id`;
  const only = where ? sql`and ${where}` : sql``;
  const { rows } = await sql`
    select coalesce(sum(opened), 0) as opened, coalesce(sum(resolved), 0) as resolved from (
      select sum(days.opened) as opened, sum(days.resolved) as resolved from finding_days as days ${levels ?? sql``}
        where day >= ${first} and day < ${today} ${only}
      union all select count(*), 0 from findings where first_seen_at >= ${today} ${only}
      union all select 0, count(*) from findings where resolved_at is not null and resolved_at >= ${today} ${only}
    ) as each`.execute(db);
  return parseRow('finding_days', sumsRow, rows[0]);
}

/** What was opened and resolved since each of these days; a day that began today is read from the findings. */
async function changeSums(
  db: Kysely<Database>,
  firsts: readonly number[],
  today: number,
  except: TargetSet,
): Promise<readonly ChangeSums[]> {
  const { rows } = await sql`select min(day) as first from finding_days`.execute(db);
  const recorded = parseRow('finding_days', firstRow, rows[0]).first ?? today;
  const where = outside(except);
  const all: ChangeSums[] = [];
  for (const first of firsts)
    all.push({ ...(await sumsSince(db, first, today, where)), since: Math.min(today, Math.max(first, recorded)) });
  return all;
}

export function summaryRecords(session: Session): SummaryRecords {
  return {
    claim: (claim) => session.atomic((db) => claimUpkeep(db, claim)),

    async release(processId) {
      await session.db.updateTable('upkeep').set({ claimed_by: null }).where('claimed_by', '=', processId).execute();
    },

    async firstDay() {
      const { rows } = await sql<{ first: number | null }>`select min(first) as first from (${firsts}) as each`.execute(
        session.db,
      );
      const first = rows[0]?.first ?? undefined;
      return first === undefined ? undefined : dayOf(first);
    },

    summarise(day, kind) {
      return session.atomic(async (db) => {
        if (kind === 'today') await forgetAfter(db, day);
        await summariseFindings(db, day, kind);
        if (kind === 'today') await summariseTargets(db, day);
        await summariseCounts(db, day);
        await db.updateTable('upkeep').set({ summarised_day: day }).execute();
      });
    },

    findingDays(first) {
      return session.db
        .selectFrom('finding_days as days')
        .innerJoin('finding_levels as levels', 'levels.id', 'days.group_id')
        .select([...names.map((name) => `levels.${name}` as const), 'days.day', 'days.was', 'days.open'])
        .select(['days.opened', 'days.resolved'])
        .where('days.day', '>=', first)
        .orderBy('days.day')
        .orderBy('days.group_id')
        .execute();
    },

    levels: () =>
      session.db
        .selectFrom('finding_levels')
        .select([...names, 'open'])
        .where('open', '>', 0)
        .execute(),
    changes: (firsts, today, except) => session.snapshot((db) => changeSums(db, firsts, today, except)),
    counts: (first) =>
      session.db
        .selectFrom('day_counts')
        .selectAll()
        .where('day', '>=', first)
        .orderBy('day')
        .orderBy('what')
        .orderBy('account')
        .execute(),
    targetDays: (first) =>
      session.db
        .selectFrom('target_days')
        .selectAll()
        .where('day', '>=', first)
        .orderBy('day')
        .orderBy('account')
        .orderBy('region')
        .execute(),

    prune: (before) => session.atomic((db) => pruneDay(db, before)),
  };
}

/** What an account in a region was last is known from its latest row, however old it is. */
async function pruneDay(db: Kysely<Database>, before: number): Promise<boolean> {
  const { rows } = await sql<{ day: number | null }>`
    select min(day) as day from (
      select min(day) as day from finding_days union all select min(day) from day_counts) as first`.execute(db);
  const day = rows[0]?.day ?? before;
  if (day >= before) return false;
  for (const table of ['finding_days', 'day_counts'] as const)
    await db.deleteFrom(table).where('day', '=', day).execute();
  await sql`
    delete from target_days where day <= ${day} and exists (
      select 1 from target_days as later where later.account = target_days.account
        and later.region = target_days.region and later.day > target_days.day and later.day <= ${day})`.execute(db);
  await sql`
    delete from finding_levels where open = 0 and id not in (select group_id from finding_days)`.execute(db);
  return true;
}
