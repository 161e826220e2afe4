import type { InterruptedMessage } from '../messages/command-messages.ts';
import { followedScan } from '../messages/followed-request.ts';
import type { Chat, PostedMessage } from '../ports/chat.ts';
import type { OutboxRow } from '../ports/outbox-records.ts';
import type { Clock, Log, NewId } from '../ports/runtime.ts';
import type { Store } from '../ports/store.ts';
import { editSafely, updateIfThere } from '../remediation/messages/edit-safely.ts';
import { createTryEach } from '../remediation/messages/try-each.ts';

export interface CutOffAnswersDependencies {
  readonly store: Store;
  readonly chat: Pick<Chat, 'update'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
}

/** Remembers where a shared answer stands, and what it becomes should its scan be cut off: nobody else could edit it. */
export async function rememberAnswer(
  { store, clock, newId }: Pick<CutOffAnswersDependencies, 'store' | 'clock' | 'newId'>,
  { channel, ts }: PostedMessage,
  message: InterruptedMessage,
): Promise<void> {
  const [id, at] = [newId(), clock.now()];
  // In one transaction: nobody delivers what was posted already.
  await store.transaction(async ({ outbox }) => {
    await outbox.add([{ id, channel, message, createdAt: at }]);
    await outbox.sent(id, channel, ts, at);
  });
}

/** Ends shared answers whose scan was cut off, in their place. Of others the process that scans shows the result. */
export function createEndCutOffAnswers(dependencies: CutOffAnswersDependencies): () => Promise<void> {
  const { store, clock } = dependencies;
  return createTryEach({
    clock,
    list: async () => (await store.outbox.followed()).filter(({ message }) => followedScan(message) !== undefined),
    idOf: ({ id }) => id,
    tryOne: (row) =>
      editSafely(
        dependencies,
        () => end(dependencies, row),
        { action: 'answers', delivery: row.id },
        'an answer that was cut off could not be ended in its place',
      ),
  });
}

async function end(dependencies: CutOffAnswersDependencies, row: OutboxRow): Promise<void> {
  const { store } = dependencies;
  const { message, postedChannel: channel, postedTs: ts } = row;
  const scan = await store.scans.get(followedScan(message) ?? '');
  if (scan?.state === 'running') return;
  if (scan?.state === 'interrupted' && channel !== undefined && ts !== undefined)
    await updateIfThere(dependencies, { row, posted: { channel, ts } }, message);
  await store.outbox.unfollow(row.id);
}
