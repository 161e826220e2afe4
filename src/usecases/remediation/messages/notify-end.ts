import type { RemediationOutcomeMessage, RemediationProgressMessage } from '../../messages/afterwards-messages.ts';
import type { NewOutboxMessage } from '../../ports/outbox-records.ts';
import type { RequestRow } from '../../ports/remediation-records.ts';
import type { NewId } from '../../ports/runtime.ts';
import type { Records } from '../../ports/store.ts';
import { type Given, readGivenOrders } from '../state/given-orders.ts';
import { composeProgress } from './compose-progress.ts';

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
  { remediation, outbox }: Records,
  request: RequestRow,
  now: number,
  stopped?: Given,
): Promise<void> {
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
  // Nobody presses anything here: the message in the channel of the approvals has the buttons.
  const message = { ...composeProgress(input), mayGoOn: false, mayRollBack: false };
  await outbox.add(endMessages(dependencies, message, now));
}

/** To the requester; and to the approvers where something needs a person, for an edit of their message tells nobody. */
export function endMessages(
  { channelOf, newId }: Pick<NotifyEndDependencies, 'channelOf' | 'newId'>,
  message: RemediationOutcomeMessage | RemediationProgressMessage,
  createdAt: number,
): NewOutboxMessage[] {
  const well = message.state === 'done' || message.state === 'rolled-back';
  const channel = well ? undefined : channelOf(message.account);
  const to = new Set([message.askedBy, channel].filter((name) => name !== undefined));
  return [...to].map((name) => ({ id: newId(), channel: name, message, createdAt }));
}
