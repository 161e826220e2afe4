import type { ApprovedRow, OpenRequestsMessage } from '../../../usecases/messages/request-messages.ts';
import { countWords } from '../../../usecases/words/explain.ts';
import { actionIds } from '../common/action-ids.ts';
import { takeBackButton } from '../common/approval-buttons.ts';
import { shortenMiddle } from '../common/display-name.ts';
import type { Document, Item, Line } from '../common/document.ts';
import { targetWords } from '../common/target-words.ts';
import { pausedItem } from './pause-notice.ts';
import { goOnButton, rollBackButton, stopButton } from './remediation-progress.ts';

/** Each has buttons of its own. */
const mostShown = 7;
const mostApproved = 5;

/** What waits for a decision, what is being carried out, and what can still be rolled back. */
export function openRequestsView(message: OpenRequestsMessage): Document {
  const { requests, paused, underWay = [], ended = [], shared = false } = message;
  const isEmpty = requests.length + underWay.length + ended.length === 0;
  const waiting =
    requests.length === 0
      ? 'No remediation waits for a decision.'
      : `${countWords(requests.length, 'remediation')} ${requests.length === 1 ? 'waits' : 'wait'} for a decision.`;
  const hidden = requests.length - mostShown;
  return {
    summary: [...(paused ? ['Remediation is paused. '] : []), waiting],
    items: [
      ...(paused ? [pausedItem(paused)] : []),
      { type: 'text', line: [{ bold: waiting }] },
      ...requests.slice(0, mostShown).flatMap((request) => requestItems(request, shared)),
      ...(hidden > 0 ? [{ type: 'note', line: [`and ${hidden} more`] } as const] : []),
      ...approvedItems('Being carried out', underWay, shared),
      ...approvedItems('Can be rolled back', ended, shared),
      ...(shared && !isEmpty ? [{ type: 'note', line: sharedWords } as const] : []),
    ],
  };
}

/** It stays as it is while others decide: buttons in it would soon only refuse. */
const sharedWords: Line = [
  'This list is not updated. Type ',
  { code: '/glue-remediate status' },
  ' for one with buttons.',
];

function approvedItems(title: string, rows: readonly ApprovedRow[], shared: boolean): Item[] {
  if (rows.length === 0) return [];
  const hidden = rows.length - mostApproved;
  return [
    { type: 'text', line: [{ bold: `${title}: ${rows.length}` }] },
    ...rows.slice(0, mostApproved).flatMap((row) => approvedItem(row, shared)),
    ...(hidden > 0 ? [{ type: 'note', line: [`and ${hidden} more`] } as const] : []),
  ];
}

function approvedItem(row: ApprovedRow, shared: boolean): Item[] {
  const { findings, total, headline, rollBackUntil } = row;
  const [first = ''] = findings;
  const until: Line = rollBackUntil === undefined ? [] : [' Until ', { at: rollBackUntil }, '.'];
  const line: Line = [
    { name: first },
    `${total > 1 ? ` and ${total - 1} more` : ''} in ${targetWords(row)}: ${headline}`,
    ...until,
  ];
  const about = { requestId: row.requestId, findings: [{ kind: 'configuration', name: first } as const] };
  const buttons = [
    ...(row.mayGoOn ? [goOnButton(about, row.canaryTrouble), stopButton(about)] : []),
    ...(row.mayRollBack ? [rollBackButton(about)] : []),
  ];
  return [
    { type: 'text', line },
    ...(buttons.length > 0 && !shared
      ? [{ type: 'buttons', buttons, instead: '/glue-remediate status' } as const]
      : []),
  ];
}

function requestItems(request: OpenRequestsMessage['requests'][number], shared: boolean): Item[] {
  const { requestId, findings, effect, askedBy, expiresAt, approvals, required, approvedBy = [] } = request;
  const about = findings[0] ?? '';
  const line: Line = [
    { name: about },
    `${findings.length > 1 ? ` and ${findings.length - 1} more` : ''} in ${targetWords(request)}: it ${effect}. Asked by `,
    { user: askedBy },
    `, has ${approvals} of ${countWords(required, 'approval')}, expires `,
    { at: expiresAt },
    '.',
  ];
  const short = shortenMiddle(about, 40);
  const details = { label: 'Details', actionId: actionIds.details, value: requestId };
  const deciding = [
    { label: 'Withdraw', actionId: actionIds.withdraw, value: requestId, says: `Withdraw the request for ${short}` },
    ...(approvedBy.length > 0 ? [takeBackButton(requestId, short)] : []),
  ];
  const buttons = [{ ...details, says: `Everything about the plan for ${short}` }, ...(shared ? [] : deciding)];
  return [
    { type: 'text', line },
    { type: 'buttons', buttons, instead: '/glue-remediate status' },
  ];
}
