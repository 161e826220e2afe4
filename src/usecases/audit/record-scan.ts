import { isCancelled } from '../../domain/audit/cancelled.ts';
import { diffFindings, type FindingsDiff } from '../../domain/audit/diff.ts';
import { firstLookAt, obsoleteTargets } from '../../domain/audit/obsolete-targets.ts';
import { type Scope, unknownAccount } from '../../domain/fleet.ts';
import { type Finding, findingKey, type Target, targetKey } from '../../domain/model.ts';
import type { OwnerRule } from '../../domain/owners/owner-of-finding.ts';
import type { CancelledScan } from '../messages/audit-messages.ts';
import type { FindingRow } from '../ports/finding-records.ts';
import type { NewOutboxMessage } from '../ports/outbox-records.ts';
import type { Clock, NewId } from '../ports/runtime.ts';
import type { ScanRow, ScanSummary } from '../ports/scan-records.ts';
import type { Records, Store } from '../ports/store.ts';
import { describeCancelled } from '../running/cancelled-scan.ts';
import { type FleetResult, noCounts, type SeenTarget } from '../running/fleet-result.ts';
import { beginRecording, type Recording } from '../running/recording.ts';
import { writeOnce } from '../running/write-once.ts';
import { whileBusy } from '../while-busy.ts';
import type { JobsNow } from './read-jobs-now.ts';
import { confirmReverted, findReverted, openedReverts, type RevertedNow, withReverted } from './reverted-jobs.ts';
import { revertedNotice } from './reverted-notice.ts';

export interface RecordedScan {
  readonly at: number;
  readonly summary: ScanSummary;
  /** What is known now of the targets that were asked for: of this scan, or of one that began after it. */
  readonly results: readonly SeenTarget[];
  /** Those of them that are of another scan, which began later and was recorded before. */
  readonly newer: readonly Target[];
  /** Moved jobs that this scan saw pointing back: they are among the open ones. */
  readonly reverted: readonly Finding[];
  /** Somebody ended it before. `results` are of what was read until then. */
  readonly cancelled?: CancelledScan;
}

export interface RecordScanInput {
  readonly scanId: string;
  /** What `recording` returned, with what the scan did not come to, if it was cancelled. */
  readonly results: readonly SeenTarget[];
  /** Read when it is written: between the scan and that lies the second read of jobs, and other scans may be recorded. */
  readonly clock: Pick<Clock, 'now'>;
  /** What was asked for: a look at one region says nothing of its account's others. */
  readonly scope: Scope;
  /** Where the approvers of an account read; absent: they are told nothing. */
  readonly channelOf?: (account: string) => string | undefined;
  /** Has taken what came during the scan. */
  readonly recording: Recording;
  /** Reads jobs once more. Absent: nothing new is said to be reverted. */
  readonly jobsNow?: JobsNow;
  /** Whose findings are by name and tag, of every account. Absent: that stays as it is. */
  readonly owners?: readonly OwnerRule[];
  /** More to write in the same transaction: a digest, a slot. Gets the records, returns what is to be sent. */
  readonly also?: (records: Records, recorded: RecordedScan) => Promise<readonly NewOutboxMessage[]>;
}

/** Of a few targets, which nobody took while they were scanned. */
export async function recordResults(
  store: Store,
  newId: NewId,
  input: Omit<RecordScanInput, 'recording' | 'results'> & { readonly results: readonly FleetResult[] },
): Promise<RecordedScan | undefined> {
  const recording = beginRecording(store, newId, input.scanId);
  return recordScan(store, newId, { ...input, recording, results: await recording.stage(input.results) });
}

/**
 * Writes a finished scan: findings, targets and outgoing messages in one transaction, so that a crash leaves all of
 * it or nothing. Undefined when the scan was taken for dead meanwhile (another process does it again). Of one that somebody
 * wants to end, before this transaction, what was read is written, and nothing is resolved or forgotten by it.
 */
export async function recordScan(
  store: Store,
  newId: NewId,
  asked: RecordScanInput,
): Promise<RecordedScan | undefined> {
  const input = { ...asked, results: asked.results.filter((result) => !isCancelled(result)) };
  // A lock of a minute must not cost another look at the whole fleet.
  await whileBusy(() => input.recording.finish(input.results));
  const confirmed = await whileBusy(() => confirmReverted(store, { ...input, at: input.clock.now() }, input.jobsNow));
  return writeOnce(
    (made) => writeScan(store, newId, { ...input, all: asked.results }, confirmed, made),
    // In a transaction that writes: the one before may be ending at this instant.
    async () => isEnded(await store.transaction(({ scans }) => scans.get(input.scanId))),
  );
}

