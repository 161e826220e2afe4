import type { RequestNoticeMessage } from '../../messages/request-messages.ts';
import type { NewOutboxMessage } from '../../ports/outbox-records.ts';
import type { RequestRow } from '../../ports/remediation-records.ts';
import type { Clock, NewId } from '../../ports/runtime.ts';
import { inThread, type ThreadParent } from '../state/announced-at.ts';
import { regionsOf } from './compose-together.ts';

export type Notice = Pick<RequestNoticeMessage, 'event'> &
  Partial<Pick<RequestNoticeMessage, 'by' | 'reason' | 'gone' | 'missing'>>;

/** Who is told: everybody who follows the thread (`loud`: its channel too), and who asked, who may not be in that channel. */
export interface Told {
  readonly thread?: 'quiet' | 'loud';
  readonly requester?: boolean;
}

type About = Omit<RequestNoticeMessage, 'kind'>;

/** What became of a request: as a reply in its thread, and as a word to the requester that leads there. */
export function requestNotice(
  dependencies: { readonly clock: Clock; readonly newId: NewId },
  parent: ThreadParent,
  request: RequestRow,
  notice: Notice,
  to: Told,
): NewOutboxMessage[] {
  const target = request.plans[0]?.plan;
  const about: About = {
    requestId: request.id,
    askedBy: request.askedBy,
    account: request.account,
    ...(target?.accountName !== undefined && { accountName: target.accountName }),
    region: regionsOf(request.plans.map(({ plan }) => plan)),
    findings: request.plans.map(({ plan }) => plan.finding),
    expiresAt: request.expiresAt,
    at: dependencies.clock.now(),
    ...notice,
  };
  return noticesOf(dependencies, parent, about, to);
}

/** The same of what is known about it otherwise. What asks for a press leads to its message also from within the thread. */
export function noticesOf(
  { newId }: { readonly newId: NewId },
  parent: ThreadParent,
  about: About,
  { thread, requester = false }: Told,
): NewOutboxMessage[] {
  const message: RequestNoticeMessage = { kind: 'request-news', ...about };
  const { askedBy, at: createdAt, event } = about;
  const leads = { post: parent };
  const reply = { ...message, inThread: true as const, ...(asks.includes(event) && leads) };
  return [
    ...(thread === undefined ? [] : [inThread(parent, { id: newId(), message: reply, createdAt }, thread === 'loud')]),
    // Who was asked in a direct message reads the thread there.
    ...(requester && askedBy !== parent.channel
      ? [{ id: newId(), channel: askedBy, message: { ...message, ...leads }, createdAt }]
      : []),
  ];
}

const asks: readonly RequestNoticeMessage['event'][] = ['reminder', 'lapsed'];
