import { createHash } from 'node:crypto';
import type { JsonObject } from '../../domain/json.ts';
import { bookmarkOptions } from '../../domain/model.ts';
import type { BookmarkObservation, RunObservation } from '../../domain/remediation/first-run.ts';
import { fields } from '../read/parse.ts';
import { runError } from './run-error.ts';

/**
 * A run of GetJobRuns. Of its arguments, whose values may be secrets, the bookmark option alone is kept.
 * `job`: its definition as GetJob shows it; without it what AWS said of a failed run is not kept.
 */
export function runObservation(run: unknown, job?: JsonObject): RunObservation {
  const { Id, JobRunState, StartedOn, SecurityConfiguration, Arguments, ErrorMessage } = fields(run);
  const aboutKeys = typeof ErrorMessage === 'string' && /\bkms\b|encrypt|decrypt/i.test(ErrorMessage);
  return {
    id: text(Id) ?? '',
    state: text(JobRunState) ?? 'UNKNOWN',
    // AWS's JSON has seconds.
    startedAt: Math.round((number(StartedOn) ?? 0) * 1000),
    ...given('configuration', text(SecurityConfiguration)),
    ...given('bookmarks', bookmarkOption(Arguments)),
    ...(aboutKeys && { aboutKeys }),
    ...given('error', job && JobRunState !== 'SUCCEEDED' ? runError(ErrorMessage, [run, job]) : undefined),
  };
}

function bookmarkOption(args: unknown): RunObservation['bookmarks'] {
  const option = typeof args === 'object' && args !== null ? fields(args)['--job-bookmark-option'] : undefined;
  return bookmarkOptions.find((known) => known === option);
}

/** A JobBookmarkEntry; its content leaves as a digest only. */
export function bookmarkObservation(entry: Readonly<Record<string, unknown>>): BookmarkObservation {
  const { Version, Run, Attempt, RunId, PreviousRunId, JobBookmark } = entry;
  return {
    ...given('version', number(Version)),
    ...given('run', number(Run)),
    ...given('attempt', number(Attempt)),
    ...given('runId', text(RunId)),
    ...given('previousRunId', text(PreviousRunId)),
    ...(typeof JobBookmark === 'string' && { digest: createHash('sha256').update(JobBookmark).digest('hex') }),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function given<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  const entry: { [name: string]: V } = value === undefined ? {} : { [key]: value };
  return entry as { readonly [P in K]?: V };
}
