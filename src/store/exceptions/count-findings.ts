import { type ExpressionBuilder, type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';
import { z } from 'zod';
import { type Exposure, exposures } from '../../domain/model.ts';
import type { Counts, TargetCounts } from '../../usecases/messages/audit-messages.ts';
import type { FindingSpan, OwnedCounts } from '../../usecases/ports/finding-records.ts';
import { parseInTurns } from '../database/parse-in-turns.ts';
import { parseRow } from '../database/rows.ts';
import type { Database } from '../database/schema.ts';
import { ownerKey } from '../owners/owner-columns.ts';
import { isAccepted, newsAt, newsToOwner } from './accepted.ts';

type Findings = ExpressionBuilder<Database, 'findings'>;
type Admits = (eb: Findings) => ReturnType<Findings['and']>;

const exposureRow = z.object({
  exposure: z.enum(exposures),
  accepted: z.number(),
  count: z.number(),
  fixed: z.number(),
});

/** The numbers of the open findings that a condition admits. `now`: which of them are accepted. */
export async function countOpen(db: Kysely<Database>, admits: Admits, now: number): Promise<Counts> {
  const accepted = sql<number>`case when ${isAccepted(now)} then 1 else 0 end`;
  const rows = await db
    .selectFrom((from) =>
      from
        .selectFrom('findings')
        .select(['exposure', 'fixed_at', accepted.as('accepted')])
        .where(admits)
        .as('each'),
    )
    .select((eb) => [
      'exposure',
      'accepted',
      eb.fn.countAll<number>().as('count'),
      eb.fn.count<number>('fixed_at').as('fixed'),
    ])
    .groupBy(['exposure', 'accepted'])
    .execute();
  return sum(rows.map((raw) => parseRow('findings', exposureRow, raw)));
}

function sum(rows: readonly z.infer<typeof exposureRow>[]): Counts {
  const found = new Map<Exposure, number>();
  let [fixed, accepted] = [0, 0];
  for (const row of rows) {
    if (row.accepted === 1) accepted += row.count;
    else found.set(row.exposure, row.count);
    if (row.accepted === 0 && row.exposure === 'unused') fixed = row.fixed;
  }
  const [exposed, latent, unused] = [found.get('exposed') ?? 0, found.get('latent') ?? 0, found.get('unused') ?? 0];
  const counts = { total: exposed + latent + unused + accepted, exposed, latent, unused };
  return { ...counts, ...(fixed > 0 && { fixed }), ...(accepted > 0 && { accepted }) };
}

const countRow = z.object({
  account: z.string(),
  name: z.string().nullable(),
  region: z.string(),
  owner: z.string(),
  total: z.number(),
  exposed: z.number(),
  latent: z.number(),
  unused: z.number(),
  fixed: z.number(),
  risks: z.number(),
});

type CountRow = z.infer<typeof countRow>;

function targetCounts(raw: unknown): TargetCounts {
  return countsOf(parseRow('findings', countRow, raw));
}

function ownedCounts(raw: unknown): OwnedCounts {
  const row = parseRow('findings', countRow, raw);
  return { ...countsOf(row), ownedBy: row.owner };
}

function countsOf({ account, name, region, total, exposed, latent, unused, fixed, risks }: CountRow): TargetCounts {
  const counts: TargetCounts =
    name === null
      ? { account, region, total, exposed, latent, unused }
      : { account, region, total, exposed, latent, unused, accountName: name };
  if (fixed === 0 && risks === 0) return counts;
  return { ...counts, ...(fixed > 0 && { fixed }), ...(risks > 0 && { accepted: risks }) };
}

/** The findings of a span. */
export function during({ state, since, before, seenSince, seenBefore, unraised, toOwner }: FindingSpan): Admits {
  return (eb) => {
    const at = state === 'resolved' ? eb.ref('resolved_at') : toOwner ? newsToOwner : newsAt;
    return eb.and([
      eb('resolved_at', state === 'open' ? 'is' : 'is not', null),
      ...(since === undefined ? [] : [eb(at, '>=', since)]),
      ...(before === undefined ? [] : [eb(at, '<', before)]),
      ...(seenSince === undefined ? [] : [eb('last_seen_at', '>=', seenSince)]),
      ...(seenBefore === undefined ? [] : [eb('last_seen_at', '<', seenBefore)]),
      ...(unraised === undefined ? [] : [eb('raised_at', 'is', null)]),
    ]);
  };
}

/** What was resolved is over: whether somebody had accepted it counts no more. */
export function isRisk({ state }: FindingSpan, now: number): RawBuilder<SqlBool> {
  return state === 'open' ? isAccepted(now) : sql<SqlBool>`1 = 0`;
}

type Condition = RawBuilder<SqlBool> | ReturnType<Findings['and']>;

const all = sql<SqlBool>`1 = 1`;

/** How many of a span there are in each target that has any, by account and region. */
export async function countByTarget(
  db: Kysely<Database>,
  span: FindingSpan,
  now: number,
  condition: Condition = all,
): Promise<TargetCounts[]> {
  const rows = await countRows(db, span, now, { condition, owner: sql<string>`''` });
  return parseInTurns(rows, targetCounts);
}

/** The same, counted apart by whose they are. */
export async function countByOwner(db: Kysely<Database>, span: FindingSpan, now: number): Promise<OwnedCounts[]> {
  const rows = await countRows(db, span, now, { condition: all, owner: ownerKey });
  return parseInTurns(rows, ownedCounts);
}

function countRows(
  db: Kysely<Database>,
  span: FindingSpan,
  now: number,
  { condition, owner }: { readonly condition: Condition; readonly owner: RawBuilder<string> },
) {
  const risk = sql<number>`case when ${isRisk(span, now)} then 1 else 0 end`;
  return (
    db
      // Materialised: SQLite would rather walk all that was ever resolved in the order of the groups.
      .with(
        (name) => name('counted').materialized(),
        (query) =>
          query
            .selectFrom('findings')
            .select(['account', 'region', 'exposure', 'account_name', 'fixed_at', risk.as('risk'), owner.as('owner')])
            .where(during(span))
            .where(condition),
      )
      .selectFrom('counted')
      .select((eb) => [
        'account',
        'region',
        'owner',
        eb.fn.max('account_name').as('name'),
        eb.fn.countAll<number>().as('total'),
        ...exposures.map((exposure) =>
          eb.fn
            .countAll<number>()
            .filterWhere(eb.and([eb('exposure', '=', exposure), eb('risk', '=', 0)]))
            .as(exposure),
        ),
        eb.fn
          .count<number>('fixed_at')
          .filterWhere(eb.and([eb('exposure', '=', 'unused'), eb('risk', '=', 0)]))
          .as('fixed'),
        eb.fn.countAll<number>().filterWhere('risk', '=', 1).as('risks'),
      ])
      .groupBy(['account', 'region', 'owner'])
      .orderBy('account')
      .orderBy('region')
      .orderBy('owner')
      .execute()
  );
}
