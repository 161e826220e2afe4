import { CloudError } from '../../../domain/errors.ts';
import type { Account } from '../../../domain/fleet.ts';
import {
  type BookmarkObservation,
  firstRunOf,
  hasRunEnded,
  judgeFirstRun,
  type RunObservation,
} from '../../../domain/remediation/first-run.ts';
import { auditEntry, itself } from '../../audit-entry.ts';
import { reportUnexpected } from '../../boundary.ts';
import { createLimiter, startDeadline } from '../../concurrency.ts';
import type { RemediationCloud } from '../../ports/remediation-cloud.ts';
import type { RequestRow } from '../../ports/remediation-records.ts';
import type { Clock, Log, NewId } from '../../ports/runtime.ts';
import type { Records, Store } from '../../ports/store.ts';
import type { RunSeen, SwitchRow } from '../../ports/switch-records.ts';
import { type FirstRunsDependencies, notifyFirstRuns } from '../messages/first-runs.ts';
import { progressId } from '../state/announced-at.ts';
import { mayPass } from '../state/canary-state.ts';
import { switchReader } from './switch-reader.ts';

export interface WatchRunsDependencies extends FirstRunsDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly cloud: Pick<RemediationCloud, 'reader'>;
  readonly account: (id: string) => Account | undefined;
  /** Told when an execution may go on. */
  readonly onReleased: () => void;
  /** Told at each end of a watch: it is shown, and may be told. */
  readonly onClosed?: () => void;
  readonly isStopping: () => boolean;
}

const batch = 40;
const atOnce = 4;
const longestReadMs = 60_000;
const minute = 60_000;
/** A run that is under way at the end of the watch is waited for, for so long. */
const longestRunMs = 7 * 24 * 60 * minute;

/** One check of the first runs that are due. What it sees is recorded; what could not be read is checked again. */
export async function watchRuns(dependencies: WatchRunsDependencies): Promise<void> {
  const { store, clock, isStopping } = dependencies;
  const limit = createLimiter(atOnce);
  const due = await store.remediation.dueSwitches(clock.now(), batch);
  const watched = due.length === 0 ? 0 : await store.remediation.watchedSwitches();
  await Promise.all(
    due.map((jobSwitch) =>
      limit(async () => (isStopping() ? undefined : checkSafely(dependencies, jobSwitch, watched))),
    ),
  );
}

/** A first run that cannot be judged keeps no other from being seen: it is put off as one that has not run yet. */
async function checkSafely(dependencies: WatchRunsDependencies, jobSwitch: SwitchRow, watched: number): Promise<void> {
  const { requestId: request, planId: plan, job } = jobSwitch;
  try {
    await checkRun(dependencies, jobSwitch, watched);
  } catch (error) {
    const circumstances = { action: 'runs', request, plan, job };
    reportUnexpected(dependencies, error, circumstances, 'a first run could not be judged');
    try {
      await putOff(dependencies, jobSwitch, watched);
    } catch (again) {
      reportUnexpected(dependencies, again, circumstances, 'a first run could not be put off');
    }
  }
}

/** Without this it would be due at once, before all others, for ever; and a canary would wait for it for ever. */
async function putOff(dependencies: WatchRunsDependencies, jobSwitch: SwitchRow, watched: number): Promise<void> {
  const { store, clock } = dependencies;
  const now = clock.now();
  const { planId, stepId, watchUntil } = jobSwitch;
  if (now >= (watchUntil ?? 0) + longestRunMs)
    return close(dependencies, jobSwitch, { state: 'unseen', reason: 'not-read' });
  await store.remediation.checkAgain({ planId, stepId }, nextCheck(jobSwitch, now, watched));
}

async function checkRun(dependencies: WatchRunsDependencies, jobSwitch: SwitchRow, watched: number): Promise<void> {
  const { store, clock, log } = dependencies;
  // Before the read: of a run that began after it, or while this process was stopped, it says nothing.
  const now = clock.now();
  let seen: Seen = {};
  try {
    seen = await see(dependencies, jobSwitch);
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    seen = { why: 'not-read' };
    log.warn(
      { job: jobSwitch.job, account: jobSwitch.account, region: jobSwitch.region, code: error.code },
      'a first run was not read',
    );
  }
  const verdict =
    seen.run &&
    judgeFirstRun({
      ...jobSwitch,
      bookmarks: jobSwitch.bookmarks,
      before: jobSwitch.before,
      run: seen.run,
      after: seen.after ?? { error: 'NotRead' },
      now,
    });
  if (verdict !== undefined) {
    const { run, after } = seen;
    return close(dependencies, jobSwitch, {
      state: verdict.verdict,
      reason: verdict.reason,
      ...(run && { run }),
      ...(after && { after }),
    });
  }
  const until = (jobSwitch.watchUntil ?? 0) + (seen.run === undefined ? 0 : longestRunMs);
  if (now >= until) {
    const { run, why } = seen;
    return close(dependencies, jobSwitch, { state: 'unseen', ...(run && { run }), ...(why && { reason: why }) });
  }
  await store.remediation.checkAgain(
    { planId: jobSwitch.planId, stepId: jobSwitch.stepId },
    nextCheck(jobSwitch, now, watched),
  );
}

