import { assessTarget, notListed } from '../../domain/audit/assess.ts';
import { indexUsage } from '../../domain/audit/exposure.ts';
import { CloudError, GluewardenError } from '../../domain/errors.ts';
import type { Account } from '../../domain/fleet.ts';
import { findingKey, type Inventory, type SecurityConfiguration } from '../../domain/model.ts';
import { nearest } from '../../domain/nearest.ts';
import { rules as everyRule, isRemediable } from '../../domain/rules/index.ts';
import type { Rule } from '../../domain/rules/rule.ts';
import { startDeadline } from '../concurrency.ts';
import type { FindingView } from '../messages/audit-messages.ts';
import type { ConfigurationMessage } from '../messages/finding-messages.ts';
import type { Cloud } from '../ports/cloud.ts';
import type { Clock } from '../ports/runtime.ts';
import type { Store } from '../ports/store.ts';
import { readInventory } from './scan-target.ts';

export interface ShowDependencies {
  readonly cloud: Cloud;
  readonly store: Store;
  readonly clock: Clock;
  /** True where a remediation can be asked for. Absent: remediation is off. */
  readonly canRemediate?: (account: string) => boolean;
  /** Absent: every rule of the bot. */
  readonly rules?: readonly Rule[];
  readonly deadlineMs?: number;
}

/**
 * Reads one configuration and everything that uses it, now. Changes no record.
 * @throws {CloudError} the account or the configurations could not be read
 * @throws {GluewardenError} `unknown-configuration`, with the nearest names
 */
export type ShowConfiguration = (account: Account, region: string, name: string) => Promise<ConfigurationMessage>;

export function createShowConfiguration(dependencies: ShowDependencies): ShowConfiguration {
  const { cloud, store, clock, rules = everyRule, deadlineMs = 120_000 } = dependencies;
  return async (account, region, name) => {
    const deadline = startDeadline(clock, deadlineMs);
    const { signal } = deadline;
    try {
      const entered = await cloud.enter(account, signal);
      const target = { account: entered.id, region };
      const inventory = await readInventory(entered.region(region), target, { checkKeys: true, lists: 'all', signal });
      const configuration = findConfiguration(inventory, name);
      const result = assessTarget(inventory, rules);
      const rows = await store.findings.openNamed(target, name);
      const stored = new Map(rows.map((row) => [findingKey(row), row]));
      const findings = result.findings
        .filter(({ kind, name: about }) => about === name && (kind === 'configuration' || kind === 'unusable-key'))
        .map((finding): FindingView => ({ ...stored.get(findingKey(finding)), ...finding }));
      const id = findings.find((finding) => finding.id !== undefined && isRemediable(finding))?.id;
      const remediate = dependencies.canRemediate?.(entered.id) === true ? id : undefined;
      const message = compose(account, inventory, configuration, { findings, rules, seenAt: clock.now() });
      if (remediate === undefined) return message;
      const unused = message.exposure === 'unused' && message.referencesIncomplete.length === 0;
      return { ...message, remediate, ...(unused && { retire: true }) };
    } finally {
      deadline.clear();
    }
  };
}

function findConfiguration({ configurations }: Inventory, name: string): SecurityConfiguration {
  const found = configurations.items.find((configuration) => configuration.name === name);
  if (found) return found;
  const { error } = configurations;
  if (error) throw new CloudError(error.call, error.error, error.message ?? error.error);
  const names = configurations.items.map((configuration) => configuration.name);
  throw new GluewardenError('unknown-configuration', name, nearest(name, names));
}

function compose(
  account: Account,
  inventory: Inventory,
  configuration: SecurityConfiguration,
  seen: { findings: readonly FindingView[]; rules: readonly Rule[]; seenAt: number },
): ConfigurationMessage {
  const usage = indexUsage({ ...inventory, jobs: inventory.jobs.items }).ofConfiguration(configuration.name);
  const { jobs, triggers, crawlers, devEndpoints, sessions, transforms } = inventory;
  const incomplete = [jobs, triggers, crawlers, devEndpoints, sessions, transforms].flatMap(
    (list) => list?.error ?? [],
  );
  const key = keyWords(inventory, configuration);
  return {
    kind: 'configuration',
    account: inventory.target.account,
    ...(account.name !== undefined && { accountName: account.name }),
    region: inventory.target.region,
    seenAt: seen.seenAt,
    configuration,
    findings: seen.findings,
    exposure: usage.exposure,
    references: usage.references,
    referencesIncomplete: incomplete.map(({ call, error }) => ({ call, error })),
    ...(key !== undefined && { key }),
    notChecked: notListed,
    rules: seen.rules.map(({ id, riskLevel, standards }) => ({ id, riskLevel, standards })),
  };
}

function keyWords({ keys }: Inventory, { jobBookmarks }: SecurityConfiguration): string | undefined {
  const verdict = keys?.get(jobBookmarks?.keyArn ?? '');
  if (verdict === undefined) return undefined;
  if (verdict.state === 'usable') return 'usable';
  if (verdict.state === 'not-checked') return `not checked: ${verdict.error}`;
  return verdict.detail === undefined ? verdict.reason : `${verdict.reason} (${verdict.detail})`;
}
