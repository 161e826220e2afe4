import type { STSClient } from '@aws-sdk/client-sts';
import type { Account } from '../../domain/fleet.ts';
import { createLimiter } from '../../usecases/concurrency.ts';
import type { Clock } from '../../usecases/ports/runtime.ts';
import type { Clients } from './clients.ts';
import {
  type Assume,
  assumeRole,
  createOwnEntrance,
  createRoleEntrance,
  type Entrance,
  type Role,
} from './entrance.ts';
import { abortedError, meansStaleCredentials, toCloudError } from './errors.ts';
import { createLivingCache } from './living-cache.ts';

/** An entrance as it is kept. */
export interface AccountAccess {
  readonly entrance: Entrance;
  /** Drops the credentials and what is known about them: the next who enters fetches them again. */
  forget(): void;
}

export interface Entrances {
  of(account: Account): Promise<AccountAccess>;
  /** New credentials of a role, kept by nobody here. @throws {CloudError} */
  assume(role: Role): ReturnType<typeof assumeRole>;
  /** Where calls go that belong to no region: the SDK's own region. */
  homeRegion(): Promise<string>;
}

/**
 * Requests for credentials that are made at once; the others are not even begun. A few more than may wait for an answer
 * of STS: a thousand requests, made before the first is sent, take the event loop a sixth of a second.
 */
const mostEntering = 160;

interface Kept {
  readonly making: Promise<Entrance>;
  made?: Entrance;
}

/**
 * Keeps one entrance for the bot's own credentials and one for each role. A role is assumed with the bot's own, and
 * with the session policy, if there is one.
 */
export function createEntrances(clients: Clients, clock: Clock, sessionName: string, policy?: string): Entrances {
  const kept = createLivingCache<Kept>(({ made }) => made?.isSpent() ?? false);
  const entering = createLimiter(mostEntering);
  let made = 0;
  let own: Promise<STSClient> | undefined;

  /** A client that could not be made (a broken profile) is not kept. */
  function ownSts(): Promise<STSClient> {
    own ??= clients.sts().catch((error: unknown) => {
      own = undefined;
      throw error;
    });
    return own;
  }

  async function make(account: Account): Promise<Entrance> {
    made += 1;
    const key = String(made);
    const { scanRoleArn: arn, externalId } = account;
    const sts = await ownSts();
    if (arn === undefined) return createOwnEntrance(key, sts, clock);
    const role = {
      arn,
      sessionName,
      ...(externalId !== undefined && { externalId }),
      ...(policy !== undefined && { policy }),
    };
    const assume: Assume = (role, signal) =>
      entering(async () => {
        if (signal.aborted) throw abortedError('AssumeRole', signal);
        return assumeRole(sts, role, signal);
      });
    return createRoleEntrance(key, assume, role, clock);
  }

  return {
    async of(account) {
      const name = JSON.stringify([account.scanRoleArn ?? null, account.externalId ?? null]);
      const entry = kept.get(name, (): Kept => ({ making: make(account) }));
      const forget = (): void => {
        if (kept.peek(name) !== entry) return;
        kept.delete(name);
        // A role may have failed because the bot's own credentials did.
        own = undefined;
      };
      try {
        entry.made = await entry.making;
        return { entrance: entry.made, forget };
      } catch (error) {
        forget();
        throw error;
      }
    },
    async assume(role) {
      try {
        return await assumeRole(await ownSts(), role);
      } catch (error) {
        const failure = toCloudError('AssumeRole', error);
        if (meansStaleCredentials(failure.code)) own = undefined;
        throw failure;
      }
    },
    homeRegion: async () => (await ownSts()).config.region(),
  };
}
