import type { Approvals } from '../domain/remediation/approval.ts';
import {
  type Draft,
  type DraftAccount,
  type DraftOrganization,
  entries,
  type Fields,
  type Finding,
  fields,
} from './draft.ts';
import type { ApprovalsEntry } from './schema.ts';
import { durationMs } from './values.ts';

const defaults = {
  required: 1,
  allowSelfApproval: false,
  expireAfter: 24 * 3_600_000,
  remindBefore: 2 * 3_600_000,
} as const;

/** A default reminder is never due before a short-lived request is even made. */
function reminder(expireAfter: number, remindBefore: number | undefined): number {
  return remindBefore ?? Math.min(defaults.remindBefore, Math.floor(expireAfter / 4));
}

/** The account's own entries over the common ones over the defaults; a list of approvers replaces the common one whole. */
export function mergeApprovals(common: ApprovalsEntry | undefined, own: ApprovalsEntry | undefined): Approvals {
  const { approvers, ...rest } = { ...defaults, remindBefore: undefined, ...common, ...own };
  return {
    ...rest,
    remindBefore: reminder(rest.expireAfter, rest.remindBefore),
    approvers: {
      users: approvers?.users ?? [],
      usergroups: approvers?.usergroups ?? [],
      ...(approvers?.ownerGroup === true && { ownerGroup: true }),
    },
  };
}

function approverChecks(merged: Fields, path: readonly PropertyKey[]): Finding[] {
  const { users, usergroups, ownerGroup } = fields(merged.approvers) ?? {};
  const people = entries(users)?.length ?? 0;
  const groups = entries(usergroups)?.length ?? 0;
  if (users !== undefined && entries(users) === undefined) return [];
  if (usergroups !== undefined && entries(usergroups) === undefined) return [];
  if (ownerGroup === true) return [];
  if (people + groups === 0)
    return [
      {
        path: [...path, 'approvers'],
        message: 'names nobody, so nothing could be approved: list users or usergroups, or set ownerGroup: true',
      },
    ];
  if (merged.required !== 2 || groups > 0 || people > 1) return [];
  const message = 'is 2, and only one person is listed as approver: list another one or a user group';
  return [{ path: [...path, 'required'], message }];
}

function timeChecks(merged: Fields, path: readonly PropertyKey[]): Finding[] {
  const expire = typeof merged.expireAfter === 'string' ? durationMs(merged.expireAfter) : defaults.expireAfter;
  const remind = typeof merged.remindBefore === 'string' ? durationMs(merged.remindBefore) : undefined;
  if (expire === undefined || remind === undefined || remind < expire) return [];
  return [
    { path: [...path, 'remindBefore'], message: 'must be shorter than expireAfter: the reminder comes before the end' },
  ];
}

/** Checks the approvals as they will hold for each account. Lists of approvers never fail open when empty. */
export function approvalsChecks({ approvals, accounts, organization }: Draft): Finding[] {
  const all = [
    ...accounts.map(({ approvals: own }, index) => ({ own, path: ['accounts', index, 'approvals'] })),
    ...(organization === undefined ? [] : [{ own: organization.approvals, path: ['organization', 'approvals'] }]),
  ];
  const overrides = all.flatMap(({ own, path }) =>
    own === undefined ? [] : [{ merged: { ...approvals, ...own }, path }],
  );
  const covered = overrides.length === all.length && all.length > 0;
  const common = approvals === undefined || covered ? [] : [{ merged: approvals, path: ['approvals'] }];
  const owned = accounts.flatMap((account, index) => ownerGroupChecks(account, index, approvals));
  const policies = [...common, ...overrides].flatMap(({ merged, path }) => [
    ...approverChecks(merged, path),
    ...timeChecks(merged, path),
  ]);
  return [...policies, ...owned, ...ownerTagChecks(organization, approvals)];
}

/** True where the owner's group approves, and nobody else. */
function isOwnersAlone(own: Fields | undefined, common: Fields | undefined): boolean {
  const { users, usergroups, ownerGroup } = fields({ ...common, ...own }.approvers) ?? {};
  return ownerGroup === true && (entries(users)?.length ?? 0) + (entries(usergroups)?.length ?? 0) === 0;
}

/** Of an account that can be changed, and whose approvers are its owner's group and nobody else. */
function ownerGroupChecks(
  { approvals: own, owner, remediationRoleArn }: DraftAccount,
  index: number,
  common: Fields | undefined,
): Finding[] {
  if (!isOwnersAlone(own, common) || remediationRoleArn === undefined || owner?.usergroup !== undefined) return [];
  const message = "names no usergroup, and the owner's group alone approves: nobody could approve for this account";
  return [{ path: ['accounts', index, 'owner'], message }];
}

/** The same of an organization whose accounts can be changed, and none of which can have a user group. */
function ownerTagChecks(organization: DraftOrganization | undefined, common: Fields | undefined): Finding[] {
  const { approvals: own, remediationRoleName, ownerTags } = organization ?? {};
  if (remediationRoleName === undefined || !isOwnersAlone(own, common) || ownerTags?.usergroup !== undefined) return [];
  const message =
    "names no usergroup, and the owner's group alone approves: nobody could approve for an account of the organization";
  return [{ path: ['organization', 'ownerTags'], message }];
}
