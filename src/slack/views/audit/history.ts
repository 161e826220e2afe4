import type { HistoryEntry, HistoryMessage } from '../../../usecases/messages/status-messages.ts';
import { countWords, durationWords, numberWords } from '../../../usecases/words/explain.ts';
import type { Document, Line, TableItem } from '../common/document.ts';

/** The latest scans, newest first. */
export function historyView({ scope, entries }: HistoryMessage): Document {
  if (entries.length === 0)
    return {
      summary: [`No scan of ${scope} yet.`],
      items: [
        { type: 'text', line: [{ bold: 'No scan yet.' }, ' To run one now, type ', { code: '/glue-audit all' }] },
      ],
    };
  const title = `Latest ${countWords(entries.length, 'scan')} of ${scope}, newest first`;
  return {
    summary: [`${title}.`],
    items: [
      scansTable(entries, [{ bold: title }]),
      {
        type: 'note',
        line: [
          'New, resolved and open are findings. A scan that was cancelled or interrupted, or that failed, resolves nothing.',
        ],
      },
    ],
  };
}

export function scansTable(entries: readonly HistoryEntry[], title: Line): TableItem {
  return {
    type: 'table',
    title,
    head: ['Started', 'Asked by', 'Scope', 'Result', 'New', 'Resolved', 'Open'],
    numeric: [4, 5, 6],
    rows: entries.map(entryRow),
    more: (count) => `and ${countWords(count, 'older scan')}`,
  };
}

function entryRow(entry: HistoryEntry): Line[] {
  const { startedAt, scope, opened, resolved, open, state } = entry;
  const numbers =
    state === 'finished' || state === 'cancelled'
      ? [opened, resolved, open].map((count): Line => [numberWords(count)])
      : [[], [], []];
  return [[{ at: startedAt }], askedBy(entry), [scope], resultParts(entry), ...numbers];
}

/** Who asked for a scan. */
export function askedBy({ schedule, caughtUp, askedBy: user }: HistoryEntry): Line {
  if (schedule !== undefined) return [`schedule ${schedule}${caughtUp ? ' (ran late)' : ''}`];
  // Nobody asks for the scan that follows a change.
  return user === undefined ? ['Gluewarden, after a remediation'] : [{ user }];
}

/** What came of it. */
export function resultParts(entry: HistoryEntry): Line {
  const { cancelled, state, scanned, unknown } = entry;
  if (state !== 'cancelled' || cancelled === undefined) return [resultWords(entry)];
  const read = scanned + unknown;
  return [
    'cancelled by ',
    { user: cancelled.by },
    ` after ${numberWords(read)} of ${countWords(read + cancelled.left, 'account-region')}`,
  ];
}

/** "48 account-regions in 12 seconds", "45 of 48 account-regions", "interrupted by a restart". */
function resultWords({ state, scanned, unknown, startedAt, finishedAt }: HistoryEntry): string {
  switch (state) {
    case 'running':
      return 'still running';
    case 'cancelled':
      return 'cancelled';
    case 'interrupted':
      return 'interrupted by a restart: no result';
    case 'failed':
      return 'failed: no result';
    case 'finished': {
      const all = scanned + unknown;
      const read =
        unknown === 0
          ? countWords(all, 'account-region')
          : `${numberWords(scanned)} of ${countWords(all, 'account-region')}`;
      return finishedAt === undefined ? read : `${read} in ${durationWords(finishedAt - startedAt)}`;
    }
  }
}
