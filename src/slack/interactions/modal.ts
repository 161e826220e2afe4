import type { View } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { ProblemMessage } from '../../usecases/messages/command-messages.ts';
import type { Clock, Log } from '../../usecases/ports/runtime.ts';
import { mayPassLater, toChatError } from '../transport/chat-error.ts';
import { draftOf, type Renderer } from '../transport/content.ts';
import { calling } from '../transport/posting.ts';
import { responder } from '../transport/respond.ts';
import type { ActionCall } from './action-call.ts';

export interface ModalParts {
  readonly client: WebClient;
  readonly renderer: Renderer;
  readonly clock: Clock;
  readonly log: Log;
}

/** Replacing a view may be repeated: the person is looking at "loading" meanwhile. */
const UPDATE_WAITS_MS = [1_000, 3_000];
const UPDATE_WAIT_MAX_MS = 30_000;

/** What to say where no modal opens. */
export const TOO_LATE: ProblemMessage = {
  kind: 'problem',
  what: 'Slack did not let the window open in time.',
  next: 'Press the button again.',
  suggestions: [],
};

/** Opens a modal and gives its id. @throws {ChatError} */
export async function openModal(parts: ModalParts, triggerId: string, view: View): Promise<string> {
  const answer = await calling(() => parts.client.views.open({ trigger_id: triggerId, view }));
  return answer.view?.id ?? '';
}

/** A modal that was closed meanwhile, or changed by another click, needs no update. @throws {ChatError} */
export async function updateModal(
  parts: ModalParts,
  target: { view_id: string; hash?: string },
  view: View,
): Promise<void> {
  for (const wait of [...UPDATE_WAITS_MS, undefined]) {
    try {
      await calling(() => parts.client.views.update({ ...target, view }));
      return;
    } catch (caught) {
      const error = toChatError(caught);
      if (error.slackCode === 'hash_conflict' || error.slackCode === 'not_found') {
        parts.log.debug({ slackCode: error.slackCode }, 'a modal was closed or changed meanwhile');
        return;
      }
      if (wait === undefined || !mayPassLater(error)) throw error;
      await parts.clock.sleep(Math.max(wait, Math.min(error.retryAfterMs ?? 0, UPDATE_WAIT_MAX_MS)));
    }
  }
}

/** A problem for the person who pressed, beside the message of the button. @throws {ChatError} */
export async function tellBeside(
  { renderer }: Pick<ModalParts, 'renderer'>,
  { responseUrl }: Pick<ActionCall, 'responseUrl'>,
  problem: ProblemMessage,
): Promise<void> {
  if (responseUrl === undefined) return;
  await responder(responseUrl)(draftOf(renderer, problem).content(), { visibility: 'ephemeral', replace: false });
}
