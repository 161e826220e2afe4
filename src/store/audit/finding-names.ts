import { type ExpressionBuilder, sql } from 'kysely';
import { z } from 'zod';
import { nearLengths } from '../../domain/nearest.ts';
import type { FindingRecords, NameScope } from '../../usecases/ports/finding-records.ts';
import { parseJson, parseRow } from '../database/rows.ts';
import type { Database } from '../database/schema.ts';
import type { Session } from '../database/session.ts';

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

function openIn({ account, region }: NameScope) {
  return (eb: Findings) =>
    eb.and([
      eb('resolved_at', 'is', null),
      ...(account === undefined ? [] : [eb('account', '=', account)]),
      ...(region === undefined ? [] : [eb('region', '=', region)]),
    ]);
}

/** Names of open findings and of the jobs that use them, without reading the findings. */
export function findingNames(session: Session): Pick<FindingRecords, 'namedExactly' | 'namesNear'> {
  return {
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
        .orderBy('id')
        .limit(lists)
        .execute();
      return [...own, ...users.flatMap(jobsOf)];
    },
  };
}
