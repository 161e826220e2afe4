import { type Kysely, sql } from 'kysely';
import { dayOf } from '../../domain/retention.ts';
import type { StoreCheck } from '../../usecases/ports/records/store-check.ts';
import { countWords } from '../../usecases/words/words.ts';
import type { Database } from '../database/schema.ts';
import { createTally, type Tally } from './tally.ts';
import { tellWrong, type WrongRows } from './tell-wrong.ts';

/** A scan that ended shortly before the count began may have been recorded after it. */
const marginMs = 120_000;

/**
 * True when nothing was recorded since findings were counted: only then are the counts those of now. Whoever counts says so
 * before it does, and what a process left in the middle is counted by the next.
 */
async function isCountOfNow(db: Kysely<Database>): Promise<boolean> {
  const upkeep = await db.selectFrom('upkeep').select(['ran_at', 'summarised_day', 'claimed_by']).executeTakeFirst();
  const ranAt = upkeep?.ran_at ?? undefined;
  if (ranAt === undefined || upkeep?.claimed_by !== null || upkeep?.summarised_day !== dayOf(ranAt)) return false;
  const later = await db
    .selectFrom('scans')
    .select('id')
    .where((eb) => eb.or([eb('state', '=', 'running'), eb('finished_at', '>', ranAt - marginMs)]))
    .limit(1)
    .executeTakeFirst();
  return later === undefined;
}

const group = ['account', 'region', 'kind', 'exposure', 'rule'] as const;
const columns = sql.raw(group.join(', '));
const isSameGroup = (one: string, other: string) =>
  sql.raw(group.map((name) => `${one}.${name} = ${other}.${name}`).join(' and '));

/** Each is one pass over what it counts: asked for each row, 51,000 levels would take minutes. */
const ofNow: readonly WrongRows[] = [
  {
    table: 'finding_levels',
    where: sql`child.id in (select levels.id from finding_levels as levels left join (
        select ${columns}, count(*) as open from findings where resolved_at is null group by ${columns}
      ) as counted on ${isSameGroup('counted', 'levels')} where levels.open <> coalesce(counted.open, 0))`,
    what: 'counts another number of open findings than there are',
  },
  {
    table: 'findings',
    where: sql`child.resolved_at is null
      and not exists (select 1 from finding_levels as levels where ${isSameGroup('levels', 'child')})`,
    what: 'is open and in no count',
  },
  {
    table: 'targets',
    where: sql`(child.account, child.region) in (select each.account, each.region from targets as each
      left join (select account, region, max(day) as day from target_days group by account, region) as latest
        on latest.account = each.account and latest.region = each.region
      left join target_days as last
        on last.account = latest.account and last.region = latest.region and last.day = latest.day
      where each.outcome <> coalesce(last.outcome, 'gone'))`,
    what: 'has another outcome than its days say',
  },
];

const isUnderWay = sql`exists (select 1 from executions where executions.plan_id = child.id and executions.state <> 'ended')`;
const requestIs = (states: readonly string[]) =>
  sql`exists (select 1 from requests where requests.id = child.request_id and requests.state in (${sql.join(states)}))`;

const always: readonly WrongRows[] = [
  {
    table: 'finding_levels',
    where: sql`child.id in (select levels.id from finding_levels as levels
      join (select group_id, max(day) as day from finding_days group by group_id) as latest on latest.group_id = levels.id
      join finding_days as last on last.group_id = latest.group_id and last.day = latest.day
      where levels.open <> last.open)`,
    what: 'has another count than its latest day',
  },
  {
    table: 'plans',
    where: sql`child.active <> case when ${requestIs(['open'])} then 1
      when ${requestIs(['approved'])} and ${isUnderWay} then 1 else 0 end`,
    what: 'holds its finding though it is over, or does not though it is not',
  },
  {
    table: 'plans',
    where: sql`${requestIs(['approved'])} and not exists (
      select 1 from executions where executions.plan_id = child.id and executions.direction = 'forward')`,
    what: 'was approved and has no execution',
  },
  {
    table: 'executions',
    where: sql`not ${requestIs(['approved'])} and exists (select 1 from requests where requests.id = child.request_id)`,
    what: 'belongs to a request that was not approved',
  },
];

/** Entries are numbered without a gap, and none can be removed: a number that is missing is an entry that was. */
async function checkTrail(db: Kysely<Database>, tally: Tally): Promise<number> {
  const { rows } = await sql<{ place: number; before: number }>`
    select place, before from (
      select place, coalesce(lag(place) over (order by place), 0) as before from audit) as each
    where place <> before + 1 order by place`.execute(db);
  for (const { place, before } of rows)
    tally.wrong(
      `audit after number ${before}`,
      `lacks ${place - before - 1 === 1 ? 'an entry' : 'entries'}: the next is ${place}`,
    );
  const { rows: all } = await sql<{ count: number }>`select count(*) as count from audit`.execute(db);
  return Number(all[0]?.count ?? 0);
}

/** What is derived, counted or said twice agrees with the rows that it comes from. */
export async function checkCounts(db: Kysely<Database>): Promise<StoreCheck> {
  const tally = createTally('counts');
  const isOfNow = await isCountOfNow(db);
  for (const wrong of isOfNow ? [...always, ...ofNow] : always) await tellWrong(db, tally, wrong);
  const entries = await checkTrail(db, tally);
  const findings = isOfNow
    ? 'counts of findings against the findings'
    : 'counts of findings against their days, since scans were recorded after they were counted or none was counted';
  return tally.end(`states of plans, ${countWords(entries, 'number')} of the audit trail, ${findings}`);
}
