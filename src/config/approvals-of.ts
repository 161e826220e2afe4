import { idOf } from '../domain/fleet.ts';
import type { Approvals } from '../domain/remediation/approval.ts';
import type { Config } from './model.ts';

/** Who may approve for an account; undefined: nobody. */
export function approvalsOf(
  { accounts, approvals }: Pick<Config, 'accounts' | 'approvals'>,
  id: string,
): Approvals | undefined {
  return accounts.find((account) => idOf(account) === id)?.approvals ?? approvals;
}
