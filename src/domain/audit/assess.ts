import type {
  CallError,
  Finding,
  FindingKind,
  FindingReason,
  Inventory,
  Job,
  KeyNotChecked,
  Listing,
  SecondaryList,
  SecurityConfiguration,
  TargetResult,
} from '../model.ts';
import { glue005, judgeConfiguration } from '../rules/glue-005.ts';
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

interface Doubt {
  readonly kind: FindingKind;
  readonly name: string;
  readonly reason: FindingReason;
  readonly detail?: string;
}

function unusableKey(configuration: SecurityConfiguration, keys: Inventory['keys']): Doubt | undefined {
  if (judgeConfiguration(configuration) !== undefined) return undefined;
  const key = configuration.jobBookmarks?.keyArn ?? '';
  const verdict = keys?.get(key);
  if (verdict?.state !== 'unusable') return undefined;
  const detail = verdict.detail === undefined ? key : `${key} (${verdict.detail})`;
  return { kind: 'unusable-key', name: configuration.name, reason: verdict.reason, detail };
}

function configurationDoubts(inventory: Inventory): Doubt[] {
  return inventory.configurations.items.flatMap((configuration): Doubt[] => {
    const verdict = judgeConfiguration(configuration);
    if (verdict) return [{ kind: 'configuration', name: configuration.name, ...verdict }];
    const doubt = unusableKey(configuration, inventory.keys);
    return doubt ? [doubt] : [];
  });
}

/** A missing configuration can only be claimed when the configurations were read to the end. */
function jobDoubt(job: Job, known: ReadonlySet<string>, complete: boolean): Doubt | undefined {
  const configuration = job.securityConfiguration;
  if (configuration === undefined || configuration === '')
    return { kind: 'unprotected-job', name: job.name, reason: 'no-configuration' };
  if (!complete || known.has(configuration)) return undefined;
  return { kind: 'dangling-reference', name: job.name, reason: 'configuration-missing', detail: configuration };
}

function jobDoubts({ configurations, jobs }: Pick<Inventory, 'configurations' | 'jobs'>): Map<Job, Doubt> {
  const known = new Set(configurations.items.map((configuration) => configuration.name));
  const doubts = new Map<Job, Doubt>();
  for (const job of jobs.items) {
    const doubt = jobDoubt(job, known, configurations.error === undefined);
    if (doubt) doubts.set(job, doubt);
  }
  return doubts;
}

/**
 * Which further lists the verdicts need: none when all is compliant; triggers when only jobs are in doubt
 * (they can change what a run does); every kind of user when a configuration is.
 */
export function neededLists(
  inventory: Pick<Inventory, 'target' | 'configurations' | 'jobs' | 'keys'>,
): readonly SecondaryList[] {
  if (configurationDoubts(inventory).length > 0) return secondaryLists;
  return jobDoubts(inventory).size > 0 ? ['triggers'] : [];
}

function notCheckedKeys(inventory: Inventory): KeyNotChecked[] {
  return inventory.configurations.items.flatMap((configuration) => {
    const key = configuration.jobBookmarks?.keyArn ?? '';
    const verdict = judgeConfiguration(configuration) === undefined ? inventory.keys?.get(key) : undefined;
    return verdict?.state === 'not-checked' ? [{ configuration: configuration.name, key, error: verdict.error }] : [];
  });
}

function errors(listings: readonly (Listing<unknown> | undefined)[]): CallError[] {
  return listings.flatMap((listing) => listing?.error ?? []);
}

/** Turns what was read of one target into its verdict. Pure: the same inventory gives the same result. */
export function assessTarget(inventory: Inventory): TargetResult {
  const { target, configurations, jobs, triggers, crawlers, devEndpoints, sessions, transforms } = inventory;
  // A compliant target, the usual case, needs no index.
  let index: UsageIndex | undefined;
  const usage = () => {
    index ??= indexUsage({ ...inventory, jobs: jobs.items });
    return index;
  };
  const jobsIncomplete = errors([jobs, triggers]);
  const incomplete = errors([jobs, triggers, crawlers, devEndpoints, sessions, transforms]);
  const base = { rule: glue005.id, account: target.account, region: target.region };
  const findings: Finding[] = [];
  for (const doubt of configurationDoubts(inventory))
    findings.push({ ...base, ...doubt, ...usage().ofConfiguration(doubt.name), ...lowerBound(incomplete) });
  for (const [job, doubt] of jobDoubts(inventory))
    findings.push({ ...base, ...doubt, ...usage().ofJob(job, doubt.detail), ...lowerBound(jobsIncomplete) });
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
    findings,
    keysNotChecked: notCheckedKeys(inventory),
    keysChecked: inventory.keys !== undefined || keysInUse(configurations.items).length === 0,
  };
}

function lowerBound(incomplete: readonly CallError[]): Pick<Finding, 'referencesIncomplete'> {
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
    keysNotChecked: [],
    keysChecked: false,
  };
}
