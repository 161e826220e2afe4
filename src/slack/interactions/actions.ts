import type { View } from '@slack/types';
import { GluewardenError } from '../../domain/errors.ts';
import type { RemediationActions } from '../../usecases/ports/remediation-surface.ts';
import type { SurfaceActions } from '../../usecases/ports/surface.ts';
import { explainError } from '../../usecases/words/explain.ts';
import { type ActionCall, channelOf } from '../forms/action-call.ts';
import { formStateText } from '../forms/form-state.ts';
import { toChatError } from '../transport/chat-error.ts';
import {
  actionIds,
  exceptionActions,
  homeActions,
  parseMenuValue,
  planActions,
  remediationActions,
  scanActions,
  showActions,
} from '../views/common/action-ids.ts';
import { type BrowseRequest, browseRequest, isListAction, listStateText, readListState } from './browse-request.ts';
import { circumstancesOf } from './circumstances.ts';
import { type ExceptionParts, pressException } from './exception-presses.ts';
import { reportFailedAnswer } from './failed-answer.ts';
import { type Filling, fillModal, type ModalParts, notifyBeside, openAndFill, pressed } from './modal.ts';
import { pressRemediation, turnPlan } from './remediation-presses.ts';

export interface ActionParts extends ModalParts, ExceptionParts {
  readonly actions: SurfaceActions;
  /** Absent: remediation is off. */
  readonly remediation?: RemediationActions;
  /** What the Home's own buttons do. Absent: nothing. */
  readonly home?: { press(call: ActionCall): Promise<void> };
}

/** Does what a button or a choice asks for. Never rejects. Unknown action ids (links have some) do nothing. */
export async function runAction(parts: ActionParts, given: ActionCall): Promise<void> {
  const call = given.actionId === actionIds.findingMenu ? menuCall(given) : given;
  try {
    if (call.view !== undefined && isListAction(call.actionId)) await changeList(parts, call, call.view);
    else if (call.view === undefined && call.actionId === actionIds.browse) await openList(parts, call);
    else if (call.view !== undefined && planActions.test(call.actionId)) await turnPlan(parts, call, call.view);
    else if (remediationActions.test(call.actionId)) await pressRemediation(parts, call);
    else if (showActions.test(call.actionId)) await showFinding(parts, call);
    else if (homeActions.test(call.actionId)) await parts.home?.press(call);
    else if (exceptionActions.test(call.actionId)) await pressException(parts, call);
    else if (call.view === undefined && scanActions.test(call.actionId)) await cancelScan(parts, call);
    else parts.log.debug({ actionId: call.actionId }, 'an action without an effect');
  } catch (error) {
    await tellUnexpected(parts, call, error);
  }
}

/** A menu's option is the press of a button: what it may do is decided as for that one. */
function menuCall(call: ActionCall): ActionCall {
  const meant = parseMenuValue(call.value ?? call.chosen[0] ?? '');
  return meant === undefined ? call : { ...call, ...meant, chosen: [] };
}

/** Mostly Slack itself that did not take an answer: what can be said then may still pass. */
async function tellUnexpected(parts: ActionParts, call: ActionCall, error: unknown): Promise<void> {
  const { problem, reference } = reportFailedAnswer(parts, error, circumstancesOf(call), 'an action failed');
  try {
    await notifyBeside(parts, call, problem);
  } catch (caught) {
    parts.log.warn({ reference, slackCode: toChatError(caught).slackCode }, 'whoever pressed could not be told');
  }
}

/** A scan that ended by itself becomes its result in the same message: a late press must not replace that. */
const RESULT_WITHIN_MS = 60_000;

/** The message of a scan that was cut off loses its button: nothing else would take it away, as after a restart. */
async function cancelScan(parts: ActionParts, call: ActionCall): Promise<void> {
  const actor = { user: call.user, channel: call.channel ?? '' };
  const { answer } = await pressed(parts, call, () => parts.actions.cancelScan(actor, call.value ?? ''));
  const replace = call.actionId === actionIds.cancelScan && isCutOff(answer, parts.clock.now());
  await notifyBeside(parts, call, answer, { replace });
}

function isCutOff(answer: Awaited<ReturnType<SurfaceActions['cancelScan']>>, now: number): boolean {
  if (answer.kind !== 'scan-cancel' || answer.event !== 'ended') return false;
  return answer.state === 'interrupted' || now - (answer.endedAt ?? now) > RESULT_WITHIN_MS;
}

/** The configuration or job behind a finding. Its buttons act in the channel where this was pressed. */
async function showFinding(parts: ActionParts, call: ActionCall): Promise<void> {
  const { actions, renderer } = parts;
  const id = call.value ?? call.chosen[0] ?? '';
  const channel = channelOf(call);
  await openAndFill(parts, call, renderer.loadingModal(), {
    circumstances: circumstancesOf(call),
    problemModal: renderer.problemModal,
    async make() {
      const answer = await actions.showFinding({ user: call.user, channel }, id);
      if (answer.kind === 'problem') return renderer.problemModal(answer);
      return { ...renderer.messageModal(answer), private_metadata: formStateText({ id, channel }) };
    },
  });
}

async function openList(parts: ActionParts, call: ActionCall): Promise<void> {
  const request = { queryId: call.value ?? '', page: 0 };
  await openAndFill(parts, call, parts.renderer.loadingModal(), page(parts, call, call.channel ?? '', request));
}

async function changeList(parts: ActionParts, call: ActionCall, view: NonNullable<ActionCall['view']>): Promise<void> {
  const modalState = readListState(view.privateMetadata);
  if (modalState === undefined) {
    const make = async (): Promise<View> => problemModal(explainError(new GluewardenError('expired-view')));
    const { problemModal } = parts.renderer;
    await fillModal(parts, { view_id: view.id }, { circumstances: circumstancesOf(call), make, problemModal });
    return;
  }
  const request = browseRequest(call, modalState);
  // An option that stands for what is chosen already.
  if (request === undefined) return;
  await fillModal(parts, { view_id: view.id, hash: view.hash }, page(parts, call, modalState.channel, request));
}

/** One page of the list. */
function page({ actions, renderer }: ActionParts, call: ActionCall, channel: string, request: BrowseRequest): Filling {
  return {
    circumstances: circumstancesOf(call),
    problemModal: renderer.problemModal,
    async make() {
      const answer = await actions.browse({ user: call.user, channel }, request);
      if (answer.kind === 'problem') return renderer.problemModal(answer);
      const metadata = listStateText({ queryId: answer.queryId, page: answer.page, channel });
      return { ...renderer.findingsModal(answer), private_metadata: metadata };
    },
  };
}
