import type { AssumeRoleCommandOutput, STSClient } from '@aws-sdk/client-sts';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { CloudError } from '../../domain/errors.ts';
import type { Account } from '../../domain/fleet.ts';
import { join, type Shared } from '../../usecases/concurrency.ts';
import type { Clock } from '../../usecases/ports/runtime.ts';
import { toCloudError } from './errors.ts';
import type { Credentials, Holder } from './holder.ts';

/** Whose credentials these are. */
export interface Identity {
  /** 12 digits. */
  readonly account: string;
  readonly arn: string;
}

/** The way into one account: its credentials, and whose they really are. */
export interface Entrance extends Holder {
  /**
   * A signal ends the caller's wait; what nobody waits for any more is not asked for.
   * @throws {CloudError} also when the credentials cannot be had
   */
  identify(signal?: AbortSignal): Promise<Identity>;
  /** What it holds has ended, and nobody waits for more: it can be made anew at no cost. */
  isSpent(): boolean;
}

/** How long an answer of GetCallerIdentity counts. */
const identityMs = 5 * 60_000;
/** The SDK asks again five minutes before the end; this must be earlier, or it would be given the same ones again. */
const refreshBeforeMs = 6 * 60_000;
/** A fleet's credentials were all had at once: they are renewed within so long before that, and this part of their life. */
const mostSpreadMs = 12 * 60_000;
const mostSpreadPart = 0.2;
/** A renewal ahead of time that failed is tried again after this: there are still good credentials. */
const renewAgainMs = 60_000;

/** The account of the bot's own credentials, from the SDK's default chain. */
export function createOwnEntrance(key: string, sts: STSClient, clock: Clock): Entrance {
  const identity = createSharedValue(clock, async () => {
    const value = await identify(sts);
    const until = clock.now() + identityMs;
    return { value, until, renewAt: until };
  });
  return { key, credentials: sts.config.credentials, identify: identity.get, isSpent: identity.isSpent };
}

async function identify(sts: STSClient): Promise<Identity> {
  const call = 'GetCallerIdentity';
  try {
    const { Account: account, Arn: arn } = await sts.send(new GetCallerIdentityCommand({}));
    if (!account || !/^\d{12}$/.test(account)) throw unreadable(call);
    return { account, arn: arn ?? '' };
  } catch (error) {
    throw toCloudError(call, error);
  }
}

export interface Role {
  readonly arn: string;
  readonly externalId?: string;
  readonly sessionName: string;
  /** Stays with everything that is done with these credentials; the role's trust must allow sts:SetSourceIdentity. */
  readonly sourceIdentity?: string;
  /** A session policy, at most 2,048 characters: the session may do what it and the role's own policies both allow. */
  readonly policy?: string;
  /** Absent: AWS's default of an hour. */
  readonly durationSeconds?: number;
}

/** An account that is entered by AssumeRole. The credentials are shared by all its clients and renewed in time. */
export function createRoleEntrance(key: string, assume: Assume, role: Role, clock: Clock): Entrance {
  const assumed = createSharedValue(clock, async (unwanted) => {
    const value = await assume(role, unwanted);
    const until = value.credentials.expiration.getTime() - refreshBeforeMs;
    const spreadMs = Math.min(mostSpreadMs, mostSpreadPart * (until - clock.now()));
    return { value, until, renewAt: until - Math.random() * spreadMs };
  });
  const credentials: Credentials = async () => (await assumed.get()).credentials;
  const identify = async (signal?: AbortSignal) => (await assumed.get(signal)).identity;
  return { key, credentials, identify, isSpent: assumed.isSpent };
}

export type Assume = (role: Role, signal: AbortSignal) => ReturnType<typeof assumeRole>;

