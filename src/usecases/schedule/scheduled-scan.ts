import { idOf, type Schedule, type Scope } from '../../domain/fleet.ts';
import type { Target } from '../../domain/model.ts';
import type { Organization } from '../../domain/organization/organization.ts';
import { inScope, scheduleScope, scopeLabel } from '../../domain/scope.ts';
import type { Fleet } from '../../domain/watch.ts';
import { emptyGroup, readFindingGroup } from '../audit/read-finding-group.ts';
import type { JobsNow } from '../audit/read-jobs-now.ts';
import { leftOf, readWatched } from '../audit/read-watched.ts';
import { type RecordedScan, recordScan } from '../audit/record-scan.ts';
import { mostNamed } from '../audit/report.ts';
import type { TargetCounts } from '../messages/audit-messages.ts';
import { readOrganizationNotice } from '../organization/organization-notice.ts';
import type { NewOutboxMessage } from '../ports/outbox-records.ts';
import type { Clock, Log } from '../ports/runtime.ts';
import type { Records } from '../ports/store.ts';
import { failScan } from '../running/fail-scan.ts';
import type { RunningScans } from '../running/running-scans.ts';
import { type StageScanDependencies, stageScan } from '../sharing/stage-scan.ts';
import { markFinal } from '../while-busy.ts';
import { composeDigest } from './compose-digest.ts';

export interface ScheduledScanDependencies extends StageScanDependencies {
  readonly clock: Clock;
  readonly log: Log;
  readonly processId: string;
  readonly running: RunningScans;
  /** What is watched now: its accounts are taken once for a scan. */
  readonly fleet: Pick<Fleet, 'accounts'>;
  readonly schedules: readonly Schedule[];
  /** Absent: all accounts are listed by hand. */
  readonly organization?: Organization;
  /** Where the approvers of an account read. Absent: remediation is off. */
  readonly channelOf?: (account: string) => string | undefined;
  /** Reads jobs once more. Absent: nothing new is said to be reverted. */
  readonly jobsNow?: JobsNow;
  /** Whether this account's findings can be remediated now. */
  readonly canRemediate: (account: string) => boolean;
  /** That of this process, as status shows it, where another process has another one. */
  readonly ownConfiguration?: () => Promise<string | undefined>;
}

export interface Slot {
  readonly dueAt: number;
  readonly caughtUp: boolean;
}

/**
 * One run of a schedule whose slot this process has claimed: scan, then findings, digest and the slot's end in one
 * transaction. A failure leaves the slot claimed by a scan that is marked failed, and rejects.
 */
export async function runScheduledScan(
  dependencies: ScheduledScanDependencies,
  schedule: Schedule,
  slot: Slot,
): Promise<void> {
  const { store, clock, newId, processId, log, running, channelOf, jobsNow } = dependencies;
  const { accounts } = dependencies.fleet;
  const scope = scheduleScope(schedule, accounts);
  const scanId = newId();
  const startedAt = clock.now();
  await store.scans.begin({
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
      also: (records, recorded) =>
        writeDigest(dependencies, {
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

/** True for what a schedule could have scanned while it was watched: of accounts that left, if it takes all accounts. */
function wasScanned({ accounts, regions }: Schedule, scope: Scope): (target: Target) => boolean {
  const ids = new Set(scope.accounts.map(({ id }) => id));
  return (target) =>
    (accounts === undefined || ids.has(target.account)) && (regions === undefined || regions.includes(target.region));
}

interface DigestContext {
  readonly records: Records;
  readonly schedule: Schedule;
  readonly slot: Slot;
  readonly scope: Scope;
  /** As the scan began: what joins or leaves meanwhile is the next one's. */
  readonly accounts: Fleet['accounts'];
  readonly recorded: RecordedScan;
  readonly configuration?: string;
}

async function writeDigest(
  { newId, canRemediate, schedules, processId, log, organization }: ScheduledScanDependencies,
  { records, schedule, slot, scope, accounts: all, recorded, configuration }: DigestContext,
): Promise<readonly NewOutboxMessage[]> {
  const { results, at, cancelled } = recorded;
  // Given away while this process was suspended: whoever has it now posts the digest. What was scanned is true all the same.
  if (!(await records.schedules.finish(schedule.name, slot.dueAt, processId, at))) {
    log.warn({ schedule: schedule.name }, 'another process took this slot over: no digest from here');
    return [];
  }
  const previousAt = (await records.schedules.get(schedule.name))?.lastDigestAt ?? null;
  const watched = await readWatched(records, { accounts: all, schedules });
  const isInScope = inScope(scope);
  const targets = watched.rows.filter(isInScope);
  const unwatched = leftOf(watched.left, wasScanned(schedule, scope));
  const among = (target: Target) => isInScope(target) && watched.isScanned(target);
  const groups = await readGroups(records, previousAt, among);
  const notice = organization && (await readOrganizationNotice(records, all));
  const openThere = await records.findings.openIn(groups.resolved.named);
  const queryId = newId();
  const accounts = [...new Set(targets.map((row) => row.account))];
  await records.queries.save(
    queryId,
    { ...(accounts.length > 0 && { accounts }), ...(scope.regions && { regions: scope.regions }) },
    at,
  );
  const message = composeDigest({
    schedule,
    slotAt: slot.dueAt,
    finishedAt: at,
    caughtUp: slot.caughtUp,
    previousAt,
    results,
    targets,
    open: await openIfUnknown(records, results, among),
    ...groups,
    // What stays open though this scan did not see it is none, nor what only the records know to be reverted.
    seenThere: openThere.filter(({ lastSeenAt, kind }) => lastSeenAt === at && kind !== 'reverted'),
    queryId,
    canRemediate,
    ...(unwatched && { unwatched }),
    ...(notice && { organization: notice }),
    ...(cancelled && { cancelled }),
    ...(configuration !== undefined && { configuration }),
  });
  await records.schedules.setLastDigest(schedule.name, at);
  return [{ id: newId(), channel: schedule.channel, message, createdAt: at }];
}

/** Only what was not scanned has open findings that nobody saw: of a fleet they are many to count. */
async function openIfUnknown(
  { findings }: Records,
  results: RecordedScan['results'],
  among: (target: Target) => boolean,
): Promise<readonly TargetCounts[]> {
  if (results.every(({ outcome }) => outcome === 'scanned')) return [];
  return (await findings.countByTarget({ state: 'open' })).filter(among);
}

async function readGroups({ findings }: Records, previousAt: number | null, among: (target: Target) => boolean) {
  const named = ['exposed'] as const;
  if (previousAt === null) {
    const fresh = await readFindingGroup(findings, { span: { state: 'open' }, among, most: mostNamed, named });
    return { fresh, older: emptyGroup, resolved: emptyGroup };
  }
  const at = previousAt + 1;
  const fresh = await readFindingGroup(findings, { span: { state: 'open', since: at }, among, most: mostNamed, named });
  const left = mostNamed - fresh.named.length;
  const older = await readFindingGroup(findings, { span: { state: 'open', before: at }, among, most: left, named });
  const resolved = await readFindingGroup(findings, { span: { state: 'resolved', since: at }, among, most: mostNamed });
  return { fresh, older, resolved };
}
