import { type Expression, type ExpressionBuilder, type Kysely, type SqlBool, sql } from 'kysely';
import { z } from 'zod';
import { type Exposure, exposures, type Target } from '../../domain/model.ts';
import type { Counts, TargetCounts } from '../../usecases/messages/audit-messages.ts';
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
import { parseRow } from '../database/rows.ts';
import type { Database } from '../database/schema.ts';
import type { Session } from '../database/session.ts';
import { deleteSome } from './delete-some.ts';
import { findingNames } from './finding-names.ts';
import { toColumns, toFinding } from './finding-rows.ts';
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
    if (filter.firstSeenSince !== undefined) conditions.push(eb('first_seen_at', '>=', filter.firstSeenSince));
    return eb.and(conditions);
  };
}

const countRow = z.object({ exposure: z.enum(exposures), count: z.number(), fixed: z.number() });

async function countOpen(db: Kysely<Database>, filter: FindingQuery): Promise<Counts> {
  const rows = await db
    .selectFrom('findings')
    .select((eb) => ['exposure', eb.fn.countAll<number>().as('count'), eb.fn.count<number>('fixed_at').as('fixed')])
    .where(admitted(filter))
    .groupBy('exposure')
    .execute();
  return sum(rows.map((raw) => parseRow('findings', countRow, raw)));
}

function sum(rows: readonly z.infer<typeof countRow>[]): Counts {
  const found = new Map<Exposure, number>();
  let fixed = 0;
  for (const row of rows) {
    found.set(row.exposure, row.count);
    if (row.exposure === 'unused') fixed = row.fixed;
  }
  const [exposed, latent, unused] = [found.get('exposed') ?? 0, found.get('latent') ?? 0, found.get('unused') ?? 0];
  return { total: exposed + latent + unused, exposed, latent, unused, ...(fixed > 0 && { fixed }) };
}

const targetCountRow = z
  .object({
    account: z.string(),
    name: z.string().nullable(),
    region: z.string(),
    total: z.number(),
    exposed: z.number(),
    latent: z.number(),
    unused: z.number(),
    fixed: z.number(),
  })
  .transform(({ account, name, region, total, exposed, latent, unused, fixed }): TargetCounts => {
    const counts = { account, region, total, exposed, latent, unused };
    if (name === null) return fixed > 0 ? { ...counts, fixed } : counts;
    return fixed > 0 ? { ...counts, accountName: name, fixed } : { ...counts, accountName: name };
  });

function during({ state, since, before, seenSince, unraised }: FindingSpan) {
  return (eb: Findings) => {
    const at = state === 'open' ? 'first_seen_at' : 'resolved_at';
    return eb.and([
      eb('resolved_at', state === 'open' ? 'is' : 'is not', null),
      ...(since === undefined ? [] : [eb(at, '>=', since)]),
      ...(before === undefined ? [] : [eb(at, '<', before)]),
      ...(seenSince === undefined ? [] : [eb('last_seen_at', '>=', seenSince)]),
      ...(unraised === undefined ? [] : [eb('raised_at', 'is', null)]),
    ]);
  };
}

async function countByTarget(
  db: Kysely<Database>,
  span: FindingSpan,
  condition?: ReturnType<typeof targetConditions>[number],
): Promise<TargetCounts[]> {
  const rows = await db
    // Materialised: SQLite would rather walk all that was ever resolved in the order of the groups.
    .with(
      (name) => name('counted').materialized(),
      (query) =>
        query
          .selectFrom('findings')
          .select(['account', 'region', 'exposure', 'account_name', 'fixed_at'])
          .where(during(span))
          .$if(condition !== undefined, (all) => all.where(condition ?? sql<SqlBool>`true`)),
    )
    .selectFrom('counted')
    .select((eb) => [
      'account',
      'region',
      eb.fn.max('account_name').as('name'),
      eb.fn.countAll<number>().as('total'),
      ...exposures.map((exposure) => eb.fn.countAll<number>().filterWhere('exposure', '=', exposure).as(exposure)),
      eb.fn.count<number>('fixed_at').filterWhere('exposure', '=', 'unused').as('fixed'),
    ])
    .groupBy(['account', 'region'])
    .orderBy('account')
    .orderBy('region')
    .execute();
  return parseInTurns(rows, (raw) => parseRow('findings', targetCountRow, raw));
}

