import { CloudError } from '../../../domain/errors.ts';
import type { Account } from '../../../domain/fleet.ts';
import {
  type BookmarkSight,
  firstRunOf,
  hasRunEnded,
  judgeFirstRun,
  type RunSight,
} from '../../../domain/remediation/first-run.ts';
import { auditEntry, itself } from '../../audit-entry.ts';
import { reportUnexpected } from '../../boundary.ts';
import { createLimiter, startDeadline } from '../../concurrency.ts';
import type { MoveRow, RunSeen } from '../../ports/move-records.ts';
import type { RemediationCloud } from '../../ports/remediation-cloud.ts';
import type { Clock, Log, NewId } from '../../ports/runtime.ts';
import type { Store } from '../../ports/store.ts';
import { type FirstRunsDependencies, tellFirstRuns } from '../messages/first-runs.ts';
import { progressId } from '../messages/refresh-progress.ts';
import { moveReader } from './move-reader.ts';

export interface WatchRunsDependencies extends FirstRunsDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly cloud: Pick<RemediationCloud, 'reader'>;
  readonly account: (id: string) => Account | undefined;
  /** Told when an execution may go on. */
  readonly onReleased: () => void;
  readonly isStopping: () => boolean;
}

const batch = 40;
const atOnce = 4;
const longestLookMs = 60_000;
const minute = 60_000;
/** A run that is under way at the end of the watch is waited for, for so long. */
const longestRunMs = 7 * 24 * 60 * minute;

/** One look at the first runs that are due. What it sees is recorded; what could not be read is looked at again. */
export async function watchRuns(dependencies: WatchRunsDependencies): Promise<void> {
  const { store, clock, isStopping } = dependencies;
  const limit = createLimiter(atOnce);
  const due = await store.remediation.dueMoves(clock.now(), batch);
  const watched = due.length === 0 ? 0 : await store.remediation.watchedMoves();
  await Promise.all(
    due.map((move) => limit(async () => (isStopping() ? undefined : lookSafely(dependencies, move, watched)))),
  );
}

/** A first run that cannot be judged keeps no other from being seen; it is due again at the next look. */
async function lookSafely(dependencies: WatchRunsDependencies, move: MoveRow, watched: number): Promise<void> {
  const { requestId: request, planId: plan, job } = move;
  try {
    await look(dependencies, move, watched);
  } catch (error) {
    reportUnexpected(dependencies, error, { action: 'runs', request, plan, job }, 'a first run could not be judged');
  }
}

async function look(dependencies: WatchRunsDependencies, move: MoveRow, watched: number): Promise<void> {
  const { store, clock, log } = dependencies;
  let seen: Seen = {};
  try {
    seen = await see(dependencies, move);
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    log.warn(
      { job: move.job, account: move.account, region: move.region, code: error.code },
      'a first run was not read',
    );
  }
  const now = clock.now();
  const verdict =
    seen.run &&
    judgeFirstRun({
      ...move,
      bookmarks: move.bookmarks,
      before: move.before,
      run: seen.run,
      after: seen.after ?? { error: 'NotRead' },
      now,
    });
  if (verdict !== undefined) {
    const { run, after } = seen;
    return close(dependencies, move, {
      state: verdict.verdict,
      reason: verdict.reason,
      ...(run && { run }),
      ...(after && { after }),
    });
  }
  const until = (move.watchUntil ?? 0) + (seen.run === undefined ? 0 : longestRunMs);
  if (now >= until) return close(dependencies, move, { state: 'unseen', ...(seen.run && { run: seen.run }) });
  await store.remediation.lookAgain({ planId: move.planId, stepId: move.stepId }, nextLook(move, now, watched));
}

interface Seen {
  readonly run?: RunSight;
  readonly after?: BookmarkSight;
}

/** The first run of the job, and once it has ended its bookmark. @throws {CloudError} */
async function see({ cloud, account, clock }: WatchRunsDependencies, move: MoveRow): Promise<Seen> {
  const known = account(move.account);
  if (known === undefined) return {};
  const { signal, clear } = startDeadline(clock, longestLookMs);
  try {
    const reader = await moveReader(cloud, known, move);
    const { openedAt, to } = move;
    const runs = await reader.runs(move.job, openedAt - minute, signal);
    const run = firstRunOf(runs, { openedAt, to });
    if (run === undefined) return {};
    return hasRunEnded(run) ? { run, after: await bookmarkAfter(() => reader.bookmark(move.job, signal)) } : { run };
  } finally {
    clear();
  }
}

/** A bookmark that may not be read is doubtful, and said; one that could not be read this time is read again. */
async function bookmarkAfter(read: () => Promise<BookmarkSight>): Promise<BookmarkSight> {
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
function nextLook({ canary, openedAt }: MoveRow, now: number, watched: number): number {
  const age = Math.max(0, now - openedAt);
  const least = canary ? 2_000 : Math.max(5_000, watched * 500);
  return now + Math.min(Math.max(least, age / 8), canary ? minute : 15 * minute);
}

/** The verdict, its audit entry, what follows for the canary's execution, and what is to be told: in one transaction. */
async function close(dependencies: WatchRunsDependencies, move: MoveRow, seen: RunSeen): Promise<void> {
  const { store, clock, log, onReleased } = dependencies;
  const { planId, stepId, requestId, executionId, job } = move;
  let released = false;
  await store.transaction(async (records) => {
    const { remediation } = records;
    if (!(await remediation.closeMove({ planId, stepId }, seen, clock.now()))) return;
    const detail = {
      job,
      plan: planId,
      ...(seen.reason && { reason: seen.reason }),
      ...(seen.run && { run: seen.run.id, runState: seen.run.state }),
    };
    await remediation.audit(
      auditEntry(dependencies, { actor: itself, action: `run.${seen.state}`, subject: executionId, detail }),
    );
    if (move.canary && seen.state === 'good') released = await remediation.releaseCanary(executionId, 'passed');
    const request = await remediation.request(requestId);
    if (request === undefined) return;
    await remediation.followProgress(requestId, progressId(requestId));
    await tellFirstRuns(dependencies, records, request);
  });
  log.info({ job, state: seen.state, reason: seen.reason }, 'first run');
  if (released) onReleased();
}
