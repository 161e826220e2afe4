import type { OutboxRecords, OutboxRow } from '../ports/outbox-records.ts';

/** Where a message is posted. `after`: not before the message that it replies to. */
export type Place =
  | { readonly channel: string; readonly thread?: string; readonly broadcast?: boolean; readonly isOrphan?: boolean }
  | 'after';

/**
 * A reply goes into the thread of its message, where that one was posted. Where that one was given up, deleted in the chat or
 * forgotten, it stands in the channel by itself and says so.
 */
export async function placeOf(outbox: Pick<OutboxRecords, 'get'>, row: OutboxRow): Promise<Place> {
  const { channel, threadOf, broadcast = false } = row;
  if (threadOf === undefined) return { channel };
  const parent = await outbox.get(threadOf);
  return parent === undefined ? { channel, isOrphan: true } : placeIn(parent, { channel, broadcast });
}

function placeIn(
  { state, postedChannel, postedTs, goneAt, endedAt }: OutboxRow,
  { channel, broadcast }: { readonly channel: string; readonly broadcast: boolean },
): Place {
  if (state === 'sent' && goneAt === undefined && postedChannel !== undefined && postedTs !== undefined)
    return { channel: postedChannel, thread: postedTs, broadcast };
  const isOver = state === 'sent' || endedAt !== undefined;
  return isOver ? { channel, isOrphan: true } : 'after';
}

/** Where an earlier try to post it may have landed: in the thread too, although that is gone by now. */
export async function soughtIn(
  outbox: Pick<OutboxRecords, 'get'>,
  { channel, threadOf }: OutboxRow,
): Promise<{ readonly channel: string; readonly thread?: string }> {
  const parent = threadOf === undefined ? undefined : await outbox.get(threadOf);
  const { postedChannel, postedTs } = parent ?? {};
  return postedChannel === undefined || postedTs === undefined
    ? { channel }
    : { channel: postedChannel, thread: postedTs };
}
