import { type Account, accountLabel, type Schedule, type Scope } from './fleet.ts';
import type { Target } from './model.ts';

/** A scope in words: "eu-west-1 in data-production (111122223333)", "3 accounts, every region". */
export function scopeLabel(scope: Scope): string {
  const [first] = scope.accounts;
  const who = scope.accounts.length === 1 && first ? accountLabel(first) : `${scope.accounts.length} accounts`;
  if (scope.regions === undefined) return who;
  return `${scope.regions.join(', ')} in ${who}`;
}

/** What a schedule scans: each account once, also where it is named by its id and by its name. */
export function scheduleScope(
  { accounts: words, regions }: Pick<Schedule, 'accounts' | 'regions'>,
  accounts: readonly Account[],
): Scope {
  const byWord = words && accountsByWord(accounts);
  const chosen = words?.flatMap((word) => byWord?.get(word.toLowerCase()) ?? []) ?? accounts;
  return { accounts: [...new Set(chosen)], ...(regions && { regions }) };
}

/** As `findAccount` finds them, for many words. */
function accountsByWord(accounts: readonly Account[]): ReadonlyMap<string, Account> {
  const words = accounts.flatMap((account) =>
    [account.id, account.name?.toLowerCase()].flatMap((word) => (word === undefined ? [] : [[word, account] as const])),
  );
  // Of two, the first.
  return new Map(words.reverse());
}

/** Says whether a recorded target belongs to the scope. An account without id is the only one: everything is its. */
export function inScope(scope: Scope): (row: Target) => boolean {
  const byId = new Map(scope.accounts.map((account) => [account.id, account]));
  return (row) => {
    const account = byId.get(undefined) ?? byId.get(row.account);
    if (account === undefined) return false;
    const regions = scope.regions ?? (account.regions === 'enabled' ? undefined : account.regions);
    return regions === undefined || row.region === '*' || regions.includes(row.region);
  };
}

/** What would be scanned of an account, as far as it is known: one `*` where its regions are not. */
export function regionsNamed({ regions }: Account, scope: Pick<Scope, 'regions'>): readonly string[] {
  return scope.regions ?? (regions === 'enabled' ? ['*'] : regions);
}

/** True where AWS has to say which regions it has. */
export function isUnlisted({ regions }: Account, scope: Pick<Scope, 'regions'>): boolean {
  return scope.regions === undefined && regions === 'enabled';
}
