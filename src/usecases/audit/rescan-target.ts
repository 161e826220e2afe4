import type { Account } from '../../domain/fleet.ts';
import type { Target } from '../../domain/model.ts';
import type { OwnerRule } from '../../domain/owners/owner-of-finding.ts';
import { scopeLabel } from '../../domain/scope.ts';
import type { Clock, Log, NewId } from '../ports/runtime.ts';
import type { Store } from '../ports/store.ts';
import { beginScan, failScan } from '../running/fail-scan.ts';
import type { ScanFleet } from '../running/fleet-scan.ts';
import type { JobsNow } from './read-jobs-now.ts';
import { recordResults } from './record-scan.ts';

export interface RescanDependencies {
  readonly store: Store;
  readonly scan: ScanFleet;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly processId: string;
  readonly account: (id: string) => Account | undefined;
  /** Where the approvers of an account read. */
  readonly channelOf?: (account: string) => string | undefined;
  /** Reads jobs once more. Absent: nothing new is said to be reverted. */
  readonly jobsNow?: JobsNow;
  /** Whose findings are by name and tag. Absent: that stays as it is. */
  readonly owners?: readonly OwnerRule[];
}

/** `unknown`: the target could not be scanned. `unrecorded`: this process was taken for dead meanwhile. */
export type Rescanned = 'seen' | 'unknown' | 'unrecorded';

/** Looks at one target again, because something was changed there, and records what it saw. */
export async function rescanTarget(dependencies: RescanDependencies, target: Target): Promise<Rescanned> {
  const { store, scan, clock, newId, processId, channelOf, jobsNow, owners } = dependencies;
  const account = dependencies.account(target.account);
  // An account that left the configuration has nobody who may look at it.
  if (account === undefined) return 'seen';
  const scope = { accounts: [account], regions: [target.region] };
  const scanId = newId();
  await beginScan(dependencies, {
    id: scanId,
    processId,
    startedAt: clock.now(),
    scope: scopeLabel(scope),
    caughtUp: false,
  });
  try {
    const results = await scan(scope, { checkKeys: true });
    const input = {
      scanId,
      results,
      clock,
      scope,
      ...(channelOf && { channelOf }),
      ...(jobsNow && { jobsNow }),
      ...(owners && { owners }),
    };
    const recorded = await recordResults(store, newId, input);
    if (recorded === undefined) return 'unrecorded';
    return recorded.results.every(({ outcome }) => outcome === 'scanned') ? 'seen' : 'unknown';
  } catch (error) {
    await failScan(dependencies, scanId);
    throw error;
  }
}
