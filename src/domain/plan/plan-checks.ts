import { parseKeyArn } from '../audit/keys.ts';
import type { JsonObject } from '../json.ts';
import type { Inventory, KeyVerdict } from '../model.ts';
import { member } from '../shape.ts';
import { jobSteps, type Step } from '../steps/step-kinds.ts';
import type { PlanCheck, PlanChoice, PlannedConfiguration } from './plan.ts';
import type { PlannedFinding } from './plan-dependents.ts';

/** This many names are written out in one check. */
const mostNamed = 10;

/** "a, b, c and 4 more" */
export function someNames(names: readonly string[]): string {
  const shown = names.slice(0, mostNamed);
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

export interface CheckInput {
  readonly inventory: Inventory;
  readonly finding: PlannedFinding;
  readonly choice: PlanChoice;
  readonly configuration: PlannedConfiguration;
  readonly steps: readonly Step[];
  /** The job definitions of the steps, by name. */
  readonly jobs: ReadonlyMap<string, JsonObject>;
  readonly keyVerdict?: KeyVerdict;
}

/** What can be said from what was read. What needs further calls is added by the use case. */
export function planChecks(input: CheckInput): PlanCheck[] {
  return [keyCheck(input), ...aliasCheck(input), referencesCheck(input), ...jobChecks(input)];
}

function keyCheck({ inventory, choice, configuration, keyVerdict }: CheckInput): PlanCheck {
  const attached = inventory.configurations.items.find(({ name }) => name === choice.attach);
  const verdict = choice.key === undefined ? inventory.keys?.get(attached?.jobBookmarks?.keyArn ?? '') : keyVerdict;
  const check = 'key state';
  if (verdict?.state === 'usable')
    return {
      check,
      outcome: 'passed',
      detail: `The key of ${configuration.name} is enabled, symmetric and of this region.`,
    };
  if (verdict?.state === 'unusable') return { check, outcome: 'failed', detail: verdict.reason };
  return {
    check,
    outcome: 'not-checked',
    detail: `The key could not be checked (${verdict?.error ?? 'not asked'}).`,
  };
}

function aliasCheck({ choice: { key } }: CheckInput): PlanCheck[] {
  if (key === undefined || !parseKeyArn(key)?.resource.startsWith('alias/')) return [];
  const detail = `${key} is an alias: whoever changes its key changes what encrypts the bookmarks, and Glue is not told. The ARN of the key itself is safer.`;
  return [{ check: 'key alias', outcome: 'warning', detail }];
}

function referencesCheck({ inventory }: CheckInput): PlanCheck {
  const { triggers, crawlers, devEndpoints, sessions, transforms } = inventory;
  const errors = [triggers, crawlers, devEndpoints, sessions, transforms].flatMap((list) => list?.error ?? []);
  const check = 'dependents';
  if (errors.length === 0)
    return { check, outcome: 'passed', detail: 'Every list of what can use a configuration was read to the end.' };
  const failed = errors.map(({ call, error }) => `${call}: ${error}`).join(', ');
  return { check, outcome: 'not-checked', detail: `There may be more dependents than could be listed (${failed}).` };
}

interface Trait {
  readonly check: string;
  readonly has: (job: JsonObject) => boolean;
  readonly warning: string;
}

const has = (name: string) => (job: JsonObject) => member(job, name) !== undefined;

const traits: readonly Trait[] = [
  {
    check: 'usage profile',
    has: has('ProfileName'),
    warning:
      'UpdateJob cannot send a usage profile; whether it survives an update is unproven. It is compared afterwards.',
  },
  {
    check: 'automatic upgrade',
    has: has('AutoUpgradeMetadata'),
    warning:
      'UpdateJob cannot send the state of an automatic version upgrade; whether it survives an update is unproven. It is compared afterwards.',
  },
  {
    check: 'source control',
    has: has('SourceControlDetails'),
    warning: 'The source control settings, an access token among them, are sent back as they were read, and compared.',
  },
];

function jobChecks({ steps, jobs }: CheckInput): PlanCheck[] {
  const switched = jobSteps(steps);
  if (switched.length === 0) return [];
  const streaming = switched.filter((step) => step.streaming).map(({ name }) => name);
  return [
    ...traits.map(({ check, has, warning }): PlanCheck => {
      const names = switched.flatMap(({ name }) => (has(jobs.get(name) ?? {}) ? [name] : []));
      return names.length === 0
        ? { check, outcome: 'passed', detail: 'No job of the plan has it.' }
        : { check, outcome: 'warning', detail: `${someNames(names)}: ${warning}` };
    }),
    streaming.length === 0
      ? { check: 'streaming', outcome: 'passed', detail: 'No job of the plan is a streaming job.' }
      : {
          check: 'streaming',
          outcome: 'warning',
          detail: `${someNames(streaming)}: a streaming job may not start a new run for days, and is not encrypted before that.`,
        },
  ];
}
