import type {
  CallError,
  FailedList,
  Finding,
  Inventory,
  KeyNotChecked,
  Listing,
  ReferenceType,
  SecondaryList,
  TargetResult,
} from '../model.ts';
import { referenceTypes } from '../model.ts';
import { withTags } from '../owners/job-tags.ts';
import { judgeConfiguration } from '../rules/glue-005.ts';
import { rules } from '../rules/index.ts';
import type { Rule } from '../rules/rule.ts';
import { indexUsage, type UsageIndex } from './exposure.ts';
import { keysInUse } from './keys.ts';

/** Lists beside configurations and jobs that can name a configuration. */
export const secondaryLists: readonly SecondaryList[] = [
  'triggers',
  'crawlers',
  'dev-endpoints',
  'sessions',
  'ml-transforms',
];

/** Where a configuration can be named and no list shows it (or the list leaves it out). Always said, never guessed. */
export const statisticsNotListed = 'column statistics task settings (one call a table)';
export const notListed: readonly string[] = [
  statisticsNotListed,
  'data quality rulesets (the list leaves the configuration out)',
  'per-run overrides (StartJobRun, column statistics and data quality recommendation runs)',
];

/**
 * Which further lists the verdicts need: none when all is compliant; triggers when only jobs are in doubt
 * (they can change what a run does); every kind of user when a configuration is.
 */
export function neededLists(
  inventory: Pick<Inventory, 'target' | 'configurations' | 'jobs' | 'keys'>,
  checked: readonly Rule[] = rules,
): readonly SecondaryList[] {
  const failed = checked.flatMap((rule) => rule.check(inventory));
  if (failed.some(({ job }) => job === undefined)) return secondaryLists;
  return failed.length > 0 ? ['triggers'] : [];
}

function notCheckedKeys(inventory: Inventory): KeyNotChecked[] {
  return inventory.configurations.items.flatMap((configuration) => {
    const key = configuration.jobBookmarks?.keyArn ?? '';
    const verdict = judgeConfiguration(configuration) === undefined ? inventory.keys?.get(key) : undefined;
    return verdict?.state === 'not-checked' ? [{ configuration: configuration.name, key, error: verdict.error }] : [];
  });
}

/** Those that failed, each with what it lists: the error's own words can be of a call before it (AssumeRole). */
function failedLists(lists: Partial<Readonly<Record<ReferenceType, Listing<unknown> | undefined>>>): FailedList[] {
  return referenceTypes.flatMap((list) => {
    const error = lists[list]?.error;
    return error === undefined ? [] : [{ ...error, list }];
  });
}

/** Turns what was read of one target into its verdict by every rule. Pure: the same inventory gives the same result. */
export function assessTarget(inventory: Inventory, checked: readonly Rule[] = rules): TargetResult {
  const { target, configurations, jobs, triggers, crawlers, devEndpoints, sessions, transforms } = inventory;
  // A compliant target, the usual case, needs no index.
  let index: UsageIndex | undefined;
  const usage = () => {
    index ??= indexUsage({ ...inventory, jobs: jobs.items });
    return index;
  };
  const jobsIncomplete = failedLists({ job: jobs, trigger: triggers });
  const incomplete = [
    ...jobsIncomplete,
    ...failedLists({ crawler: crawlers, 'dev-endpoint': devEndpoints, session: sessions, 'ml-transform': transforms }),
  ];
  const found = checked.flatMap((rule) =>
    rule.check(inventory).map(({ job, ...failed }): Finding => {
      const used = job ? usage().ofJob(job, failed.detail) : usage().ofConfiguration(failed.name);
      const base = { rule: rule.id, account: target.account, region: target.region };
      return { ...base, ...failed, ...used, ...lowerBound(job ? jobsIncomplete : incomplete) };
    }),
  );
  const failure = configurations.error ?? jobs.error;
  return {
    ...target,
    ...(failure
      ? {
          outcome: 'unknown',
          reason: failure.error,
          call: failure.call,
          ...(failure.message !== undefined && { message: failure.message }),
        }
      : { outcome: 'scanned' }),
    configurations: configurations.items.length,
    jobs: jobs.items.length,
    ...tagged(found, inventory),
    rules: checked.map(({ id }) => id),
    keysNotChecked: notCheckedKeys(inventory),
    keysChecked: inventory.keys !== undefined || keysInUse(configurations.items).length === 0,
    ...(failure ? {} : { names: namesOf(inventory) }),
  };
}

/** With a part of the tags alone a finding could be taken for another team's: then it has none. */
function tagged(
  findings: readonly Finding[],
  inventory: Pick<Inventory, 'jobTags' | 'jobs' | 'triggers'>,
): Pick<TargetResult, 'findings' | 'tagsNotRead'> {
  const { jobTags: listing } = inventory;
  if (listing === undefined) return { findings };
  if (listing.error === undefined) return { findings: withTags(findings, listing.items, inventory) };
  return { findings: findings.map((finding) => ({ ...finding, keepsTags: true })), tagsNotRead: listing.error };
}

/** Copied: a fleet's results must not keep everything that was read of every job. */
function namesOf({ configurations, jobs }: Inventory): NonNullable<TargetResult['names']> {
  return {
    configurations: configurations.items.map(({ name }) => name),
    jobs: jobs.items.map(({ name, command, securityConfiguration }) => ({
      name,
      ...(command !== undefined && { command }),
      ...(securityConfiguration !== undefined && { securityConfiguration }),
    })),
  };
}

function lowerBound(incomplete: readonly FailedList[]): Pick<Finding, 'referencesIncomplete'> {
  return incomplete.length > 0 ? { referencesIncomplete: incomplete } : {};
}

/** A target that could not be entered at all: no credentials, no role, no list of regions. */
export function unknownTarget(account: string, region: string, failure: CallError): TargetResult {
  return {
    account,
    region,
    outcome: 'unknown',
    reason: failure.error,
    call: failure.call,
    ...(failure.message !== undefined && { message: failure.message }),
    configurations: 0,
    jobs: 0,
    findings: [],
    rules: [],
    keysNotChecked: [],
    keysChecked: false,
  };
}
