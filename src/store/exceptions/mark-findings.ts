import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';
import { z } from 'zod';
import type { Judged } from '../../domain/exceptions/coverage.ts';
import {
  type ExceptionScope,
  isExact,
  type RiskException,
  type SharedScope,
} from '../../domain/exceptions/exception.ts';
import { judgeBy, reaches } from '../../domain/exceptions/match.ts';
import { type Acceptance, exposures, findingKinds } from '../../domain/model.ts';
import type { MarkedFindings } from '../../usecases/ports/records/exception-records.ts';
import { chunks } from '../database/chunks.ts';
import { parseInTurns } from '../database/parse-in-turns.ts';
import { given, parseRow } from '../database/rows.ts';
import type { Database } from '../database/schema.ts';
import { tagsColumn } from '../owners/owner-columns.ts';
import { toException, toRiskException } from './exception-rows.ts';

/** More conditions than this are no shorter than all open findings, and SQLite nests them. */
const mostConditions = 100;

/** What holds at this instant, and what ended while something that holds existed already: see `judgeBy`. */
export async function readInForce(db: Kysely<Database>, now: number): Promise<readonly RiskException[]> {
  const accepted = await db.selectFrom('exceptions').selectAll().where('state', '=', 'accepted').execute();
  const live = accepted.flatMap(({ until_at, since_at }) => (until_at > now ? (since_at ?? 0) : []));
  if (live.length === 0) return [];
  const first = live.reduce((least, since) => Math.min(least, since));
  const ended = await db
    .selectFrom('exceptions')
    .selectAll()
    .where('state', '=', 'ended')
    .where((eb) => eb.or([eb('until_at', '>', first), eb('source', '=', 'file')]))
    .execute();
  return [...accepted, ...ended].map(toException).map(toRiskException);
}

const candidate = z.object({
  id: z.string(),
  rule: z.string(),
  account: z.string(),
  region: z.string(),
  kind: z.enum(findingKinds),
  name: z.string(),
  exposure: z.enum(exposures),
  accepted_by: z.string().nullable(),
  accepted_json: z.string().nullable(),
  tags_json: tagsColumn,
});

type Candidate = z.infer<typeof candidate>;

/** A database takes some ten thousand values; a list that narrows nothing is no error. */
const mostListed = 100;

const short = (values: readonly string[] | undefined) => ((values?.length ?? 0) > mostListed ? undefined : values);

function listed(column: string, values: readonly string[] | undefined): RawBuilder<SqlBool>[] {
  return values === undefined ? [] : [sql<SqlBool>`${sql.ref(column)} in (${sql.join(values)})`];
}

/** Names are compared in one place alone, `fitsPattern`: here only what is cheap narrows. */
function inScope({ accounts, regions, kinds }: SharedScope): RawBuilder<SqlBool> {
  const all = [...listed('account', short(accounts)), ...listed('region', regions), ...listed('kind', kinds)];
  return all.length === 0 ? sql<SqlBool>`1 = 1` : sql<SqlBool>`(${sql.join(all, sql` and `)})`;
}

function concerned(exceptions: readonly RiskException[]): RawBuilder<SqlBool> {
  const names = exceptions.flatMap(({ scope }) => (isExact(scope) ? scope.finding.name : []));
  const shared = exceptions.flatMap(({ scope }) => (isExact(scope) ? [] : scope));
  if (shared.length > mostConditions) return sql<SqlBool>`1 = 1`;
  const conditions = [
    sql<SqlBool>`accepted_by is not null`,
    ...listed('name', names.length === 0 ? undefined : [...new Set(names)]),
    ...shared.map(inScope),
  ];
  return sql<SqlBool>`(${sql.join(conditions, sql` or `)})`;
}

/** In no order: to have one by id, SQLite walks all that was ever resolved too. */
async function readOpen(db: Kysely<Database>, narrowed: RawBuilder<SqlBool>): Promise<Candidate[]> {
  const rows = await db
    .selectFrom('findings')
    .select([
      'id',
      'rule',
      'account',
      'region',
      'kind',
      'name',
      'exposure',
      'accepted_by',
      'accepted_json',
      'tags_json',
    ])
    .where('resolved_at', 'is', null)
    .where(narrowed)
    .execute();
  return parseInTurns(rows, (row) => parseRow('findings', candidate, row));
}

function judgedOf({ rule, account, region, kind, name, exposure, tags_json: tags }: Candidate): Judged {
  return { rule, account, region, kind, name, exposure, ...given('tags', tags) };
}

/** See `ExceptionRecords.reached`. */
export async function reachedFindings(db: Kysely<Database>, scope: ExceptionScope): Promise<readonly Judged[]> {
  const narrowed = isExact(scope) ? sql<SqlBool>`name = ${scope.finding.name}` : inScope(scope);
  const rows = await readOpen(db, narrowed);
  return rows.map(judgedOf).filter((finding) => reaches(scope, finding));
}

async function writeAccepted(
  db: Kysely<Database>,
  changes: readonly { readonly id: string; readonly accepted: Acceptance }[],
): Promise<void> {
  for (const part of chunks(changes, 4)) {
    const rows = sql.join(
      part.map(({ id, accepted }) => sql`(${id}, ${accepted.id}, ${accepted.endsAt}, ${JSON.stringify(accepted)})`),
    );
    await sql`
      with marked (id, accepted_by, accepted_until, accepted_json) as (values ${rows})
      update findings set accepted_by = marked.accepted_by, accepted_json = marked.accepted_json,
        accepted_until = cast(marked.accepted_until as bigint)
      from marked where findings.id = marked.id`.execute(db);
  }
}

async function writeBack(db: Kysely<Database>, ids: readonly string[], now: number): Promise<void> {
  const bare = { accepted_by: null, accepted_until: null, accepted_json: null, raised_at: null, news_at: now };
  for (const part of chunks(ids, 1)) await db.updateTable('findings').set(bare).where('id', 'in', part).execute();
}

/** See `ExceptionRecords.markFindings`. */
export async function markFindings(db: Kysely<Database>, now: number): Promise<MarkedFindings> {
  const exceptions = await readInForce(db, now);
  const judge = judgeBy(exceptions, now);
  const covered: { readonly id: string; readonly accepted: Acceptance; readonly isNew: boolean }[] = [];
  const back: string[] = [];
  for (const row of await readOpen(db, concerned(exceptions))) {
    const { accepted } = judge(judgedOf(row));
    if (accepted === undefined) {
      if (row.accepted_by !== null) back.push(row.id);
    } else if (row.accepted_json !== JSON.stringify(accepted))
      covered.push({ id: row.id, accepted, isNew: row.accepted_by === null });
  }
  await writeAccepted(db, covered);
  await writeBack(db, back, now);
  return { accepted: covered.filter(({ isNew }) => isNew).length, back: back.length };
}
