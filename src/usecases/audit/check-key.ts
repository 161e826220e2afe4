import { CloudError } from '../../domain/errors.ts';
import type { Account } from '../../domain/fleet.ts';
import type { KeyVerdict, Target } from '../../domain/model.ts';
import { startDeadline } from '../concurrency.ts';
import type { Cloud } from '../ports/cloud.ts';
import type { Clock } from '../ports/runtime.ts';
import { readKeyVerdict } from './scan-target.ts';

export interface CheckKeyDependencies {
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly account: (id: string) => Account | undefined;
}

/** Shorter than a lease: whoever carries out a plan asks. */
const longestReadMs = 30_000;

/**
 * Whether Glue could use a key now, asked with the account's scan role: that one may describe keys wherever they are.
 * Never rejects with what AWS answers: what could not be asked is `not-checked`.
 */
export async function checkKey(
  { cloud, clock, account }: CheckKeyDependencies,
  target: Target,
  key: string,
): Promise<KeyVerdict> {
  const known = account(target.account);
  if (known === undefined) return { state: 'not-checked', error: 'AccountMismatch' };
  const { signal, clear } = startDeadline(clock, longestReadMs);
  try {
    const entered = await cloud.enter(known, signal);
    if (entered.id !== target.account) return { state: 'not-checked', error: 'AccountMismatch' };
    return await readKeyVerdict(entered.region(target.region), target, key, signal);
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return { state: 'not-checked', error: error.code };
  } finally {
    clear();
  }
}
