import { indexUsage } from '../../domain/audit/exposure.ts';
import { CloudError } from '../../domain/errors.ts';
import type { Account } from '../../domain/fleet.ts';
import type { CallError, Reference, Target } from '../../domain/model.ts';
import { startDeadline } from '../concurrency.ts';
import type { Cloud } from '../ports/cloud.ts';
import type { Clock } from '../ports/runtime.ts';
import { readInventory } from './scan-target.ts';

export interface FindReferencesDependencies {
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly account: (id: string) => Account | undefined;
}

/** Everything that names a configuration now. With errors the references are only those that were seen. */
export interface ReferencesNow {
  readonly references: readonly Reference[];
  readonly errors: readonly CallError[];
}

/** Shorter than a lease: whoever carries out a plan asks. */
const longestReadMs = 120_000;

/**
 * Lists every use of a configuration again, with the account's scan role. Never rejects with what AWS answers: a list
 * that could not be read to the end is an error of the answer.
 */
export async function findReferences(
  { cloud, clock, account }: FindReferencesDependencies,
  target: Target,
  name: string,
): Promise<ReferencesNow> {
  const known = account(target.account);
  const mismatch: CallError = { call: 'AssumeRole', error: 'AccountMismatch' };
  if (known === undefined) return { references: [], errors: [mismatch] };
  const { signal, clear } = startDeadline(clock, longestReadMs);
  try {
    const entered = await cloud.enter(known, signal);
    if (entered.id !== target.account) return { references: [], errors: [mismatch] };
    const reader = entered.region(target.region);
    const inventory = await readInventory(reader, target, { checkKeys: false, lists: 'all', signal });
    const { jobs, triggers, crawlers, devEndpoints, sessions, transforms } = inventory;
    const lists = [jobs, triggers, crawlers, devEndpoints, sessions, transforms];
    const missing = lists.some((list) => list === undefined);
    return {
      references: indexUsage({ ...inventory, jobs: jobs.items }).ofConfiguration(name).references,
      errors: [...lists.flatMap((list) => list?.error ?? []), ...(missing ? [{ call: 'List', error: 'NotRead' }] : [])],
    };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return { references: [], errors: [{ call: error.call, error: error.code }] };
  } finally {
    clear();
  }
}
