import { tableArns } from '../glue-arn.ts';
import type { JsonObject } from '../json.ts';
import { member, text } from '../shape.ts';
import {
  columnStatisticsConfiguration,
  columnStatisticsForHash,
  columnStatisticsUpdate,
  compareColumnStatistics,
  isOfCatalog,
} from './column-statistics-update.ts';
import { fromTo, gone, judgeUse, switched } from './observation.ts';
import { literal, passRole } from './permissions.ts';
import type { StepBase } from './step-base.ts';
import type { StepKind } from './step-kind.ts';

const configuration = 'SecurityConfiguration';

export interface ColumnStatisticsSwitch extends StepBase {
  /** The column statistics task settings of one table. */
  readonly type: 'repoint-column-statistics';
  /** `database.table`, to be shown. */
  readonly name: string;
  readonly database: string;
  readonly table: string;
  readonly from: string;
  readonly to: string;
  readonly saw: string;
  /** Sent back as it was read, so it must be allowed to be passed. */
  readonly role?: string;
}

/** Gives the column statistics task settings of a table another configuration. */
export const switchColumnStatistics: StepKind<
  ColumnStatisticsSwitch,
  'column-statistics',
  'UpdateColumnStatisticsTaskSettings'
> = {
  type: 'repoint-column-statistics',
  effect: 'switches',
  resource: 'column-statistics',
  dependent: null,
  operation: 'UpdateColumnStatisticsTaskSettings',
  words: {
    stage: 'Switch column statistics',
    stageBack: 'Switch column statistics back',
    canaryStage: null,
    unit: { before: 'the column statistics of ', one: 'table' },
    subject: (name) => `column statistics of ${name}`,
    untouched: 'left as it was',
  },
  configurationWords: null,

  draft({ name, definition, replaced, to, hash }) {
    const from = columnStatisticsConfiguration(definition);
    if (from === null || from !== replaced) return { reason: 'changed' };
    if (isOfCatalog(definition)) return { reason: 'catalog' };
    const update = columnStatisticsUpdate(definition, to);
    if ('refused' in update) return { reason: 'unsendable', paths: update.refused };
    const saw = hash(columnStatisticsForHash(definition));
    return { id: '', type: 'repoint-column-statistics', name, ...partsOf(definition), from, to, saw };
  },

  of: (step) => ({
    resource: { kind: 'column-statistics', name: step.table, database: step.database },
    judge(definition, before, hash) {
      if (definition === undefined) return gone;
      return judgeUse(step, {
        definition,
        member: configuration,
        now: columnStatisticsConfiguration(definition),
        differs: compareColumnStatistics(before, definition),
        isSame: () => hash(columnStatisticsForHash(definition)) === step.saw,
      });
    },
    request(definition) {
      const made = columnStatisticsUpdate(definition, step.to);
      return 'refused' in made ? made : { input: made.update };
    },
    inverse: () => ({ ...step, from: step.to, to: step.from, saw: '' }),
    made: (before) => switched(before, configuration, step.to),
    expecting: (definition, hash) => ({ ...step, saw: hash(columnStatisticsForHash(definition)) }),
    permissions: (target) => [
      { actions: ['glue:GetColumnStatisticsTaskSettings'] },
      ...passRole(target, step.role),
      {
        actions: ['glue:UpdateColumnStatisticsTaskSettings'],
        resources: tableArns(target, literal(step.database), literal(step.table)),
      },
    ],
    tagged: () => null,
    job: null,
    role: step.role ?? null,
    runs: (definition) => [{ type: 'column-statistics', name: step.name, definition }],
    actions: [],
    starts: [],
    toDo: () => `switch column statistics of ${step.name} ${fromTo(step.from, step.to)}`,
    note: 'Column statistics write no job bookmarks: only the logs of their runs are concerned. AWS does not say whether an update of their settings keeps what it is not sent (inferred: it does not), so everything is sent back as it was read, and compared afterwards.',
  }),
};

/** By the settings' own names, which may be written otherwise than a person does: they are sent, and judged by IAM. */
function partsOf(settings: JsonObject) {
  const own = (name: string) => text(member(settings, name));
  const role = own('Role');
  return {
    database: own('DatabaseName') ?? '',
    table: own('TableName') ?? '',
    ...(role !== undefined && { role }),
  };
}