/** Only who records it ends it so. */
function isEnded(scan: ScanRow | undefined): boolean {
  return scan?.state === 'finished' || scan?.state === 'cancelled';
}

function writeScan(
  store: Store,
  newId: NewId,
  input: RecordScanInput & { readonly all: readonly SeenTarget[] },
  confirmed: ReadonlySet<string>,
  made: (recorded: RecordedScan) => void,
): Promise<RecordedScan | undefined> {
  return store.transaction(async (records) => {
    const scan = await records.scans.get(input.scanId);
    if (scan?.state !== 'running') {
      await records.staged.abandon(input.scanId);
      return undefined;
    }
    const at = input.clock.now();
    const resolves = scan.cancel === undefined;
    const cancelled = scan.cancel && describeCancelled(scan.cancel.by, input.all, await records.targets.all());
    const current = await withoutOutdated(records, input.results, at);
    const isCurrent = new Set(current);
    await records.staged.drop(
      input.scanId,
      input.results.filter((result) => !isCurrent.has(result)),
    );
    const found = await findReverted(records, { scanId: input.scanId, results: current, at });
    const now = { ...found, reverted: found.reverted.filter(({ finding }) => confirmed.has(findingKey(finding))) };
    const { rows, ...changes } = await writeFindings(records, newId, {
      scanId: input.scanId,
      results: withReverted(current, now.reverted),
      at,
      isUndecided: now.isUndecided,
      resolves,
    });
    if (input.owners) await records.findings.assignOwners(input.owners, input.results, at);
    await records.exceptions.markFindings(at);
    await records.targets.save(current, at);
    if (resolves) await forgetTargets(records, { ...input, at });
    const { results, newer } = await newestResults(records, input, current);
    const unknown = results.filter((result) => result.outcome === 'unknown').length;
    const summary = {
      ...changes,
      scanned: results.length - unknown,
      unknown,
      open: await records.findings.countIn(input.results),
      ...(cancelled && { notReached: cancelled.left + cancelled.accountsLeft }),
    };
    const reverted = now.reverted.map(({ finding }) => finding);
    const recorded = { at, summary, results, newer, reverted, ...(cancelled && { cancelled }) };
    const notice = await revertedNotice(records, {
      opened: openedReverts(now.reverted, rows),
      at,
      newId,
      channelOf: input.channelOf ?? (() => undefined),
    });
    const outbox = [...notice, ...((await input.also?.(records, recorded)) ?? [])];
    if (outbox.length > 0) await records.outbox.add(outbox);
    await records.scans.finish(input.scanId, at, summary);
    made(recorded);
    return recorded;
  });
}

/** Leaves out looks that began before one that is recorded already: a scan that was held up must not undo it. */
async function withoutOutdated(
  records: Records,
  results: readonly SeenTarget[],
  at: number,
): Promise<readonly SeenTarget[]> {
  const recorded = new Map((await records.targets.get(results)).map((row) => [targetKey(row), row.lastScannedAt]));
  return results.filter((result) => {
    const last = recorded.get(targetKey(result)) ?? 0;
    // An instant that is still to come is a clock's error.
    return last > at || last <= (result.scannedAt ?? at);
  });
}

/** In place of a look that was outdated, what the newer one recorded: nobody is told the older state. */
async function newestResults(
  records: Records,
  { results }: Pick<RecordScanInput, 'results'>,
  current: readonly SeenTarget[],
): Promise<Pick<RecordedScan, 'results' | 'newer'>> {
  const isCurrent = new Set(current);
  const outdated = results.filter((result) => !isCurrent.has(result));
  if (outdated.length === 0) return { results, newer: [] };
  const rows = new Map((await records.targets.get(outdated)).map((row) => [targetKey(row), row]));
  const open = await records.findings.countByTarget({ state: 'open' }, outdated);
  const found = new Map(
    open.map(({ account, accountName: _, region, ...counts }) => [targetKey({ account, region }), counts]),
  );
  const newest = results.map((result): SeenTarget => {
    const row = isCurrent.has(result) ? undefined : rows.get(targetKey(result));
    if (row === undefined) return result;
    const { outcome, reason, call, configurations, jobs, lastScannedAt } = row;
    return {
      account: row.account,
      region: row.region,
      ...(result.accountName !== undefined && { accountName: result.accountName }),
      outcome,
      ...(reason !== undefined && { reason }),
      ...(call !== undefined && { call }),
      configurations,
      jobs,
      found: found.get(targetKey(row)) ?? noCounts,
      judged: [],
      rules: result.rules,
      keysNotChecked: [],
      keysChecked: false,
      scannedAt: lastScannedAt,
    };
  });
  return { results: newest, newer: [...rows.values()] };
}