/** One AssumeRole. @throws {CloudError} */
export async function assumeRole(sts: STSClient, role: Role, signal?: AbortSignal) {
  const call = 'AssumeRole';
  const { arn, externalId, sessionName, sourceIdentity, policy, durationSeconds } = role;
  try {
    const answer = await sts.send(
      new AssumeRoleCommand({
        RoleArn: arn,
        RoleSessionName: sessionName,
        ...(externalId !== undefined && { ExternalId: externalId }),
        ...(sourceIdentity !== undefined && { SourceIdentity: sourceIdentity }),
        ...(policy !== undefined && { Policy: policy }),
        ...(durationSeconds !== undefined && { DurationSeconds: durationSeconds }),
      }),
      signal && { abortSignal: signal },
    );
    return { credentials: readCredentials(call, answer), identity: readIdentity(call, answer) };
  } catch (error) {
    throw toCloudError(call, error, signal);
  }
}

function readCredentials(call: string, { Credentials: given }: AssumeRoleCommandOutput) {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = given ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) throw unreadable(call);
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration,
  };
}

/** `arn:aws:sts::111122223333:assumed-role/role/session` */
function readIdentity(call: string, { AssumedRoleUser }: AssumeRoleCommandOutput): Identity {
  const arn = AssumedRoleUser?.Arn ?? '';
  const account = /^arn:[^:]+:sts::(\d{12}):/.exec(arn)?.[1];
  if (account === undefined) throw unreadable(call);
  return { account, arn };
}

function unreadable(call: string): CloudError {
  return new CloudError(call, 'MalformedResponse', "The service's answer could not be read.");
}

/** @throws {CloudError} `AccountMismatch` when the credentials are another account's than the configured one */
export function checkAccount(account: Account, identity: Identity): void {
  if (account.id === undefined || account.id === identity.account) return;
  const call = account.scanRoleArn === undefined ? 'GetCallerIdentity' : 'AssumeRole';
  const message = `The credentials are for account ${identity.account}, and the configuration says ${account.id}.`;
  throw new CloudError(call, 'AccountMismatch', message);
}

/** The name of a scan's sessions, or of another purpose's. `label` says which bot it was. */
export function sessionName(label: string | undefined, purpose = 'scan'): string {
  return label ? roleSessionName(purpose, label) : roleSessionName(purpose);
}

/** What CloudTrail shows of a session: 2 to 64 characters of `[\w+=,.@-]`. */
export function roleSessionName(...words: readonly string[]): string {
  const name = ['gluewarden', ...words].join('-');
  return name.replace(/[^A-Za-z0-9_+=,.@-]+/g, '-').slice(0, 64);
}

interface Fetched<T> {
  readonly value: T;
  /** Epoch milliseconds: from then on it is not given any more. */
  readonly until: number;
  /** From then on it is still given, and fetched again meanwhile. */
  readonly renewAt: number;
}

/**
 * One fetch for all who ask at once, kept until it ends. A failure is given to those who wait and then forgotten; one
 * ahead of time is given to nobody.
 */
function createSharedValue<T>(clock: Clock, fetch: (unwanted: AbortSignal) => Promise<Fetched<T>>) {
  let kept: Fetched<T> | undefined;
  let fetching: Shared<T> | undefined;
  const hasEnded = () => kept === undefined || clock.now() >= kept.until;
  function renew(): Shared<T> {
    const unwanted = new AbortController();
    const promise = fetch(unwanted.signal).then(
      (fetched) => {
        kept = fetched;
        forget();
        return fetched.value;
      },
      (error: unknown) => {
        forget();
        throw error;
      },
    );
    const shared: Shared<T> = { promise, unwanted, waiting: 0 };
    const forget = () => {
      if (fetching === shared) fetching = undefined;
    };
    return shared;
  }
  function renewAhead(current: Fetched<T>): void {
    fetching = renew();
    join(fetching, undefined).catch(() => {
      if (kept === current) kept = { ...current, renewAt: clock.now() + renewAgainMs };
    });
  }
  return {
    isSpent: () => fetching === undefined && hasEnded(),
    async get(signal?: AbortSignal): Promise<T> {
      signal?.throwIfAborted();
      if (kept !== undefined && !hasEnded()) {
        if (clock.now() >= kept.renewAt && fetching === undefined) renewAhead(kept);
        return kept.value;
      }
      // Of what nobody waited for any more the next one who asks wants a new one.
      if (fetching === undefined || fetching.unwanted.signal.aborted) fetching = renew();
      return join(fetching, signal);
    },
  };
}
