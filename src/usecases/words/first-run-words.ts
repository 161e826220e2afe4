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
  alternates,
}: Pick<SuspectRun, 'reason' | 'runState' | 'aboutKeys' | 'alternates'>): string {
  if (reason === 'alternates') {
    const { from = null, to = null, left = [] } = alternates ?? {};
    const between = betweenWords(from, to);
    return `its runs alternate now between ${between}: switch ${listWords(left)} by hand before you go on, or roll back`;
  }
  if (reason !== 'failed') return reasons[reason];
  const about = aboutKeys ? ', and its error mentions encryption or a key' : '';
  return `its run ended as ${runState ?? 'FAILED'}${about}: check the run, and for duplicate data`;
}
