import { type Scope, unknownAccount } from '../fleet.ts';
import { type Target, targetKey } from '../model.ts';
import { smallest } from './extremes.ts';

/** When the first look of a scan was made, in epoch milliseconds. `at`: when the scan is recorded. */
export function firstLookAt(results: readonly { readonly scannedAt?: number }[], at: number): number {
  const looks = results.map(({ scannedAt = at }) => scannedAt);
  return smallest(looks, at);
}

/**
 * Which recorded targets a scan shows to be none any more. Placeholders (`*`, `unknown`) stand for targets that nobody could
 * name; they go once the real ones are known. So do targets that a look at every region of their account no longer meets:
 * a region switched off, or one typed by hand. Instants are epoch milliseconds; `at`: when the scan is recorded.
 */
export function obsoleteTargets<T extends Target & { readonly lastScannedAt: number }>(
  recorded: readonly T[],
  {
    results,
    scope,
    at,
  }: {
    readonly results: readonly (Target & { readonly scannedAt?: number })[];
    readonly scope: Scope;
    readonly at: number;
  },
): T[] {
  const named = new Set(results.flatMap(({ account, region }) => (region === '*' ? [] : account)));
  const tried = new Set(results.map(targetKey));
  const ownKnown = scope.accounts.some(({ id }) => id === undefined) && named.size > 0 && !named.has(unknownAccount);
  const began = firstLookAt(results, at);
  // Another scan met it after this one had listed the regions. An instant that is still to come is a clock's error.
  const isNewer = ({ lastScannedAt }: T) => lastScannedAt > began && lastScannedAt <= at;
  return recorded.filter(
    (row) =>
      (scope.regions === undefined && named.has(row.account) && !tried.has(targetKey(row)) && !isNewer(row)) ||
      (ownKnown && row.account === unknownAccount),
  );
}
