import type { Account } from '../domain/fleet.ts';
import type { OrganizationListing } from '../domain/organization/members.ts';
import { type Organization, withId } from '../domain/organization/organization.ts';
import type { OrganizationReader } from '../usecases/ports/cloud.ts';
import type { OrganizationProbe } from '../usecases/ports/cloud-probe.ts';
import { checkAccount, sessionName } from './access/entrance.ts';
import { createEntrances } from './access/entrances.ts';
import { meansStaleCredentials, toCallError, toCloudError } from './access/errors.ts';
import { partitionOf } from './access/partition.ts';
import { type CloudOptions, createReadingClients } from './cloud.ts';
import { listOrganization } from './read/organization.ts';

/** AWS Organizations through its SDK. `close` drops the connections. */
export function createOrganizationReader(
  organization: Organization,
  options: CloudOptions,
): OrganizationReader & OrganizationProbe & { close(): void } {
  const clients = createReadingClients(options);
  const entrances = createEntrances(clients, options.clock, sessionName(options.sessionLabel, 'organization'));
  const asking = askingAccount(organization);
  const enterCall = asking.scanRoleArn === undefined ? 'GetCallerIdentity' : 'AssumeRole';

  async function enter() {
    const access = await entrances.of(asking);
    try {
      const identity = await access.entrance.identify();
      checkAccount(asking, identity);
      return { access, identity };
    } catch (error) {
      const failure = toCloudError(enterCall, error);
      if (meansStaleCredentials(failure.code)) access.forget();
      throw failure;
    }
  }

  async function read(
    { access, identity }: Awaited<ReturnType<typeof enter>>,
    known: ReadonlySet<string>,
    { signal, onAnswer }: { readonly signal?: AbortSignal | undefined; readonly onAnswer?: (call: string) => void },
  ): Promise<OrganizationListing> {
    const home = await entrances.homeRegion();
    const connection = await clients.organizations(access.entrance, home);
    const { name: partition } = partitionOf(home, identity.arn);
    const source = { connection, partition, signal, ...(onAnswer && { onAnswer }) };
    try {
      return await listOrganization(source, organization, known);
    } catch (error) {
      const failure = toCloudError('ListAccounts', error, signal);
      if (meansStaleCredentials(failure.code)) access.forget();
      throw failure;
    }
  }

  return {
    async list(known, signal, onAnswer) {
      try {
        return await read(await enter(), known, { signal, ...(onAnswer && { onAnswer }) });
      } catch (error) {
        throw toCloudError(enterCall, error, signal);
      }
    },
    async probe(signal) {
      const answered = new Set<string>();
      const entered = await enter().catch((error: unknown) => ({ error: toCallError(enterCall, error, signal) }));
      if ('error' in entered) return { error: entered.error, answered: [] };
      const { identity } = entered;
      try {
        const listing = await read(entered, new Set(), { signal, onAnswer: (call) => answered.add(call) });
        return { identity, listing, answered: [...answered] };
      } catch (error) {
        return { identity, error: toCallError('ListAccounts', error, signal), answered: [...answered] };
      }
    },
    close: () => clients.close(),
  };
}

/** The account whose role, or whose identity, asks. */
function askingAccount({ roleArn, externalId }: Organization): Account {
  if (roleArn === undefined) return { regions: 'enabled' };
  const id = roleArn.split(':')[4] ?? '';
  const shared = externalId !== undefined && { externalId: withId(externalId, id) };
  return { id, scanRoleArn: roleArn, ...shared, regions: 'enabled' };
}
