import type { ChatError } from '../../domain/errors.ts';
import type { NewOutboxMessage, OutboxRow } from '../ports/outbox-records.ts';
import type { Records } from '../ports/store.ts';
import { isGeneral } from './delivery-end.ts';

/**
 * Tells the requester, once, that the approvers cannot see the request yet, and why. Nothing while the chat is away or
 * refuses the bot itself: this could not be delivered either, and passes for all messages at once. `over`: it is not
 * tried again by itself.
 */
export async function tellRequester(
  { outbox }: Pick<Records, 'outbox'>,
  row: OutboxRow,
  error: ChatError | undefined,
  { at, over }: { readonly at: number; readonly over: boolean },
): Promise<void> {
  if (error === undefined || isGeneral(error)) return;
  const notice = heldNotice(row, error.slackCode, at, over);
  if (notice === undefined || (await outbox.get(notice.id)) !== undefined) return;
  await outbox.add([notice]);
}

/** Undefined for every other message, and for a request that waits for nobody. */
function heldNotice(row: OutboxRow, code: string, at: number, over: boolean): NewOutboxMessage | undefined {
  const { message, channel } = row;
  if (message.kind !== 'approval-request' || message.state !== 'open' || channel === message.askedBy) return undefined;
  const { requestId, askedBy, account, accountName, region, plans, expiresAt } = message;
  return {
    id: `held-${row.id}`,
    channel: askedBy,
    createdAt: at,
    message: {
      kind: 'request-news',
      event: 'held',
      requestId,
      askedBy,
      account,
      ...(accountName !== undefined && { accountName }),
      region,
      findings: plans.map(({ finding }) => finding),
      expiresAt,
      at,
      held: { channel, code, ...(over && { over: true }) },
    },
  };
}
