import { CloudError } from '../domain/errors.ts';
import type { Clients, Holder } from './clients.ts';
import { toCloudError } from './errors.ts';
import { readToEnd } from './paging.ts';
import { fields, text } from './parse.ts';

const call = 'ListRegions';

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
  const { sdk, client } = await clients.account(holder, homeRegion).catch((error: unknown) => {
    throw toCloudError(call, error, signal);
  });
  const { items, error } = await readToEnd(
    {
      call,
      readPage: async (NextToken) => {
        const command = new sdk.ListRegionsCommand({
          MaxResults: 50,
          RegionOptStatusContains: ['ENABLED', 'ENABLED_BY_DEFAULT'],
          ...(NextToken !== undefined && { NextToken }),
        });
        const answer = await client.send(command, signal && { abortSignal: signal });
        return { items: answer.Regions, nextToken: answer.NextToken };
      },
      parse: (item) => text(fields(item).RegionName),
      identity: (name) => name,
    },
    signal,
  );
  if (error) throw new CloudError(error.call, error.error, error.message ?? error.error);
  if (items.length === 0) throw new CloudError(call, 'NoEnabledRegions', 'AWS listed no enabled region.');
  return items.toSorted();
}
