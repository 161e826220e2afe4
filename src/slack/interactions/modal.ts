import type { ViewResponseAction } from '@slack/bolt';
import type { View } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { type BoundaryParts, type Circumstances, guarded, reportUnexpected } from '../../usecases/boundary.ts';
import type { ProblemMessage } from '../../usecases/messages/command-messages.ts';
import type { DecisionNoteMessage } from '../../usecases/messages/request-messages.ts';
import type { RunningScansMessage, ScanCancelMessage } from '../../usecases/messages/status-messages.ts';
import type { Clock } from '../../usecases/ports/runtime.ts';
import type { ActionCall } from '../forms/action-call.ts';
import { mayPassLater, toChatError } from '../transport/chat-error.ts';
import type { Clients } from '../transport/client.ts';
import { type Draft, draftOf, type Renderer, sendDraft, wordsOnly } from '../transport/content.ts';
import { calling } from '../transport/posting.ts';
import { circumstancesOf } from './circumstances.ts';
import { directReply } from './reply-targets.ts';
import { STILL_BUSY, untilFree } from './until-free.ts';

export interface ModalParts extends BoundaryParts {
  readonly client: WebClient;
  readonly responder: Clients['responder'];
  readonly renderer: Renderer;
  readonly clock: Clock;
  /** Aborted while the bot stops. */
  readonly stopping: AbortSignal;
}

/** Which modal is filled. With the hash, the slower of two presses at once changes nothing. */
export interface ModalTarget {
  readonly view_id: string;
  readonly hash?: string;
}

/** What a modal is filled with, and how it shows what went wrong instead. */
export interface Filling {
  readonly circumstances: Circumstances;
  /** May reject with anything: nobody is left looking at "loading". Done again while the database is busy. */
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
    return await showAbove(parts, call, view, { orInPlace: true });
  } catch (caught) {
    const error = toChatError(caught);
    if (!tooLate.has(error.slackCode) && !mayPassLater(error)) throw error;
    parts.log.warn({ slackCode: error.slackCode, user: call.user }, 'a modal could not be opened');
    if (call.responseUrl === undefined) await sayDirectly(parts, call, draftOf(parts.renderer, TOO_LATE));
    else await notifyBeside(parts, call, TOO_LATE);
    return undefined;
  }
}

/** What Slack says to a fourth modal above three (docs.slack.dev, views.push). */
const TOO_MANY = 'push_limit_reached';

/**
 * From a message or the Home a modal opens; from a modal it lies upon that one, which would be lost else. `orInPlace`: where
 * Slack lays no more upon each other, it takes the place of the one that was pressed. What is only said never does: that
 * one may be a form with what somebody typed.
 */
async function showAbove(
  { client }: Pick<ModalParts, 'client'>,
  call: Pressed,
  view: View,
  { orInPlace }: { readonly orInPlace: boolean },
): Promise<string> {
  const { triggerId: trigger_id, view: below } = call;
  if (below === undefined) return (await calling(() => client.views.open({ trigger_id, view }))).view?.id ?? '';
  try {
    return (await calling(() => client.views.push({ trigger_id, view }))).view?.id ?? '';
  } catch (caught) {
    if (!orInPlace || toChatError(caught).slackCode !== TOO_MANY) throw caught;
    return (await calling(() => client.views.update({ view_id: below.id, view }))).view?.id ?? '';
  }
}

/** Fills an open modal; what cannot be made, or what Slack refuses, becomes a problem with its reference. @throws {ChatError} */
export async function fillModal(parts: ModalParts, target: ModalTarget, filling: Filling): Promise<void> {
  const problem = (error: unknown): View =>
    filling.problemModal(reportUnexpected(parts, error, filling.circumstances).problem);
  let shown = target;
  const waits = async (): Promise<void> => {
    shown = await showWaiting(parts, target, filling);
  };
  const made = await untilFree(parts, () => filling.make(), waits).then(
    (view) => ({ view, isProblem: false }),
    (error: unknown) => ({ view: problem(error), isProblem: true }),
  );
  try {
    await replaceModal(parts, shown, made.view);
  } catch (caught) {
    if (made.isProblem || toChatError(caught).code !== 'refused') throw caught;
    await replaceModal(parts, { view_id: target.view_id }, problem(caught));
  }
}

