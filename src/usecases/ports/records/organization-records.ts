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

export interface OrganizationRecords {
  get(): Promise<KnownOrganization>;
  /** A complete listing that was begun at `at`: nothing fails any more. */
  save(listing: OrganizationListing, at: number): Promise<void>;
  /** Another listing that could not be had. The one before stays. */
  fail(error: CallError, at: number): Promise<void>;
}
