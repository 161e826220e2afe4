import { type Account, accountLabel, findAccount, type Schedule, type Scope } from './fleet.ts';

/** A scope in words: "eu-west-1 in data-production (111122223333)", "3 accounts, every region". */
export function scopeLabel(scope: Scope): string {
  const [first] = scope.accounts;
  const who = scope.accounts.length === 1 && first ? accountLabel(first) : `${scope.accounts.length} accounts`;
  if (scope.regions === undefined) return who;
  return `${scope.regions.join(', ')} in ${who}`;
}

/** What a schedule scans. */
export function scheduleScope(
  { accounts: words, regions }: Pick<Schedule, 'accounts' | 'regions'>,
  accounts: readonly Account[],
): Scope {
  const chosen = words?.flatMap((word) => findAccount(accounts, word) ?? []) ?? accounts;
  return { accounts: chosen, ...(regions && { regions }) };
}

/** True when a recorded target belongs to the scope. An account without id is the only one: everything is its. */
export function inScope(scope: Scope, row: { readonly account: string; readonly region: string }): boolean {
  const account = scope.accounts.find(({ id }) => id === undefined || id === row.account);
  if (account === undefined) return false;
  const regions = scope.regions ?? (account.regions === 'enabled' ? undefined : account.regions);
  return regions === undefined || row.region === '*' || regions.includes(row.region);
}
