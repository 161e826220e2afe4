import { type Kysely, sql } from 'kysely';
import type { StoreCheck } from '../../usecases/ports/records/store-check.ts';
import type { Database } from '../database/schema.ts';
import { createTally } from './tally.ts';
import { tellWrong } from './tell-wrong.ts';

type Table = keyof Database;

/** A column that names a row of another table, by that one's `id`. */
interface Reference {
  readonly table: Table;
  readonly column: string;
  readonly to: Table;
  /** A table whose rows it names as well. */
  readonly orTo?: Table;
}

/**
 * Whatever is named by a row and is removed by nothing before that row. What outlives what it names is not here: the audit
 * trail, and messages of requests whose progress is settled. Nor who holds what: a process that was taken for dead and
 * woke may be nobody's row for seconds, and what it took and left is given back.
 */
const references: readonly Reference[] = [
  { table: 'plans', column: 'request_id', to: 'requests' },
  { table: 'decisions', column: 'request_id', to: 'requests' },
  { table: 'executions', column: 'request_id', to: 'requests' },
  { table: 'moves', column: 'request_id', to: 'requests' },
  { table: 'progress', column: 'request_id', to: 'requests' },
  { table: 'outgoing', column: 'follows', to: 'requests', orTo: 'scans' },
  { table: 'definitions', column: 'plan_id', to: 'plans' },
  { table: 'executions', column: 'plan_id', to: 'plans' },
  { table: 'moves', column: 'plan_id', to: 'plans' },
  { table: 'steps', column: 'execution_id', to: 'executions' },
  { table: 'moves', column: 'execution_id', to: 'executions' },
  { table: 'finding_days', column: 'group_id', to: 'finding_levels' },
  { table: 'staged_targets', column: 'scan_id', to: 'scans' },
  { table: 'staged_findings', column: 'scan_id', to: 'scans' },
  { table: 'scan_parts', column: 'scan_id', to: 'scans' },
];

/** Each row that names another one finds it. */
export async function checkReferences(db: Kysely<Database>): Promise<StoreCheck> {
  const tally = createTally('references');
  for (const { table, column, to, orTo } of references) {
    const named = sql.ref(`child.${column}`);
    const parents = orTo === undefined ? [to] : [to, orTo];
    const missing = parents.map(
      (each) => sql`not exists (select 1 from ${sql.table(each)} as parent where parent.id = ${named})`,
    );
    const wrong = sql`${named} is not null and ${sql.join(missing, sql` and `)}`;
    const what = `names in ${column} a row of ${parents.join(' or ')} that does not exist`;
    await tellWrong(db, tally, { table, where: wrong, what });
  }
  for (const table of ['executions', 'moves'] as const) {
    const where = sql`exists (
      select 1 from plans where plans.id = child.plan_id and plans.request_id <> child.request_id)`;
    await tellWrong(db, tally, { table, where, what: 'names a plan of another request' });
  }
  const where = sql`not exists (select 1 from plans where plans.request_id = child.id)`;
  await tellWrong(db, tally, { table: 'requests', where, what: 'has no plan' });
  return tally.end(`${references.length} columns that name other rows`);
}
