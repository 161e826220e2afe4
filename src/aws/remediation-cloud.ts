import { CloudError } from '../domain/errors.ts';
import type { Account } from '../domain/fleet.ts';
import type { RemediationCloud } from '../usecases/ports/remediation-cloud.ts';
import { createClients } from './access/clients.ts';
import { createConnections, defaultConnections } from './access/connections.ts';
import { checkAccount, sessionName } from './access/entrance.ts';
import { type AccountAccess, createEntrances } from './access/entrances.ts';
import { meansStaleCredentials, toCloudError } from './access/errors.ts';
import { partitionOf } from './access/partition.ts';
import { type RetrySettings, readRetries } from './access/retries.ts';
import { createDefinitionReader } from './change/definition-reader.ts';
import { arnTarget, openSession } from './change/remediation-session.ts';
import type { CloudOptions } from './cloud.ts';
import { planningPolicy, splitSteps } from './policies/session-policy.ts';

/** Whether a write without an answer was made can only be seen by looking: it is sent once, whatever AWS_MAX_ATTEMPTS. */
const oneAttempt: RetrySettings = { retryMode: 'standard', maxAttempts: 1, maxTransientAttempts: 1 };

/**
 * AWS for remediation. `close` drops the connections. Plans are read with sessions that may only read; each writing
 * session has credentials of its own.
 */
export function createRemediationCloud(options: CloudOptions): RemediationCloud & { close(): void } {
  const { clock, log, env, proxy, region } = options;
  const connections = { ...defaultConnections, ...options.connections };
  // A write goes out on the connection that the read before it used: opening one could take seconds, and is done last.
  const pool = createConnections(connections, proxy);
  const network = { clock, connections, pool, region, profile: env.AWS_PROFILE };
  const readers = createClients({ ...network, retries: { ...readRetries(env), ...options.retries } });
  const writers = createClients({ ...network, retries: oneAttempt });
  const entrances = createEntrances(readers, clock, sessionName(options.sessionLabel, 'planning'), planningPolicy);

  return {
    async reader(account, region) {
      const planning = planningAccount(account);
      const call = planning.scanRoleArn === undefined ? 'GetCallerIdentity' : 'AssumeRole';
      try {
        const access = await entrances.of(planning);
        const forget = forgetIfStale(access);
        const identity = await access.entrance.identify().catch(forget.andThrow);
        checkAccount(planning, identity);
        const glue = () => readers.glue(access.entrance, region);
        const kms = () => readers.kms(access.entrance, region);
        const iam = () => readers.iam(access.entrance, region);
        const { onError } = forget;
        const partition = partitionOf(region, planning.scanRoleArn ?? identity.arn);
        return { account: identity.account, partition, reader: createDefinitionReader({ glue, kms, iam, onError }) };
      } catch (error) {
        throw toCloudError(call, error);
      }
    },
    session: (account, plan, steps) => openSession({ entrances, readers, writers, log }, account, plan, steps),
    sessions: (account, { target }, steps) => splitSteps(arnTarget(account, target), steps),
    close: () => pool.destroy(),
  };
}

function forgetIfStale(access: AccountAccess) {
  const onError = (code: string): void => {
    if (meansStaleCredentials(code)) access.forget();
  };
  return {
    onError,
    andThrow(error: unknown): never {
      if (error instanceof CloudError) onError(error.code);
      throw error;
    },
  };
}

/**
 * A plan's reads are more than the scan role needs to be allowed, and the remediation role has them: with it they work
 * wherever the plan can be carried out. Without one the scan role is tried: such a plan can be read.
 */
function planningAccount(account: Account): Account {
  const { remediationRoleArn } = account;
  return remediationRoleArn === undefined ? account : { ...account, scanRoleArn: remediationRoleArn };
}
