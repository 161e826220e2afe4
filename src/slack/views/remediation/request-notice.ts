import { accountLabel } from '../../../domain/fleet.ts';
import { isAskingAgain } from '../../../usecases/messages/followed-request.ts';
import type { RequestNoticeMessage } from '../../../usecases/messages/request-messages.ts';
import { countWords } from '../../../usecases/words/explain.ts';
import { goneGroupWords } from '../../../usecases/words/explain-lapse.ts';
import { decidingButtons } from '../common/approval-buttons.ts';
import { deliveryWords, recipient } from '../common/delivery-words.ts';
import { shortenEnd, shortenMiddle } from '../common/display-name.ts';
import type { Document, Item, Line } from '../common/document.ts';
import { templateItems } from '../common/template-items.ts';

const longestWhy = 300;

const words: Record<RequestNoticeMessage['event'], string> = {
  approved: 'was approved, and is being carried out',
  rejected: 'was rejected: nothing was changed',
  withdrawn: 'was withdrawn: nothing was changed',
  expired: 'expired without a decision: nothing was changed',
  reminder: 'still waits for a decision',
  held: 'could not be shown to the approvers yet',
  lapsed: 'waits for a decision again',
  'lapsed-expired': 'is not approved any more, and its time is over: nothing was changed',
  approval: 'has an approval, and others are awaited',
  'taken-back': 'lost an approval: who gave it took it back',
  'canary-asks': 'waits for a decision about its canary job',
  'runs-review': 'has first runs to review',
  'went-on': 'goes on without waiting for its canary job',
  stopped: 'was stopped at its canary job: what was switched stays switched',
  'back-ordered': 'is being rolled back',
  ended: 'has ended',
};

/** How a reply begins in the thread, where everybody sees what it is about. */
const inThreadWords: Partial<Record<RequestNoticeMessage['event'], string>> = {
  approved: 'Approved',
  rejected: 'Rejected',
  withdrawn: 'Withdrawn',
  approval: 'Approved',
  'taken-back': 'Approval taken back',
  'went-on': 'Went on without waiting for the canary job',
  stopped: 'Stopped at the canary job',
  'back-ordered': 'Roll back ordered',
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

/** What became of a request: a reply in its thread, or a word to the requester. */
export function requestNoticeView(message: RequestNoticeMessage): Document {
  const start = message.inThread ? inThreadWords[message.event] : undefined;
  if (start !== undefined) return shortView(message, start);
  const line = message.headline === undefined ? aboutLine(message) : endLine(message, message.headline);
  const more = moreLine(message);
  return {
    summary: line.map((part) => (typeof part === 'object' && 'bold' in part ? part.bold : part)),
    items: [
      { type: 'text', line },
      ...(more.length > 0 ? [{ type: 'text', line: more } as const] : []),
      ...troubleItems(message),
      ...(message.next ?? []).map((sentence): Item => ({ type: 'text', line: [sentence] })),
      ...templateItems(message.template),
      ...linkItems(message),
      ...askItems(message),
    ],
  };
}

/** "Approved by @amir. 1 more approval is needed." */
function shortView({ by, reason, missing = 0 }: RequestNoticeMessage, start: string): Document {
  const line: Line = [
    { bold: start },
    ...(by === undefined ? [] : [' by ', { user: by }]),
    reason === undefined ? '.' : `: ${reason}`,
    ...(missing > 0
      ? [` ${countWords(missing, 'more approval')} ${missing === 1 ? 'is' : 'are'} needed, by others.`]
      : []),
  ];
  return { summary: line, items: [{ type: 'text', line }] };
}

function placeWords({ account, accountName, region }: RequestNoticeMessage): string {
  return `${accountLabel({ id: account, ...(accountName && { name: accountName }) })}, ${region}`;
}

function othersWords({ findings }: RequestNoticeMessage): string {
  const others = findings.length - 1;
  return others > 0 ? ` and ${others} more` : '';
}

function aboutLine(message: RequestNoticeMessage): Line {
  return [
    'The request of ',
    { user: message.askedBy },
    ' to remediate ',
    { name: message.findings[0]?.name ?? '' },
    othersWords(message),
    ` in ${placeWords(message)} `,
    { bold: message.over === undefined ? words[message.event] : 'was waiting for a decision' },
    '.',
  ];
}

/** "Done: 3 resources now use … Remediation of `etl` in data-production (…), eu-west-1, asked by @nina." */
function endLine(message: RequestNoticeMessage, headline: string): Line {
  const { troubleTotal = 0, askedBy, findings } = message;
  return [
    { bold: headline },
    ' Remediation of ',
    { name: findings[0]?.name ?? '' },
    `${othersWords(message)} in ${placeWords(message)}, asked by `,
    { user: askedBy },
    '.',
    troubleTotal > 0 ? ` ${countWords(troubleTotal, 'thing')} did not go as planned.` : '',
  ];
}

function moreLine(message: RequestNoticeMessage): Line {
  const { by, reason, held, event, expiresAt } = message;
  return [
    ...(by === undefined ? [] : ['By ', { user: by }, '. ']),
    ...(reason === undefined ? [] : [`Reason: ${reason} `]),
    ...lapsedWords(message),
    ...heldWords(held),
    ...(message.over === undefined && ['held', 'reminder', 'lapsed'].includes(event)
      ? ['It expires ', { at: expiresAt }, '.']
      : []),
  ];
}

function troubleItems({ trouble = [], troubleTotal = 0 }: RequestNoticeMessage): Item[] {
  if (trouble.length === 0) return [];
  return [
    {
      type: 'list',
      title: [{ bold: 'Not as planned' }],
      rows: trouble.map(({ name, why }) => [{ name }, `: ${shortenEnd(why, longestWhy)}`]),
      hidden: Math.max(0, troubleTotal - trouble.length),
      more: (count) => `and ${count} more, in the thread`,
    },
  ];
}

/** How to get to its message. */
function linkItems({ link, post, inThread, over }: RequestNoticeMessage): Item[] {
  if (over !== undefined) return [];
  if (link !== undefined) return [{ type: 'note', line: [{ link, words: 'Open the request' }] }];
  if (post === undefined || inThread) return [];
  const how = 'Its message and what followed are in ';
  return [
    { type: 'note', line: [how, recipient(post.channel), '. What is open: ', { code: '/glue-remediate status' }] },
  ];
}

/** Its buttons once more, for who reads it in the thread; or what ended them. */
function askItems(message: RequestNoticeMessage): Item[] {
  const { over, requestId, findings } = message;
  if (!isAskingAgain(message)) return [];
  if (over !== undefined) {
    const at: Line = over.at === undefined ? [] : [', ', { at: over.at }];
    return [{ type: 'text', line: [{ bold: `${overWords[over.state]}` }, ...at, '.'] }];
  }
  const about = `${shortenMiddle(findings[0]?.name ?? 'this', 36)}${othersWords(message)}`;
  return [decidingButtons({ requestId, about, plans: findings.length })];
}

const overWords = {
  open: 'It waits for a decision again',
  approved: 'It was approved',
  rejected: 'It was rejected',
  withdrawn: 'It was withdrawn',
  expired: 'It expired without a decision',
} as const;
