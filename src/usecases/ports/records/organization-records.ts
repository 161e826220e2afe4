import type { CallError } from '../../../domain/model.ts';
import type { OrganizationListing } from '../../../domain/organization/members.ts';

/** What is known of the AWS organization. Instants in epoch milliseconds. */
export interface KnownOrganization {
  /** The last that was complete, and when it was begun. Absent: there was none yet. */
  readonly listed?: { readonly listing: OrganizationListing; readonly at: number };
  /** Absent: the last one was complete. */
  readonly failing?: OrganizationFailure;
}

export interface OrganizationFailure {
  /** When the first listing in a row failed. */
  readonly since: number;
  /** When the last one did. */
  readonly at: number;
  readonly error: CallError;
}

/** By the filters that it is listed with (`listingFilters`): a listing of others is never taken for one of these. */
export interface OrganizationRecords {
  get(filters: string): Promise<KnownOrganization>;
  /** A complete listing that was begun at `at`: nothing fails any more. Forgets filters that were not used for a week. */
  save(filters: string, listing: OrganizationListing, at: number): Promise<void>;
  /**
   * Another listing that could not be had, as was known at `at`. The one before stays. Nothing where a complete one was
   * begun after `begunAt` (absent: `at`), unless that is said to be later than `at`.
   */
  fail(filters: string, error: CallError, at: number, begunAt?: number): Promise<void>;
}
