import { exposes } from '../audit/exposure.ts';
import { largest } from '../audit/extremes.ts';
import type { BookmarkOption } from '../model.ts';

/** A bookmark as GetJobBookmark shows it; its content only as a digest: it says where data lies. */
export type BookmarkObservation =
  | {
      readonly version?: number;
      readonly run?: number;
      readonly attempt?: number;
      readonly runId?: string;
      readonly previousRunId?: string;
      /** SHA-256 of the content, hex. */
      readonly digest?: string;
    }
  /** The job has no bookmark. */
  | { readonly none: true }
  /** It could not be read: AWS's error code. */
  | { readonly error: string };

/** A run as GetJobRuns shows it. Instants in epoch milliseconds. */
export interface RunObservation {
  readonly id: string;
  /** JobRunState: SUCCEEDED, FAILED, RUNNING, or something newer. */
  readonly state: string;
  readonly startedAt: number;
  /** The configuration that it was started with; absent: none, or Glue did not say. */
  readonly configuration?: string;
  /** The bookmark option that it was started with; absent: its job's own. */
  readonly bookmarks?: BookmarkOption;
  /** True when the message of a failed run speaks of a key or of encryption. */
  readonly aboutKeys?: boolean;
  /**
   * What AWS said of a failed run: one line of at most 300 characters, without values of arguments or anything that looks
   * like a secret. Absent: AWS said nothing, or which values to leave out could not be read.
   */
  readonly error?: string;
}

/** Runs that have ended (JobRunState, AWS Glue API 2017-03-31). Any other state, a future one too, goes on. */
const endedStates: ReadonlySet<string> = new Set(['STOPPED', 'SUCCEEDED', 'FAILED', 'TIMEOUT', 'ERROR', 'EXPIRED']);

export function hasRunEnded({ state }: Pick<RunObservation, 'state'>): boolean {
  return endedStates.has(state);
}

/**
 * Why a first run is good or not. Good: `moved-on` (the bookmark went on), `first-bookmark` (there was none before),
 * `kept` (the job pauses its bookmark), `no-bookmarks` (it writes none), `streaming` (it runs, with checkpoints).
 * Doubtful, though the run succeeded: `reset` (it counts from a lower number), `bookmark-gone`, `unchanged`,
 * `no-bookmark` (none before or after), `unread` (it could not be read, or had no number to compare). `failed`: the run's own end.
 * Unseen, which says nothing of the job: `not-watched` (its account left the configuration), `not-read` (AWS did not show
 * its runs when the time was over); without a reason it did not run in time.
 */
export type RunReason =
  | 'moved-on'
  | 'first-bookmark'
  | 'kept'
  | 'no-bookmarks'
  | 'streaming'
  | 'reset'
  | 'bookmark-gone'
  | 'unchanged'
  | 'no-bookmark'
  | 'unread'
  | 'failed'
  | 'not-watched'
  | 'not-read';

export interface RunVerdict {
  readonly verdict: 'good' | 'doubtful' | 'failed';
  readonly reason: RunReason;
}

export interface FirstRun {
  /** The job's effective bookmark option, where the run names none; absent or disabled: it writes none. */
  readonly bookmarks: BookmarkOption | undefined;
  readonly streaming: boolean;
  readonly before: BookmarkObservation;
  readonly run: RunObservation;
  readonly after: BookmarkObservation;
  readonly now: number;
}

/** Our clock and Glue's differ a little. */
const clockMarginMs = 60_000;

/**
 * The first run of a moved job among its runs, in any order: the earliest that was started with the new configuration
 * since `openedAt` (just before the change). A run with another one, or with none, says nothing: a trigger can override
 * it, and a deploy can have taken it off again.
 */
export function firstRunOf(
  runs: readonly RunObservation[],
  { openedAt, to, bookmarks }: { readonly openedAt: number; readonly to: string; readonly bookmarks?: BookmarkOption },
): RunObservation | undefined {
  const fitting = runs.filter(
    (run) =>
      run.configuration === to &&
      run.startedAt >= openedAt - clockMarginMs &&
      !(exposes(bookmarks) && isWithoutBookmarks(run)),
  );
  return fitting.toSorted((a, b) => a.startedAt - b.startedAt)[0];
}

/** A run whose own arguments switch bookmarks off proves nothing of a job that has them, unless it failed. */
function isWithoutBookmarks(run: RunObservation): boolean {
  return run.bookmarks === 'job-bookmark-disable' && (!hasRunEnded(run) || run.state === 'SUCCEEDED');
}

/** A streaming job that cannot use its key, or reach KMS, is expected to fail sooner than this [inferred]. */
const streamingMs = 10 * 60_000;

/** What the first run of a moved job shows; undefined: not yet. A streaming job ends seldom: it must have run a while. */
export function judgeFirstRun(first: FirstRun): RunVerdict | undefined {
  const { streaming, before, run, after, now } = first;
  const bookmarks = run.bookmarks ?? first.bookmarks;
  if (!hasRunEnded(run)) {
    const runsOn = streaming && run.state === 'RUNNING' && now - run.startedAt >= streamingMs;
    return runsOn ? good('streaming') : undefined;
  }
  if (run.state !== 'SUCCEEDED') return { verdict: 'failed', reason: 'failed' };
  if (streaming) return good('streaming');
  if (bookmarks === undefined || bookmarks === 'job-bookmark-disable') return good('no-bookmarks');
  return judgeBookmark(before, after, bookmarks === 'job-bookmark-pause');
}

function judgeBookmark(before: BookmarkObservation, after: BookmarkObservation, paused: boolean): RunVerdict {
  if ('error' in before || 'error' in after) return doubtful('unread');
  if ('none' in after) {
    if (paused && 'none' in before) return good('kept');
    return doubtful('none' in before ? 'no-bookmark' : 'bookmark-gone');
  }
  if ('none' in before) return good('first-bookmark');
  const change = order(before, after);
  if (change === undefined) return doubtful('unread');
  if (change < 0) return doubtful('reset');
  if (change > 0) return good('moved-on');
  if (before.digest !== after.digest) return doubtful('reset');
  return paused ? good('kept') : doubtful('unchanged');
}

type Bookmark = Extract<BookmarkObservation, { readonly version?: number }>;

/** Negative when either number went down, positive when one went up, 0 when neither changed; undefined: there was none. */
function order(before: Bookmark, after: Bookmark): number | undefined {
  const steps = [
    ...(before.version === undefined ? [] : [(after.version ?? 0) - before.version]),
    ...(before.run === undefined ? [] : [(after.run ?? 0) - before.run]),
  ];
  if (steps.length === 0) return undefined;
  return steps.some((step) => step < 0) ? -1 : largest(steps);
}

function good(reason: RunReason): RunVerdict {
  return { verdict: 'good', reason };
}

function doubtful(reason: RunReason): RunVerdict {
  return { verdict: 'doubtful', reason };
}
