import { idOf, type Schedule } from '../../domain/fleet.ts';
import type { OwnerRule } from '../../domain/owners/owner-of-finding.ts';
import { scheduleScope, scopeLabel } from '../../domain/scope.ts';
import type { Fleet } from '../../domain/watch.ts';
import type { JobsNow } from '../audit/read-jobs-now.ts';
import { type RecordedScan, recordScan } from '../audit/record-scan.ts';
import type { Clock, Log } from '../ports/runtime.ts';
import { beginScan, failScan } from '../running/fail-scan.ts';
import type { RunningScans } from '../running/running-scans.ts';
import { type StageScanDependencies, stageScan } from '../sharing/stage-scan.ts';
import { markFinal } from '../while-busy.ts';
import { type Slot, type WriteDigestDependencies, writeDigests } from './write-digests.ts';

export interface ScheduledScanDependencies extends StageScanDependencies, WriteDigestDependencies {
  readonly clock: Clock;
  readonly log: Log;
  readonly processId: string;
  readonly running: RunningScans;
  /** What is watched now: its accounts are taken once for a scan. */
  readonly fleet: Pick<Fleet, 'accounts'>;
  /** Where the approvers of an account read. Absent: remediation is off. */
  readonly channelOf?: (account: string) => string | undefined;
  /** Reads jobs once more. Absent: nothing new is said to be reverted. */
  readonly jobsNow?: JobsNow;
  /** Whose findings are by name and tag. Absent: that stays as it is. */
  readonly owners?: readonly OwnerRule[];
  /** That of this process, as status shows it, where another process has another one. */
  readonly ownConfiguration?: () => Promise<string | undefined>;
}

export type { Slot };

/**
 * One run of a schedule whose slot this process has claimed: scan, then findings, digest and the slot's end in one
 * transaction. A failure leaves the slot claimed by a scan that is marked failed, and rejects.
 */
export async function runScheduledScan(
  dependencies: ScheduledScanDependencies,
  schedule: Schedule,
  slot: Slot,
): Promise<void> {
  const { store, clock, newId, processId, log, running, channelOf, jobsNow, owners } = dependencies;
  const { accounts } = dependencies.fleet;
  const scope = scheduleScope(schedule, accounts);
  const scanId = newId();
  const startedAt = clock.now();
  await beginScan(dependencies, {
    id: scanId,
    processId,
    startedAt,
    scope: scopeLabel(scope),
    schedule: schedule.name,
    slotAt: slot.dueAt,
    caughtUp: slot.caughtUp,
    accounts: scope.accounts.map(idOf),
  });
  const watched = running.watch(scanId);
  try {
    const { signal, update: onProgress } = watched;
    const { results, recording } = await stageScan(dependencies, scanId, scope, { signal, onProgress });
    await watched.stop();
    const configuration = await dependencies.ownConfiguration?.();
    const recorded = await recordScan(store, newId, {
      scanId,
      results,
      recording,
      clock,
      scope,
      ...(channelOf && { channelOf }),
      ...(jobsNow && { jobsNow }),
      ...(owners && { owners }),
      also: (records, recorded) =>
        writeDigests(dependencies, {
          ...{ records, schedule, slot, scope, accounts, recorded },
          ...(configuration !== undefined && { configuration }),
        }),
    });
    if (recorded) logScan(log, schedule.name, recorded, recorded.at - startedAt);
    else log.warn({ schedule: schedule.name }, 'another process took this scan over; its result stands');
  } catch (error) {
    await watched.stop();
    await failScan(dependencies, scanId);
    // Somebody had ended it.
    throw watched.cancelledBy() === undefined ? error : markFinal(error);
  }
}

function logScan(log: Log, schedule: string, { summary, cancelled }: RecordedScan, durationMs: number): void {
  const by = cancelled && { cancelledBy: cancelled.by };
  log.info({ schedule, ...summary, ...by, durationMs }, `scheduled scan ${cancelled ? 'cancelled' : 'finished'}`);
}
