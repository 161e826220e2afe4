import { countWords } from '../../usecases/explain.ts';
import type { OpenRequestsMessage } from '../../usecases/message.ts';
import type { Document, Item, Line } from './document.ts';
import { placeWords } from './place-words.ts';

/** What waits for a decision. */
export function openRequestsView({ requests }: OpenRequestsMessage): Document {
  if (requests.length === 0) {
    const line: Line = ['No remediation waits for a decision.'];
    return { summary: line, items: [{ type: 'text', line }] };
  }
  const summary: Line = [
    `${countWords(requests.length, 'remediation')} ${requests.length === 1 ? 'waits' : 'wait'} for a decision.`,
  ];
  const list: Item = {
    type: 'list',
    title: [{ bold: summary.join('') }],
    rows: requests.map((request): Line => {
      const { findings, effect, askedBy, expiresAt, approvals, required } = request;
      return [
        { name: findings[0] ?? '' },
        `${findings.length > 1 ? ` and ${findings.length - 1} more` : ''} in ${placeWords(request)}: it ${effect}. Asked by `,
        { user: askedBy },
        `, ${approvals} of ${countWords(required, 'approval')}, expires at `,
        { at: expiresAt },
        '.',
      ];
    }),
    more: (count) => `and ${count} more`,
  };
  return { summary, items: [list] };
}
