import { largest } from '../../../domain/audit/extremes.ts';
import type { FirstRunsDecided, FirstRunsMessage, RevertedNoticeMessage } from '../../messages/afterwards-messages.ts';
import type { Message } from '../../messages/message.ts';
import type { RequestNoticeMessage } from '../../messages/request-messages.ts';
import type { OutboxRow } from '../../ports/outbox-records.ts';
import type { ExecutionRow, RequestRow } from '../../ports/remediation-records.ts';
import type { Clock, Log } from '../../ports/runtime.ts';
import type { Store } from '../../ports/store.ts';
import { readGivenOrders } from '../state/given-orders.ts';
import { isAtRest, progressOfPlans, requestWindow } from '../state/plan-progress.ts';

export interface DecidedDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** How long definitions are kept after an end, milliseconds. */
  readonly watchRunsFor: number;
}

/**
 * A posted message after the decision or the end that took the sense from its buttons: without them, and with who decided
 * what and when. From the tables alone, so that whoever looks next says the same. Undefined: its buttons still work, or are
 * none.
 */
export async function decidedMessage(
  dependencies: DecidedDependencies,
  { message, createdAt }: Pick<OutboxRow, 'message' | 'createdAt'>,
): Promise<Message | undefined> {
  if (message.kind === 'reverted-news') return decidedNotice(dependencies, message);
  if (message.kind !== 'request-news' && message.kind !== 'first-runs') return undefined;
  const request = await dependencies.store.remediation.request(message.requestId);
  if (request === undefined) return undefined;
  return message.kind === 'first-runs'
    ? decidedRuns(dependencies, message, request, createdAt)
    : decidedNews(message, request);
}

/** What asked for a decision in the thread. */
function decidedNews(message: RequestNoticeMessage, { state, closedAt }: RequestRow): Message | undefined {
  if (state === 'open') return undefined;
  return { ...message, over: { state, ...(closedAt !== undefined && { at: closedAt }) } };
}

async function decidedRuns(
  { store, clock, watchRunsFor }: DecidedDependencies,
  message: FirstRunsMessage,
  request: RequestRow,
  askedAt: number,
): Promise<Message | undefined> {
  const executions = await store.remediation.executions(request.id);
  const decided =
    message.event === 'canary'
      ? await decidedCanary(store, request, executions, askedAt)
      : decidedBack(request, executions, { keptFor: watchRunsFor, now: clock.now() });
  return decided && { ...message, mayRollBack: false, decided };
}

/** The question to the approvers: the first order since, or none where what waited ended by itself. */
async function decidedCanary(
  { remediation }: Store,
  request: RequestRow,
  executions: readonly ExecutionRow[],
  askedAt: number,
): Promise<FirstRunsDecided | undefined> {
  if (executions.some(({ state }) => state === 'waiting-for-canary')) return undefined;
  const { stopped, wentOn } = await readGivenOrders(remediation, request, executions);
  const orders = [
    ...(wentOn ? [{ what: 'went-on' as const, ...wentOn }] : []),
    ...(stopped ? [{ what: 'stopped' as const, ...stopped }] : []),
    ...ordersBack(executions),
  ];
  return orders.filter(({ at }) => at >= askedAt).toSorted((a, b) => a.at - b.at)[0] ?? { what: 'ended' };
}

/** A roll back is offered until somebody orders it, or nothing can be rolled back any more. */
function decidedBack(
  request: RequestRow,
  executions: readonly ExecutionRow[],
  { keptFor, now }: { readonly keptFor: number; readonly now: number },
): FirstRunsDecided | undefined {
  const [order] = ordersBack(executions);
  if (order !== undefined) return order;
  const plansProgress = progressOfPlans(request, executions);
  const isOver = plansProgress.every(isAtRest) && requestWindow(plansProgress, keptFor, now) === undefined;
  return isOver ? { what: 'window-over' } : undefined;
}

function ordersBack(executions: readonly ExecutionRow[]) {
  return executions.flatMap(({ order }) =>
    order ? [{ what: 'rolled-back' as const, by: order.by, at: order.at }] : [],
  );
}

/** Once a scan saw none of the jobs that it names as reverted any more. */
async function decidedNotice(
  { store }: DecidedDependencies,
  message: RevertedNoticeMessage,
): Promise<Message | undefined> {
  const ends: number[] = [];
  for (const { findingId } of message.jobs) {
    const finding = await store.findings.byId(findingId);
    if (finding !== undefined && finding.resolvedAt === undefined) return undefined;
    ends.push(finding?.resolvedAt ?? 0);
  }
  return { ...message, over: { at: largest(ends, message.at) } };
}
