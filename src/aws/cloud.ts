import { CloudError } from '../domain/errors.ts';
import type { ProxySettings } from '../domain/proxy.ts';
import { onAbort } from '../usecases/concurrency.ts';
import type { Cloud, EnteredAccount } from '../usecases/ports/cloud.ts';
import type { Clock, Log } from '../usecases/ports/runtime.ts';
import { type Clients, createClients } from './access/clients.ts';
import { type ConnectionSettings, defaultConnections } from './access/connections.ts';
import { checkAccount, sessionName } from './access/entrance.ts';
import { type AccountAccess, createEntrances } from './access/entrances.ts';
import { abortedError, meansStaleCredentials, toCloudError } from './access/errors.ts';
import { knownPartition } from './access/partition.ts';
import { type RetrySettings, readRetries } from './access/retries.ts';
import { listEnabledRegions } from './read/regions.ts';
import { createTargetReader } from './read/target-reader.ts';

export interface CloudOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** The process's environment. Only AWS_RETRY_MODE, AWS_MAX_ATTEMPTS and AWS_PROFILE are read here; the SDK reads its own. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Added to the role session's name, which CloudTrail shows: which bot it was. */
  readonly sessionLabel?: string;
  readonly proxy?: ProxySettings | undefined;
  /** Of the bot's own credentials; absent: the SDK's own chain decides. */
  readonly region?: string | undefined;
  readonly connections?: Partial<ConnectionSettings>;
  readonly retries?: Partial<RetrySettings>;
}

/** For what only reads, and is tried as often as a fleet's throttling asks for. */
export function createReadingClients({ clock, env, proxy, region, ...options }: CloudOptions): Clients {
  return createClients({
    clock,
    connections: { ...defaultConnections, ...options.connections },
    retries: { ...readRetries(env), ...options.retries },
    profile: env.AWS_PROFILE,
    proxy,
    region,
  });
}

/** AWS through its SDK. `close` drops the connections. */
export function createCloud(options: CloudOptions): Cloud & { close(): void } {
  const { clock, log } = options;
  const clients = createReadingClients(options);
  const entrances = createEntrances(clients, clock, sessionName(options.sessionLabel));

  function enteredAccount(access: AccountAccess, id: string): EnteredAccount {
    const { entrance } = access;
    const onError = (code: string): void => {
      if (!meansStaleCredentials(code)) return;
      log.debug({ account: id, code }, 'credentials will be fetched again');
      access.forget();
    };
    return {
      id,
      async enabledRegions(signal) {
        try {
          return await listEnabledRegions(clients, entrance, await entrances.homeRegion(), signal);
        } catch (error) {
          const failure = toCloudError('ListRegions', error, signal);
          onError(failure.code);
          throw failure;
        }
      },
      region: (region) => createTargetReader({ clients, holder: entrance, region, onError }),
      partitionOf: knownPartition,
    };
  }

  return {
    async enter(account, signal) {
      const call = account.scanRoleArn === undefined ? 'GetCallerIdentity' : 'AssumeRole';
      try {
        const access = await entrances.of(account);
        const identity = await unlessAborted(call, identify(access, signal), signal);
        checkAccount(account, identity);
        return enteredAccount(access, identity.account);
      } catch (error) {
        throw toCloudError(call, error, signal);
      }
    },
    close: () => clients.close(),
  };
}

async function identify(access: AccountAccess, signal: AbortSignal | undefined) {
  try {
    return await access.entrance.identify(signal);
  } catch (error) {
    if (error instanceof CloudError && meansStaleCredentials(error.code)) access.forget();
    throw error;
  }
}

/** Many may wait for one answer, so a caller's signal ends only that caller's waiting. */
async function unlessAborted<T>(call: string, work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  let forget: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    const stop = () => reject(abortedError(call, signal));
    if (signal.aborted) stop();
    else forget = onAbort(signal, stop);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    forget?.();
  }
}
