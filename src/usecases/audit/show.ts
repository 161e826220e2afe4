import { assessTarget } from '../../domain/audit/assess.ts';
import { CloudError, GluewardenError } from '../../domain/errors.ts';
import type { Account } from '../../domain/fleet.ts';
import { type Finding, findingKey, type Inventory, type Job, type SecurityConfiguration } from '../../domain/model.ts';
import { nearest } from '../../domain/nearest.ts';
import { rules as everyRule, isRemediable } from '../../domain/rules/index.ts';
import type { Rule } from '../../domain/rules/rule.ts';
import { startDeadline } from '../concurrency.ts';
import type { FindingView } from '../messages/audit-messages.ts';
import type { ConfigurationMessage, JobMessage } from '../messages/finding-messages.ts';
import type { Cloud } from '../ports/cloud.ts';
import type { Clock } from '../ports/runtime.ts';
import type { Store } from '../ports/store.ts';
import { type ActsDependencies, readAskedToAccept } from '../remediation/state/read-acts.ts';
import { requestOfFinding } from '../remediation/state/request-of-finding.ts';
import { readInventory } from './scan-target.ts';
import { composeConfiguration } from './show-configuration.ts';
import { composeJob, findingsOfJob } from './show-job.ts';

export interface ShowDependencies extends ActsDependencies {
  readonly cloud: Cloud;
  readonly store: Store;
  readonly clock: Clock;
  /** Absent: every rule of the bot. */
  readonly rules?: readonly Rule[];
  readonly deadlineMs?: number;
}

/**
 * Reads one configuration and everything that uses it, or one job and what it uses, now. `as: 'job'`: the job, where a
 * configuration has the same name. Changes no record.
 * @throws {CloudError} the account, or the list that the name would be in, could not be read
 * @throws {GluewardenError} `unknown-configuration`, with the nearest names
 */
export type Show = (
  account: Account,
  region: string,
  name: string,
  as?: 'job',
) => Promise<ConfigurationMessage | JobMessage>;

export function createShow(dependencies: ShowDependencies): Show {
  const { cloud, store, clock, rules = everyRule, deadlineMs = 120_000 } = dependencies;
  return async (account, region, name, as) => {
    const deadline = startDeadline(clock, deadlineMs);
    const { signal } = deadline;
    try {
      const entered = await cloud.enter(account, signal);
      const target = { account: entered.id, region };
      const inventory = await readInventory(entered.region(region), target, { checkKeys: true, lists: 'all', signal });
      const found = find(inventory, name, as);
      const result = assessTarget(inventory, rules);
      const about = found.job === undefined ? [] : findingsOfJob(inventory, found.job, result.findings);
      // What a job uses has records of its own: without them it would read as never recorded.
      const names = [...new Set([name, ...about.map((finding) => finding.name)])];
      const rows = (await Promise.all(names.map((each) => store.findings.openNamed(target, each)))).flat();
      const stored = new Map(rows.map((row) => [findingKey(row), row]));
      const withLife = (finding: Finding): FindingView => ({ ...stored.get(findingKey(finding)), ...finding });
      const seen = { rules, seenAt: clock.now() };
      const partition = entered.partitionOf?.(region);
      const besides = {
        ...(partition !== undefined && { partition }),
        ...(account.owner && { owner: account.owner }),
      };
      const canRemediate = dependencies.canRemediate?.(entered.id) === true;
      if (found.job !== undefined) {
        const { job } = found;
        const own = [...result.findings.map(withLife), ...rows.filter(({ kind }) => kind === 'reverted')];
        const message = composeJob(account, inventory, job, { ...seen, findings: findingsOfJob(inventory, job, own) });
        const about = message.findings.filter((each) => each.name === name);
        return {
          ...message,
          ...besides,
          ...(canRemediate && (await offered(store, about))),
          ...(await acceptable(dependencies, about)),
        };
      }
      const { configuration } = found;
      const findings = result.findings
        .filter(({ kind, name: about }) => about === name && aboutConfiguration(kind))
        .map(withLife);
      const message = composeConfiguration(account, inventory, configuration, { ...seen, findings });
      const unused = message.exposure === 'unused' && message.referencesIncomplete.length === 0;
      const button = canRemediate ? await offered(store, findings) : {};
      return {
        ...message,
        ...besides,
        ...button,
        ...(await acceptable(dependencies, findings)),
        ...(button.remediate !== undefined && unused && { retire: true }),
        ...(inventory.jobs.items.some((job) => job.name === name) && { namesake: true }),
      };
    } finally {
      deadline.clear();
    }
  };
}

function aboutConfiguration(kind: Finding['kind']): boolean {
  return kind === 'configuration' || kind === 'unusable-key';
}

/** What can be remediated, or the request that holds it. */
async function offered(
  store: Store,
  findings: readonly FindingView[],
): Promise<Pick<ConfigurationMessage, 'remediate' | 'request'>> {
  const able = findings.filter((finding) => finding.id !== undefined && isRemediable(finding));
  const request = await requestOfFinding(store, able);
  if (request !== undefined) return { request };
  const [first] = able;
  return first?.id === undefined ? {} : { remediate: first.id };
}

/** The first whose risk can be accepted: it is recorded, nobody did, and nobody asked. */
async function acceptable(
  { store, canAccept }: ShowDependencies,
  findings: readonly FindingView[],
): Promise<{ readonly accept?: string }> {
  const isAsked = await readAskedToAccept(store);
  const id = findings.find(
    (each) => each.id !== undefined && each.accepted === undefined && canAccept?.(each.account) && !isAsked(each),
  )?.id;
  return id === undefined ? {} : { accept: id };
}

type Found =
  | { readonly configuration: SecurityConfiguration; readonly job?: never }
  | { readonly job: Job; readonly configuration?: never };

function find({ configurations, jobs }: Inventory, name: string, as: 'job' | undefined): Found {
  const configuration = configurations.items.find((each) => each.name === name);
  const job = jobs.items.find((each) => each.name === name);
  if (configuration !== undefined && as === undefined) return { configuration };
  if (job !== undefined) return { job };
  const error = (as === undefined ? configurations.error : undefined) ?? jobs.error;
  if (error) throw new CloudError(error.call, error.error, error.message ?? error.error);
  const lists = as === undefined ? [configurations, jobs] : [jobs];
  const names = lists.flatMap(({ items }) => items.map((each) => each.name));
  throw new GluewardenError('unknown-configuration', name, nearest(name, names));
}
