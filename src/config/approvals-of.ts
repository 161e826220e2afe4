import { idOf } from '../domain/fleet.ts';
import type { Owner } from '../domain/model.ts';
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
  return approvalsFor(account ?? organization, approvals);
}

/** The same of an account, or of the organization for one that left: its owner is not known, so no owner's group approves. */
function approvalsFor(
  account: { readonly approvals?: Approvals; readonly owner?: Owner } | undefined,
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

/** Whoever may approve for any account, but for the groups of owners: each is asked about at Slack, and they may be many. */
export function everyPolicy({ accounts, approvals }: Pick<Config, 'accounts' | 'approvals'>): readonly Approvals[] {
  return [...new Set([approvals, ...accounts.map((account) => account.approvals)].flatMap((policy) => policy ?? []))];
}
