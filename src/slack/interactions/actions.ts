import type { View } from '@slack/types';
import { GluewardenError } from '../../domain/errors.ts';
import type { ProblemMessage } from '../../usecases/messages/command-messages.ts';
import type { FindingsMessage } from '../../usecases/messages/finding-messages.ts';
import type { RemediationActions } from '../../usecases/ports/remediation-surface.ts';
import type { NewId } from '../../usecases/ports/runtime.ts';
import type { SurfaceActions } from '../../usecases/ports/surface.ts';
import { explainError } from '../../usecases/words/explain.ts';
import { toChatError } from '../transport/chat-error.ts';
import { redact } from '../transport/redact.ts';
import { actionIds, planActions, remediationActions } from '../views/common/action-ids.ts';
import type { ActionCall } from './action-call.ts';
import { type BrowseRequest, browseRequest, isListAction, placeText, readPlace } from './browse-request.ts';
import { internalProblem } from './interaction.ts';
import { type ModalParts, openModal, TOO_LATE, tellBeside, updateModal } from './modal.ts';
import { pressRemediation, turnPlan } from './remediation-presses.ts';

export interface ActionParts extends ModalParts {
  readonly actions: SurfaceActions;
  /** Absent: remediation is off. */
  readonly remediation?: RemediationActions;
  readonly newId: NewId;
}

/** Does what a button or a choice asks for. Never rejects. Unknown action ids (links have some) do nothing. */
export async function runAction(parts: ActionParts, call: ActionCall): Promise<void> {
  try {
    if (call.view !== undefined && isListAction(call.actionId)) await changeList(parts, call, call.view);
    else if (call.view === undefined && call.actionId === actionIds.browse) {
      await openList(parts, call, { queryId: call.value ?? '', page: 0 });
    } else if (call.view !== undefined && planActions.test(call.actionId)) await turnPlan(parts, call, call.view);
    else if (call.view === undefined && remediationActions.test(call.actionId)) await pressRemediation(parts, call);
    else parts.log.debug({ actionId: call.actionId }, 'an action without an effect');
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
    parts.log.warn({ slackCode: toChatError(caught).slackCode, user: call.user }, 'a modal could not be opened');
    await tellBeside(parts, call, TOO_LATE);
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
