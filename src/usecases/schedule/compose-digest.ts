import type { Schedule, Scope } from '../../domain/fleet.ts';
import { findingKey, targetKey } from '../../domain/model.ts';
import type { FleetResult } from '../audit/scan-fleet.ts';
import { countByExposure, groupFindings, summarizeRow, summarizeTarget } from '../audit/views.ts';
import type { DigestMessage, FindingView, ScanReport, TargetSummary } from '../messages/audit-messages.ts';
import type { FindingRow } from '../ports/finding-records.ts';
import type { TargetRow } from '../ports/scan-records.ts';

/** A digest names this many exposed findings; "Show all" has the rest. */
export const mostNamed = 10;
const mostKeysNamed = 10;

export interface DigestInput {
  readonly schedule: Schedule;
  readonly slotAt: number;
  readonly finishedAt: number;
  readonly caughtUp: boolean;
  readonly previousAt: number | null;
  readonly results: readonly FleetResult[];
  /** Recorded targets of the schedule's scope, after this scan. */
  readonly targets: readonly TargetRow[];
  /** Open findings of those targets. */
  readonly open: readonly FindingRow[];
  /** Resolved since the previous digest. */
  readonly resolved: readonly FindingRow[];
  readonly queryId: string;
  /** Whether this account's findings can be remediated. */
  readonly canRemediate: (account: string) => boolean;
}

/** True when a recorded target belongs to the scope. An account without id is the only one: everything is its. */
export function inScope(scope: Scope, row: { readonly account: string; readonly region: string }): boolean {
  const account = scope.accounts.find(({ id }) => id === undefined || id === row.account);
  if (account === undefined) return false;
  const regions = scope.regions ?? (account.regions === 'enabled' ? undefined : account.regions);
  return regions === undefined || row.region === '*' || regions.includes(row.region);
}

export function composeDigest(input: DigestInput): DigestMessage {
  const { schedule, previousAt, open, resolved } = input;
  const isNew = (finding: FindingRow) => previousAt === null || finding.firstSeenAt > previousAt;
  const fresh = groupFindings(open.filter(isNew), mostNamed, isExposed);
  const older = groupFindings(
    open.filter((finding) => !isNew(finding)),
    mostNamed - fresh.named.length,
    isExposed,
  );
  const unknown = unknownTargets(input);
  const unverified = unverifiedIn(input, unknown);
  const remediable = [...fresh.named, ...older.named].flatMap(({ id, account }) =>
    id !== undefined && input.canRemediate(account) ? id : [],
  );
  return {
    kind: 'digest',
    schedule: schedule.name,
    slotAt: input.slotAt,
    finishedAt: input.finishedAt,
    previousAt,
    caughtUp: input.caughtUp,
    fresh,
    open: older,
    resolved: groupFindings(resolved, mostNamed),
    openUnverified: open.filter(unverified).length,
    ...reportNumbers(input.results, unknown),
    queryId: input.queryId,
    ...(remediable.length > 0 && { remediable }),
  };
}

function isExposed(finding: FindingView): boolean {
  return finding.exposure === 'exposed';
}

/** What any report says of its targets. */
export function reportNumbers(
  results: readonly FleetResult[],
  unknown: readonly TargetSummary[],
): Omit<ScanReport, 'queryId'> {
  const keys = results.flatMap((result) => result.keysNotChecked);
  return {
    scanned: results.filter((result) => result.outcome === 'scanned').length,
    unknown,
    configurations: results.reduce((sum, result) => sum + result.configurations, 0),
    jobs: results.reduce((sum, result) => sum + result.jobs, 0),
    keysNotChecked: keys.slice(0, mostKeysNamed),
    keysNotCheckedTotal: keys.length,
  };
}

/** When a target, or for a placeholder any target of its account, was last read to the end. */
export function lastGoodAt(target: { account: string; region: string }, rows: readonly TargetRow[]): number | null {
  const all = target.account === 'unknown' ? rows : rows.filter((row) => row.account === target.account);
  const own =
    target.region === '*' || target.account === 'unknown' ? all : all.filter((row) => row.region === target.region);
  return own.reduce<number | null>((latest, row) => laterOf(latest, row.lastGoodAt), null);
}

function laterOf(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}

/**
 * Targets that this scan could not look at, and those with open findings that it no longer tried (a region that
 * was switched off or dropped from a list): neither may vanish.
 */
function unknownTargets({ results, targets, open }: DigestInput): TargetSummary[] {
  const failed = results
    .filter((result) => result.outcome === 'unknown')
    .map((result) => summarizeTarget(result, lastGoodAt(result, targets)));
  const tried = new Set(results.map(targetKey));
  const starred = new Set(failed.flatMap(({ account, region }) => (region === '*' ? account : [])));
  const withFindings = new Set(open.map(targetKey));
  const left = targets.filter(
    (row) =>
      !tried.has(targetKey(row)) &&
      !starred.has(row.account) &&
      !failed.some(({ account }) => account === 'unknown') &&
      withFindings.has(targetKey(row)),
  );
  return [
    ...failed,
    ...left.map((row) =>
      summarizeRow(
        { ...row, outcome: 'unknown', reason: 'NotScanned' },
        countByExposure(open.filter((finding) => targetKey(finding) === targetKey(row))),
      ),
    ),
  ];
}

function unverifiedIn({ results }: DigestInput, unknown: readonly TargetSummary[]): (finding: FindingRow) => boolean {
  const seen = new Set(results.flatMap(({ findings }) => findings.map(findingKey)));
  const targets = new Set(unknown.map(targetKey));
  const accounts = new Set(unknown.flatMap(({ account, region }) => (region === '*' ? account : [])));
  const everything = unknown.some(({ account }) => account === 'unknown');
  return (finding) =>
    (everything || targets.has(targetKey(finding)) || accounts.has(finding.account)) && !seen.has(findingKey(finding));
}
