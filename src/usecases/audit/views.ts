import { isFixed } from '../../domain/fixed.ts';
import { exposures, targetKey } from '../../domain/model.ts';
import type { Counts, FindingGroup, FindingView, TargetCounts, TargetSummary } from '../messages/audit-messages.ts';
import type { TargetRow } from '../ports/scan-records.ts';
import { countByExposure, noCounts, type SeenTarget } from '../running/fleet-result.ts';

export { countByExposure, noCounts };

/** Exposed first, fixed last; then by account, region, kind, name and rule, so that two reports of one state read the same. */
function compareFindings(a: FindingView, b: FindingView): number {
  return (
    exposures.indexOf(a.exposure) - exposures.indexOf(b.exposure) ||
    Number(isFixed(a)) - Number(isFixed(b)) ||
    compare(a.account, b.account) ||
    compare(a.region, b.region) ||
    compare(a.kind, b.kind) ||
    compare(a.name, b.name) ||
    compare(a.rule, b.rule)
  );
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export type NamedPick = (finding: FindingView) => boolean;

/** Counts all, by place too; names at most `most` of those that `pick` lets through, spread over the places. */
export function groupFindings(
  findings: readonly FindingView[],
  most: number,
  pick: NamedPick = () => true,
): FindingGroup {
  const targets = targetsOf(findings);
  const named = nameFindings(spread(findings.filter(pick), targets, most));
  return { ...countByExposure(findings), named, places: targets.slice(0, mostPlaces) };
}

/** As a message names them: in the order of every report, each with a few of its references. */
export function nameFindings(picked: readonly FindingView[]): readonly FindingView[] {
  return picked.toSorted(compareFindings).map(trimReferences);
}

/** A message names a few places; the rest follow from the totals. */
export const mostPlaces = 20;

function targetsOf(findings: readonly FindingView[]): TargetCounts[] {
  const byTarget = Map.groupBy(findings, targetKey);
  return [...byTarget.values()]
    .flatMap((all): TargetCounts[] => {
      const [first] = all;
      if (first === undefined) return [];
      const { account, accountName, region } = first;
      return [{ account, ...(accountName !== undefined && { accountName }), region, ...countByExposure(all) }];
    })
    .sort(compareTargets);
}

/** Those with the most exposed first. */
export function compareTargets(a: TargetCounts, b: TargetCounts): number {
  return b.exposed - a.exposed || b.total - a.total || compare(a.account, b.account) || compare(a.region, b.region);
}

/** Exposed ones first; of each exposure one of every place, then a second of every place, and so on. */
function spread(findings: readonly FindingView[], targets: readonly TargetCounts[], most: number): FindingView[] {
  const picked: FindingView[] = [];
  for (const exposure of exposures) {
    const byTarget = Map.groupBy(
      findings.filter((finding) => finding.exposure === exposure).sort(compareFindings),
      targetKey,
    );
    const queues = targets.map((each) => byTarget.get(targetKey(each)) ?? []);
    picked.push(...takeInTurns(queues, most - picked.length));
  }
  return picked;
}

/** The first of each queue, then the second of each, and so on, until there are so many. */
export function takeInTurns<T>(queues: readonly (readonly T[])[], most: number): T[] {
  const taken: T[] = [];
  let left = queues;
  for (let round = 0; left.length > 0 && taken.length < most; round += 1) {
    left = left.filter((queue) => queue.length > round);
    for (const queue of left.slice(0, most - taken.length)) taken.push(...queue.slice(round, round + 1));
  }
  return taken;
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
export function summarizeSeen(result: SeenTarget, lastGoodAt: number | null): TargetSummary {
  return summarize(result, result.found, lastGoodAt);
}

/** The same from a recorded target. */
export function summarizeRow(row: TargetRow, findings: Counts = noCounts): TargetSummary {
  return summarize(row, findings, row.lastGoodAt);
}

function summarize(target: SeenTarget | TargetRow, findings: Counts, lastGoodAt: number | null): TargetSummary {
  const { account, accountName, region, outcome, reason, call, message, configurations, jobs } = target;
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

/** What cannot be seen first, then what is exposed most: the rows that are cut are the quiet ones. */
export function compareSummaries(a: TargetSummary, b: TargetSummary): number {
  return (
    Number(b.outcome === 'unknown') - Number(a.outcome === 'unknown') ||
    b.findings.exposed - a.findings.exposed ||
    b.findings.total - a.findings.total
  );
}
