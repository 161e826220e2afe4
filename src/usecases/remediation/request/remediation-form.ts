import { type Account, accountPartition } from '../../../domain/fleet.ts';
import type { Target } from '../../../domain/model.ts';
import type { PlanChoice, PlanMode } from '../../../domain/plan/plan.ts';
import { isAboutJob } from '../../../domain/plan/plan-dependents.ts';
import type { Hash } from '../../../domain/plan/plan-steps.ts';
import type { FormSource, RemediationForm } from '../../messages/remediation-forms.ts';
import type { FindingRow } from '../../ports/finding-records.ts';
import type { RemediationChoice } from '../../ports/remediation-surface.ts';
import { choosableDependents, exposedJobs } from './dependent-choice.ts';
import { nothingRead, type OffersDependencies, ownConfiguration, readOffers } from './offers.ts';

export interface FormDependencies extends OffersDependencies {
  /** The key that the configuration offers first in this target. */
  readonly configuredKey: (target: Target) => string | undefined;
  readonly mode: PlanMode;
  readonly hash: Hash;
}

/** What can be chosen for a finding. Keys or configurations that cannot be listed leave the rest usable. @throws {CloudError} */
export async function readForm(
  dependencies: FormDependencies,
  account: Account,
  finding: FindingRow,
  from: FormSource = 'aws',
): Promise<RemediationForm> {
  const { configuredKey, mode, hash } = dependencies;
  const { region, kind, name, references } = finding;
  const ofJob = isAboutJob(finding);
  const asked = { target: finding, configured: configuredKey(finding), ofJob, except: ownConfiguration(finding) };
  const count = (type: string) => references.filter((reference) => reference.type === type).length;
  return {
    kind: 'form',
    findingId: finding.id,
    finding: { kind, name },
    account: finding.account,
    ...(finding.accountName !== undefined && { accountName: finding.accountName }),
    region,
    choices: ofJob ? 'create-or-attach' : 'create',
    ...(from === 'aws' ? await readOffers(dependencies, account, asked) : nothingRead),
    mode,
    choosable: choosableDependents(finding, hash),
    canary: !ofJob && exposedJobs(finding) > 1,
    dependents: { jobs: ofJob ? 1 : count('job'), triggers: count('trigger'), crawlers: count('crawler') },
  };
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
