import { type Target, targetKey } from '../../domain/model.ts';
import type { Watched } from '../audit/read-watched.ts';
import type { UnwatchedFindings } from '../messages/audit-messages.ts';
import type { FindingRecords } from '../ports/finding-records.ts';

const hourMs = 3_600_000;

/**
 * Tells what is watched no more since the digest before: the scan before read it still. When each account-region was read is
 * earlier than when its scan was recorded, by no more than an hour, or half the time between two scans. Of a region that AWS
 * lists no more nothing is recorded but its findings.
 */
export async function leftSince(
  { findings }: { readonly findings: Pick<FindingRecords, 'countByTarget'> },
  { left, leftRows }: Pick<Watched, 'left' | 'leftRows'>,
  { previousAt, at }: { readonly previousAt: number | null; readonly at: number },
): Promise<(target: Target) => boolean> {
  if (previousAt === null || left.length === 0) return () => false;
  const since = previousAt - Math.min(hourMs, Math.max(0, at - previousAt) / 2);
  const recorded = new Map(leftRows.map((row) => [targetKey(row), row.lastScannedAt]));
  const bare = left.filter((target) => !recorded.has(targetKey(target)));
  const seen = bare.length === 0 ? [] : await findings.countByTarget({ state: 'open', seenSince: previousAt }, bare);
  const fresh = new Set(seen.map(targetKey));
  return (target) => {
    const last = recorded.get(targetKey(target));
    return last === undefined ? fresh.has(targetKey(target)) : last >= since;
  };
}

/** The same, with how much of it left since. */
export function withLeftSince(
  unwatched: UnwatchedFindings | undefined,
  left: readonly Target[],
  isFresh: (target: Target) => boolean,
): UnwatchedFindings | undefined {
  const since = left.filter(isFresh).length;
  return unwatched && since > 0 ? { ...unwatched, since } : unwatched;
}
