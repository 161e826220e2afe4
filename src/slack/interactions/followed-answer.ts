import { type BoundaryParts, reportUnexpected } from '../../usecases/boundary.ts';
import type { AuditProgressMessage } from '../../usecases/messages/audit-messages.ts';
import type { InterruptedMessage } from '../../usecases/messages/command-messages.ts';
import type { Message } from '../../usecases/messages/message.ts';
import type { PostedMessage } from '../../usecases/ports/chat.ts';

export interface FollowedAnswerParts extends BoundaryParts {
  /** Remembers where a shared answer goes on: should this process die, another one ends it there with this message. */
  follow?(posted: PostedMessage, message: InterruptedMessage): Promise<void>;
}

interface FollowedAnswer {
  onPosted(posted: PostedMessage): void;
  onProgress(message: Message): void;
}

/** Has a shared answer followed once it is known where it is and which scan it shows, in whichever order. */
export function followAnswer(
  parts: FollowedAnswerParts,
  { user, typed }: { readonly user: string; readonly typed: string },
): FollowedAnswer {
  let where: PostedMessage | undefined;
  let shown: AuditProgressMessage | undefined;
  let isFollowed = false;

  async function follow(): Promise<void> {
    if (isFollowed || where === undefined || shown?.scanId === undefined) return;
    isFollowed = true;
    const { scope, startedAt, scanId: scan } = shown;
    try {
      await parts.follow?.(where, {
        kind: 'interrupted',
        scope,
        startedAt,
        again: typed,
        shared: { scan, askedBy: user },
      });
    } catch (error) {
      reportUnexpected(parts, error, { action: 'command', user, scan }, 'a shared answer could not be remembered');
    }
  }

  return {
    onPosted(posted) {
      where = posted;
      void follow();
    },
    onProgress(message) {
      if (message.kind !== 'audit-progress') return;
      shown = message;
      void follow();
    },
  };
}
