import type { View } from '@slack/types';
import { GluewardenError } from '../../domain/errors.ts';
import type { PlanMode } from '../../domain/plan/plan.ts';
import type { ProblemMessage } from '../../usecases/messages/command-messages.ts';
import type { RetireForm } from '../../usecases/messages/remediation-forms.ts';
import type { ApprovalRequestMessage, PlanDetailsMessage } from '../../usecases/messages/request-messages.ts';
import type { Actor } from '../../usecases/ports/command.ts';
import type { RemediationActions, RequestAnswer } from '../../usecases/ports/remediation-surface.ts';
import { explainError } from '../../usecases/words/explain.ts';
import { explainRefusal } from '../../usecases/words/explain-refusal.ts';
import { type ActionCall, channelOf } from '../forms/action-call.ts';
import { bulkStateText } from '../forms/bulk-state.ts';
import { type FormState, formStateText, readFormState } from '../forms/form-state.ts';
import { toChatError } from '../transport/chat-error.ts';
import { draftOf, sendDraft } from '../transport/content.ts';
import { actionIds, parsePlanPage } from '../views/common/action-ids.ts';
import { bulkFormModal, bulkRefusedModal } from '../views/remediation/bulk-form.ts';
import { planDetailsModal } from '../views/remediation/plan-modal.ts';
import {
  formProblemModal,
  noticeModal,
  rejectModal,
  remediationFormModal,
} from '../views/remediation/remediation-form.ts';
import { retireFormModal } from '../views/remediation/retire-form.ts';
import { rollBackModal } from '../views/remediation/roll-back-form.ts';
import { circumstancesOf, formCircumstances } from './circumstances.ts';
import { type ExceptionParts, submitAccept, submitRejectRisk } from './exception-presses.ts';
import { reportFailedAnswer } from './failed-answer.ts';
import { refusedView, showMore, takenView } from './form-again.ts';
import type { Submission } from './form-submission.ts';
import { fillModal, type ModalParts, notifyBeside, openAndFill, openModal, pressed, tellTaken } from './modal.ts';

export interface RemediationParts extends ModalParts, ExceptionParts {
  /** Absent: remediation is off. */
  readonly remediation?: RemediationActions;
}

const off: ProblemMessage = { kind: 'problem', ...explainRefusal('remediation-off'), suggestions: [] };

/** What a form shows while its submission is worked on. */
export const workingModal: View = noticeModal([
  'Working on it: the plan is made from what AWS says now. This takes a moment.',
]);

/** Does what one of the buttons of a remediation asks for. @throws {ChatError} */
export async function pressRemediation(parts: RemediationParts, call: ActionCall): Promise<void> {
  const { remediation } = parts;
  if (remediation === undefined) return notifyBeside(parts, call, off);
  const id = call.value ?? call.chosen[0] ?? '';
  const actor = actorOf(call);
  const message = messageOf(call);
  switch (call.actionId) {
    case actionIds.remediate:
    case actionIds.retire:
    case actionIds.remediateChosen:
      return showModal(parts, call, async () => {
        const form = await remediation.form(actor, id, { retire: call.actionId === actionIds.retire });
        if (form.kind === 'problem') return formProblemModal(form);
        if (form.kind === 'taken-finding') return takenView(form, actor);
        const view = form.kind === 'retire-form' ? retireFormModal(form) : remediationFormModal(form);
        const modalState = { id, channel: actor.channel, ...(message && { ts: message.ts }), ...modeState(form) };
        return { ...view, private_metadata: formStateText(modalState) };
      });
    case actionIds.bulk:
      return showModal(parts, call, async () => {
        const form = await remediation.bulkForm(actor, id);
        if (form.kind === 'problem') return formProblemModal(form);
        const modalState = { id, channel: actor.channel, ...modeState(form) };
        return { ...bulkFormModal(form), private_metadata: formStateText(modalState) };
      });
    case actionIds.moreOptions:
      return showMore(parts, remediation, call);
    case actionIds.details:
      return showModal(parts, call, async () => detailsOrProblem(await remediation.details(actor, id), actor));
    case actionIds.reject:
      await openModal(parts, call, {
        ...rejectModal(),
        private_metadata: formStateText({ id, channel: actor.channel, ...(message && { ts: message.ts }) }),
      });
      return;
    case actionIds.approve:
      return applyBeside(parts, call, () =>
        remediation.decide(actor, { requestId: id, decision: 'approve', ...(message && { message }) }),
      );
    case actionIds.takeBack:
      return applyBeside(parts, call, () =>
        remediation.takeBack(actor, { requestId: id, ...(message && { message }) }),
      );
    case actionIds.withdraw:
      return applyBeside(parts, call, () =>
        remediation.withdraw(actor, { requestId: id, ...(message && { message }) }),
      );
    case actionIds.rollBack:
      return showModal(parts, call, async () => {
        const form = await remediation.rollBackForm(actor, id);
        if (form.kind === 'problem') return formProblemModal(form);
        const modalState = { id, channel: actor.channel, ...(message && { ts: message.ts }) };
        return { ...rollBackModal(form), private_metadata: formStateText(modalState) };
      });
    case actionIds.goOn:
      return notifyProblem(parts, call, () => remediation.goOn(actor, { requestId: id, ...(message && { message }) }));
    case actionIds.stop:
      return notifyProblem(parts, call, () => remediation.stop(actor, { requestId: id, ...(message && { message }) }));
    default:
      parts.log.debug({ actionId: call.actionId }, 'an action without an effect');
  }
}

