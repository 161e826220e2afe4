import { ChatError } from '../../../domain/errors.ts';
import { type BoundaryParts, type Circumstances, reportUnexpected } from '../../boundary.ts';
import type { Message } from '../../messages/message.ts';
import type { Chat, PostedMessage } from '../../ports/chat.ts';
import type { OutboxRow } from '../../ports/outbox-records.ts';
import type { Clock } from '../../ports/runtime.ts';
import type { Store } from '../../ports/store.ts';
import { editClosedReply, isEditClosed } from './edit-closed.ts';
import { waitAfter } from './refresh-progress.ts';
import type { Wait } from './try-each.ts';

const afterOddMs = 60_000;

/** One edit, for `createTryEach`: what fails is logged in `words`, and tried again after the wait. Never rejects. */
export async function editSafely(
  dependencies: BoundaryParts,
  edit: () => Promise<void>,
  circumstances: Circumstances,
  words: string,
): Promise<Wait | undefined> {
  try {
    await edit();
    return undefined;
  } catch (error) {
    if (error instanceof ChatError) {
      dependencies.log.warn({ ...circumstances, code: error.code }, words);
      return waitAfter(error);
    }
    reportUnexpected(dependencies, error, circumstances, words);
    return { ms: afterOddMs, isGeneral: false };
  }
}

interface UpdateDependencies {
  readonly store: Pick<Store, 'outbox'>;
  readonly chat: Pick<Chat, 'update'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** A message that was posted, and as which row. */
interface Shown {
  readonly row: Pick<OutboxRow, 'id' | 'channel' | 'threadOf' | 'message'>;
  readonly posted: PostedMessage;
}

/**
 * Edits a message. One that somebody deleted misleads nobody: that is as good. Under one that Slack lets nobody edit any more
 * a reply says once what it would say now; a digest's only that it is old. @throws {ChatError}
 */
export async function updateIfThere(
  { store, chat, clock }: UpdateDependencies,
  { row, posted }: Shown,
  message: Message,
): Promise<void> {
  if (await isEditClosed(store.outbox, row.id)) return;
  try {
    await chat.update(posted, message);
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    if (error.code === 'message-gone') return;
    if (error.code !== 'message-fixed') throw error;
    await store.outbox.add([editClosedReply(row, clock.now(), message.kind === 'digest' ? undefined : message)]);
  }
}
