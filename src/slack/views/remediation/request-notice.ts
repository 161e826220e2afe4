import { accountLabel } from '../../../domain/fleet.ts';
import type { RequestNoticeMessage } from '../../../usecases/messages/request-messages.ts';
import { goneGroupWords } from '../../../usecases/words/explain-lapse.ts';
import { deliveryWords, recipient } from '../common/delivery-words.ts';
import type { Document, Line } from '../common/document.ts';

const words: Record<RequestNoticeMessage['event'], string> = {
  approved: 'was approved, and is being carried out',
  rejected: 'was rejected: nothing was changed',
  withdrawn: 'was withdrawn: nothing was changed',
  expired: 'expired without a decision: nothing was changed',
  reminder: 'still waits for a decision',
  held: 'could not be shown to the approvers yet',
  lapsed: 'waits for a decision again',
  'lapsed-expired': 'is not approved any more, and its time is over: nothing was changed',
};

const lapsed = 'It was approved, and before anything was begun its approval stopped counting: ';

function lapsedWords({ event, gone }: RequestNoticeMessage): Line {
  if (event !== 'lapsed' && event !== 'lapsed-expired') return [];
  const words = goneGroupWords(gone);
  if (words === undefined) return [`${lapsed}an approver was removed, or more approvals are needed. `];
  return [`${lapsed}an approver is in no list and no user group any more. ${words} `];
}

/** Why the approvers do not see it, and who can change that. */
function heldWords(held: RequestNoticeMessage['held']): Line {
  if (held === undefined) return [];
  const next = held.over
    ? 'It is not tried again by itself: once that is fixed, an operator types /glue-audit undelivered retry all. '
    : 'It is tried again by itself every few minutes. ';
  return ['It goes to ', recipient(held.channel), `: ${deliveryWords(held.code)}. ${next}`];
}

/** What became of a request, for the requester and for the approvers. */
export function requestNoticeView(message: RequestNoticeMessage): Document {
  const first = message.findings[0]?.name ?? '';
  const others = message.findings.length - 1;
  const where = `${accountLabel({ id: message.account, ...(message.accountName && { name: message.accountName }) })}, ${message.region}`;
  const line: Line = [
    'The request of ',
    { user: message.askedBy },
    ' to remediate ',
    { name: first },
    others > 0 ? ` and ${others} more` : '',
    ` in ${where} `,
    { bold: words[message.event] },
    '.',
  ];
  const more: Line = [
    ...(message.by === undefined ? [] : ['By ', { user: message.by }, '. ']),
    ...(message.reason === undefined ? [] : [`Reason: ${message.reason} `]),
    ...lapsedWords(message),
    ...heldWords(message.held),
    ...(message.event === 'held' || message.event === 'reminder' || message.event === 'lapsed'
      ? ['It expires ', { at: message.expiresAt }, '.']
      : []),
  ];
  return {
    summary: line,
    items: [{ type: 'text', line }, ...(more.length > 0 ? [{ type: 'text', line: more } as const] : [])],
  };
}
