import type { JsonObject } from '../json.ts';
import { member, text } from '../shape.ts';
import { crawlerLogGroups, jobLogGroups, type LogGroup } from './log-groups.ts';

/** Something whose runs a step gives another configuration. */
export interface RunsOf {
  readonly type: 'job' | 'crawler' | 'column-statistics';
  readonly name: string;
  /** Absent: the step is about what starts it, and knows its name alone. */
  readonly definition?: JsonObject;
}

/** What runs do with a configuration. */
export interface ConfiguredRuns extends Pick<RunsOf, 'type' | 'name'> {
  /** As the definition names it: an ARN, or a name with or without its path. Absent: it names none. */
  readonly role?: string;
  /** Null: AWS does not say where they write their logs. */
  readonly logGroups: readonly LogGroup[] | null;
  /**
   * True: they use every key of it. Crawlers (developer guide, "Encrypting data written by AWS Glue") and column
   * statistics (API, ColumnStatisticsTaskSettings) only encrypt their logs.
   */
  readonly usesKeys: boolean;
}

const logGroupsOf: Readonly<Record<RunsOf['type'], (definition: JsonObject) => readonly LogGroup[] | null>> = {
  job: jobLogGroups,
  crawler: () => crawlerLogGroups,
  'column-statistics': () => null,
};

export function configuredRuns({ type, name, definition }: RunsOf & { definition: JsonObject }): ConfiguredRuns {
  const role = text(member(definition, 'Role'));
  return {
    type,
    name,
    ...(role !== undefined && { role }),
    logGroups: logGroupsOf[type](definition),
    usesKeys: type === 'job',
  };
}
