import type { View } from '@slack/types';
import type { ExceptionActions } from '../../usecases/exceptions/exception-actions.ts';
import type { AcceptSubmission } from '../forms/accept-submission.ts';
import { acceptStateText } from '../forms/accept-submission.ts';
import { type ActionCall, channelOf } from '../forms/action-call.ts';
import { formStateText } from '../forms/form-state.ts';
import { toChatError } from '../transport/chat-error.ts';
import { draftOf, sendDraft } from '../transport/content.ts';
import { updateContent } from '../transport/posting.ts';
import { actionIds } from '../views/common/action-ids.ts';
import { problemModal } from '../views/common/modals.ts';
import { acceptFormModal } from '../views/exceptions/accept-form.ts';
import { acceptedModal } from '../views/exceptions/accepted-modal.ts';
import { noticeModal, rejectModal } from '../views/remediation/remediation-form.ts';
import { circumstancesOf } from './circumstances.ts';
import type { Submission } from './form-submission.ts';
import { type ModalParts, notifyBeside, openAndFill, openModal, pressed, tellTaken } from './modal.ts';

export interface ExceptionParts extends ModalParts {
  /** Absent: the surface was made without. */
  readonly exceptions?: ExceptionActions;
}

/** Does what one of the buttons about accepted risks asks for. @throws {ChatError} */
export async function pressException(parts: ExceptionParts, call: ActionCall): Promise<void> {
  const { exceptions } = parts;
  if (exceptions === undefined) return;
  if (call.actionId === actionIds.acceptFinding) return openForm(parts, exceptions, call);
  const { user, channel, messageTs: ts } = call;
  const message = channel === undefined || ts === undefined ? undefined : { channel, ts };
  const id = call.value ?? '';
  if (call.actionId !== actionIds.acceptRisk) {
    const metadata = formStateText({ id, channel: channelOf(call), ...(ts !== undefined && { ts }) });
    await openModal(parts, call, { ...rejectModal('risk'), private_metadata: metadata });
    return;
  }
  const order = { id, decision: 'accept', ...(message && { message }) } as const;
  const { answer: done, waited } = await pressed(parts, call, () =>
    exceptions.decideRisk({ user, channel: channel ?? '' }, order),
  );
  const { request, post = message, problem } = 'kind' in done ? { problem: done } : done;
  if (request !== undefined && post !== undefined) {
    try {
      await sendDraft(draftOf(parts.renderer, request), (content) => updateContent(parts.client, post, content), parts);
    } catch (caught) {
      const { slackCode } = toChatError(caught);
      parts.log.warn({ slackCode, exception: order.id }, 'the message of a risk could not be brought up to date');
    }
  }
  if (problem !== undefined) await notifyBeside(parts, call, problem);
  else if (waited) await tellTaken(parts, call);
}

async function openForm(parts: ExceptionParts, exceptions: ExceptionActions, call: ActionCall): Promise<void> {
  const actor = { user: call.user, channel: channelOf(call) };
  const id = call.value ?? call.chosen[0] ?? '';
  await openAndFill(parts, call, parts.renderer.loadingModal(), {
    circumstances: circumstancesOf(call),
    problemModal,
    async make(): Promise<View> {
      const form = await exceptions.acceptForm(actor, id);
      if (form.kind === 'problem') return problemModal(form);
      const { first, latest } = form;
      const metadata = acceptStateText({ id, channel: actor.channel, first, latest });
      return { ...acceptFormModal(form, call.user), private_metadata: metadata };
    },
  });
}

/** What became of a filled form. */
export async function submitAccept(exceptions: ExceptionActions, submission: AcceptSubmission): Promise<View> {
  const { user, modalState, reason, owner, until, evenIfWorse } = submission;
  const order = { findingId: modalState.id, reason, owner, until, evenIfWorse };
  const answer = await exceptions.accept({ user, channel: modalState.channel }, order);
  return answer.kind === 'problem' ? problemModal(answer, reason) : acceptedModal(answer);
}

/** Its message is brought up to date from the tables. */
export async function submitRejectRisk(
  exceptions: ExceptionActions,
  { user, modalState, reason }: Extract<Submission, { kind: 'reject' | 'reject-risk' }>,
): Promise<View> {
  const { id, channel, ts } = modalState;
  const order = { id, decision: 'reject', reason, ...(ts !== undefined && { message: { channel, ts } }) } as const;
  const { problem } = await exceptions.decideRisk({ user, channel }, order);
  return problem ? problemModal(problem, reason) : noticeModal(['Rejected. The requester is told, with your reason.']);
}