interface Written {
  readonly results: readonly SeenTarget[];
  readonly at: number;
}

interface ToWrite extends Written, Pick<RevertedNow, 'isUndecided'>, Pick<RecordScanInput, 'scanId'> {
  /** False: what is gone stays open. */
  readonly resolves: boolean;
}

/**
 * Publishes what was staged, and judges the few that SQL cannot: kinds with conditions of their own, and what was seen
 * while a list failed. Reverted jobs are known only now, and are among them.
 */
async function writeFindings(
  records: Records,
  newId: NewId,
  { scanId, results, at, isUndecided, resolves }: ToWrite,
): Promise<{ opened: number; resolved: number; rows: readonly FindingRow[] }> {
  const names = new Map(results.map(({ account, accountName }) => [account, accountName]));
  const named = ({ account }: { readonly account: string }) => {
    const accountName = names.get(account);
    return accountName === undefined ? {} : { accountName };
  };
  const toJudge = (await records.staged.openToJudge(scanId)).filter((row) => !isUndecided(row));
  const { opened, seenAgain, resolved } = diffFindings(toJudge, judgedOf(results, toJudge));
  const rows = opened
    .filter(({ kind }) => kind === 'reverted')
    .map((finding): FindingRow => {
      return { ...finding, ...named(finding), id: newId(), firstSeenAt: at, lastSeenAt: at };
    });
  await records.findings.insert(rows);
  await records.findings.update(
    seenAgain.map(({ stored, finding }) => ({
      ...finding,
      ...named(finding),
      id: stored.id,
      firstSeenAt: stored.firstSeenAt,
      lastSeenAt: at,
    })),
  );
  await unfix(records, seenAgain, results, at);
  const gone = resolves ? resolved.map(({ id }) => id) : [];
  await records.findings.resolve(gone, at);
  const published = await records.staged.publish(scanId, at, { resolves });
  return { opened: published.opened + rows.length, resolved: published.resolved + gone.length, rows };
}

/** The few that there is something to judge in, without the findings that are published as they were staged. */
function judgedOf(results: readonly SeenTarget[], open: readonly FindingRow[]) {
  const asked = new Set(open.map(targetKey));
  return results.flatMap((result) => {
    if (result.judged.length === 0 && (asked.size === 0 || !asked.has(targetKey(result)))) return [];
    return { ...result, findings: result.judged };
  });
}

/**
 * What is used again is not fixed any more, and must not be called so when nothing uses it later. A look that began
 * before it was fixed says nothing of that.
 */
async function unfix(
  { findings }: Records,
  seenAgain: FindingsDiff<FindingRow>['seenAgain'],
  results: readonly SeenTarget[],
  at: number,
): Promise<void> {
  // What a failed list would have shown was seen before it was fixed.
  const used = seenAgain.filter(({ stored, seen }) => stored.fixedAt !== undefined && seen.exposure !== 'unused');
  if (used.length === 0) return;
  const scans = new Map(results.map((result) => [targetKey(result), result.scannedAt ?? at]));
  for (const { stored } of used)
    if ((scans.get(targetKey(stored)) ?? at) >= (stored.fixedAt ?? at)) await findings.setFixed(stored, null);
}

async function forgetTargets(
  records: Records,
  { results, at, scope }: Written & Pick<RecordScanInput, 'scope'>,
): Promise<void> {
  if (results.length === 0) return;
  // Of a fleet most were looked at just now: only the others can be obsolete.
  const looks = { after: firstLookAt(results, at), until: at };
  const others = await records.targets.besides(looks, unknownAccount);
  // Their open findings stay, and are counted nowhere until a scan meets them again: see `watchOf`.
  await records.targets.forget(obsoleteTargets(others, { results, scope, at }));
}
