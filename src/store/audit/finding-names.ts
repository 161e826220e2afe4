import { type ExpressionBuilder, sql } from 'kysely';
import { z } from 'zod';
import { type NameSearch, nameMatcher } from '../../domain/audit/name-search.ts';
import { nearLengths } from '../../domain/nearest.ts';
import type { FindingRecords, NameScope } from '../../usecases/ports/finding-records.ts';
import { parseInTurns } from '../database/parse-in-turns.ts';
import { parseJson, parseRow } from '../database/rows.ts';
import type { Database } from '../database/schema.ts';
import type { Session } from '../database/session.ts';
import { exposureRank, isAccepted } from '../exceptions/accepted.ts';

type Findings = ExpressionBuilder<Database, 'findings'>;

const usersRow = z.object({
  account: z.string(),
  region: z.string(),
  references_json: z
    .string()
    .transform(parseJson)
    .pipe(z.array(z.object({ type: z.string(), name: z.string() }))),
});

/** @throws {StoreError} `damaged-row` */
function jobsOf(row: unknown) {
  const { account, region, references_json } = parseRow('findings', usersRow, row);
  return references_json.flatMap(({ type, name }) => (type === 'job' ? [{ account, region, name }] : []));
}

/** For "like … escape": the text itself, anywhere. */
function anywhere(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, (special) => `\\${special}`)}%`;
}

/**
 * The same where the case of letters does not count. SQLite's lower() knows the letters of English alone, so that any other
 * stands for whatever is there.
 */
function anywhereInAnyCase(text: string): string {
  return anywhere(text.toLowerCase()).replaceAll(/[^\u0000-\u007f]+/g, '%');
}

function openIn({ account, region }: NameScope) {
  return (eb: Findings) =>
    eb.and([
      eb('resolved_at', 'is', null),
      ...(account === undefined ? [] : [eb('account', '=', account)]),
      ...(region === undefined ? [] : [eb('region', '=', region)]),
    ]);
}

const searchedRow = usersRow.extend({ id: z.string(), name: z.string() });
/** What is read for one search: each with everything that uses it. */
const mostSearched = 20_000;

/** The database narrows by the text, in which the names of users stand, and the parsed row decides. */
async function searchNames(session: Session, search: NameSearch): ReturnType<FindingRecords['search']> {
  const now = await session.now();
  const rows = await session.db
    .selectFrom('findings')
    .select(['id', 'account', 'region', 'name', 'references_json'])
    .where('resolved_at', 'is', null)
    .$if('part' in search, (open) => open.where(mayHave(search)))
    .orderBy(sql`case when ${isAccepted(now)} then 3 else ${exposureRank('exposure')} end`)
    .orderBy('account')
    .orderBy('region')
    .orderBy('kind')
    .orderBy('name')
    .orderBy('rule')
    .limit(mostSearched + 1)
    .execute();
  const isMeant = nameMatcher(search);
  const read = await parseInTurns(rows.slice(0, mostSearched), (row) => parseRow('findings', searchedRow, row));
  const found = read.filter(
    ({ name, references_json: users }) => isMeant(name) || users.some((user) => isMeant(user.name)),
  );
  return {
    places: found.map(({ id, account, region }) => ({ id, account, region })),
    partial: rows.length > mostSearched,
  };
}

function mayHave(search: NameSearch) {
  const part = 'part' in search ? search.part : '';
  const inJson = JSON.stringify(part).slice(1, -1);
  return (eb: Findings) =>
    eb.or([
      sql<boolean>`lower(name) like ${anywhereInAnyCase(part)} escape '\\'`,
      sql<boolean>`lower(references_json) like ${anywhereInAnyCase(inJson)} escape '\\'`,
    ]);
}

/** Names of open findings and of the jobs that use them, without reading the findings. */
export function findingNames(session: Session): Pick<FindingRecords, 'namedExactly' | 'namesNear' | 'search'> {
  return {
    search: (search) => searchNames(session, search),

    async namedExactly(name, scope) {
      const open = session.db.selectFrom('findings').where(openIn(scope));
      const own = await open
        .select(['account', 'region', 'name'])
        .distinct()
        .where('name', '=', name)
        .orderBy('account')
        .orderBy('region')
        .execute();
      if (scope.findingsOnly) return own;
      // The text narrows (upper and lower case are one for SQLite's "like"), and the parsed list decides.
      const text = anywhere(`"name":${JSON.stringify(name)}`);
      const users = await open
        .select(['account', 'region', 'references_json'])
        .where(sql<boolean>`references_json like ${text} escape '\\'`)
        .orderBy('account')
        .orderBy('region')
        .orderBy('id')
        .execute();
      return [...own, ...users.flatMap(jobsOf).filter((job) => job.name === name)];
    },

    async namesNear(word, scope, { names, lists }) {
      const { least, most } = nearLengths(word);
      const open = session.db.selectFrom('findings').where(openIn(scope));
      const own = await open
        .select(['account', 'region', 'name'])
        .distinct()
        .where((eb) =>
          eb.or([
            sql<boolean>`length(name) between ${least} and ${most}`,
            sql<boolean>`lower(name) like ${anywhere(word.toLowerCase())} escape '\\'`,
          ]),
        )
        .orderBy('account')
        .orderBy('region')
        .orderBy('name')
        .limit(names)
        .execute();
      if (scope.findingsOnly) return own;
      const users = await open
        .select(['account', 'region', 'references_json'])
        .where('exposure', '!=', 'unused')
        // Of any: by `id` alone SQLite would walk all that was ever resolved too.
        .orderBy(sql`id || ''`)
        .limit(lists)
        .execute();
      return [...own, ...users.flatMap(jobsOf)];
    },
  };
}