/** Which modal it is from then on: each change gives it another hash. What Slack does not take now is only not said. */
async function showWaiting(parts: ModalParts, target: ModalTarget, { problemModal }: Filling): Promise<ModalTarget> {
  try {
    const { hash } = (await replaceModal(parts, target, problemModal(STILL_BUSY))) ?? target;
    return { view_id: target.view_id, ...(target.hash !== undefined && hash !== undefined && { hash }) };
  } catch (caught) {
    parts.log.debug({ slackCode: toChatError(caught).slackCode }, 'nobody was told that the database is busy');
    return target;
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

/**
 * Shows another view in a modal, and says what Slack has now. Undefined: the modal was closed meanwhile, or changed by another click, and needs no update.
 * @throws {ChatError}
 */
export async function replaceModal(
  parts: ModalParts,
  target: ModalTarget,
  view: View,
): Promise<{ readonly hash?: string | undefined } | undefined> {
  for (const wait of [...UPDATE_WAITS_MS, undefined]) {
    try {
      const answer = await calling(() => parts.client.views.update({ ...target, view }));
      return { hash: answer.view?.hash };
    } catch (caught) {
      const error = toChatError(caught);
      if (error.slackCode === 'hash_conflict' || error.slackCode === 'not_found') {
        parts.log.debug({ slackCode: error.slackCode }, 'a modal was closed or changed meanwhile');
        return undefined;
      }
      if (wait === undefined || !mayPassLater(error)) throw error;
      await parts.clock.sleep(Math.max(wait, Math.min(error.retryAfterMs ?? 0, UPDATE_WAIT_MAX_MS)));
    }
  }
}

type Pressed = Pick<ActionCall, 'responseUrl' | 'triggerId' | 'user' | 'view'>;
type Said = ProblemMessage | DecisionNoteMessage | ScanCancelMessage | RunningScansMessage;

/**
 * A problem, or what their press did, for the person who pressed: beside the message of the button, or in its place. In the
 * Home and in a modal, which have no beside, in a modal of its own.
 * @throws {ChatError}
 */
export async function notifyBeside(
  parts: BesideParts,
  call: Pressed,
  message: Said,
  options = { replace: false },
): Promise<void> {
  if (call.responseUrl !== undefined) return sayBeside(parts, call, draftOf(parts.renderer, message), options);
  try {
    await showAbove(parts, call, parts.renderer.messageModal(message), { orInPlace: false });
  } catch (caught) {
    // The trigger was used for another modal, its three seconds are over, or three modals lie upon each other already.
    parts.log.debug({ slackCode: toChatError(caught).slackCode }, 'no modal could say it: a direct message does');
    await sayDirectly(parts, call, draftOf(parts.renderer, message));
  }
}

export type BesideParts = Pick<ModalParts, 'client' | 'responder' | 'renderer' | 'log' | 'newId'>;

async function sayBeside(
  parts: BesideParts,
  call: Pressed,
  draft: Draft,
  { replace } = { replace: false },
): Promise<void> {
  const { responseUrl } = call;
  if (responseUrl === undefined) return sayDirectly(parts, call, draft);
  const respond = parts.responder(responseUrl);
  await sendDraft(draft, (content) => respond(content, { visibility: 'ephemeral', replace }), parts);
}

/** For a press that nothing else can answer any more. */
async function sayDirectly(parts: BesideParts, { user }: Pick<ActionCall, 'user'>, draft: Draft): Promise<void> {
  const direct = directReply(parts.client, user);
  await sendDraft(draft, (content) => direct.put(content), parts);
}

const TAKEN = 'It is done: the database is free again. The message shows what holds now.';

/**
 * What a press does, done again while the database is busy. `waited`: whoever pressed was told so, and must be told the
 * end. What fails in the end is a problem. Never rejects.
 */
export async function pressed<T>(
  parts: ModalParts,
  call: ActionCall,
  act: () => Promise<T>,
): Promise<{ readonly answer: T | ProblemMessage; readonly waited: boolean }> {
  let waited = false;
  const tell = async (): Promise<void> => {
    waited = true;
    await notifyBeside(parts, call, STILL_BUSY).catch((caught: unknown) => {
      parts.log.debug({ slackCode: toChatError(caught).slackCode }, 'nobody was told that the database is busy');
    });
  };
  const answer = await guarded(parts, circumstancesOf(call), () => untilFree(parts, act, tell));
  return { answer, waited };
}

/** For who was told that a press waits, where nothing else says that it was done. @throws {ChatError} */
export function tellTaken(parts: BesideParts, call: ActionCall): Promise<void> {
  return sayBeside(parts, call, wordsOnly(TAKEN));
}
