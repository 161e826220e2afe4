import type { Exposure, Finding } from '../domain/model.ts';
import { exposures } from '../domain/model.ts';
import type { Counts, FindingGroup, FindingView, TargetSummary } from './message.ts';
import type { TargetRow } from './ports.ts';
import type { FleetResult } from './scan-fleet.ts';

export const noCounts: Counts = { total: 0, exposed: 0, latent: 0, unused: 0 };

export function countByExposure(findings: readonly { readonly exposure: Exposure }[]): Counts {
  const counts = { total: findings.length, exposed: 0, latent: 0, unused: 0 };
  for (const finding of findings) counts[finding.exposure] += 1;
  return counts;
}

/** Exposed first; then by account, region, kind and name, so that two reports of one state read the same. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    exposures.indexOf(a.exposure) - exposures.indexOf(b.exposure) ||
    compare(a.account, b.account) ||
    compare(a.region, b.region) ||
    compare(a.kind, b.kind) ||
    compare(a.name, b.name)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export type NamedPick = (finding: FindingView) => boolean;

/** Counts all; names the first `most` of those that `pick` lets through. */
export function groupFindings(
  findings: readonly FindingView[],
  most: number,
  pick: NamedPick = () => true,
): FindingGroup {
  const named = findings.filter(pick).sort(compareFindings).slice(0, most);
  return { ...countByExposure(findings), named: named.map(trimReferences) };
}

const mostReferences = 25;

/** A message names a few references and must stay small: 5,000 jobs behind one configuration are counted elsewhere. */
function trimReferences(finding: FindingView): FindingView {
  return finding.references.length <= mostReferences
    ? finding
    : {
        ...finding,
        references: finding.references.slice(0, mostReferences),
        referencesTotal: finding.references.length,
      };
}

/** A target's line in a report. `lastGoodAt` comes from the records; this very look, when it was good. */
export function summarizeTarget(result: FleetResult, lastGoodAt: number | null): TargetSummary {
  const { account, accountName, region, outcome, reason, call, message, configurations, jobs } = result;
  return {
    account,
    ...(accountName !== undefined && { accountName }),
    region,
    outcome,
    ...(reason !== undefined && { reason }),
    ...(call !== undefined && { call }),
    ...(message !== undefined && { message }),
    configurations,
    jobs,
    findings: countByExposure(result.findings),
    lastGoodAt,
  };
}

/** What cannot be seen first, then what is exposed most: the rows that are cut are the quiet ones. */
export function compareSummaries(a: TargetSummary, b: TargetSummary): number {
  return (
    Number(b.outcome === 'unknown') - Number(a.outcome === 'unknown') ||
    b.findings.exposed - a.findings.exposed ||
    b.findings.total - a.findings.total
  );
}

/** The same from a recorded target. */
export function summarizeRow(row: TargetRow, findings: Counts = noCounts): TargetSummary {
  const { account, accountName, region, outcome, reason, call, message, configurations, jobs, lastGoodAt } = row;
  return {
    account,
    ...(accountName !== undefined && { accountName }),
    region,
    outcome,
    ...(reason !== undefined && { reason }),
    ...(call !== undefined && { call }),
    ...(message !== undefined && { message }),
    configurations,
    jobs,
    findings,
    lastGoodAt,
  };
}
