import type { View } from '@slack/types';
import type { Actor } from '../usecases/command.ts';
import { explainRefusal } from '../usecases/explain-refusal.ts';
import type { ApprovalRequestMessage, PlanDetailsMessage, ProblemMessage } from '../usecases/message.ts';
import type { NewId } from '../usecases/ports.ts';
import type { RemediationActions, RequestAnswer } from '../usecases/remediation-surface.ts';
import type { ActionCall } from './action-call.ts';
import { actionIds } from './action-ids.ts';
import { toChatError } from './chat-error.ts';
import { draftOf, sendDraft } from './content.ts';
import { formPlaceText, type Submission } from './form-submission.ts';
import { internalProblem } from './interaction.ts';
import { type ModalParts, openModal, TOO_LATE, tellBeside, updateModal } from './modal.ts';
import { updateContent } from './posting.ts';
import { responder } from './respond.ts';
import { planDetailsModal } from './views/plan-details.ts';
import { formProblemModal, noticeModal, rejectModal, remediationFormModal } from './views/remediation-form.ts';
import { retireFormModal } from './views/retire-form.ts';
import { rollBackModal } from './views/roll-back-form.ts';

export interface RemediationParts extends ModalParts {
  readonly newId: NewId;
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
  if (remediation === undefined) return tellBeside(parts, call, off);
  const id = call.value ?? '';
  const actor = actorOf(call);
  const message = messageOf(call);
  switch (call.actionId) {
    case actionIds.remediate:
    case actionIds.retire:
      return fillModal(parts, call, async () => {
        const form = await remediation.form(actor, id, call.actionId === actionIds.retire);
        if (form.kind === 'problem') return formProblemModal(form);
        const view = form.kind === 'retire-form' ? retireFormModal(form) : remediationFormModal(form);
        return { ...view, private_metadata: formPlaceText({ id, channel: actor.channel }) };
      });
    case actionIds.details:
      return fillModal(parts, call, async () => detailsOrProblem(await remediation.details(actor, id)));
    case actionIds.reject:
      return openReject(parts, call, { id, channel: actor.channel, ...(message && { ts: message.ts }) });
    case actionIds.approve:
      return applyBeside(parts, call, () =>
        remediation.decide(actor, { requestId: id, decision: 'approve', ...(message && { message }) }),
      );
    case actionIds.withdraw:
      return applyBeside(parts, call, () =>
        remediation.withdraw(actor, { requestId: id, ...(message && { message }) }),
      );
    case actionIds.rollBack:
      return fillModal(parts, call, async () => {
        const form = await remediation.rollBackForm(actor, id);
        if (form.kind === 'problem') return formProblemModal(form);
        const place = { id, channel: actor.channel, ...(message && { ts: message.ts }) };
        return { ...rollBackModal(form), private_metadata: formPlaceText(place) };
      });
    case actionIds.goOn:
      return tellProblem(parts, call, () => remediation.goOn(actor, { requestId: id, ...(message && { message }) }));
    case actionIds.stop:
      return tellProblem(parts, call, () => remediation.stop(actor, { requestId: id, ...(message && { message }) }));
    default:
      parts.log.debug({ actionId: call.actionId }, 'an action without an effect');
  }
}

/** What an order changed is shown by the message that is edited; what it could not do is told. */
async function tellProblem(
  parts: RemediationParts,
  call: ActionCall,
  act: () => Promise<ProblemMessage | undefined>,
): Promise<void> {
  const problem = await act();
  if (problem !== undefined) await tellBeside(parts, call, problem);
}

/** Works on a submitted form, which shows {@link workingModal} meanwhile. Never rejects. */
export async function runSubmission(
  parts: RemediationParts,
  submission: Exclude<Submission, { kind: 'errors' }>,
): Promise<void> {
  const { user, viewId, place } = submission;
  const actor: Actor = { user, channel: place.channel };
  try {
    const view = await viewSafely(parts, user, async () => {
      const { remediation } = parts;
      if (remediation === undefined) return formProblemModal(off);
      if (submission.kind === 'remediate')
        return detailsOrProblem(
          await remediation.ask(actor, {
            findingId: place.id,
            choice: submission.choice,
            reason: submission.reason,
          }),
        );
      const message = place.ts === undefined ? undefined : { channel: place.channel, ts: place.ts };
      if (submission.kind === 'roll-back') {
        const { understood } = submission;
        const order = { requestId: place.id, understood, ...(message && { message }) };
        const problem = await remediation.rollBack(actor, order);
        return problem
          ? formProblemModal(problem)
          : noticeModal(['It is being rolled back. The message shows how far it is.']);
      }
      const { reason } = submission;
      const order = { requestId: place.id, decision: 'reject', reason, ...(message && { message }) } as const;
      const { request, post = message, problem } = await remediation.decide(actor, order);
      if (request !== undefined && post !== undefined) await showRequest(parts, post, request);
      return problem ? formProblemModal(problem) : noticeModal(['Rejected. Whoever asked is told, with your reason.']);
    });
    await updateModal(parts, { view_id: viewId }, view);
  } catch (caught) {
    const { code, slackCode } = toChatError(caught);
    parts.log.error({ user, code, slackCode, form: submission.kind }, 'the answer to a form could not be shown');
  }
}

