import type { Account } from '../../domain/fleet.ts';
import { listingFilters, type Organization } from '../../domain/organization/organization.ts';
import type { OrganizationNotice } from '../messages/audit-messages.ts';
import type { Records } from '../ports/store.ts';

const mostNamed = 20;

/**
 * What is to be said about the AWS organization: that its listing is old, and which accounts are left out because nobody
 * can use them. Undefined: nothing. An account that is listed by hand is watched whatever its state.
 * @param accounts those that are watched now
 */
export async function readOrganizationNotice(
  records: Pick<Records, 'organization'>,
  organization: Organization,
  accounts: readonly Pick<Account, 'id'>[],
): Promise<OrganizationNotice | undefined> {
  const { listed, failing } = await records.organization.get(listingFilters(organization));
  const watched = new Set(accounts.map(({ id }) => id));
  const inactive = (listed?.listing.inactive ?? []).filter(({ id }) => !watched.has(id));
  if (failing === undefined && inactive.length === 0) return undefined;
  const named = inactive.slice(0, mostNamed).map(({ id, name, state }) => ({ id, name, state }));
  return {
    ...(failing && { stale: { since: failing.since, listedAt: listed?.at ?? null, error: failing.error } }),
    ...(inactive.length > 0 && { inactive: { total: inactive.length, named } }),
  };
}
