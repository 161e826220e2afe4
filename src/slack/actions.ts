import type { View } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { type ChatError, GluewardenError } from '../domain/errors.ts';
import { explainError } from '../usecases/explain.ts';
import type { FindingsMessage, ProblemMessage } from '../usecases/message.ts';
import type { Clock, Log, NewId } from '../usecases/ports.ts';
import type { SurfaceActions } from '../usecases/surface.ts';
import type { ActionCall } from './action-call.ts';
import { actionIds } from './action-ids.ts';
import { type BrowseRequest, browseRequest, isListAction, placeText, readPlace } from './browse-request.ts';
import { mayPassLater, toChatError } from './chat-error.ts';
import { draftOf, type Renderer } from './content.ts';
import { internalProblem } from './interaction.ts';
import { calling } from './posting.ts';
import { redact } from './redact.ts';
import { type Respond, responder } from './respond.ts';

export interface ActionParts {
  readonly client: WebClient;
  readonly renderer: Renderer;
  readonly actions: SurfaceActions;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
}

/** Replacing a view may be repeated: the person is looking at "loading" meanwhile. */
const UPDATE_WAITS_MS = [1_000, 3_000];
const UPDATE_WAIT_MAX_MS = 30_000;

const TOO_LATE: ProblemMessage = {
  kind: 'problem',
  what: 'Slack did not let the list open in time.',
  next: 'Press the button again.',
  suggestions: [],
};
/** Does what a button or a choice asks for. Never rejects. Unknown action ids (links have some) do nothing. */
export async function runAction(parts: ActionParts, call: ActionCall): Promise<void> {
  try {
    if (call.view !== undefined && isListAction(call.actionId)) await changeList(parts, call, call.view);
    else if (call.view === undefined && call.actionId === actionIds.browse) {
      await openList(parts, call, { queryId: call.value ?? '', page: 0 });
    } else parts.log.debug({ actionId: call.actionId }, 'an action without an effect');
  } catch (caught) {
    const { code, slackCode, message } = toChatError(caught);
    const cause = caught instanceof Error ? redact(caught.message) : message;
    parts.log.error({ actionId: call.actionId, user: call.user, code, slackCode, cause }, 'an action failed');
  }
}

/** A trigger id lives three seconds: the modal opens empty first, and is filled when the findings are there. */
async function openList(parts: ActionParts, call: ActionCall, request: BrowseRequest): Promise<void> {
  let viewId: string;
  try {
    viewId = await openModal(parts, call.triggerId, parts.renderer.loadingModal());
  } catch (caught) {
    await tellProblem(parts, call, toChatError(caught));
    return;
  }
  await showPage(parts, call, call.channel ?? '', request, { view_id: viewId });
}

async function changeList(parts: ActionParts, call: ActionCall, view: NonNullable<ActionCall['view']>): Promise<void> {
  const place = readPlace(view.privateMetadata);
  if (place === undefined) {
    const problem = explainError(new GluewardenError('expired-view'));
    await updateModal(parts, { view_id: view.id }, parts.renderer.problemModal(problem));
    return;
  }
  const request = browseRequest(call, place);
  // An option that stands for what is chosen already.
  if (request === undefined) return;
  // With the hash, the slower of two clicks at once changes nothing.
  await showPage(parts, call, place.channel, request, { view_id: view.id, hash: view.hash });
}

async function showPage(
  parts: ActionParts,
  call: ActionCall,
  channel: string,
  request: BrowseRequest,
  target: { view_id: string; hash?: string },
): Promise<void> {
  const answer = await browseSafely(parts, { user: call.user, channel }, request);
  const view = viewOf(parts, answer, channel);
  try {
    await updateModal(parts, target, view);
  } catch (caught) {
    const error = toChatError(caught);
    if (error.code !== 'refused') throw error;
    const problem = internalProblem(parts, error, { actionId: call.actionId, user: call.user });
    await updateModal(parts, { view_id: target.view_id }, parts.renderer.problemModal(problem));
  }
}

async function browseSafely(
  parts: ActionParts,
  actor: { user: string; channel: string },
  request: BrowseRequest,
): Promise<FindingsMessage | ProblemMessage> {
  try {
    return await parts.actions.browse(actor, request);
  } catch (error) {
    return internalProblem(parts, error, { user: actor.user });
  }
}

/** A list that cannot be rendered becomes a problem with a reference: nobody is left looking at "loading". */
function viewOf(parts: ActionParts, answer: FindingsMessage | ProblemMessage, channel: string): View {
  if (answer.kind === 'problem') return parts.renderer.problemModal(answer);
  try {
    const metadata = placeText({ queryId: answer.queryId, page: answer.page, channel });
    return { ...parts.renderer.findingsModal(answer), private_metadata: metadata };
  } catch (error) {
    return parts.renderer.problemModal(internalProblem(parts, error, { view: 'findings' }));
  }
}

async function openModal(parts: ActionParts, triggerId: string, view: View): Promise<string> {
  const answer = await calling(() => parts.client.views.open({ trigger_id: triggerId, view }));
  return answer.view?.id ?? '';
}

/** A modal that was closed meanwhile, or changed by another click, needs no update. @throws {ChatError} */
async function updateModal(parts: ActionParts, target: { view_id: string; hash?: string }, view: View): Promise<void> {
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

/** Where no modal opens, the person still gets an answer beside the button. */
async function tellProblem(parts: ActionParts, call: ActionCall, error: ChatError): Promise<void> {
  parts.log.warn({ slackCode: error.slackCode, user: call.user }, 'a modal could not be opened');
  if (call.responseUrl === undefined) return;
  const respond: Respond = responder(call.responseUrl);
  await respond(draftOf(parts.renderer, TOO_LATE).content(), { visibility: 'ephemeral', replace: false });
}
