import { countWords } from '../../usecases/explain.ts';
import type { OpenRequestsMessage } from '../../usecases/message.ts';
import { actionIds } from '../action-ids.ts';
import { shortenMiddle } from './display-name.ts';
import type { Document, Item, Line } from './document.ts';
import { placeWords } from './place-words.ts';

/** Each has buttons of its own. */
const mostShown = 10;

/** What waits for a decision. */
export function openRequestsView({ requests }: OpenRequestsMessage): Document {
  if (requests.length === 0) {
    const line: Line = ['No remediation waits for a decision.'];
    return { summary: line, items: [{ type: 'text', line }] };
  }
  const summary: Line = [
    `${countWords(requests.length, 'remediation')} ${requests.length === 1 ? 'waits' : 'wait'} for a decision.`,
  ];
  const hidden = requests.length - mostShown;
  return {
    summary,
    items: [
      { type: 'text', line: [{ bold: summary.join('') }] },
      ...requests.slice(0, mostShown).flatMap(requestItems),
      ...(hidden > 0 ? [{ type: 'note', line: [`and ${hidden} more`] } as const] : []),
    ],
  };
}

function requestItems(request: OpenRequestsMessage['requests'][number]): Item[] {
  const { requestId, findings, effect, askedBy, expiresAt, approvals, required } = request;
  const about = findings[0] ?? '';
  const line: Line = [
    { name: about },
    `${findings.length > 1 ? ` and ${findings.length - 1} more` : ''} in ${placeWords(request)}: it ${effect}. Asked by `,
    { user: askedBy },
    `, has ${approvals} of ${countWords(required, 'approval')}, expires at `,
    { at: expiresAt },
    '.',
  ];
  const short = shortenMiddle(about, 40);
  const buttons = [
    { label: 'Details', actionId: actionIds.details, value: requestId, says: `Everything about the plan for ${short}` },
    { label: 'Withdraw', actionId: actionIds.withdraw, value: requestId, says: `Withdraw the request for ${short}` },
  ];
  return [
    { type: 'text', line },
    { type: 'buttons', buttons, instead: '/glue-remediate status' },
  ];
}
