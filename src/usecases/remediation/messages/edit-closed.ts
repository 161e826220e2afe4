import type { EditClosedMessage, Message } from '../../messages/message.ts';
import type { NewOutboxMessage, OutboxRecords, OutboxRow } from '../../ports/outbox-records.ts';

const replyId = (deliveryId: string) => `${deliveryId}-as-is`;

/** True for a message that Slack lets nobody edit any more, which its thread says. */
export async function isEditClosed(outbox: Pick<OutboxRecords, 'get'>, deliveryId: string): Promise<boolean> {
  return (await outbox.get(replyId(deliveryId))) !== undefined;
}

/** The one reply that says so: in its thread, or beside it where it is a reply itself. */
export function editClosedReply(
  { id, channel, threadOf, message }: Pick<OutboxRow, 'id' | 'channel' | 'threadOf' | 'message'>,
  at: number,
  now?: Message,
): NewOutboxMessage {
  const said: EditClosedMessage = { kind: 'edit-closed', of: message.kind, ...(now !== undefined && { now }) };
  return { id: replyId(id), channel, message: said, createdAt: at, threadOf: threadOf ?? id };
}
