import { type Expression, type ExpressionBuilder, type Kysely, type SqlBool, sql } from 'kysely';
import type { Target } from '../../domain/model.ts';
import type { TargetCounts } from '../../usecases/messages/audit-messages.ts';
import type {
  FindingQuery,
  FindingRecords,
  FindingRow,
  FindingSpan,
  FirstPlace,
  TargetSet,
} from '../../usecases/ports/finding-records.ts';
import { chunks } from '../database/chunks.ts';
import { parseInTurns } from '../database/parse-in-turns.ts';
import type { Database } from '../database/schema.ts';
import type { Session } from '../database/session.ts';
import { exposureRank, isAccepted, newsAt } from '../exceptions/accepted.ts';
import { countByOwner, countByTarget, countOpen, during, isRisk } from '../exceptions/count-findings.ts';
import { assignOwners } from '../owners/assign-owners.ts';
import { isOwnedBy, ownerKey } from '../owners/owner-columns.ts';
import { deleteSome } from './delete-some.ts';
import { findingNames } from './finding-names.ts';
import { toColumns, toFinding, toFindingAt } from './finding-rows.ts';
import { amongMany, targetConditions } from './target-records.ts';

type Findings = ExpressionBuilder<Database, 'findings'>;

function within(eb: Findings, { accounts, targets }: TargetSet): Expression<SqlBool> {
  return eb.or([...(accounts.length > 0 ? [eb('account', 'in', accounts)] : []), ...targetConditions(targets)]);
}

/**
 * By one text: for "not in" with pairs SQLite searches its list from the start for each row (a value could be NULL), so
 * that 16,000 targets and 100,000 findings took a minute.
 */
function outside(eb: Findings, { accounts, targets }: TargetSet): Expression<SqlBool> {
  const lists = chunks(targets, 1).map((part) => {
    const words = sql.join(part.map(({ account, region }) => sql`(${`${account} ${region}`})`));
    return sql<SqlBool>`account || ' ' || region not in (values ${words})`;
  });
  return eb.and([...(accounts.length > 0 ? [eb('account', 'not in', accounts)] : []), ...lists]);
}

/** Open findings that the filter admits. An empty list, like an absent one, narrows nothing. */
function admitted(filter: FindingQuery) {
  return (eb: Findings) => {
    const conditions: Expression<SqlBool>[] = [eb('resolved_at', 'is', null)];
    if (filter.only) conditions.push(within(eb, filter.only));
    if (filter.except) conditions.push(outside(eb, filter.except));
    if (filter.rules?.length) conditions.push(eb('rule', 'in', filter.rules));
    if (filter.accounts?.length) conditions.push(eb('account', 'in', filter.accounts));
    if (filter.regions?.length) conditions.push(eb('region', 'in', filter.regions));
    if (filter.exposures?.length) conditions.push(eb('exposure', 'in', filter.exposures));
    if (filter.kinds?.length) conditions.push(eb('kind', 'in', filter.kinds));
    if (filter.owner) conditions.push(isOwnedBy(filter.owner));
    if (filter.firstSeenSince !== undefined) conditions.push(eb(newsAt, '>=', filter.firstSeenSince));
    return eb.and(conditions);
  };
}

async function countAll(session: Session, span: FindingSpan): Promise<TargetCounts[]> {
  return countByTarget(session.db, span, await session.now());
}

/** The same of these targets alone: of many all are counted, since a statement has room for a few conditions. */
async function countAmong(session: Session, span: FindingSpan, targets: readonly Target[]): Promise<TargetCounts[]> {
  const isAsked = amongMany(targets);
  const now = await session.now();
  if (isAsked) return (await countByTarget(session.db, span, now)).filter(isAsked);
  return session.snapshot(async (db) => {
    const all: TargetCounts[] = [];
    for (const condition of targetConditions(targets)) all.push(...(await countByTarget(db, span, now, condition)));
    return all;
  });
}

/** Exposed first, then latent, then unused, then what is fixed, then what is accepted. */
const byExposure = (now: number) =>
  sql`case when ${isAccepted(now)} then 4 else case exposure when 'exposed' then 0 when 'latent' then 1 else case when fixed_at is null then 2 else 3 end end end`;

