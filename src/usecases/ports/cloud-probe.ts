import type { Account } from '../../domain/fleet.ts';
import type { CallError, KeyVerdict } from '../../domain/model.ts';
import type { OrganizationListing } from '../../domain/organization/members.ts';

/** What `doctor` asks of AWS: permissions, each tried once with the request that the work itself makes first. */
export interface CloudProbe {
  /** Never rejects: what failed is part of the answer. */
  probe(account: Account, options: ProbeOptions, signal?: AbortSignal): Promise<AccountProbe>;
  /** The same with the remediation role, in a session that may only read: nothing that changes something is tried. */
  probeRemediation(
    account: Account & { readonly remediationRoleArn: string },
    options: ProbeOptions,
    signal?: AbortSignal,
  ): Promise<RemediationProbe>;
  /** Whether Glue could use a key in a region, asked with the scan role. Never rejects. */
  probeKey(
    account: Account,
    options: Required<Pick<ProbeOptions, 'region' | 'key'>>,
    signal?: AbortSignal,
  ): Promise<KeyVerdict>;
}

export interface ProbeOptions {
  readonly region: string;
  /** A KMS key to try DescribeKey with; without one that permission is not checked. */
  readonly key?: string;
  /** The key of a tag to list jobs by; without one that permission is not needed, and not among the answers. */
  readonly tag?: string;
}

export interface AccountProbe {
  /** Whose credentials they really are. */
  readonly identity?: { readonly account: string; readonly arn: string };
  /** Why the account could not be entered; also `AccountMismatch`, and then beside an identity. */
  readonly error?: CallError;
  /** With an error nothing else was tried. */
  readonly permissions: readonly PermissionCheck[];
}

export interface RemediationProbe extends AccountProbe {
  /** `refused`: the role can be assumed, and without a source identity only. Absent: it cannot be assumed. */
  readonly sourceIdentity?: 'allowed' | 'refused';
}

export interface PermissionCheck {
  /** The IAM action: `glue:GetJobs`. */
  readonly permission: string;
  readonly region: string;
  /** `failed`: the call did not work for another reason than the permission. */
  readonly outcome: 'allowed' | 'denied' | 'failed' | 'not-checked';
  readonly error?: CallError;
}

/** What `doctor` asks of AWS Organizations: the listing itself, as the work asks for it. */
export interface OrganizationProbe {
  /** Never rejects. */
  probe(signal?: AbortSignal): Promise<ProbedOrganization>;
}

export interface ProbedOrganization {
  /** The identity that asked; absent: it could not be had. */
  readonly identity?: { readonly account: string; readonly arn: string };
  /** Absent: the list was read to the end. */
  readonly error?: CallError;
  readonly listing?: OrganizationListing;
  /** Operations that answered, each once: "ListAccounts". */
  readonly answered: readonly string[];
}
