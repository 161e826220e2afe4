import { judgeKeyArn, judgeKeyDescription, judgeKeyError } from '../../domain/audit/keys.ts';
import type { Account } from '../../domain/fleet.ts';
import type { ProxySettings } from '../../domain/proxy.ts';
import type { AccountProbe, CloudProbe, PermissionCheck, ProbeOptions } from '../../usecases/ports/cloud-probe.ts';
import type { Clock } from '../../usecases/ports/runtime.ts';
import { type Clients, createClients } from '../access/clients.ts';
import { type ConnectionSettings, defaultConnections } from '../access/connections.ts';
import { checkAccount, type Entrance, type Identity, sessionName } from '../access/entrance.ts';
import { createEntrances, type Entrances } from '../access/entrances.ts';
import { isDenied, toCallError } from '../access/errors.ts';
import { probeRetries, type RetrySettings } from '../access/retries.ts';
import { scanCallsWith } from '../policies/calls.ts';
import { glueLists } from '../read/glue-lists.ts';
import { readTagPage } from '../read/job-tags.ts';
import { readRegionPage, regionsPerPage } from '../read/regions.ts';
import { describeKey, readGluePage } from '../read/target-reader.ts';
import { type Attempt, tryPermission } from './permission-attempt.ts';
import { probeRemediationRole } from './remediation-probe.ts';

export interface CloudProbeOptions {
  readonly clock: Clock;
  readonly sessionLabel?: string;
  /** AWS_PROFILE, for the words of credentials that cannot be had. */
  readonly profile?: string | undefined;
  readonly proxy?: ProxySettings | undefined;
  /** Of the bot's own credentials; absent: the SDK's own chain decides. */
  readonly region?: string | undefined;
  readonly connections?: Partial<ConnectionSettings>;
  readonly retries?: Partial<RetrySettings>;
}

/** Somebody waits for the answer. */
const probeConnections: ConnectionSettings = { ...defaultConnections, requestTimeoutMs: 8_000 };

/** Tries each permission of the scan with the first request that the scan itself would make, at most twice. */
export function createCloudProbe(options: CloudProbeOptions): CloudProbe & { close(): void } {
  const clients = createClients({
    clock: options.clock,
    connections: { ...probeConnections, ...options.connections },
    retries: { ...probeRetries, ...options.retries },
    profile: options.profile,
    proxy: options.proxy,
    region: options.region,
  });
  const entrances = createEntrances(clients, options.clock, sessionName(options.sessionLabel));
  return {
    async probe(account, probeOptions, signal) {
      const entered = await enter(entrances, account, signal);
      if (entered.entrance === undefined)
        return { ...entered.outcome, permissions: untried(account, probeOptions, entered.outcome.error) };
      const attempts = listAttempts(clients, entrances, entered.entrance, account, probeOptions);
      const permissions = await Promise.all(
        attempts.map((attempt) => tryPermission(attempt, probeOptions.region, signal)),
      );
      return { ...entered.outcome, permissions: [...assumed(account, probeOptions.region), ...permissions] };
    },
    probeRemediation: (account, probeOptions, signal) =>
      probeRemediationRole({ clients, entrances }, account, probeOptions, signal),
    async probeKey(account, { region, key }, signal) {
      const { entrance, outcome } = await enter(entrances, account, signal);
      if (entrance === undefined) return { state: 'not-checked', error: outcome.error?.error ?? 'unknown' };
      const target = { account: outcome.identity?.account ?? '', region };
      const known = judgeKeyArn(target, key);
      if (known) return known;
      try {
        return judgeKeyDescription(await describeKey({ clients, holder: entrance, region }, key, signal));
      } catch (error) {
        return judgeKeyError(target, key, toCallError('DescribeKey', error, signal).error);
      }
    },
    close: () => clients.close(),
  };
}

interface Entered {
  readonly entrance?: Entrance;
  readonly outcome: Pick<AccountProbe, 'identity' | 'error'>;
}

async function enter(entrances: Entrances, account: Account, signal?: AbortSignal): Promise<Entered> {
  const call = account.scanRoleArn === undefined ? 'GetCallerIdentity' : 'AssumeRole';
  let identity: Identity | undefined;
  try {
    const { entrance } = await entrances.of(account);
    identity = await entrance.identify();
    checkAccount(account, identity);
    return { entrance, outcome: { identity } };
  } catch (error) {
    return { outcome: { ...(identity && { identity }), error: toCallError(call, error, signal) } };
  }
}

function listAttempts(
  clients: Clients,
  entrances: Entrances,
  holder: Entrance,
  account: Account,
  { region, key, tag }: ProbeOptions,
): Attempt[] {
  const source = { clients, holder, region };
  const runs = new Map<string, NonNullable<Attempt['run']>>();
  for (const list of Object.values(glueLists))
    runs.set(list.call, (signal) => readGluePage(source, list, { MaxResults: list.pageSize }, signal));
  if (key !== undefined) runs.set('DescribeKey', (signal) => describeKey(source, key, signal));
  if (account.regions === 'enabled')
    runs.set('ListRegions', async (signal) => {
      const homeRegion = await entrances.homeRegion();
      return readRegionPage({ clients, holder, homeRegion }, { MaxResults: regionsPerPage }, signal);
    });
  if (tag !== undefined) runs.set('GetResources', (signal) => readTagPage(source, tag, undefined, signal));
  return scanPermissions(tag).map(({ permission, operation }) => {
    const run = runs.get(operation);
    return { permission, operation, ...(run && { run }) };
  });
}

function scanPermissions(
  tag: string | undefined,
): readonly { readonly permission: string; readonly operation: string }[] {
  return scanCallsWith({ jobTags: tag !== undefined }).flatMap(({ holder, action, operation }) =>
    holder === 'scan' && action !== undefined ? [{ permission: action, operation }] : [],
  );
}

function assumed({ scanRoleArn }: Account, region: string): PermissionCheck[] {
  return scanRoleArn === undefined ? [] : [{ permission: 'sts:AssumeRole', region, outcome: 'allowed' }];
}

/** The account could not be entered: only AssumeRole, where it was tried, says anything. */
function untried(account: Account, { region, tag }: ProbeOptions, error: AccountProbe['error']): PermissionCheck[] {
  const rest = scanPermissions(tag).map(({ permission }) => ({ permission, region, outcome: 'not-checked' as const }));
  if (account.scanRoleArn === undefined || error?.call !== 'AssumeRole') return rest;
  if (error.error === 'AccountMismatch') return [...assumed(account, region), ...rest];
  const outcome = isDenied(error.error) ? 'denied' : 'failed';
  return [{ permission: 'sts:AssumeRole', region, outcome, error }, ...rest];
}