/** One statement for many places: what it costs grows with what is asked for, and not with the trips. */
async function firstOf(session: Session, span: FindingSpan, places: readonly FirstPlace[]): Promise<FindingRow[]> {
  const now = await session.now();
  const { ofAll = [], ofOne = [] } = Object.groupBy(places, ({ ownedBy }) =>
    ownedBy === undefined ? 'ofAll' : 'ofOne',
  );
  return session.snapshot(async (db) => {
    const rows: FindingRow[] = [];
    for (const part of [...chunks(ofAll, 4), ...chunks(ofOne, 5)])
      for (const row of await parseInTurns(await firstIn(db, span, now, part), toFindingAt(now))) rows.push(row);
    return rows;
  });
}

/** All of these of one owner each, or none. */
async function firstIn(db: Kysely<Database>, span: FindingSpan, now: number, places: readonly FirstPlace[]) {
  const isOwned = places.some(({ ownedBy }) => ownedBy !== undefined);
  const [column, partition, same] = isOwned
    ? [sql`, owned_by`, sql`, ${ownerKey}`, sql` and asked.owned_by = ranked.owned_by`]
    : [sql``, sql``, sql``];
  const asked = places.map(({ account, region, exposure, most, ownedBy }) => {
    const of = ownedBy === undefined ? sql`` : sql`, ${ownedBy}`;
    return sql`(${account}, ${region}, ${exposure}, ${most}${of})`;
  });
  const ranked = db
    .selectFrom('findings')
    .selectAll()
    .select(ownerKey.as('owned_by'))
    .select(
      sql`row_number() over (partition by account, region, exposure${partition} order by ${byExposure(now)}, kind, name, rule)`.as(
        'nth',
      ),
    )
    .where(during(span))
    .where(sql<SqlBool>`not ${isRisk(span, now)}`)
    .where(sql<SqlBool>`(account, region, exposure) in (select account, region, exposure from asked)`);
  // The cast is for databases that take an untyped parameter for text.
  const { rows } = await sql`
    with asked (account, region, exposure, most${column}) as (values ${sql.join(asked)})
    select ranked.* from (${ranked}) as ranked
    join asked on asked.account = ranked.account and asked.region = ranked.region and asked.exposure = ranked.exposure${same}
    where ranked.nth <= cast(asked.most as integer)
    order by ranked.nth`.execute(db);
  return rows;
}

async function updateOpen(db: Kysely<Database>, rows: readonly FindingRow[]): Promise<void> {
  // One statement for many rows. The casts are for databases that take an untyped parameter for text.
  const seen = sql.join(
    rows
      .map(toColumns)
      .map(
        (row) =>
          sql`(${row.id}, ${row.account_name}, ${row.reason}, ${row.detail}, ${row.exposure}, ${row.references_json}, ${row.incomplete_json}, ${row.tags_json}, ${row.last_seen_at})`,
      ),
  );
  await sql`
    with seen (id, account_name, reason, detail, exposure, references_json, incomplete_json, tags_json, last_seen_at)
      as (values ${seen})
    update findings set
      account_name = seen.account_name, reason = seen.reason, detail = seen.detail,
      exposure = seen.exposure, references_json = seen.references_json, incomplete_json = seen.incomplete_json,
      tags_json = seen.tags_json,
      last_seen_at = cast(seen.last_seen_at as bigint),
      news_at = case when ${exposureRank('seen.exposure')} < ${exposureRank('findings.exposure')}
        then cast(seen.last_seen_at as bigint) else findings.news_at end
    from seen where findings.id = seen.id and findings.resolved_at is null`.execute(db);
}

async function chooseFrom(db: Kysely<Database>, where: FindingQuery): ReturnType<FindingRecords['choices']> {
  const open = db.selectFrom('findings').where(admitted(where));
  const accounts = await open
    .select((eb) => ['account', eb.fn.max('account_name').as('name')])
    .groupBy('account')
    .orderBy('account')
    .execute();
  const regions = await open.select('region').distinct().orderBy('region').execute();
  const rules = await open.select('rule').distinct().orderBy('rule').execute();
  return {
    accounts: accounts.map(({ account, name }) => (name === null ? { id: account } : { id: account, name })),
    regions: regions.map(({ region }) => region),
    ...(rules.length > 1 && { rules: rules.map(({ rule }) => rule) }),
  };
}