/** What a form says of the mode holds for it, whatever is configured when it is sent. */
function modeState(form: RetireForm | { readonly mode: PlanMode }): Pick<FormState, 'mode'> {
  return 'mode' in form && form.mode === 'full' ? { mode: 'full' } : {};
}

/** What an order changed is shown by the message that is edited; what it could not do is told. */
async function notifyProblem(
  parts: RemediationParts,
  call: ActionCall,
  act: () => Promise<ProblemMessage | undefined>,
): Promise<void> {
  const { answer: problem, waited } = await pressed(parts, call, act);
  if (problem !== undefined) await notifyBeside(parts, call, problem);
  else if (waited) await tellTaken(parts, call);
}

/** Shows another plan, or page of a plan, of the request whose details are open. @throws {ChatError} */
export async function turnPlan(
  parts: RemediationParts,
  call: ActionCall,
  { id, hash, privateMetadata }: NonNullable<ActionCall['view']>,
): Promise<void> {
  const { user, value, chosen } = call;
  const { remediation } = parts;
  const make = async (): Promise<View> => {
    const modalState = readFormState(privateMetadata);
    if (modalState === undefined) return formProblemModal(explainError(new GluewardenError('expired-view')));
    if (remediation === undefined) return formProblemModal(off);
    const actor = { user, channel: modalState.channel };
    const { at, page } = parsePlanPage(value ?? chosen[0]);
    return detailsOrProblem(await remediation.details(actor, modalState.id, at), actor, page);
  };
  const filling = { circumstances: circumstancesOf(call), make, problemModal: formProblemModal };
  await fillModal(parts, { view_id: id, hash }, filling);
}

/** Works on a submitted form, which shows {@link workingModal} meanwhile. Never rejects. */
export async function runSubmission(
  parts: RemediationParts,
  submission: Exclude<Submission, { kind: 'errors' }>,
): Promise<void> {
  const circumstances = formCircumstances(submission);
  const make = (): Promise<View> => submit(parts, submission);
  const problemModal = (problem: ProblemMessage): View =>
    formProblemModal(problem, 'reason' in submission ? submission.reason : '');
  try {
    await fillModal(parts, { view_id: submission.viewId }, { circumstances, make, problemModal });
  } catch (error) {
    reportFailedAnswer(parts, error, circumstances, 'the answer to a form could not be shown');
  }
}

/** Does what the form asks for; the view says what became of it. */
async function submit(parts: RemediationParts, submission: Exclude<Submission, { kind: 'errors' }>): Promise<View> {
  const { remediation, exceptions } = parts;
  if (submission.kind === 'accept')
    return exceptions === undefined ? formProblemModal(off) : submitAccept(exceptions, submission);
  if (submission.kind === 'reject-risk')
    return exceptions === undefined ? formProblemModal(off) : submitRejectRisk(exceptions, submission);
  if (remediation === undefined) return formProblemModal(off);
  const { user, modalState } = submission;
  const actor: Actor = { user, channel: modalState.channel };
  if (submission.kind === 'remediate') {
    const { choice, reason } = submission;
    const from = modalState.ts === undefined ? {} : { from: { channel: modalState.channel, ts: modalState.ts } };
    const answer = await remediation.ask(actor, { findingId: modalState.id, choice, reason, ...from });
    if (answer.kind === 'ask-refused') return refusedView(remediation, actor, { ...submission, refused: answer });
    if (answer.kind === 'problem') return formProblemModal(answer, reason);
    return answer.kind === 'taken-finding' ? takenView(answer, actor, reason) : detailsOrProblem(answer, actor);
  }
  if (submission.kind === 'several') return bulkAnswer(remediation, actor, submission);
  const message = modalState.ts === undefined ? undefined : { channel: modalState.channel, ts: modalState.ts };
  if (submission.kind === 'roll-back') {
    const { understood } = submission;
    const order = { requestId: modalState.id, understood, ...(message && { message }) };
    const problem = await remediation.rollBack(actor, order);
    return problem
      ? formProblemModal(problem)
      : noticeModal(['It is being rolled back. The message shows how far it is.']);
  }
  const { reason } = submission;
  const order = { requestId: modalState.id, decision: 'reject', reason, ...(message && { message }) } as const;
  const { problem } = await remediation.decide(actor, order);
  return problem
    ? formProblemModal(problem, reason)
    : noticeModal(['Rejected. The requester is told, with your reason.']);
}