interface Seen {
  /** Why there is nothing to see. Absent: AWS showed that it has not run. */
  readonly why?: 'not-watched' | 'not-read';
  readonly run?: RunObservation;
  readonly after?: BookmarkObservation;
}

/** The first run of the job, and once it has ended its bookmark. @throws {CloudError} */
async function see({ cloud, account, clock }: WatchRunsDependencies, jobSwitch: SwitchRow): Promise<Seen> {
  const known = account(jobSwitch.account);
  // It may come back to the configuration before the time is over.
  if (known === undefined) return { why: 'not-watched' };
  const { signal, clear } = startDeadline(clock, longestReadMs);
  try {
    const reader = await switchReader(cloud, known, jobSwitch);
    const { openedAt, to, bookmarks } = jobSwitch;
    const runs = await reader.runs(jobSwitch.job, openedAt - minute, signal);
    const run = firstRunOf(runs, { openedAt, to, ...(bookmarks !== undefined && { bookmarks }) });
    if (run === undefined) return {};
    return hasRunEnded(run)
      ? { run, after: await bookmarkAfter(() => reader.bookmark(jobSwitch.job, signal)) }
      : { run };
  } finally {
    clear();
  }
}

/** A bookmark that may not be read is doubtful, and said; one that could not be read this time is read again. */
async function bookmarkAfter(read: () => Promise<BookmarkObservation>): Promise<BookmarkObservation> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof CloudError && /AccessDenied/.test(error.code)) return { error: error.code };
    throw error;
  }
}

/**
 * Often at first and for a canary, for which others wait; at least every quarter of an hour. The more are watched, the
 * less often each: two requests a second, whatever their number.
 */
function nextCheck({ canary, openedAt }: SwitchRow, now: number, watched: number): number {
  const age = Math.max(0, now - openedAt);
  const least = canary ? 2_000 : Math.max(5_000, watched * 500);
  return now + Math.round(Math.min(Math.max(least, age / 8), canary ? minute : 15 * minute));
}

async function isPassed(
  { remediation }: Records,
  request: RequestRow,
  { canary, executionId }: SwitchRow,
): Promise<boolean> {
  if (!canary) return false;
  const execution = (await remediation.executions(request.id)).find(({ id }) => id === executionId);
  return execution !== undefined && mayPass(request, execution, await remediation.switches(request.id));
}

/** The verdict, its audit entry, what follows for the canary's execution, and what is to be told: in one transaction. */
async function close(dependencies: WatchRunsDependencies, jobSwitch: SwitchRow, seen: RunSeen): Promise<void> {
  const { store, clock, log, onReleased, onClosed } = dependencies;
  const { planId, stepId, requestId, executionId, job } = jobSwitch;
  let released = false;
  await store.transaction(async (records) => {
    const { remediation } = records;
    if (!(await remediation.closeSwitch({ planId, stepId }, seen, clock.now()))) return;
    const detail = {
      job,
      plan: planId,
      ...(seen.reason && { reason: seen.reason }),
      ...(seen.run && { run: seen.run.id, runState: seen.run.state }),
    };
    await remediation.audit(
      auditEntry(dependencies, { actor: itself, action: `run.${seen.state}`, subject: executionId, detail }),
    );
    const request = await remediation.request(requestId);
    if (request === undefined) return;
    if (seen.state === 'good' && (await isPassed(records, request, jobSwitch)))
      released = await remediation.releaseCanary(executionId, 'passed');
    await remediation.followProgress(requestId, progressId(requestId));
    await notifyFirstRuns(dependencies, records, request);
  });
  log.info({ job, state: seen.state, reason: seen.reason }, 'first run');
  onClosed?.();
  if (released) onReleased();
}
