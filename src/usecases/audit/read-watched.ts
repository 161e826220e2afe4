import type { Target } from '../../domain/model.ts';
import { type Fleet, type WatchedTarget, watchOf } from '../../domain/watch.ts';
import type { TargetCounts, UnwatchedFindings } from '../messages/audit-messages.ts';
import type { TargetSet } from '../ports/finding-records.ts';
import type { TargetRow } from '../ports/scan-records.ts';
import type { Records } from '../ports/store.ts';

/** What is watched now, and the open findings of what is not watched any more. */
export interface Watched {
  readonly targets: readonly WatchedTarget<TargetRow>[];
  /** Of the watched targets, those that were ever scanned. */
  readonly rows: readonly TargetRow[];
  /** True for those. */
  isScanned(target: Target): boolean;
  /** Undefined: it is not watched. */
  find(target: Target): WatchedTarget<TargetRow> | undefined;
  /** Open findings of what is watched, in each target that has any. */
  readonly open: readonly TargetCounts[];
  /** Open findings of what is no longer watched: they are in no count. */
  readonly left: readonly TargetCounts[];
  /** What was recorded and is no longer watched, whether anything is open there or not. */
  readonly leftRows: readonly TargetRow[];
  /** Where the findings are, for a query. */
  readonly leftSet: TargetSet;
  /** The same with everything that was ever recorded and is not watched, whether anything is open there or not. */
  recordedElsewhere(): TargetSet;
}

/**
 * The one answer to "which records count?": for findings, status, digest, metrics and forms.
 * @param open all open findings, where somebody has counted them in this transaction
 */
export async function readWatched(
  { targets, findings }: Pick<Records, 'targets' | 'findings'>,
  fleet: Fleet,
  open?: readonly TargetCounts[],
): Promise<Watched> {
  const recorded = await targets.all();
  const watch = watchOf(fleet, recorded);
  const counted = open ?? (await findings.openByTarget());
  const left = counted.filter((target) => !watch.isWatched(target));
  const leftRows = recorded.filter((row) => !watch.isWatched(row));
  return {
    targets: watch.targets,
    rows: watch.targets.flatMap(({ row }) => row ?? []),
    isScanned: (target) => watch.find(target)?.row !== undefined,
    find: watch.find,
    open: counted.filter(watch.isWatched),
    left,
    leftRows,
    leftSet: setOf(left, watch.targets),
    recordedElsewhere: () => setOf([...left, ...leftRows], watch.targets),
  };
}

/** Accounts of which nothing is watched as a whole: a query with an account is shorter than one with its regions. */
function setOf(left: readonly Target[], watched: readonly Target[]): TargetSet {
  const some = new Set(watched.map(({ account }) => account));
  const whole = [...new Set(left.map(({ account }) => account))].filter((account) => !some.has(account));
  return {
    accounts: whole,
    targets: left.filter(({ account }) => some.has(account)).map(({ account, region }) => ({ account, region })),
  };
}

/** Never scanned, with `*` for regions that were never listed. */
export function neverScanned({ targets }: Pick<Watched, 'targets'>): readonly WatchedTarget<TargetRow>[] {
  return targets.filter(({ row }) => row === undefined);
}

/** A message names a few; the rest follow from the totals. */
const mostPlaces = 20;

/** What a message says of the open findings that it does not count; undefined: there are none. */
export function leftOf(
  left: readonly TargetCounts[],
  among: (target: Target) => boolean,
): UnwatchedFindings | undefined {
  const places = left.filter(among);
  if (places.length === 0) return undefined;
  return {
    total: places.reduce((sum, { total }) => sum + total, 0),
    targets: places.length,
    places: places.slice(0, mostPlaces),
  };
}
