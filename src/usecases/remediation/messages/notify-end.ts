import type { RemediationOutcomeMessage, RemediationProgressMessage } from '../../messages/afterwards-messages.ts';
import type { NewOutboxMessage } from '../../ports/outbox-records.ts';
import type { RequestRow } from '../../ports/remediation-records.ts';
import type { NewId } from '../../ports/runtime.ts';
import type { Records } from '../../ports/store.ts';
import { listWords } from '../../words/words.ts';
import { inThread, threadOf } from '../state/announced-at.ts';
import { type Given, readGivenOrders } from '../state/given-orders.ts';
import { composeProgress, inReply } from './compose-progress.ts';
import { noticesOf } from './request-notice.ts';

export interface NotifyEndDependencies {
  readonly newId: NewId;
  /** Where the approvers of an account read. */
  readonly channelOf: (account: string) => string | undefined;
  /** How long definitions are kept after an end, milliseconds. */
  readonly watchRunsFor: number;
}

/**
 * Tells how a whole request ended, once nothing of it goes on; before that it tells nothing. `stopped`: the order that is
 * being recorded, and is not in the audit trail yet.
 */
export async function notifyEnd(
  dependencies: NotifyEndDependencies,
  records: Records,
  request: RequestRow,
  now: number,
  stopped?: Given,
): Promise<void> {
  const { remediation, outbox } = records;
  const executions = await remediation.executions(request.id);
  if (executions.some(({ state }) => state !== 'ended')) return;
  const switches = await remediation.switches(request.id);
  const orders = await readGivenOrders(remediation, request, executions);
  const input = {
    request,
    executions,
    switches,
    held: false,
    keptFor: dependencies.watchRunsFor,
    now,
    orders: { ...orders, ...(stopped && { stopped }) },
  };
  // Nobody presses anything here: the first message of the thread has the buttons.
  const message = inReply(composeProgress(input));
  await outbox.add(await endMessages(dependencies, records, message, { now, request }));
}

/** In the word to the requester: the thread has all. */
const mostTrouble = 5;

interface Ended {
  readonly now: number;
  /** Absent: there is no row of it any more. */
  readonly request: RequestRow | undefined;
}

/**
 * Once in the thread, and in the channel too where something needs a person; and in short to the requester, who may not be in
 * that channel: what to do, and where the whole is.
 */
export async function endMessages(
  { channelOf, newId }: Pick<NotifyEndDependencies, 'channelOf' | 'newId'>,
  records: Pick<Records, 'outbox'>,
  message: RemediationOutcomeMessage | RemediationProgressMessage,
  { now, request }: Ended,
): Promise<NewOutboxMessage[]> {
  const { requestId, askedBy, account, accountName, headline, next, trouble, troubleTotal, template } = message;
  const isWell = message.state === 'done' || message.state === 'rolled-back';
  const channel = channelOf(account);
  const parent = await threadOf(records, { id: requestId, askedIn: request?.askedIn ?? '', askedBy }, channel);
  const isOutcome = message.kind === 'remediation-outcome';
  const about = {
    requestId,
    askedBy,
    account,
    ...(accountName !== undefined && { accountName }),
    region: isOutcome ? message.region : listWords(message.regions),
    findings: request?.plans.map(({ plan }) => plan.finding) ?? (isOutcome ? [message.finding] : message.findings),
    event: 'ended' as const,
    expiresAt: request?.expiresAt ?? now,
    at: now,
    headline,
    next,
    trouble: trouble.slice(0, mostTrouble).map(({ name, why }) => ({ name, why })),
    troubleTotal,
    ...(template && { template }),
  };
  return [
    inThread(parent, { id: newId(), message, createdAt: now }, !isWell),
    ...noticesOf({ newId }, parent, about, { requester: true }),
  ];
}
