import type { RequestNewsMessage } from '../../messages/request-messages.ts';
import type { NewOutgoing } from '../../ports/outgoing-records.ts';
import type { RequestRow } from '../../ports/remediation-records.ts';
import type { Clock, NewId } from '../../ports/runtime.ts';
import { regionsOf } from './compose-together.ts';

export type News = Pick<RequestNewsMessage, 'event'> & Partial<Pick<RequestNewsMessage, 'by' | 'reason'>>;

/** What became of a request, for whoever asked and (with `channel`) for the approvers. */
export function requestNews(
  { clock, newId }: { readonly clock: Clock; readonly newId: NewId },
  request: RequestRow,
  news: News,
  to: readonly (string | undefined)[],
): NewOutgoing[] {
  const target = request.plans[0]?.plan;
  const message: RequestNewsMessage = {
    kind: 'request-news',
    requestId: request.id,
    askedBy: request.askedBy,
    account: request.account,
    ...(target?.accountName !== undefined && { accountName: target.accountName }),
    region: regionsOf(request.plans.map(({ plan }) => plan)),
    findings: request.plans.map(({ plan }) => plan.finding),
    expiresAt: request.expiresAt,
    at: clock.now(),
    ...news,
  };
  const channels = new Set(to.filter((channel) => channel !== undefined));
  return [...channels].map((channel) => ({ id: newId(), channel, message, createdAt: clock.now() }));
}
