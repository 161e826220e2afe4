import { idOf, type Owner } from '../domain/fleet.ts';
import type { Approvals } from '../domain/remediation/approval.ts';
import type { Config, ConfiguredAccount } from './model.ts';

/** Who may approve for an account; undefined: nobody. */
export function approvalsOf(
  { accounts, approvals }: Pick<Config, 'accounts' | 'approvals'>,
  id: string,
): Approvals | undefined {
  return approvalsFor(
    accounts.find((account) => idOf(account) === id),
    approvals,
  );
}

/** The same of an account; undefined: it is not configured, and the common ones hold, without anybody's group. */
export function approvalsFor(
  account: Pick<ConfiguredAccount, 'approvals' | 'owner'> | undefined,
  common: Approvals | undefined,
): Approvals | undefined {
  const policy = account?.approvals ?? common;
  return policy && withOwner(policy, account?.owner);
}

/** An account without an owner's group has fewer approvers, or none: never others. */
function withOwner(policy: Approvals, owner: Owner | undefined): Approvals {
  const { users, usergroups, ownerGroup } = policy.approvers;
  if (ownerGroup !== true) return policy;
  const group = owner?.usergroup;
  const groups = group === undefined ? usergroups : [...new Set([...usergroups, group])];
  return { ...policy, approvers: { users, usergroups: groups } };
}
