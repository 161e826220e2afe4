import type { PostedMessage } from '../../ports/chat.ts';
import type { Store } from '../../ports/store.ts';

/** The id of the outgoing message that asks for a decision: from it the post is found again. */
export function announcementId(requestId: string): string {
  return `ask-${requestId}`;
}

/** A request that waits for a decision again is announced again: `last` is the one with the buttons. */
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

/** Where the approvers' message of a request stands. Undefined: not posted yet, or forgotten. */
export async function announcedAt(
  { outbox }: Pick<Store, 'outbox'>,
  requestId: string,
): Promise<PostedMessage | undefined> {
  const row = await outbox.get((await announcementIds({ outbox }, requestId)).last);
  const { postedChannel: channel, postedTs: ts } = row ?? {};
  return channel === undefined || ts === undefined ? undefined : { channel, ts };
}
