import { columnStatisticsConfiguration } from '../steps/column-statistics-update.ts';
import { switchColumnStatistics } from '../steps/repoint-column-statistics.ts';
import type { LeftAlone } from '../steps/step-kind.ts';
import type { PlanCheck, PlanChoice } from './plan.ts';
import type { ReadDefinition } from './plan-configuration.ts';
import { isAboutJob, type PlannedFinding, replacedName } from './plan-dependents.ts';
import type { PlanRefusal } from './plan-refusal.ts';
import type { Drafted, Hash } from './plan-steps.ts';

/** What was read of a database that was named. */
export interface ReadDatabase {
  readonly database: string;
  /** AWS's code: its tables could not be listed to the end. */
  readonly error?: string;
  /** How many tables were listed. */
  readonly tables: number;
  /** The column statistics task settings by table. A table without any is absent. */
  readonly settings: ReadonlyMap<string, ReadDefinition>;
}

/** The databases to look into for a finding, each once. A job's finding concerns one job alone. */
export function namedDatabases({ databases = [] }: PlanChoice, finding: Pick<PlannedFinding, 'kind'>): string[] {
  return isAboutJob(finding) ? [] : [...new Set(databases)];
}

/** What is wrong with the databases that were named. */
export function databaseRefusals(
  { databases = [] }: PlanChoice,
  finding: Pick<PlannedFinding, 'kind'>,
  read: readonly ReadDatabase[],
): PlanRefusal[] {
  const [first] = databases;
  if (first !== undefined && isAboutJob(finding)) return [{ code: 'databases-not-possible', name: first }];
  const missing = read.filter(({ error }) => error === 'EntityNotFoundException');
  return missing.map(({ database }) => ({ code: 'no-such-database', name: database }));
}

export interface StatisticsInput {
  readonly finding: PlannedFinding;
  readonly choice: PlanChoice;
  readonly to: string;
  readonly columnStatistics: readonly ReadDatabase[];
  readonly hash: Hash;
}

/** A step for each table whose settings name what is replaced, or why they are left alone. */
export function draftColumnStatistics({ finding, choice, to, columnStatistics, hash }: StatisticsInput): Drafted[] {
  const replaced = replacedName(finding);
  return columnStatistics.flatMap(({ database, error, settings }): Drafted[] => [
    ...(error === undefined
      ? []
      : [{ leftOut: { type: 'database', name: database, reason: 'unreadable', error } as const }]),
    ...[...settings].flatMap(([table, read]): Drafted[] => {
      const name = `${database}.${table}`;
      const leave = (reason: LeftAlone): Drafted[] => [{ leftOut: { type: 'column-statistics', name, ...reason } }];
      if ('error' in read) return leave({ reason: 'unreadable', error: read.error });
      const { definition } = read;
      const from = columnStatisticsConfiguration(definition);
      if (from === null || from !== replaced) return [];
      const made = switchColumnStatistics.draft({
        name,
        definition,
        replaced,
        to,
        jobs: new Map(),
        choice,
        named: false,
        hash,
      });
      return 'reason' in made ? leave(made) : [{ draft: { step: made, definition } }];
    }),
  ]);
}

/** Whether every table of the named databases could be read; nothing where none is named. */
export function columnStatisticsCheck(read: readonly ReadDatabase[]): PlanCheck[] {
  if (read.length === 0) return [];
  const check = 'column statistics';
  const unread = read.flatMap(({ database, error, settings }) => [
    ...(error === undefined ? [] : [`GetTables of ${database}: ${error}`]),
    ...[...settings].flatMap(([table, one]) => ('error' in one ? [`${database}.${table}: ${one.error}`] : [])),
  ]);
  const tables = read.reduce((sum, each) => sum + each.tables, 0);
  if (unread.length === 0)
    return [{ check, outcome: 'passed', detail: `Tables checked: ${tables}, all of the databases that were named.` }];
  const shown = unread.slice(0, 5).join(', ');
  const rest = unread.length > 5 ? ` and ${unread.length - 5} more` : '';
  return [
    { check, outcome: 'not-checked', detail: `Settings that could not be read may be concerned: ${shown}${rest}.` },
  ];
}
