import type { AccountClient } from '@aws-sdk/client-account';
import type { GlueClient } from '@aws-sdk/client-glue';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { KMSClient } from '@aws-sdk/client-kms';
import type { OrganizationsClient } from '@aws-sdk/client-organizations';
import type { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { STSClient } from '@aws-sdk/client-sts';
import type { ProxySettings } from '../../domain/proxy.ts';
import type { Clock } from '../../usecases/ports/runtime.ts';
import { type BoundedCache, createBoundedCache } from './bounded-cache.ts';
import { type ConnectionSettings, createConnections } from './connections.ts';
import { type Command, createFleetReads, type FleetReads, type RehearsedClient, rehearsed } from './fleet-reads.ts';
import type { Holder } from './holder.ts';
import { createLanes, type Lanes, laneOfRegion, laneOfSts, paceAttempts } from './lanes.ts';
import { nameOwnCredentials } from './own-credentials.ts';
import { type PageBounds, respectPageBounds } from './page-bounds.ts';
import { homeOfPartition } from './partition.ts';
import { useRawAnswers } from './raw-answers.ts';
import { applyLimit, createCallRetries, giveCallRetries, type RetrySettings } from './retries.ts';

type GlueModule = typeof import('@aws-sdk/client-glue');
type KmsModule = typeof import('@aws-sdk/client-kms');
type IamModule = typeof import('@aws-sdk/client-iam');
type AccountModule = typeof import('@aws-sdk/client-account');
type OrganizationsModule = typeof import('@aws-sdk/client-organizations');
type TaggingModule = typeof import('@aws-sdk/client-resource-groups-tagging-api');

/** A client together with its module, where the commands are. */
interface Connection<M, C> {
  readonly sdk: M;
  readonly client: C;
}

export type GlueConnection = Connection<GlueModule, GlueClient>;
export type KmsConnection = Connection<KmsModule, KMSClient>;
export type IamConnection = Connection<IamModule, IAMClient>;
export type OrganizationsConnection = Connection<OrganizationsModule, OrganizationsClient>;

type GlueCommand = Parameters<GlueClient['send']>[0];
type KmsCommand = Parameters<KMSClient['send']>[0];
type TaggingCommand = Parameters<ResourceGroupsTaggingAPIClient['send']>[0];

/** A module with the sending of its reads, of which nothing but an answer comes back. */
interface Reads<M> {
  readonly sdk: M;
  /** One request; its answer is the service's JSON. @throws whatever the SDK throws */
  send(command: Command, signal?: AbortSignal): Promise<object>;
}

export type GlueReads = Reads<GlueModule>;
type KmsReads = Reads<KmsModule>;
type TaggingReads = Reads<TaggingModule>;

export interface Clients {
  /** With the SDK's default chain of credentials. In the given region, else the SDK's own, else us-east-1. */
  sts(): Promise<STSClient>;
  glue(holder: Holder, region: string): Promise<GlueConnection>;
  kms(holder: Holder, region: string): Promise<KmsConnection>;
  /** For what is asked of every account and Region: no client is made for it. */
  readGlue(holder: Holder, region: string): Promise<GlueReads>;
  readKms(holder: Holder, region: string): Promise<KmsReads>;
  readTagging(holder: Holder, region: string): Promise<TaggingReads>;
  /** IAM of the partition that the region is in. */
  iam(holder: Holder, region: string): Promise<IamConnection>;
  account(holder: Holder, region: string): Promise<Connection<AccountModule, AccountClient>>;
  organizations(holder: Holder, region: string): Promise<OrganizationsConnection>;
  close(): void;
}

export interface ClientSettings {
  /** For the waits between attempts. */
  readonly clock: Clock;
  readonly connections: ConnectionSettings;
  /** Absent: a pool of its own. */
  readonly pool?: ReturnType<typeof createConnections>;
  readonly retries: RetrySettings;
  /** AWS_PROFILE, for the words of credentials that cannot be had. */
  readonly profile?: string | undefined;
  readonly proxy?: ProxySettings | undefined;
  /** Of the bot's own credentials; absent: the SDK's own chain decides. */
  readonly region?: string | undefined;
}

/** A client holds no connection, only its settings; some 30 kB each. */
const maxClients = 1024;
const defaultRegion = 'us-east-1';
/** The most that is waited after a first refusal for the rate. STS's own pace does the waiting for a whole fleet. */
const throttledDelayMs = 500;
const stsThrottledDelayMs = 100;
const beforeSigning = { name: 'paceAttempts', relation: 'before', toMiddleware: 'httpSigningMiddleware' } as const;
const first = { name: 'respectPageBounds', step: 'initialize' } as const;

/**
 * Makes the SDK's clients and keeps them: one for each holder, service and region. All share one pool of
 * connections. No endpoint is ever set: AWS_ENDPOINT_URL and the profile stay in charge.
 */
export function createClients(given: ClientSettings): Clients {
  const { connections, pool, retries, clock, proxy, region: ownRegion, profile } = given;
  const requestHandler = pool ?? createConnections(connections, proxy);
  const { retryMode, maxAttempts, maxTransientAttempts } = retries;
  const base = {
    requestHandler,
    ...(retryMode !== undefined && { retryMode }),
    ...(maxAttempts !== undefined && { maxAttempts }),
  };
  const bounds: PageBounds = new Map();
  const glueModule = once(() => import('@aws-sdk/client-glue'));
  const kmsModule = once(() => import('@aws-sdk/client-kms'));
  const iamModule = once(() => import('@aws-sdk/client-iam'));
  const accountModule = once(() => import('@aws-sdk/client-account'));
  const organizationsModule = once(() => import('@aws-sdk/client-organizations'));
  const taggingModule = once(() => import('@aws-sdk/client-resource-groups-tagging-api'));
  const glues = createBoundedCache<GlueClient>(maxClients);
  const keys = createBoundedCache<KMSClient>(maxClients);
  const iams = createBoundedCache<IAMClient>(maxClients);
  const accounts = createBoundedCache<AccountClient>(maxClients);
  const taggings = createBoundedCache<ResourceGroupsTaggingAPIClient>(maxClients);
  const inBounds = respectPageBounds(bounds);
  const settings = ({ credentials }: Holder, region: string) => ({ ...base, credentials, region });
  const kept = <C>(cache: BoundedCache<C>, { key }: Holder, region: string, make: () => C): C =>
    key === undefined ? make() : cache.get(`${key}/${region}`, make);

  const stsLanes = createLanes(clock, laneOfSts);

  /** Retries of its own for each call, and a pace for each operation of this client, which is one account's and region's. */
  function retrying<C extends Retrying>(client: C): C {
    if (retryMode === undefined) return applyLimit(client, retries);
    if (retryMode === 'adaptive') pace(client, createLanes(clock, laneOfRegion));
    return giveCallRetries(client, { maxTransientAttempts, throttledDelayMs }, clock);
  }

  const fleetReads = (make: (region: string) => RehearsedClient) =>
    createFleetReads({
      make,
      requestHandler,
      bounds,
      clock,
      isPaced: retryMode === 'adaptive',
      retriesOf: (maxAttempts) => createCallRetries({ maxAttempts, maxTransientAttempts, throttledDelayMs }, clock),
    });
  const glueReads = once(async () => {
    const { GlueClient } = await glueModule();
    return fleetReads((region) => {
      const client = new GlueClient({ ...base, ...rehearsed, region });
      return { config: client.config, send: (command, options) => client.send(command as GlueCommand, options) };
    });
  });
  const kmsReads = once(async () => {
    const { KMSClient } = await kmsModule();
    return fleetReads((region) => {
      const client = new KMSClient({ ...base, ...rehearsed, region });
      return { config: client.config, send: (command, options) => client.send(command as KmsCommand, options) };
    });
  });
  const taggingReads = once(async () => {
    const { ResourceGroupsTaggingAPIClient } = await taggingModule();
    return fleetReads((region) => {
      const client = new ResourceGroupsTaggingAPIClient({ ...base, ...rehearsed, region });
      return { config: client.config, send: (command, options) => client.send(command as TaggingCommand, options) };
    });
  });
  type Send = (command: Command, options?: { abortSignal: AbortSignal }) => Promise<object>;

  /** Retries that the operator chose are the SDK's own, and belong to a client. */
  async function readsOf<M>(
    [holder, region]: [Holder, string],
    sdk: Promise<M>,
    fleet: () => Promise<FleetReads>,
    byClient: () => Promise<Send>,
  ): Promise<Reads<M>> {
    if (retryMode === undefined) {
      const send = await byClient();
      return { sdk: await sdk, send: (command, signal) => send(command, signal && { abortSignal: signal }) };
    }
    const send = await fleet();
    return { sdk: await sdk, send: (command, signal) => send(holder, region, command, signal) };
  }

  async function tagging(holder: Holder, region: string): Promise<ResourceGroupsTaggingAPIClient> {
    const { ResourceGroupsTaggingAPIClient } = await taggingModule();
    return kept(taggings, holder, region, () => {
      const client = retrying(new ResourceGroupsTaggingAPIClient(settings(holder, region)));
      client.middlewareStack.add(inBounds, first);
      return client;
    });
  }

  const clients: Clients = {
    readGlue: (...whose) =>
      readsOf(whose, glueModule(), glueReads, async () => {
        const { client } = await clients.glue(...whose);
        return (command, options) => client.send(command as GlueCommand, options);
      }),
    readKms: (...whose) =>
      readsOf(whose, kmsModule(), kmsReads, async () => {
        const { client } = await clients.kms(...whose);
        return (command, options) => client.send(command as KmsCommand, options);
      }),
    readTagging: (...whose) =>
      readsOf(whose, taggingModule(), taggingReads, async () => {
        const client = await tagging(...whose);
        return (command, options) => client.send(command as TaggingCommand, options);
      }),
    async sts() {
      // Both are for the default chain: rotated credentials files are read again whenever it is asked again, and
      // what it asks itself (SSO, its tokens, a profile's role) goes the way of every other call. Its clients for SSO
      // take `clientConfig` and nothing of their caller (credential-provider-sso 3.972, resolveSSOCredentials).
      const chain = { ignoreCache: true, clientConfig: { requestHandler } };
      const own = { ...base, ...(ownRegion !== undefined && { region: ownRegion }), ...chain };
      const client = new STSClient(own);
      const known = await client.config.region().catch(() => undefined);
      const credentials = nameOwnCredentials(client.config.credentials, profile);
      const sts = new STSClient({ ...own, region: known ?? defaultRegion, credentials });
      pace(sts, stsLanes);
      // Whatever the operator's retry mode: the whole fleet is entered through this one client.
      const limits = { maxTransientAttempts, throttledDelayMs: stsThrottledDelayMs };
      return giveCallRetries(loadWhenSent(sts, glueModule), limits, clock);
    },
    async glue(holder, region) {
      const sdk = await glueModule();
      const make = () => {
        const client = useRawAnswers(retrying(new sdk.GlueClient(settings(holder, region))));
        client.middlewareStack.add(inBounds, first);
        return client;
      };
      return { sdk, client: kept(glues, holder, region, make) };
    },
    async kms(holder, region) {
      const sdk = await kmsModule();
      const make = () => {
        const client = retrying(new sdk.KMSClient(settings(holder, region)));
        client.middlewareStack.add(inBounds, first);
        return client;
      };
      return { sdk, client: kept(keys, holder, region, make) };
    },
    async iam(holder, region) {
      const sdk = await iamModule();
      // IAM is one for a whole partition. The SDK signs for the region that its endpoint rules say.
      const home = homeOfPartition(region);
      const make = () => retrying(new sdk.IAMClient(settings(holder, home)));
      return { sdk, client: kept(iams, holder, home, make) };
    },
    async account(holder, region) {
      const sdk = await accountModule();
      const make = () => {
        const client = retrying(new sdk.AccountClient(settings(holder, region)));
        client.middlewareStack.add(inBounds, first);
        return client;
      };
      return { sdk, client: kept(accounts, holder, region, make) };
    },
    async organizations(holder, region) {
      const sdk = await organizationsModule();
      // One for a whole partition, as IAM is. Kept by nobody: it is asked every few minutes.
      const client = retrying(new sdk.OrganizationsClient(settings(holder, homeOfPartition(region))));
      client.middlewareStack.add(inBounds, first);
      return { sdk, client };
    },
    close: () => requestHandler.destroy(),
  };
  return clients;
}

interface Paced {
  readonly middlewareStack: {
    addRelativeTo(middleware: ReturnType<typeof paceAttempts>, position: typeof beforeSigning): void;
  };
}
type Retrying = Parameters<typeof applyLimit>[0] & Paced;

function pace({ middlewareStack }: Paced, lanes: Lanes): void {
  middlewareStack.addRelativeTo(paceAttempts(lanes), beforeSigning);
}

/**
 * Loading Glue's module keeps the processor busy for longer than STS takes to answer, so it is done while the first
 * question travels: the answer costs a terminal audit no time of its own.
 */
function loadWhenSent(sts: STSClient, load: () => Promise<unknown>): STSClient {
  sts.middlewareStack.add(
    (next) => (args) => {
      const answer = next(args);
      setImmediate(() => setImmediate(() => load().catch(() => undefined)));
      return answer;
    },
    { name: 'loadMeanwhile', step: 'deserialize', priority: 'low' },
  );
  return sts;
}

/** The same promise for all who ask, made when it is first needed. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
