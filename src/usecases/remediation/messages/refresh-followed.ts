import { ChatError } from '../../../domain/errors.ts';
import { reportUnexpected } from '../../boundary.ts';
import { followedRequest } from '../../messages/followed-request.ts';
import type { Chat } from '../../ports/chat.ts';
import type { OutboxRow } from '../../ports/outbox-records.ts';
import type { NewId } from '../../ports/runtime.ts';
import { type DecidedDependencies, decidedMessage } from './decided-message.ts';
import { waitAfter } from './refresh-progress.ts';

export interface RefreshFollowedDependencies extends DecidedDependencies {
  readonly chat: Pick<Chat, 'usergroupMembers' | 'update'>;
  readonly newId: NewId;
}

const afterOddMs = 60_000;

/**
 * Takes the buttons off posted messages whose decision was made, or whose time is over, wherever and however that
 * happened. A process that is killed between the decision and the edit leaves it to the next look: the row is followed
 * until its message was edited. What cannot be edited now is tried again later, and keeps no other waiting.
 */
export function createRefreshFollowed(dependencies: RefreshFollowedDependencies): () => Promise<void> {
  const pauses = new Map<string, { readonly from: number; readonly until: number }>();
  return async () => {
    const { store, clock } = dependencies;
    const rows = await store.outbox.followed();
    const ids = new Set(rows.map(({ id }) => id));
    for (const id of pauses.keys()) if (!ids.has(id)) pauses.delete(id);
    for (const row of rows) {
      const pause = pauses.get(row.id);
      if (pause && pause.from <= clock.now() && clock.now() < pause.until) continue;
      const wait = await refreshSafely(dependencies, row);
      const from = clock.now();
      if (wait === undefined) pauses.delete(row.id);
      else pauses.set(row.id, { from, until: from + wait });
    }
  };
}

/** Resolves with how long to leave it alone, milliseconds; undefined: it is as it should be. */
async function refreshSafely(dependencies: RefreshFollowedDependencies, row: OutboxRow): Promise<number | undefined> {
  const { log } = dependencies;
  const circumstances = { action: 'messages', delivery: row.id };
  const text = 'a message with buttons could not be brought up to date';
  try {
    await refresh(dependencies, row);
    return undefined;
  } catch (error) {
    if (error instanceof ChatError) {
      log.warn({ ...circumstances, code: error.code }, text);
      return waitAfter(error);
    }
    reportUnexpected(dependencies, error, circumstances, text);
    return afterOddMs;
  }
}

async function refresh(dependencies: RefreshFollowedDependencies, row: OutboxRow): Promise<void> {
  const { store, chat } = dependencies;
  const { postedChannel: channel, postedTs: ts } = row;
  const isOver = followedRequest(row.message) === undefined || channel === undefined || ts === undefined;
  if (isOver) return store.outbox.unfollow(row.id);
  const message = await decidedMessage(dependencies, row);
  if (message === undefined) return;
  try {
    await chat.update({ channel, ts }, message);
  } catch (error) {
    // Somebody deleted it: nobody presses anything there.
    if (!(error instanceof ChatError && error.code === 'message-gone')) throw error;
  }
  await store.outbox.unfollow(row.id, message);
}
