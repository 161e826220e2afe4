import { CloudError } from '../../../domain/errors.ts';
import { type Account, accountPartition } from '../../../domain/fleet.ts';
import type { Target } from '../../../domain/model.ts';
import type { PlanChoice, PlanMode } from '../../../domain/plan/plan.ts';
import { isAboutJob } from '../../../domain/plan/plan-dependents.ts';
import type { Hash } from '../../../domain/plan/plan-steps.ts';
import { judgeConfiguration } from '../../../domain/rules/glue-005.ts';
import type { RemediationForm } from '../../messages/remediation-forms.ts';
import type { Cloud } from '../../ports/cloud.ts';
import type { FindingRow } from '../../ports/finding-records.ts';
import type { DefinitionReader, RemediationCloud } from '../../ports/remediation-cloud.ts';
import type { RemediationChoice } from '../../ports/remediation-surface.ts';
import { choosableDependents, exposedJobs } from './dependent-choice.ts';

export interface FormDependencies {
  readonly cloud: Cloud;
  readonly remediation: Pick<RemediationCloud, 'reader'>;
  /** The key that the configuration offers first in this target. */
  readonly configuredKey: (target: Target) => string | undefined;
  readonly mode: PlanMode;
  readonly hash: Hash;
}

/** What can be chosen for a finding. Keys or configurations that cannot be listed leave the rest usable. @throws {CloudError} */
export async function readForm(
  { cloud, remediation, configuredKey, mode, hash }: FormDependencies,
  account: Account,
  finding: FindingRow,
): Promise<RemediationForm> {
  const { region, kind, name, references } = finding;
  const ofJob = isAboutJob(finding);
  const { reader } = await remediation.reader(account, region);
  const [keys, attach] = await Promise.all([
    readKeys(reader),
    ofJob ? readCompliant(cloud, account, region) : Promise.resolve([]),
  ]);
  const configured = configuredKey(finding);
  const count = (type: string) => references.filter((reference) => reference.type === type).length;
  return {
    kind: 'form',
    findingId: finding.id,
    finding: { kind, name },
    account: finding.account,
    ...(finding.accountName !== undefined && { accountName: finding.accountName }),
    region,
    choices: ofJob ? 'create-or-attach' : 'create',
    ...(configured !== undefined && { configuredKey: configured }),
    ...keys,
    attach,
    mode,
    choosable: choosableDependents(finding, hash),
    canary: !ofJob && exposedJobs(finding) > 1,
    dependents: { jobs: ofJob ? 1 : count('job'), triggers: count('trigger'), crawlers: count('crawler') },
  };
}

/** One entry a key, with all of its aliases. */
export async function readKeys(reader: DefinitionReader): Promise<Pick<RemediationForm, 'keys' | 'keysError'>> {
  try {
    const byArn = Map.groupBy(await reader.keys(), ({ arn }) => arn);
    const keys = [...byArn].map(([arn, entries]) => ({
      arn,
      aliases: entries.flatMap(({ alias }) => alias?.replace(/^alias\//, '') ?? []),
    }));
    return { keys };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return { keys: [], keysError: error.code };
  }
}

/** Configurations that a job can get as they are. @throws {CloudError} */
export async function readCompliant(cloud: Cloud, account: Account, region: string): Promise<readonly string[]> {
  const entered = await cloud.enter(account);
  const { items } = await entered.region(region).configurations();
  return items.filter((each) => judgeConfiguration(each) === undefined).map(({ name }) => name);
}

/** The choice of a form as a plan takes it. */
export function planChoice(
  { key, attach, mode, crawlers, databases = [], visualJobs, canary }: RemediationChoice,
  target: Target,
  {
    account,
    configured,
    only,
  }: {
    readonly account: Account;
    readonly configured?: string | undefined;
    readonly only?: PlanChoice['only'] | undefined;
  },
): PlanChoice {
  const arn = key === 'configured' ? configured : key && keyArn(key, target, account);
  return {
    mode,
    ...(attach !== undefined && { attach }),
    ...(arn !== undefined && { key: arn }),
    ...(only !== undefined && { only }),
    crawlers,
    ...(databases.length > 0 && { databases }),
    visualJobs,
    canary,
  };
}

/** A form's own keys are chosen without what all their ARNs begin with. */
function keyArn(key: string, { account, region }: Target, of: Account): string {
  const partition = accountPartition(of) ?? 'aws';
  return /^(?:key|alias)\/./.test(key) ? `arn:${partition}:kms:${region}:${account}:${key}` : key;
}
