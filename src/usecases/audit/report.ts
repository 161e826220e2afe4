import type { ScanReport, TargetSummary } from '../messages/audit-messages.ts';
import type { TargetRow } from '../ports/scan-records.ts';
import type { FleetResult } from './scan-fleet.ts';

/** A report names this many exposed findings; "Show all" has the rest. */
export const mostNamed = 10;
const mostKeysNamed = 10;

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
