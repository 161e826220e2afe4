import { accountLabel, type Scope } from './fleet.ts';

/** A scope in words: "eu-west-1 in data-production (111122223333)", "3 accounts, every region". */
export function scopeLabel(scope: Scope): string {
  const [first] = scope.accounts;
  const who = scope.accounts.length === 1 && first ? accountLabel(first) : `${scope.accounts.length} accounts`;
  if (scope.regions === undefined) return who;
  return `${scope.regions.join(', ')} in ${who}`;
}
