import type { ScanCancelMessage } from '../../../usecases/messages/status-messages.ts';
import type { Document, Line, Part } from '../common/document.ts';

/** What became of somebody's wish that a scan ends. */
export function scanCancelView(message: ScanCancelMessage): Document {
  const [what, next] = wordsOf(message);
  return {
    summary: [...what, ' ', ...next],
    items: [
      { type: 'text', line: what },
      { type: 'text', line: next },
    ],
  };
}

function wordsOf(message: ScanCancelMessage): [Line, Line] {
  const { scope, by, event } = message;
  const scan = `scan of ${scope}`;
  switch (event) {
    case 'chosen':
      return [
        [{ bold: `The ${scan} is being cancelled.` }],
        ['What it has read until now is kept, and nothing is resolved by it. ', ...whereTold(message)],
      ];
    case 'before':
      return [
        [{ bold: `The ${scan} is being cancelled already` }, ...(by === undefined ? [] : [', by ', { user: by }]), '.'],
        whereTold(message),
      ];
    case 'ended':
      return [
        [{ bold: `Too late: the ${scan} had ended` }, ...endedParts(message), '.'],
        ['Nothing changed. ', { code: '/glue-audit history' }, ' lists the latest scans.'],
      ];
  }
}

function whereTold({ schedule, askedBy }: ScanCancelMessage): Part[] {
  if (schedule !== undefined) return ['The digest of schedule ', { name: schedule }, ' says so.'];
  return askedBy === undefined ? [] : ['The result goes to ', { user: askedBy }, '.'];
}

function endedParts({ state, endedAt, by }: ScanCancelMessage): Part[] {
  const when: Part[] = endedAt === undefined ? [] : [' ', { at: endedAt }];
  switch (state) {
    case 'cancelled':
      return [...when, ...(by === undefined ? [': it was cancelled'] : [': cancelled by ', { user: by }])];
    case 'interrupted':
      return [...when, ': a restart interrupted it'];
    case 'failed':
      return [...when, ': it failed'];
    default:
      return when;
  }
}
