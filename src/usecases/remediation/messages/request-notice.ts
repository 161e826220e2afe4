import type { RequestNoticeMessage } from '../../messages/request-messages.ts';
import type { NewOutboxMessage } from '../../ports/outbox-records.ts';
import type { RequestRow } from '../../ports/remediation-records.ts';
import type { Clock, NewId } from '../../ports/runtime.ts';
import { regionsOf } from './compose-together.ts';

export type Notice = Pick<RequestNoticeMessage, 'event'> &
  Partial<Pick<RequestNoticeMessage, 'by' | 'reason' | 'gone'>>;

/** What became of a request, for the requester and (with `channel`) for the approvers. */
export function requestNotice(
  { clock, newId }: { readonly clock: Clock; readonly newId: NewId },
  request: RequestRow,
  notice: Notice,
  to: readonly (string | undefined)[],
): NewOutboxMessage[] {
  const target = request.plans[0]?.plan;
  const message: RequestNoticeMessage = {
    kind: 'request-news',
    requestId: request.id,
    askedBy: request.askedBy,
    account: request.account,
    ...(target?.accountName !== undefined && { accountName: target.accountName }),
    region: regionsOf(request.plans.map(({ plan }) => plan)),
    findings: request.plans.map(({ plan }) => plan.finding),
    expiresAt: request.expiresAt,
    at: clock.now(),
    ...notice,
  };
  const channels = new Set(to.filter((channel) => channel !== undefined));
  return [...channels].map((channel) => ({ id: newId(), channel, message, createdAt: clock.now() }));
}
