import { CloudError } from '../../domain/errors.ts';
import type { Clients } from '../access/clients.ts';
import type { Holder } from '../access/holder.ts';
import { type Page, readToEnd } from './paging.ts';
import { fields, text } from './parse.ts';

const call = 'ListRegions';
/** The largest page of the API reference (MaxResults: 1 to 50). */
export const regionsPerPage = 50;

/**
 * Regions that are enabled for the holder's account, by name. `account:ListRegions` is asked from inside the account,
 * so without AccountId.
 * @throws {CloudError} also `NoEnabledRegions`: an empty list would look like an account without anything to audit
 */
export async function listEnabledRegions(
  clients: Clients,
  holder: Holder,
  homeRegion: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const { items, error } = await readToEnd(
    {
      call,
      readPage: (token) =>
        readRegionPage({ clients, holder, homeRegion }, { MaxResults: regionsPerPage, NextToken: token }, signal),
      parse: (item) => text(fields(item).RegionName),
      identity: (name) => name,
    },
    signal,
  );
  if (error) throw new CloudError(error.call, error.error, error.message ?? error.error);
  if (items.length === 0) throw new CloudError(call, 'NoEnabledRegions', 'AWS listed no enabled region.');
  return items.toSorted();
}

/** One request. @throws whatever the SDK throws */
export async function readRegionPage(
  { clients, holder, homeRegion }: { readonly clients: Clients; readonly holder: Holder; readonly homeRegion: string },
  page: { readonly MaxResults: number; readonly NextToken?: string | undefined },
  signal?: AbortSignal,
): Promise<Page> {
  const { sdk, client } = await clients.account(holder, homeRegion);
  const command = new sdk.ListRegionsCommand({ ...page, RegionOptStatusContains: ['ENABLED', 'ENABLED_BY_DEFAULT'] });
  const { Regions: items, NextToken: nextToken } = await client.send(command, signal && { abortSignal: signal });
  return { items, nextToken };
}