/** The opened request; or which cannot be asked for, with a button to ask for the others. */
async function bulkAnswer(
  remediation: RemediationActions,
  actor: Actor,
  submission: Extract<Submission, { kind: 'several' }>,
): Promise<View> {
  const { modalState, findingIds, choice, reason } = submission;
  const answer = await remediation.askBulk(actor, { findingIds, choice, reason });
  if (answer.kind === 'ask-refused') return refusedView(remediation, actor, { ...submission, refused: answer });
  if (answer.kind === 'problem') return formProblemModal(answer, reason);
  if (answer.kind !== 'several-refused') return detailsOrProblem(answer, actor);
  const rest = bulkStateText({ ...modalState, findingIds: answer.possible, choice });
  return { ...bulkRefusedModal(answer, reason), private_metadata: rest };
}

function actorOf(call: ActionCall): Actor {
  return { user: call.user, channel: channelOf(call) };
}

function messageOf({ channel, messageTs: ts }: ActionCall): { channel: string; ts: string } | undefined {
  return channel === undefined || ts === undefined ? undefined : { channel, ts };
}

function detailsOrProblem(answer: PlanDetailsMessage | ProblemMessage, { channel }: Actor, page = 0): View {
  if (answer.kind === 'problem') return formProblemModal(answer);
  const { request } = answer;
  // Who turns to another plan later may ask from this channel.
  const metadata = request && { private_metadata: formStateText({ id: request.id, channel }) };
  return { ...planDetailsModal(answer, page), ...metadata };
}

/** A modal that is filled with what is read. */
async function showModal(parts: RemediationParts, call: ActionCall, make: () => Promise<View>): Promise<void> {
  const filling = { circumstances: circumstancesOf(call), make, problemModal: formProblemModal };
  await openAndFill(parts, call, noticeModal(['Reading. This takes a moment.']), filling);
}

/** Brings the pressed message up to date, and tells whoever pressed what did not work. */
async function applyBeside(
  parts: RemediationParts,
  call: ActionCall,
  act: () => Promise<RequestAnswer>,
): Promise<void> {
  const { answer: done, waited } = await pressed(parts, call, act);
  const answer = 'kind' in done ? { problem: done } : done;
  await showAnswer(parts, call, answer);
  const told = answer.problem ?? answer.note;
  if (told !== undefined) await notifyBeside(parts, call, told);
  else if (waited) await tellTaken(parts, call);
}

/**
 * What was pressed, where that is a list, seen by one person alone. The message of the request is edited from the tables by
 * whoever looks after it: an edit from here could come late, and take back what was shown since.
 */
async function showAnswer(parts: RemediationParts, call: ActionCall, { request }: RequestAnswer): Promise<void> {
  if (request === undefined || call.responseUrl === undefined) return;
  // Slack does not say which message of one person alone was pressed; every other one is edited as it was said.
  if (messageOf(call) !== undefined) return;
  const respond = parts.responder(call.responseUrl);
  const options = { visibility: 'ephemeral', replace: true } as const;
  try {
    await sendDraft(draftOf(parts.renderer, request), (content) => respond(content, options), parts);
  } catch (caught) {
    noteOutOfDate(parts, request, caught);
  }
}

function noteOutOfDate({ log }: RemediationParts, { requestId }: ApprovalRequestMessage, caught: unknown): void {
  const { slackCode } = toChatError(caught);
  log.warn({ slackCode, request: requestId }, 'the message of a request could not be brought up to date');
}
