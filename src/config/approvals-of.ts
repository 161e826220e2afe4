import { idOf } from '../domain/fleet.ts';
import type { Approvals } from '../domain/remediation/approval.ts';
import type { Config } from './model.ts';

/**
 * Who may approve for an account; undefined: nobody. One that left is judged as the organization's are: the common
 * approvals may be laxer than what its open requests were asked under.
 */
export function approvalsOf(
  { accounts, approvals, organization }: Pick<Config, 'accounts' | 'approvals' | 'organization'>,
  id: string,
): Approvals | undefined {
  const account = accounts.find((each) => idOf(each) === id);
  return (account ?? organization)?.approvals ?? approvals;
}
