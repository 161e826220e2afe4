import { isCancelled } from '../../domain/audit/cancelled.ts';
import { type TargetResult, targetKey } from '../../domain/model.ts';
import type { CancelledScan } from '../messages/audit-messages.ts';
import type { TargetRow } from '../ports/scan-records.ts';

/** What a cancelled scan came to, and how old the state is that the rest keeps. */
export function describeCancelled(
  by: string,
  results: readonly Pick<TargetResult, 'account' | 'region' | 'outcome' | 'reason'>[],
  rows: readonly TargetRow[],
): CancelledScan {
  const left = results.filter(isCancelled);
  const unlisted = new Set(left.flatMap(({ account, region }) => (region === '*' ? account : [])));
  const targets = new Set(left.flatMap((result) => (result.region === '*' ? [] : targetKey(result))));
  const kept = rows.filter((row) => targets.has(targetKey(row)) || unlisted.has(row.account));
  const known = new Set(kept.map(targetKey));
  const oldestKeptAt = kept.reduce<number | undefined>(
    (oldest, { lastScannedAt }) => Math.min(oldest ?? lastScannedAt, lastScannedAt),
    undefined,
  );
  return {
    by,
    read: results.length - left.length,
    left: targets.size,
    accountsLeft: unlisted.size,
    ...(oldestKeptAt !== undefined && { oldestKeptAt }),
    neverScanned: [...targets].filter((key) => !known.has(key)).length,
  };
}
