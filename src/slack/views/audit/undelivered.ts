import type { UndeliveredItem, UndeliveredMessage } from '../../../usecases/messages/delivery-messages.ts';
import type { Message } from '../../../usecases/messages/message.ts';
import { countWords } from '../../../usecases/words/explain.ts';
import { deliveryWords, recipient } from '../common/delivery-words.ts';
import type { Document, Item, Line } from '../common/document.ts';

const command = '/glue-audit undelivered';
const shownId = 8;

/** Messages that were given up: whom they were for, why, and how to try them again. */
export function undeliveredView(message: UndeliveredMessage): Document {
  const title = titleOf(message);
  return {
    summary: [`${title}.`],
    items: [{ type: 'heading', text: title }, ...rowsOf(message), ...nextOf(message)],
  };
}

function titleOf({ event, count }: UndeliveredMessage): string {
  const messages = countWords(count, 'message');
  switch (event) {
    case 'listed':
      return count === 0 ? 'Every message was delivered, or is still tried' : `${messages} could not be delivered`;
    case 'ended':
      return 'A message could not be delivered';
    case 'retried':
      return `${messages} will be tried again now`;
    case 'dropped':
      return `${messages} dropped`;
  }
}

function rowsOf({ items, count }: UndeliveredMessage): Item[] {
  if (items.length === 0) return [];
  return [
    {
      type: 'list',
      rows: items.map(rowOf),
      hidden: Math.max(0, count - items.length),
      more: (hidden) => `and ${countWords(hidden, 'older message')}`,
    },
  ];
}

function rowOf({ id, to, about, createdAt, endedAt, error }: UndeliveredItem): Line {
  return [
    { code: id.slice(0, shownId) },
    ` ${aboutWords(about)} to `,
    recipient(to),
    ', of ',
    { at: createdAt },
    `: ${deliveryWords(error)}. Given up `,
    { at: endedAt },
    '.',
  ];
}

function nextOf({ event, count, items }: UndeliveredMessage): Item[] {
  if (event === 'dropped')
    return [{ type: 'note', line: ['They are never sent. The audit trail says who dropped them.'] }];
  if (event === 'retried') return [{ type: 'note', line: ['What fails again is listed by ', { code: command }, '.'] }];
  if (count === 0) return [{ type: 'note', line: ['What is still tried is in ', { code: '/glue-audit status' }, '.'] }];
  const id = items[0]?.id.slice(0, shownId) ?? '';
  return [
    {
      type: 'text',
      line: [
        { bold: 'Not tried again by itself. ' },
        'Fix the cause, then type ',
        { code: `${command} retry all` },
        '. Of no use any more? ',
        { code: `${command} drop ${id}` },
      ],
    },
    ...(event === 'ended'
      ? [{ type: 'note' as const, line: ['Others to the same place for the same reason are not told of for a day.'] }]
      : []),
  ];
}

const answer = 'An answer';

/** A record, so that a kind that is added does not go without words. */
const words: Readonly<Record<Message['kind'], string>> = {
  help: answer,
  problem: answer,
  'audit-progress': answer,
  'audit-result': 'The result of an audit',
  digest: 'A digest',
  findings: answer,
  found: answer,
  configuration: answer,
  job: answer,
  history: answer,
  status: answer,
  'running-scans': answer,
  'scan-cancel': answer,
  interrupted: 'A notice of an audit that was cut off',
  undelivered: 'A notice of an undelivered message',
  'edit-closed': 'A reply under a message that stays as it is',
  'audit-head': 'The head of the audit trail',
  'request-log': answer,
  'report-made': answer,
  'decision-note': answer,
  'pause-news': 'A notice of a pause',
  'remediation-offer': answer,
  'several-offer': answer,
  'approval-request': 'A request for approval',
  'plan-details': answer,
  'open-requests': answer,
  'request-news': 'A notice about a request',
  'remediation-outcome': 'The outcome of a remediation',
  'remediation-progress': 'The progress of a remediation',
  'first-runs': 'A notice of first runs',
  'reverted-news': 'A notice of a job that a deploy reverted',
  'exception-request': 'A request to accept a risk',
  'exception-notice': 'A notice about an accepted risk',
  'accepted-risks': answer,
};

function aboutWords(kind: string): string {
  return Object.entries(words).find(([known]) => known === kind)?.[1] ?? 'A message';
}
