import { notListed } from '../../domain/audit/assess.ts';
import { indexUsage } from '../../domain/audit/exposure.ts';
import type { Account } from '../../domain/fleet.ts';
import type { Inventory, SecurityConfiguration } from '../../domain/model.ts';
import type { Rule } from '../../domain/rules/rule.ts';
import type { FindingView } from '../messages/audit-messages.ts';
import type { ConfigurationMessage } from '../messages/finding-messages.ts';

/** How what was read was judged, and when. */
export interface Seen {
  /** Those that the answer is about. */
  readonly findings: readonly FindingView[];
  readonly rules: readonly Rule[];
  readonly seenAt: number;
}

/** One configuration and everything that uses it, of what was read. */
export function composeConfiguration(
  account: Account,
  inventory: Inventory,
  configuration: SecurityConfiguration,
  seen: Seen,
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
