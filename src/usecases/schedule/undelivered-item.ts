import type { UndeliveredItem } from '../messages/delivery-messages.ts';
import type { OutboxRow } from '../ports/outbox-records.ts';

/** A message that was given up, as people are told of it: never what it says. */
export function undeliveredItem(row: OutboxRow): UndeliveredItem {
  const { id, channel: to, message, createdAt, endedAt = createdAt, lastError: error = '' } = row;
  return { id, to, about: message.kind, createdAt, endedAt, error };
}
