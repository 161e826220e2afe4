import type { NewOutboxMessage } from '../../ports/outbox-records.ts';
import type { Store } from '../../ports/store.ts';

/** The id of the outgoing message that asks for a decision: from it the post is found again. */
export function announcementId(requestId: string): string {
  return `ask-${requestId}`;
}

/** The id of the outgoing message that shows how far a request is. */
export function progressId(requestId: string): string {
  return `progress-${requestId}`;
}

/** An older version announced a request again that waited for a decision again: `last` is the one with the buttons. */
export async function announcementIds(
  { outbox }: Pick<Store, 'outbox'>,
  requestId: string,
): Promise<{ readonly last: string; readonly next: string }> {
  const first = announcementId(requestId);
  let last = first;
  let next = first;
  for (let count = 2; (await outbox.get(next)) !== undefined; count += 1) {
    last = next;
    next = `${first}-${count}`;
  }
  return { last, next };
}

/** What a thread hangs on: the delivery of its first message, and the channel. */
export interface ThreadParent {
  readonly id: string;
  readonly channel: string;
}

/**
 * The message that the thread of a request hangs on. `channel`: where it would be, should it be forgotten. What an older
 * version had asked in the Home was asked in no channel.
 */
export async function threadOf(
  { outbox }: Pick<Store, 'outbox'>,
  request: { readonly id: string; readonly askedIn: string; readonly askedBy: string },
  channel?: string,
): Promise<ThreadParent> {
  const { last } = await announcementIds({ outbox }, request.id);
  const row = await outbox.get(last);
  return { id: last, channel: row?.channel ?? channel ?? (request.askedIn || request.askedBy) };
}

/** A message as a reply in that thread. `isLoud`: it needs a person, so it stands in the channel too. */
export function inThread(
  parent: ThreadParent,
  row: Pick<NewOutboxMessage, 'id' | 'message' | 'createdAt'>,
  isLoud = false,
): NewOutboxMessage {
  return { ...row, channel: parent.channel, threadOf: parent.id, ...(isLoud && { broadcast: true as const }) };
}
