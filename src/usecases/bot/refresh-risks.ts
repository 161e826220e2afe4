import { requestAfter } from '../exceptions/exception-actions.ts';
import type { Chat } from '../ports/chat.ts';
import type { OutboxRow } from '../ports/outbox-records.ts';
import type { Clock, Log, NewId } from '../ports/runtime.ts';
import type { Store } from '../ports/store.ts';
import { editSafely, updateIfThere } from '../remediation/messages/edit-safely.ts';
import { createTryEach } from '../remediation/messages/try-each.ts';

export interface RefreshRisksDependencies {
  readonly store: Store;
  readonly chat: Pick<Chat, 'update'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
}

/**
 * Takes the buttons off messages about risks that were decided, taken back, or whose end passed, wherever that happened: a
 * row is followed until its message was edited, so a process that is killed in between leaves it to the next.
 */
export function createRefreshRisks(dependencies: RefreshRisksDependencies): () => Promise<void> {
  const { store, clock } = dependencies;
  return createTryEach({
    clock,
    list: async () => (await store.outbox.followed()).filter(({ message }) => message.kind === 'exception-request'),
    idOf: ({ id }) => id,
    tryOne: (row) =>
      editSafely(
        dependencies,
        () => refresh(dependencies, row),
        { action: 'risks', delivery: row.id },
        'the message of a risk could not be brought up to date',
      ),
  });
}

async function refresh(dependencies: RefreshRisksDependencies, row: OutboxRow): Promise<void> {
  const { store } = dependencies;
  if (row.message.kind !== 'exception-request') return;
  const exception = await store.exceptions.get(row.message.exceptionId);
  if (exception?.state === 'asked') return;
  const shown = exception && (await requestAfter(store, exception));
  if (shown?.request === undefined || shown.post === undefined) return store.outbox.unfollow(row.id);
  await updateIfThere(dependencies, { row, posted: shown.post }, shown.request);
  await store.outbox.unfollow(row.id, shown.request);
}