function ofTarget(db: Kysely<Database>, { account, region }: Target) {
  return db.selectFrom('findings').selectAll().where('account', '=', account).where('region', '=', region);
}

export function findingRecords(session: Session): FindingRecords {
  return {
    ...findingNames(session),

    insert(rows) {
      return session.atomic(async (db) => {
        for (const part of chunks(rows, 24)) await db.insertInto('findings').values(part.map(toColumns)).execute();
      });
    },

    update(rows) {
      return session.atomic(async (db) => {
        for (const part of chunks(rows, 9)) await updateOpen(db, part);
      });
    },

    resolve(ids, at) {
      return session.atomic(async (db) => {
        for (const part of chunks(ids, 1)) {
          await db
            .updateTable('findings')
            .set({ resolved_at: at })
            .where('id', 'in', part)
            .where('resolved_at', 'is', null)
            .execute();
        }
      });
    },

    assignOwners(rules, targets, at) {
      const isAsked = amongMany(targets);
      const conditions = isAsked ? [] : targetConditions(targets);
      return session.atomic((db) => assignOwners(db, rules, { conditions, isAsked, at }));
    },

    async setFixed({ rule, account, region, kind, name }, at) {
      await session.db
        .updateTable('findings')
        .set({ fixed_at: at })
        .where('rule', '=', rule)
        .where('account', '=', account)
        .where('region', '=', region)
        .where('kind', '=', kind)
        .where('name', '=', name)
        .where('resolved_at', 'is', null)
        .execute();
    },

    openIn(targets) {
      const isAsked = amongMany(targets);
      return session.snapshot(async (db) => {
        const open = db
          .selectFrom('findings')
          .selectAll()
          .where('resolved_at', 'is', null)
          .orderBy('account')
          .orderBy('region')
          .orderBy('kind')
          .orderBy('name')
          .orderBy('rule');
        if (isAsked) return parseInTurns((await open.execute()).filter(isAsked), toFinding);
        const rows: FindingRow[] = [];
        for (const condition of targetConditions(targets))
          for (const row of await parseInTurns(await open.where(condition).execute(), toFinding)) rows.push(row);
        return rows;
      });
    },

    async countIn(targets) {
      return (await countAmong(session, { state: 'open' }, targets)).reduce((all, { total }) => all + total, 0);
    },

    countByTarget: (span, targets) =>
      targets === undefined ? countAll(session, span) : countAmong(session, span, targets),

    async countByOwner(span) {
      return countByOwner(session.db, span, await session.now());
    },

    firstIn: (span, target, exposure, most) => firstOf(session, span, [{ ...target, exposure, most }]),
    firstOf: (span, places) => firstOf(session, span, places),

    async page(filter, offset, limit) {
      const now = await session.now();
      return session.snapshot(async (db) => {
        const items = await db
          .selectFrom('findings')
          .selectAll()
          .where(admitted(filter))
          .orderBy(byExposure(now))
          .orderBy('account')
          .orderBy('region')
          .orderBy('kind')
          .orderBy('name')
          .orderBy('rule')
          .limit(limit)
          .offset(offset)
          .execute();
        return { items: items.map(toFindingAt(now)), counts: await countOpen(db, admitted(filter), now) };
      });
    },

    async counts(filter) {
      return countOpen(session.db, admitted(filter), await session.now());
    },

    async openByTarget() {
      return countAll(session, { state: 'open' });
    },

    choices(where = {}) {
      return session.snapshot((db) => chooseFrom(db, where));
    },

    async byId(id) {
      const row = await session.db.selectFrom('findings').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toFindingAt(await session.now())(row);
    },

    async openNamed(target, name) {
      const rows = await ofTarget(session.db, target)
        .where('name', '=', name)
        .where('resolved_at', 'is', null)
        .orderBy('kind')
        .orderBy('rule')
        .execute();
      return rows.map(toFindingAt(await session.now()));
    },

    prune(before, limit) {
      const where = sql`resolved_at is not null and resolved_at < ${before}`;
      return deleteSome(session.db, { table: 'findings', key: 'id', by: 'resolved_at', where, limit });
    },
  };
}
