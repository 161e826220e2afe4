import type { Account } from '../../domain/fleet.ts';
import type {
  Job,
  JobTags,
  KeyDescription,
  Listing,
  NamedUser,
  SecurityConfiguration,
  Trigger,
} from '../../domain/model.ts';
import type { OrganizationListing } from '../../domain/organization/members.ts';

export interface Cloud {
  /**
   * Gets working credentials for the account and says whose they are.
   * @throws {CloudError} also with code `AccountMismatch` when they are another account's than `account.id`
   */
  enter(account: Account, signal?: AbortSignal): Promise<EnteredAccount>;
}

export interface EnteredAccount {
  /** 12 digits. */
  readonly id: string;
  /** Regions that are enabled for the account. @throws {CloudError} */
  enabledRegions(signal?: AbortSignal): Promise<readonly string[]>;
  region(region: string): TargetReader;
  /** The cloud that a region is in: `aws`, `aws-cn`. Undefined, or absent: nobody knows. */
  readonly partitionOf?: (region: string) => string | undefined;
}

/**
 * Reads one account in one region. Lists are read to the end; a failure is part of the listing and never thrown,
 * and an odd item never hides the others.
 */
export interface TargetReader {
  configurations(signal?: AbortSignal): Promise<Listing<SecurityConfiguration>>;
  jobs(signal?: AbortSignal): Promise<Listing<Job>>;
  triggers(signal?: AbortSignal): Promise<Listing<Trigger>>;
  crawlers(signal?: AbortSignal): Promise<Listing<NamedUser>>;
  devEndpoints(signal?: AbortSignal): Promise<Listing<NamedUser>>;
  sessions(signal?: AbortSignal): Promise<Listing<NamedUser>>;
  transforms(signal?: AbortSignal): Promise<Listing<NamedUser>>;
  /** The tags with these keys of the jobs that have any of them; one list a key. */
  jobTags(keys: readonly string[], signal?: AbortSignal): Promise<Listing<JobTags>>;
  /** kms:DescribeKey. @throws {CloudError} */
  describeKey(key: string, signal?: AbortSignal): Promise<KeyDescription>;
}

/** The accounts of an AWS organization. */
export interface OrganizationReader {
  /**
   * Lists it to the end. `known`: ids that were members before; one that is active and seems to have left its
   * organizational units is looked up by itself, since it may have been moved while the list was read. `onAnswer`: told
   * of each answer on the way.
   * @throws {CloudError} when any part of it could not be read: nothing is known then
   */
  list(known: ReadonlySet<string>, signal?: AbortSignal, onAnswer?: () => void): Promise<OrganizationListing>;
}