/** The same of these targets alone: of many all are counted, since a statement has room for a few conditions. */
async function countAmong(session: Session, span: FindingSpan, targets: readonly Target[]): Promise<TargetCounts[]> {
  const isAsked = amongMany(targets);
  if (isAsked) return (await countByTarget(session.db, span)).filter(isAsked);
  return session.snapshot(async (db) => {
    const all: TargetCounts[] = [];
    for (const condition of targetConditions(targets)) all.push(...(await countByTarget(db, span, condition)));
    return all;
  });
}

/** Exposed first, then latent, then unused, then what is fixed. */
const byExposure = sql`case exposure when 'exposed' then 0 when 'latent' then 1 else case when fixed_at is null then 2 else 3 end end`;

/** One statement for many places: what it costs grows with what is asked for, and not with the trips. */
async function firstOf(session: Session, span: FindingSpan, places: readonly FirstPlace[]): Promise<FindingRow[]> {
  return session.snapshot(async (db) => {
    const rows: FindingRow[] = [];
    for (const part of chunks(places, 4)) {
      const asked = sql.join(
        part.map((each) => sql`(${each.account}, ${each.region}, ${each.exposure}, ${each.most})`),
      );
      const ranked = db
        .selectFrom('findings')
        .selectAll()
        .select(
          sql`row_number() over (partition by account, region, exposure order by ${byExposure}, kind, name, rule)`.as(
            'nth',
          ),
        )
        .where(during(span))
        .where(sql<SqlBool>`(account, region, exposure) in (select account, region, exposure from asked)`);
      // The cast is for databases that take an untyped parameter for text.
      const found = await sql`
        with asked (account, region, exposure, most) as (values ${asked})
        select ranked.* from (${ranked}) as ranked
        join asked on asked.account = ranked.account and asked.region = ranked.region and asked.exposure = ranked.exposure
        where ranked.nth <= cast(asked.most as integer)
        order by ranked.nth`.execute(db);
      for (const row of await parseInTurns(found.rows, toFinding)) rows.push(row);
    }
    return rows;
  });
}

async function updateOpen(db: Kysely<Database>, rows: readonly FindingRow[]): Promise<void> {
  // One statement for many rows. The casts are for databases that take an untyped parameter for text.
  const seen = sql.join(
    rows
      .map(toColumns)
      .map(
        (row) =>
          sql`(${row.id}, ${row.account_name}, ${row.reason}, ${row.detail}, ${row.exposure}, ${row.references_json}, ${row.incomplete_json}, ${row.last_seen_at})`,
      ),
  );
  await sql`
    with seen (id, account_name, reason, detail, exposure, references_json, incomplete_json, last_seen_at) as (values ${seen})
    update findings set
      account_name = seen.account_name, reason = seen.reason, detail = seen.detail,
      exposure = seen.exposure, references_json = seen.references_json, incomplete_json = seen.incomplete_json,
      last_seen_at = cast(seen.last_seen_at as bigint)
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
        for (const part of chunks(rows, 17)) await db.insertInto('findings').values(part.map(toColumns)).execute();
      });
    },

    update(rows) {
      return session.atomic(async (db) => {
        for (const part of chunks(rows, 8)) await updateOpen(db, part);
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
      targets === undefined ? countByTarget(session.db, span) : countAmong(session, span, targets),

    firstIn: (span, target, exposure, most) => firstOf(session, span, [{ ...target, exposure, most }]),
    firstOf: (span, places) => firstOf(session, span, places),

    page(filter, offset, limit) {
      return session.snapshot(async (db) => {
        const items = await db
          .selectFrom('findings')
          .selectAll()
          .where(admitted(filter))
          .orderBy(byExposure)
          .orderBy('account')
          .orderBy('region')
          .orderBy('kind')
          .orderBy('name')
          .orderBy('rule')
          .limit(limit)
          .offset(offset)
          .execute();
        return { items: items.map(toFinding), counts: await countOpen(db, filter) };
      });
    },

    async counts(filter) {
      return countOpen(session.db, filter);
    },

    async openByTarget() {
      return countByTarget(session.db, { state: 'open' });
    },

    choices(where = {}) {
      return session.snapshot((db) => chooseFrom(db, where));
    },

    async byId(id) {
      const row = await session.db.selectFrom('findings').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toFinding(row);
    },

    async openNamed(target, name) {
      const rows = await ofTarget(session.db, target)
        .where('name', '=', name)
        .where('resolved_at', 'is', null)
        .orderBy('kind')
        .orderBy('rule')
        .execute();
      return rows.map(toFinding);
    },

    prune(before, limit) {
      const where = sql`resolved_at is not null and resolved_at < ${before}`;
      return deleteSome(session.db, { table: 'findings', key: 'id', by: 'resolved_at', where, limit });
    },
  };
}
