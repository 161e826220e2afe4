import { parseKeyArn } from '../audit/keys.ts';
import type { JsonObject } from '../json.ts';
import { listWords } from '../list-words.ts';
import type { Inventory, KeyVerdict } from '../model.ts';
import { isList, member, text } from '../shape.ts';
import { argument } from '../steps/log-groups.ts';
import { jobSteps, type Step } from '../steps/step-kinds.ts';
import { keptKeys, keyName, metKeys, type UsedKey } from './met-keys.ts';
import type { PlanCheck, PlanChoice, PlannedConfiguration } from './plan.ts';
import { keyVerdictOf } from './plan-configuration.ts';
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
  readonly keyVerdicts?: ReadonlyMap<string, KeyVerdict>;
}

/** What can be said from what was read. What needs further calls is added by the use case. */
export function planChecks(input: CheckInput): PlanCheck[] {
  return [
    ...keyChecks(input),
    ...aliasChecks(input),
    referencesCheck(input),
    ...jobChecks(input),
    ...argumentCheck(input),
  ];
}

/** The keys that runs meet for the first time, then those that they use already; what is found of several is said once. */
function keyChecks(input: CheckInput): PlanCheck[] {
  const { configuration } = input;
  const verdicts = (keys: readonly UsedKey[]) => keys.map((key) => ({ ...key, verdict: keyVerdictOf(input, key.key) }));
  const [met, kept] = [verdicts(metKeys(configuration)), verdicts(keptKeys(configuration))];
  const check = 'key state';
  const usable = met.filter(({ verdict }) => verdict?.state === 'usable');
  return [
    ...(usable.length === 0 ? [] : [{ check, outcome: 'passed' as const, detail: usableWords(configuration, usable) }]),
    ...met.flatMap(({ verdict, ...key }): PlanCheck[] => {
      // With one that cannot be used there is no plan.
      if (verdict?.state === 'usable') return [];
      const why = verdict?.state === 'not-checked' ? verdict.error : 'not asked';
      return [{ check, outcome: 'not-checked', detail: `The ${keyName(key)} could not be checked (${why}).` }];
    }),
    ...kept.flatMap(({ verdict, ...key }): PlanCheck[] => {
      if (verdict?.state !== 'unusable') return [];
      const why = verdict.reason.replace(/^key-/, '').replaceAll('-', ' ');
      const detail = `The ${keyName(key)} cannot be used (${why}). The configuration of today has it too, and the copy keeps it: runs that need it fail as they do now.`;
      return [{ check, outcome: 'warning', detail }];
    }),
  ];
}

function usableWords({ name }: PlannedConfiguration, usable: readonly UsedKey[]): string {
  const keys = listWords(usable.map(keyName));
  return usable.length === 1
    ? `The ${keys} of ${name} is enabled, symmetric and of this region.`
    : `The ${keys} of ${name} are enabled, symmetric and of this region.`;
}

function aliasChecks({ configuration }: CheckInput): PlanCheck[] {
  const aliases = metKeys(configuration).filter(({ key }) => parseKeyArn(key)?.resource.startsWith('alias/'));
  return aliases.map(({ key, ...used }) => ({
    check: 'key alias',
    outcome: 'warning',
    detail: `${key} is an alias: whoever changes its key changes the ${keyName(used)}, and Glue is not told. The ARN of the key itself is safer.`,
  }));
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

/**
 * "If both a security configuration and an SSE-S3 parameter are associated with a job, the SSE-S3 parameter is ignored"
 * (AWS Glue developer guide, "Encrypting data written by AWS Glue"). Of a job that has a configuration it is already.
 */
function argumentCheck({ configuration, jobs }: CheckInput): PlanCheck[] {
  const { name, before, after, create } = configuration;
  if (before !== undefined) return [];
  const ignored = [...jobs].flatMap(([job, it]) => (argument(it, '--encryption-type') === undefined ? [] : [job]));
  if (ignored.length === 0) return [];
  const s3 = member(after ?? create ?? {}, 'S3Encryption');
  const modes = isList(s3) ? s3.flatMap((each) => text(member(each, 'S3EncryptionMode')) ?? []) : [];
  const encrypting = modes.filter((mode) => mode !== 'DISABLED');
  const instead = encrypting.length > 0 ? `encrypts with ${listWords(encrypting)}` : 'does not encrypt in S3';
  const detail = `${someNames(ignored)}: the argument --encryption-type is ignored once the job has a security configuration, and ${name} ${instead}.`;
  return [{ check: 'S3 encryption argument', outcome: 'warning', detail }];
}
