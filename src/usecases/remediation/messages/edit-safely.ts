import { ChatError } from '../../../domain/errors.ts';
import { type BoundaryParts, type Circumstances, reportUnexpected } from '../../boundary.ts';
import type { Message } from '../../messages/message.ts';
import type { Chat, PostedMessage } from '../../ports/chat.ts';
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

/** Edits a message. One that somebody deleted misleads nobody: that is as good. @throws {ChatError} */
export async function updateIfThere(
  chat: Pick<Chat, 'update'>,
  posted: PostedMessage,
  message: Message,
): Promise<void> {
  try {
    await chat.update(posted, message);
  } catch (error) {
    if (!(error instanceof ChatError && error.code === 'message-gone')) throw error;
  }
}
