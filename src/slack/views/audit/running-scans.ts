import type { RunningScansMessage, RunningScanView } from '../../../usecases/messages/status-messages.ts';
import { countWords, durationWords, numberWords } from '../../../usecases/words/explain.ts';
import { foundSoFar, progressWords } from '../../../usecases/words/progress-words.ts';
import { actionIds } from '../common/action-ids.ts';
import { shortenMiddle } from '../common/display-name.ts';
import type { Document, Item, Line, Part } from '../common/document.ts';

/** Scans that go on: one of them is to be chosen. */
export function runningScansView({ scans, at }: RunningScansMessage): Document {
  return {
    summary: [`${countWords(scans.length, 'scan')} can be cancelled: say which.`],
    items: runningItems(scans, at),
  };
}

const mostScans = 5;
/** So much of an id tells it from others, mostly; who types less gets the list again. */
const idLetters = 8;
const longestLabel = 60;

/** Each scan with how far it is, and a button. */
export function runningItems(scans: readonly RunningScanView[], at: number): Item[] {
  if (scans.length === 0) return [];
  const shown = scans.slice(0, mostScans);
  const command = (id: string) => `/glue-audit cancel ${id.slice(0, idLetters)}`;
  const buttons = shown.flatMap(({ id, scope, schedule, cancelledBy }, index) => {
    if (cancelledBy !== undefined) return [];
    const what = schedule === undefined ? scope : `schedule ${schedule}`;
    const label = shown.length === 1 ? 'Cancel scan' : `Cancel scan: ${shortenMiddle(what, longestLabel - 15)}`;
    return [
      { label, actionId: `${actionIds.cancelListedScan}.${index}`, value: id, says: `Cancel the scan of ${what}` },
    ];
  });
  return [
    {
      type: 'list',
      title: [{ bold: `Going on: ${countWords(scans.length, 'scan')}` }],
      rows: shown.map((scan) => scanLine(scan, at, command(scan.id))),
      hidden: scans.length - shown.length,
      more: (count) => `and ${numberWords(count)} more`,
    },
    ...(buttons.length === 0 ? [] : [{ type: 'buttons', buttons, instead: command(shown[0]?.id ?? '') } as const]),
  ];
}

function scanLine(scan: RunningScanView, at: number, command: string): Line {
  const { scope, startedAt, progress, cancelledBy } = scan;
  const soFar = progress && foundSoFar(progress);
  return [
    { bold: scope },
    ', ',
    ...whose(scan),
    `, for ${durationWords(at - startedAt)}: ${progress ? progressWords(progress) : 'just begun'}`,
    `${soFar === undefined ? '' : `; ${soFar}`}. `,
    ...(cancelledBy === undefined ? [{ code: command }] : ['Being cancelled by ', { user: cancelledBy }, '.']),
  ];
}

function whose({ schedule, askedBy }: RunningScanView): Part[] {
  if (schedule !== undefined) return ['schedule ', { name: schedule }];
  return askedBy === undefined ? ['asked for by nobody'] : ['asked for by ', { user: askedBy }];
}
