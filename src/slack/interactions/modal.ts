import type { ViewResponseAction } from '@slack/bolt';
import type { View } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { type BoundaryParts, type Circumstances, reportUnexpected } from '../../usecases/boundary.ts';
import type { ProblemMessage } from '../../usecases/messages/command-messages.ts';
import type { DecisionNoteMessage } from '../../usecases/messages/request-messages.ts';
import type { RunningScansMessage, ScanCancelMessage } from '../../usecases/messages/status-messages.ts';
import type { Clock } from '../../usecases/ports/runtime.ts';
import { mayPassLater, toChatError } from '../transport/chat-error.ts';
import type { Clients } from '../transport/client.ts';
import { draftOf, type Renderer, sendDraft } from '../transport/content.ts';
import { calling } from '../transport/posting.ts';
import type { ActionCall } from './action-call.ts';

export interface ModalParts extends BoundaryParts {
  readonly client: WebClient;
  readonly responder: Clients['responder'];
  readonly renderer: Renderer;
  readonly clock: Clock;
}

/** Which modal is filled. With the hash, the slower of two presses at once changes nothing. */
export interface ModalTarget {
  readonly view_id: string;
  readonly hash?: string;
}

/** What a modal is filled with, and how it shows what went wrong instead. */
export interface Filling {
  readonly circumstances: Circumstances;
  /** May reject with anything: nobody is left looking at "loading". */
  make(): Promise<View>;
  problemModal(problem: ProblemMessage): View;
}

/** Replacing a view may be repeated: the person is looking at "loading" meanwhile. */
const UPDATE_WAITS_MS = [1_000, 3_000];
const UPDATE_WAIT_MAX_MS = 30_000;

/** A trigger id that is over or was used. Any other refusal of a view is a defect, and no second press helps. */
const tooLate: ReadonlySet<string> = new Set([
  'exchanged_trigger_id',
  'expired_trigger_id',
  'invalid_trigger_id',
  'trigger_expired',
]);

/** What to say where no modal opens. */
const TOO_LATE: ProblemMessage = {
  kind: 'problem',
  what: 'Slack did not let the window open in time.',
  next: 'Press the button again.',
  suggestions: [],
};

/** A trigger id lives three seconds: `loading` opens first, and is filled when there is something to show. @throws {ChatError} */
export async function openAndFill(parts: ModalParts, call: ActionCall, loading: View, filling: Filling): Promise<void> {
  const viewId = await openModal(parts, call, loading);
  if (viewId !== undefined) await fillModal(parts, { view_id: viewId }, filling);
}

/** Opens a modal and gives its id. Undefined: Slack did not let it, which whoever pressed was told. @throws {ChatError} */
export async function openModal(parts: ModalParts, call: ActionCall, view: View): Promise<string | undefined> {
  try {
    const answer = await calling(() => parts.client.views.open({ trigger_id: call.triggerId, view }));
    return answer.view?.id ?? '';
  } catch (caught) {
    const error = toChatError(caught);
    if (!tooLate.has(error.slackCode) && !mayPassLater(error)) throw error;
    parts.log.warn({ slackCode: error.slackCode, user: call.user }, 'a modal could not be opened');
    await notifyBeside(parts, call, TOO_LATE);
    return undefined;
  }
}

/** Fills an open modal; what cannot be made, or what Slack refuses, becomes a problem with its reference. @throws {ChatError} */
export async function fillModal(parts: ModalParts, target: ModalTarget, filling: Filling): Promise<void> {
  const problem = (error: unknown): View =>
    filling.problemModal(reportUnexpected(parts, error, filling.circumstances).problem);
  const made = await filling.make().then(
    (view) => ({ view, isProblem: false }),
    (error: unknown) => ({ view: problem(error), isProblem: true }),
  );
  try {
    await updateModal(parts, target, made.view);
  } catch (caught) {
    if (made.isProblem || toChatError(caught).code !== 'refused') throw caught;
    await updateModal(parts, { view_id: target.view_id }, problem(caught));
  }
}

/** The answer to a submitted form: it stays open with what to fix, or shows that it is worked on. */
export function submissionAnswer(
  errors: Readonly<Record<string, string>> | undefined,
  working: View,
): ViewResponseAction {
  if (errors !== undefined) return { response_action: 'errors', errors: { ...errors } };
  return { response_action: 'update', view: working };
}

/** A modal that was closed meanwhile, or changed by another click, needs no update. @throws {ChatError} */
async function updateModal(parts: ModalParts, target: ModalTarget, view: View): Promise<void> {
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

/**
 * A problem, or what their press did, for the person who pressed: beside the message of the button, or in its place.
 * @throws {ChatError}
 */
export async function notifyBeside(
  parts: Pick<ModalParts, 'responder' | 'renderer' | 'log' | 'newId'>,
  { responseUrl }: Pick<ActionCall, 'responseUrl'>,
  message: ProblemMessage | DecisionNoteMessage | ScanCancelMessage | RunningScansMessage,
  { replace }: { readonly replace: boolean } = { replace: false },
): Promise<void> {
  if (responseUrl === undefined) return;
  const respond = parts.responder(responseUrl);
  const options = { visibility: 'ephemeral', replace } as const;
  await sendDraft(draftOf(parts.renderer, message), (content) => respond(content, options), parts);
}