function actorOf({ user, channel }: ActionCall): Actor {
  return { user, channel: channel ?? '' };
}

function messageOf({ channel, messageTs: ts }: ActionCall): { channel: string; ts: string } | undefined {
  return channel === undefined || ts === undefined ? undefined : { channel, ts };
}

function detailsOrProblem(answer: PlanDetailsMessage | ProblemMessage): View {
  return answer.kind === 'problem' ? formProblemModal(answer) : planDetailsModal(answer);
}

/** A trigger id lives three seconds: a loading view first, then what was read. */
async function fillModal(parts: RemediationParts, call: ActionCall, read: () => Promise<View>): Promise<void> {
  const viewId = await openOrTell(parts, call, noticeModal(['Reading. This takes a moment.']));
  if (viewId === undefined) return;
  const view = await viewSafely(parts, call.user, read);
  try {
    await updateModal(parts, { view_id: viewId }, view);
  } catch (caught) {
    const error = toChatError(caught);
    if (error.code !== 'refused') throw error;
    const problem = internalProblem(parts, error, { actionId: call.actionId, user: call.user });
    await updateModal(parts, { view_id: viewId }, formProblemModal(problem));
  }
}

async function openReject(
  parts: RemediationParts,
  call: ActionCall,
  place: Parameters<typeof formPlaceText>[0],
): Promise<void> {
  await openOrTell(parts, call, { ...rejectModal(), private_metadata: formPlaceText(place) });
}

async function openOrTell(parts: RemediationParts, call: ActionCall, view: View): Promise<string | undefined> {
  try {
    return await openModal(parts, call.triggerId, view);
  } catch (caught) {
    parts.log.warn({ slackCode: toChatError(caught).slackCode, user: call.user }, 'a modal could not be opened');
    await tellBeside(parts, call, TOO_LATE);
    return undefined;
  }
}

/** Whatever goes wrong is something to see: nobody is left looking at "working on it". */
async function viewSafely(parts: RemediationParts, user: string, make: () => Promise<View>): Promise<View> {
  try {
    return await make();
  } catch (error) {
    return formProblemModal(internalProblem(parts, error, { user }));
  }
}

/** Brings the pressed message up to date, and tells whoever pressed what did not work. */
async function applyBeside(
  parts: RemediationParts,
  call: ActionCall,
  act: () => Promise<RequestAnswer>,
): Promise<void> {
  let answer: RequestAnswer;
  try {
    answer = await act();
  } catch (error) {
    answer = { problem: internalProblem(parts, error, { actionId: call.actionId, user: call.user }) };
  }
  await showAnswer(parts, call, answer);
  if (answer.problem !== undefined) await tellBeside(parts, call, answer.problem);
}

/** The approvers' message; and what was pressed, where that is another one: a list, seen by one person alone. */
async function showAnswer(parts: RemediationParts, call: ActionCall, { request, post }: RequestAnswer): Promise<void> {
  if (request === undefined) return;
  const pressed = messageOf(call);
  const message = post ?? pressed;
  if (message !== undefined) await showRequest(parts, message, request);
  // Slack does not say which message of one person alone was pressed.
  if (call.responseUrl === undefined || (pressed !== undefined && pressed.ts === message?.ts)) return;
  const respond = responder(call.responseUrl);
  const options = { visibility: 'ephemeral', replace: true } as const;
  await sendDraft(draftOf(parts.renderer, request), (content) => respond(content, options), parts.log);
}

/** The decision holds whatever Slack says to the edit: a message that cannot be edited is only out of date. */
async function showRequest(
  parts: RemediationParts,
  message: { readonly channel: string; readonly ts: string },
  request: ApprovalRequestMessage,
): Promise<void> {
  const { client, renderer, log } = parts;
  try {
    await sendDraft(draftOf(renderer, request), (content) => updateContent(client, message, content), log);
  } catch (caught) {
    const { slackCode } = toChatError(caught);
    log.warn({ slackCode, request: request.requestId }, 'the message of a request could not be brought up to date');
  }
}
