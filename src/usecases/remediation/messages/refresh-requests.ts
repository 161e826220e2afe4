import { ChatError } from '../../../domain/errors.ts';
import { reportUnexpected } from '../../boundary.ts';
import type { Chat, PostedMessage } from '../../ports/chat.ts';
import type { Log, NewId } from '../../ports/runtime.ts';
import type { Store } from '../../ports/store.ts';
import { composeRequest, withTakenBack } from './compose-request.ts';

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

export interface RefreshDependencies {
  readonly store: Store;
  readonly chat: Pick<Chat, 'update'>;
  readonly log: Log;
  readonly newId: NewId;
}

/** Takes the buttons off the messages of requests that ended by themselves. A message that cannot be edited stays. */
export async function refreshClosed(
  { store, chat, log, newId }: RefreshDependencies,
  requestIds: readonly string[],
): Promise<void> {
  for (const id of requestIds) {
    const request = await store.remediation.request(id);
    const posted = await announcedAt(store, id);
    if (request === undefined || request.state === 'open' || posted === undefined) continue;
    try {
      const message = composeRequest(request, await store.remediation.decisions(id));
      await chat.update(posted, await withTakenBack(store.remediation, message));
    } catch (error) {
      const circumstances = { action: 'requests', request: id };
      const text = 'the message of a request could not be brought up to date';
      if (error instanceof ChatError) log.warn({ ...circumstances, code: error.code }, text);
      else reportUnexpected({ log, newId }, error, circumstances, text);
    }
  }
}
