import type { SuspectRun } from '../messages/afterwards-messages.ts';
import { listWords } from './words.ts';

const reasons: Readonly<Record<Exclude<SuspectRun['reason'], 'alternates'>, string>> = {
  'moved-on': 'it succeeded and its bookmark advanced',
  'first-bookmark': 'it succeeded and wrote its first bookmark',
  kept: 'it succeeded and kept its paused bookmark',
  'no-bookmarks': 'it succeeded; it writes no bookmarks',
  streaming: 'it runs',
  reset: 'it succeeded, and the bookmark may have been reset: check for duplicate data',
  'bookmark-gone': 'it succeeded, and its bookmark is gone: check for duplicate data',
  unchanged: 'it succeeded, and its bookmark did not advance: check for duplicate data',
  'no-bookmark': 'it succeeded and wrote no bookmark',
  unread: 'it succeeded, and its bookmark could not be read: check for duplicate data',
  failed: 'its run failed',
  'not-watched': 'its runs were not watched, because its account left the configuration: check them',
  'not-read': 'its runs could not be read: check them',
  'not-moved': 'it was not switched, so its next run proves nothing',
  'not-run': 'it did not run while it was watched',
};

/** Two configurations as runs name them: "std" and "std-encrypted-bookmarks". */
export function betweenWords(from: string | null, to: string | null): string {
  const named = (name: string | null) => (name === null ? 'no configuration' : `"${name}"`);
  return `${named(from)} and ${named(to)}`;
}

/** What was seen of a first run, as a clause. */
export function firstRunWords({
  reason,
  runState,
  aboutKeys,
  runId,
  error,
  alternates,
}: Pick<SuspectRun, 'reason' | 'runState' | 'aboutKeys' | 'runId' | 'error' | 'alternates'>): string {
  if (reason === 'alternates')
    return `${alternatesWords(alternates)}: switch ${listWords(alternates?.left ?? [])} by hand before you go on, or roll back`;
  if (reason !== 'failed') return runId === undefined ? reasons[reason] : `run ${runId}: ${reasons[reason]}`;
  const about = aboutKeys && error === undefined ? ', and its error mentions encryption or a key' : '';
  const said = error === undefined ? '' : `. AWS says: "${error}"`;
  const run = runId === undefined ? 'its run' : `its run ${runId}`;
  return `${run} ended as ${runState ?? 'FAILED'}${about}${said}${error === undefined ? ':' : '.'} ${check(error)}`;
}

function alternatesWords(alternates: SuspectRun['alternates']): string {
  return `its runs alternate now between ${betweenWords(alternates?.from ?? null, alternates?.to ?? null)}`;
}

function check(error: string | undefined): string {
  return error === undefined ? 'check the run, and for duplicate data' : 'Check the run, and for duplicate data';
}

/** The same in a few words, for a headline: "run jr_1 ended as FAILED: User is not authorized…". */
export function shortRunWords({ reason, runState, runId, error, alternates }: SuspectRun): string {
  const run = runId === undefined ? 'its run' : `its run ${runId}`;
  if (reason === 'alternates') return alternatesWords(alternates);
  if (reason !== 'failed') return reasons[reason];
  return `${run} ended as ${runState ?? 'FAILED'}${error === undefined ? '' : ` (${error})`}`;
}
