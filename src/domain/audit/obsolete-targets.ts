import type { Scope } from '../fleet.ts';
import { type Target, targetKey } from '../model.ts';
import { smallest } from './extremes.ts';

interface RecordedTarget extends Target {
  readonly lastScannedAt: number;
}

interface ScannedNow {
  readonly results: readonly (Target & { readonly scannedAt?: number })[];
  readonly scope: Scope;
  readonly at: number;
}

/**
 * Placeholders (`*`, `unknown`) stand for targets that nobody could name; they go once the real ones are known. So do
 * targets that a look at every region of their account no longer meets: a region switched off, or one typed by hand.
 */
export function obsoleteTargets<T extends RecordedTarget>(
  rows: readonly T[],
  { results, scope, at }: ScannedNow,
): readonly T[] {
  const named = new Set(results.flatMap(({ account, region }) => (region === '*' ? [] : account)));
  const tried = new Set(results.map(targetKey));
  const ownKnown = scope.accounts.some(({ id }) => id === undefined) && named.size > 0 && !named.has('unknown');
  const began = smallest(
    results.map(({ scannedAt = at }) => scannedAt),
    at,
  );
  // Another scan met it after this one had listed the regions. An instant that is still to come is a clock's error.
  const isNewer = ({ lastScannedAt }: T) => lastScannedAt > began && lastScannedAt <= at;
  return rows.filter(
    (row) =>
      (scope.regions === undefined && named.has(row.account) && !tried.has(targetKey(row)) && !isNewer(row)) ||
      (ownKnown && row.account === 'unknown'),
  );
}
