import type { ReportMadeMessage } from '../../../usecases/messages/evidence-messages.ts';
import {
  countWords,
  exposureCountWords,
  fixedTail,
  instantWords,
  numberWords,
  openCounts,
} from '../../../usecases/words/explain.ts';
import type { Document, Item, Line } from '../common/document.ts';

const dayMs = 86_400_000;
const dayWords = (instant: number) => instantWords(instant).slice(0, 10);

/** What a report says in three lines, and where the whole of it is. */
export function reportMadeView(message: ReportMadeMessage): Document {
  const { from, before, where } = message;
  const period = `${dayWords(from)} to ${dayWords(before - 1)}`;
  const place = where === undefined ? 'could not be uploaded' : whereWords[where];
  return {
    summary: [`Report of ${period}: ${place}.`],
    items: [
      { type: 'text', line: [{ bold: `Report of ${period}` }, where === undefined ? '' : `: ${place}.`] },
      ...refusedItems(message),
      { type: 'text', line: numbersLine(message) },
    ],
  };
}

const whereWords = {
  thread: 'the file is in the thread of this message',
  direct: 'the file is in your direct messages with Gluewarden',
} as const;

function numbersLine({ recordedSince, before, findings, open, scans, daysWithoutScan }: ReportMadeMessage): Line {
  if (recordedSince === null) return ['Nothing was recorded yet: it proves nothing.'];
  if (before <= recordedSince)
    return [`Records begin on ${dayWords(recordedSince)}, after this period: it proves nothing about it.`];
  const now =
    open === undefined
      ? ''
      : ` Open now: ${countWords(openCounts(open).total, 'finding')} (${exposureCountWords(open)})${fixedTail(open)}.`;
  const missed = daysWithoutScan === 0 ? '' : `, ${countWords(daysWithoutScan, 'day')} without one`;
  return [
    `${countWords(findings.opened, 'finding')} first seen, ${numberWords(findings.resolved)} resolved, ${numberWords(findings.openAtEnd)} open at its end. ${countWords(scans, 'finished scan')}${missed}.${now}`,
  ];
}

/** What to type in a terminal for the same period, in whole days. */
function inTerminal({ from, before }: ReportMadeMessage): string {
  const last = Math.ceil(before / dayMs) * dayMs - dayMs;
  return `npm run -s report -- --from ${dayWords(from)} --to ${dayWords(last)} --output report.html`;
}

function refusedItems(message: ReportMadeMessage): Item[] {
  const { where, refused = 'unknown' } = message;
  if (where !== undefined) return [];
  const code: Line = [{ code: inTerminal(message) }];
  if (refused === 'missing_scope')
    return [
      {
        type: 'text',
        line: [
          'The app lacks the scope ',
          { code: 'files:write' },
          ', so no file was uploaded. The operator adds it under "OAuth & Permissions" and installs the app again, or writes the file in a terminal: ',
          ...code,
        ],
      },
    ];
  const why = refused === 'too-large' ? 'The file is too large to upload' : `Slack did not take the file (${refused})`;
  return [{ type: 'text', line: [`${why}. The operator writes it in a terminal: `, ...code] }];
}
