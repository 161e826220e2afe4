import type { Statement } from '../access/policy.ts';
import type { Bookmark, JobRun } from '../glue/runs/run-shapes.ts';
import type {
  ColumnStatisticsTaskSettings,
  Crawler,
  DevEndpoint,
  Job,
  MLTransform,
  SecurityConfiguration,
  Session,
  Table,
  Tags,
  Trigger,
} from '../glue/shapes.ts';
import type { Alias, Key } from '../kms/shapes.ts';
import type { OrganizationSeed } from '../organizations/shapes.ts';

/** What the local AWS contains when it starts: plain data, nothing random, instants relative to one given now. */
export interface Seed {
  readonly name: string;
  /** The account that the bot's own credentials belong to. */
  readonly home: string;
  readonly accounts: readonly AccountSeed[];
  /** Absent: no account is in one. */
  readonly organization?: OrganizationSeed;
}

export interface AccountSeed {
  /** Twelve digits. */
  readonly id: string;
  readonly name: string;
  readonly users: readonly UserSeed[];
  readonly roles: readonly RoleSeed[];
  readonly regions: readonly RegionSeed[];
  /** Present where the bot is meant to audit the account. */
  readonly audited?: AuditedSeed;
}

interface AuditedSeed {
  /** The role that the scan assumes; absent = the bot's own credentials. */
  readonly scanRole?: string;
  readonly remediationRole?: string;
  readonly externalId?: string;
}

export interface UserSeed {
  readonly name: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly policy: readonly Statement[];
}

/** What a caller may need the trust of a role for. */
export type TrustedAction = 'sts:AssumeRole' | 'sts:SetSourceIdentity' | 'sts:TagSession';

export interface RoleSeed {
  readonly name: string;
  /** Of its ARN, with the slash at the end: "service-role/". */
  readonly path?: string;
  readonly trustedAccounts: readonly string[];
  /** "glue.amazonaws.com": who may take the role besides. */
  readonly trustedServices?: readonly string[];
  /** What the trust policy allows besides sts:AssumeRole. */
  readonly trustedActions?: readonly TrustedAction[];
  readonly externalId?: string;
  /** Seconds; AWS's default is 3600. */
  readonly maxSessionDuration?: number;
  readonly policy: readonly Statement[];
}

export const optStatuses = ['ENABLED_BY_DEFAULT', 'ENABLED', 'DISABLED', 'ENABLING', 'DISABLING'] as const;
export type OptStatus = (typeof optStatuses)[number];

export interface RegionSeed {
  readonly name: string;
  readonly status: OptStatus;
  readonly glue?: GlueSeed;
  readonly kms?: KmsSeed;
}

export interface GlueSeed {
  readonly securityConfigurations: readonly SecurityConfiguration[];
  readonly jobs: readonly Job[];
  readonly triggers: readonly Trigger[];
  readonly crawlers: readonly Crawler[];
  readonly devEndpoints: readonly DevEndpoint[];
  readonly sessions: readonly Session[];
  readonly mlTransforms: readonly MLTransform[];
  readonly tables?: readonly Table[];
  readonly columnStatistics?: readonly ColumnStatisticsTaskSettings[];
  readonly jobRuns?: readonly JobRun[];
  readonly bookmarks?: readonly Bookmark[];
  /** By "job/name", "trigger/name" and so on. */
  readonly tags?: Readonly<Record<string, Tags>>;
}

interface KmsSeed {
  readonly keys: readonly Key[];
  readonly aliases: readonly Alias[];
}

/** What an operator would write in the configuration's `accounts`. */
export interface FleetAccount {
  readonly id: string;
  readonly name: string;
  readonly scanRoleArn?: string;
  readonly remediationRoleArn?: string;
  readonly externalId?: string;
  /** Enabled regions. */
  readonly regions: readonly string[];
}

export function isEnabled(status: OptStatus): boolean {
  return status === 'ENABLED' || status === 'ENABLED_BY_DEFAULT';
}

/** `role` with its path, where it has one. */
export function roleArn(account: string, role: string): string {
  return `arn:aws:iam::${account}:role/${role}`;
}

/** The audited accounts of a seed, as the bot's configuration would name them. */
export function fleetOf(seed: Seed): FleetAccount[] {
  return seed.accounts.flatMap((account) => {
    const { audited } = account;
    if (!audited) return [];
    return {
      id: account.id,
      name: account.name,
      ...(audited.scanRole && { scanRoleArn: roleArn(account.id, audited.scanRole) }),
      ...(audited.remediationRole && { remediationRoleArn: roleArn(account.id, audited.remediationRole) }),
      ...(audited.externalId && { externalId: audited.externalId }),
      regions: account.regions.filter((region) => isEnabled(region.status)).map((region) => region.name),
    };
  });
}
