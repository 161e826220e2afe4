import type { Message } from '../../../src/usecases/messages/message.ts';
import type {
  ApprovalRequestMessage,
  PlanDetailsMessage,
  RequestAct,
  RequestNoticeMessage,
  RequestStage,
} from '../../../src/usecases/messages/request-messages.ts';
import { hostileNames, hours, minutes, now } from '../sample-parts.ts';
import { requestSamples } from './requests.ts';

const open: ApprovalRequestMessage = requestSamples['request-open'];
const digest = 'https://acme-data.slack.com/archives/C0ALERTS11/p1738000000000100';
const link = 'https://acme-data.slack.com/archives/C0APPROVE1/p1738000000000200';
const post = { id: 'ask-request-1', channel: 'C0APPROVE1' };

function staged(stage: Partial<RequestStage>, acts: readonly RequestAct[] = []): ApprovalRequestMessage {
  return {
    ...open,
    state: 'approved',
    decisions: [{ by: 'UAMIR', decision: 'approve', at: now + 5 * minutes }],
    digest,
    stage: { state: 'running', headline: 'It is being carried out.', mayGoOn: false, mayRollBack: false, ...stage },
    ...(acts.length > 0 && { acts }),
  };
}

function news(given: Partial<RequestNoticeMessage>): RequestNoticeMessage {
  const { requestId, askedBy, account, accountName, region, plans, expiresAt } = open;
  return {
    kind: 'request-news',
    requestId,
    event: 'approved',
    askedBy,
    account,
    ...(accountName !== undefined && { accountName }),
    region,
    findings: plans.map(({ finding }) => finding),
    expiresAt,
    at: now,
    ...given,
  };
}

const reply = (given: Partial<RequestNoticeMessage>) => news({ inThread: true, ...given });

const began: readonly RequestAct[] = [
  { what: 'began', at: now + 6 * minutes },
  { what: 'canary-switched', job: 'nightly-load', at: now + 6 * minutes },
];
const ended: readonly RequestAct[] = [
  ...began,
  { what: 'canary-run', job: 'nightly-load', run: 'good', at: now + hours },
  { what: 'ended', at: now + 2 * hours },
  { what: 'runs-known', runs: { good: 2, other: 1 }, at: now + 3 * hours },
];

/** The thread of a request, from its first message to the roll back. */
export const threadSamples = {
  'thread-asked': { ...open, digest, mention: { users: ['UAMIR'], usergroups: ['S0DATALEADS'] } },
  'thread-asked-many': {
    ...open,
    mention: { users: Array.from({ length: 30 }, (_, index) => `UPERSON${index}`), usergroups: [] },
  },
  'thread-details': {
    ...(requestSamples['plan-opened'] as PlanDetailsMessage),
    request: { id: 'r', state: 'open', askedBy: 'UNINA', reason: '', expiresAt: now, opened: false, inThread: true },
  },
  'thread-queued': staged({ state: 'queued', headline: 'Approved: it is about to be carried out.' }),
  'thread-waiting': staged(
    {
      state: 'waiting-for-canary',
      headline: 'Waiting for the next run of canary job nightly-load: the other jobs follow.',
      mayGoOn: true,
      mayRollBack: true,
    },
    began,
  ),
  'thread-canary-asks': staged(
    {
      state: 'waiting-for-canary',
      headline: 'Canary job "nightly-load": its run jr_8 ended as FAILED. The other jobs wait for a decision.',
      canaryTrouble: 'canary job "nightly-load": its run jr_8 ended as FAILED.',
      mayGoOn: true,
      mayRollBack: true,
    },
    [...began, { what: 'canary-run', job: 'nightly-load', run: 'failed', at: now + hours }],
  ),
  'thread-done': staged(
    {
      state: 'done',
      headline: 'Done: 3 resources now use "std-encrypted-bookmarks".',
      mayRollBack: true,
      rollBackUntil: now + 170 * hours,
    },
    ended,
  ),
  'thread-rolled-back': staged(
    { state: 'rolled-back', headline: 'Rolled back: everything that was switched has its old configuration again.' },
    [
      ...ended,
      { what: 'back-ordered', by: 'UJUN', at: now + 4 * hours },
      { what: 'back-ended', at: now + 4 * hours + minutes },
    ],
  ),
  'thread-stopped': staged({ state: 'partly-done', headline: 'Partly done: 1 of 5 resources switched.' }, [
    ...began,
    { what: 'went-on', by: 'UAMIR', at: now + hours },
    { what: 'stopped', by: 'UJUN', at: now + 2 * hours },
    { what: 'ended', at: now + 2 * hours },
  ]),
  'thread-hostile': {
    ...staged({ headline: hostileNames.join(' '), canaryTrouble: hostileNames.join(' '), mayGoOn: true }, [
      ...hostileNames.slice(0, 10).map((job): RequestAct => ({ what: 'canary-switched', job, at: now })),
    ]),
    digest: 'https://evil.example/|x> <!channel>',
    mention: { users: hostileNames, usergroups: hostileNames },
  },
  'reply-approval': reply({ event: 'approval', by: 'UAMIR', missing: 1 }),
  'reply-approved': reply({ by: 'UAMIR' }),
  'reply-rejected': reply({ event: 'rejected', by: 'UAMIR', reason: 'Not in the freeze.' }),
  'reply-withdrawn': reply({ event: 'withdrawn', by: 'UNINA' }),
  'reply-expired': reply({ event: 'expired' }),
  'reply-taken-back': reply({ event: 'taken-back', by: 'UAMIR', missing: 2 }),
  'reply-reminder': reply({ event: 'reminder', post, link }),
  'reply-reminder-over': reply({ event: 'reminder', post, over: { state: 'approved', at: now } }),
  'reply-lapsed': reply({ event: 'lapsed', gone: ['S0DATALEADS'] }),
  'reply-went-on': reply({ event: 'went-on', by: 'UAMIR' }),
  'reply-stopped': reply({ event: 'stopped', by: 'UAMIR' }),
  'reply-back-ordered': reply({ event: 'back-ordered', by: 'UJUN' }),
  'reply-hostile': reply({ event: 'rejected', by: 'UAMIR', reason: hostileNames.join(' ') }),
  'direct-approved': news({ by: 'UAMIR', post, link }),
  'direct-no-link': news({ by: 'UAMIR', post }),
  'direct-canary': news({ event: 'canary-asks', post, link }),
  'direct-runs': news({ event: 'runs-review', post, link }),
  'direct-ended': news({
    event: 'ended',
    headline: 'Done: 3 resources now use "std-encrypted-bookmarks".',
    next: ['The change holds from the next run of each job. The first runs are watched.'],
    template: {
      managed: ['CloudFormation stack orders-prod'],
      lines: ['SecurityConfiguration: "std-encrypted-bookmarks"'],
    },
    post,
    link,
  }),
  'direct-ended-partly': news({
    event: 'ended',
    headline: 'Partly done: 1 of 5 resources use "std-encrypted-bookmarks" now.',
    trouble: [{ name: 'nightly-load', why: 'it was changed since the plan was made (field Timeout); left as it was' }],
    troubleTotal: 4,
    next: ['Ask for a fresh plan for what was changed in the meantime.'],
    post,
    link,
  }),
} satisfies Record<string, Message>;
