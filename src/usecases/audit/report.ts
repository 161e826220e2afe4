import { unknownAccount } from '../../domain/fleet.ts';
import { type Target, targetKey } from '../../domain/model.ts';
import type { ScanReport, TargetSummary } from '../messages/audit-messages.ts';
import type { TargetRow } from '../ports/scan-records.ts';
import type { FleetResult } from '../running/fleet-result.ts';
import { fewOfEachCause } from '../words/unknown-causes.ts';

/** A report names this many exposed findings; "Show all" has the rest. */
export const mostNamed = 10;
const mostKeysNamed = 10;

/** What any report says of its targets. */
export function reportNumbers(
  results: readonly Omit<FleetResult, 'findings'>[],
  unknown: readonly TargetSummary[],
): Omit<ScanReport, 'queryId'> {
  const sum = { scanned: 0, configurations: 0, jobs: 0, keysNotCheckedTotal: 0 };
  const keysNotChecked: FleetResult['keysNotChecked'][number][] = [];
  for (const result of results) {
    if (result.outcome === 'scanned') sum.scanned += 1;
    sum.configurations += result.configurations;
    sum.jobs += result.jobs;
    sum.keysNotCheckedTotal += result.keysNotChecked.length;
    const room = mostKeysNamed - keysNotChecked.length;
    if (room > 0) keysNotChecked.push(...result.keysNotChecked.slice(0, room));
  }
  return { ...sum, unknown: fewOfEachCause(unknown), keysNotChecked, ...tagsNotReadIn(results) };
}

/** Of a fleet the first error stands for all: what may not be read is the same in most accounts. */
export function tagsNotReadIn(results: readonly Pick<FleetResult, 'tagsNotRead'>[]): Pick<ScanReport, 'tagsNotRead'> {
  const errors = results.flatMap(({ tagsNotRead }) => tagsNotRead ?? []);
  const [first] = errors;
  if (first === undefined) return {};
  return { tagsNotRead: { targets: errors.length, call: first.call, error: first.error } };
}

/**
 * Says when a target, or for a placeholder any target of its account, was last read to the end. A fleet's report asks for
 * each of tens of thousands of targets.
 */
export function lastGoodAt(rows: readonly TargetRow[]): (target: Target) => number | null {
  const byTarget = new Map(rows.map((row) => [targetKey(row), row.lastGoodAt]));
  const byAccount = new Map<string, number | null>();
  for (const { account, lastGoodAt: at } of rows) byAccount.set(account, laterOf(byAccount.get(account) ?? null, at));
  const latest = [...byAccount.values()].reduce(laterOf, null);
  return (target) => {
    if (target.account === unknownAccount) return latest;
    return (target.region === '*' ? byAccount.get(target.account) : byTarget.get(targetKey(target))) ?? null;
  };
}

function laterOf(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}
