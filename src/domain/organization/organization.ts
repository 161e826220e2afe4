import type { Account } from '../fleet.ts';
import { partitionOfArn } from '../glue-arn.ts';
import { canonical, type JsonObject } from '../json.ts';
import { type OwnerTags, ownerOf } from './owner.ts';

/** Text that stands for the account's id in a role's name and in an external id. */
export const idMark = '{accountId}';

/** A value of a tag, or `*` for any. */
export type TagWants = Readonly<Record<string, readonly string[]>>;

/** Which accounts of an AWS organization are watched, and how they are entered. */
export interface Organization {
  /** A role of the management account or of a delegated administrator. Absent: the bot's own credentials. */
  readonly roleArn?: string;
  /** Of every role here, `roleArn` included; `{accountId}` is the account of the role. */
  readonly externalId?: string;
  /** Ids of roots and OUs; those below count with them. Nothing included: the whole organization. */
  readonly organizationalUnits: { readonly include: readonly string[]; readonly exclude: readonly string[] };
  /** `include`: every key must have one of its values. `exclude`: any key that has one of its values. */
  readonly tags: { readonly include: TagWants; readonly exclude: TagWants };
  /** Ids of accounts that are never watched. */
  readonly excludedAccounts: readonly string[];
  /** With its path: `gluewarden/GluewardenScan`; `{accountId}` is the account. */
  readonly scanRoleName: string;
  /** Absent: its accounts are audited and never changed. */
  readonly remediationRoleName?: string;
  readonly regions: readonly string[] | 'enabled';
  /** Keys of the tags that hold the ids of an account's channel and user group. */
  readonly ownerTags?: OwnerTags;
}

/** The account of a member, as the schemes of the organization make it. `name`: absent where it cannot be typed. */
export function memberAccount(
  { scanRoleName, remediationRoleName, externalId, regions, ownerTags: keys = {} }: Organization,
  {
    id,
    partition,
    name,
    ownerTags = {},
  }: {
    readonly id: string;
    readonly partition: string;
    readonly name?: string;
    readonly ownerTags?: OwnerTags;
  },
): Account & { readonly id: string; readonly scanRoleArn: string } {
  // What was listed for keys that are no longer configured names nobody: taking them out revokes.
  const owner = ownerOf({
    ...(keys.channel !== undefined && ownerTags.channel !== undefined && { channel: ownerTags.channel }),
    ...(keys.usergroup !== undefined && ownerTags.usergroup !== undefined && { usergroup: ownerTags.usergroup }),
  });
  const role = (pattern: string) => `arn:${partition}:iam::${id}:role/${withId(pattern, id)}`;
  return {
    id,
    ...(name !== undefined && { name }),
    scanRoleArn: role(scanRoleName),
    ...(remediationRoleName !== undefined && { remediationRoleArn: role(remediationRoleName) }),
    ...(externalId !== undefined && { externalId: withId(externalId, id) }),
    ...(owner && { owner }),
    regions,
  };
}

/**
 * Whether an account has exactly the roles that the schemes make, and the external id. One that is listed by hand with
 * others, or without a remediation role, has to get nothing by them.
 */
export function hasMemberRoles(organization: Organization, { id, ...account }: Account): boolean {
  const partition = partitionOfArn(account.scanRoleArn ?? '');
  if (id === undefined || partition === undefined) return false;
  const made = memberAccount(organization, { id, partition });
  return (['scanRoleArn', 'remediationRoleArn', 'externalId'] as const).every((key) => made[key] === account[key]);
}

/** The scheme for one account. */
export function withId(scheme: string, id: string): string {
  return scheme.replaceAll(idMark, id);
}

/** Whether the filters and the owners ask where an account stands, and how it is tagged: each costs requests. */
export function asksFor({
  organizationalUnits,
  tags,
  ownerTags,
}: Pick<Organization, 'organizationalUnits' | 'tags' | 'ownerTags'>): {
  readonly units: readonly string[];
  readonly tags: boolean;
} {
  const { include, exclude } = organizationalUnits;
  const keys = [...Object.keys(tags.include), ...Object.keys(tags.exclude)];
  return { units: [...new Set([...include, ...exclude])], tags: keys.length > 0 || ownerTags !== undefined };
}

/**
 * What decides who is listed, and what of them, as one text: the same for two files that mean the same. A listing says
 * nothing where it is another. How the accounts are entered and who may approve there is not in it; whatever else comes to an organization is.
 */
export function listingFilters(organization: Organization & { readonly approvals?: unknown }): string {
  const {
    externalId: _id,
    scanRoleName: _scan,
    remediationRoleName: _remediation,
    regions: _regions,
    approvals: _approvals,
    ...deciding
  } = organization;
  return canonical(JSON.parse(JSON.stringify(deciding)) as JsonObject);
}
