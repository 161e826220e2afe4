import { followedRequest, followedScan } from '../../messages/followed-request.ts';
import type { Chat } from '../../ports/chat.ts';
import type { OutboxRow } from '../../ports/outbox-records.ts';
import type { NewId } from '../../ports/runtime.ts';
import { progressId } from '../state/announced-at.ts';
import { type DecidedDependencies, decidedMessage } from './decided-message.ts';
import { editSafely, updateIfThere } from './edit-safely.ts';
import { createTryEach } from './try-each.ts';

export interface RefreshFollowedDependencies extends DecidedDependencies {
  readonly chat: Pick<Chat, 'update'>;
  readonly newId: NewId;
}

/**
 * Takes the buttons off posted messages whose decision was made, or whose time is over, wherever and however that
 * happened. A process that is killed between the decision and the edit leaves it to the next look: the row is followed
 * until its message was edited. What cannot be edited now is tried again later, and keeps no other waiting; where Slack
 * itself is away or asks to slow down, all wait. The first message of a thread goes on changing after that, so its edits are
 * those of the progress (refresh-progress.ts).
 */
export function createRefreshFollowed(dependencies: RefreshFollowedDependencies): () => Promise<void> {
  const { store, clock } = dependencies;
  return createTryEach({
    clock,
    // Shared answers are followed without remediation too: src/usecases/bot/cut-off-answers.ts
    list: async () => (await store.outbox.followed()).filter(({ message }) => followedScan(message) === undefined),
    idOf: ({ id }) => id,
    tryOne: (row) =>
      editSafely(
        dependencies,
        () => refresh(dependencies, row),
        { action: 'messages', delivery: row.id },
        'a message with buttons could not be brought up to date',
      ),
  });
}

async function refresh(dependencies: RefreshFollowedDependencies, row: OutboxRow): Promise<void> {
  const { store } = dependencies;
  const { postedChannel: channel, postedTs: ts } = row;
  const requestId = followedRequest(row.message);
  if (requestId === undefined || channel === undefined || ts === undefined) return store.outbox.unfollow(row.id);
  if (row.message.kind === 'approval-request') return handOver(dependencies, row, requestId);
  const message = await decidedMessage(dependencies, row);
  if (message === undefined) return;
  await updateIfThere(dependencies, { row, posted: { channel, ts } }, message);
  await store.outbox.unfollow(row.id, message);
}

/** Whoever closed the request has it followed as well, apart from older versions. */
async function handOver({ store }: RefreshFollowedDependencies, { id }: OutboxRow, requestId: string): Promise<void> {
  const request = await store.remediation.request(requestId);
  if (request === undefined || request.state === 'open') return;
  await store.transaction(async ({ remediation, outbox }) => {
    await remediation.followProgress(requestId, progressId(requestId));
    await outbox.unfollow(id);
  });
}
