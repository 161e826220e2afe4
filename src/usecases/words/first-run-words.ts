import type { SuspectRun } from '../messages/afterwards-messages.ts';

const reasons: Readonly<Record<SuspectRun['reason'], string>> = {
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

/** What was seen of a first run, as a clause. */
export function firstRunWords({
  reason,
  runState,
  aboutKeys,
}: Pick<SuspectRun, 'reason' | 'runState' | 'aboutKeys'>): string {
  if (reason !== 'failed') return reasons[reason];
  const about = aboutKeys ? ', and its error mentions encryption or a key' : '';
  return `its run ended as ${runState ?? 'FAILED'}${about}: check the run, and for duplicate data`;
}
