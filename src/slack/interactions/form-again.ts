import type { View } from '@slack/types';
import type { PlanMode } from '../../domain/plan/plan.ts';
import type { ProblemMessage } from '../../usecases/messages/command-messages.ts';
import type {
  AskRefused,
  FormField,
  RemediationForm,
  RetireForm,
  TakenFinding,
} from '../../usecases/messages/remediation-forms.ts';
import type { Actor } from '../../usecases/ports/command.ts';
import type { RemediationActions } from '../../usecases/ports/remediation-surface.ts';
import { type ActionCall, channelOf } from '../forms/action-call.ts';
import { type FormState, formStateText, readFormState } from '../forms/form-state.ts';
import { typed } from '../forms/form-values.ts';
import { type ShownForm, withHeld } from '../forms/shown-form.ts';
import { callbackIds } from '../views/common/action-ids.ts';
import { displayName } from '../views/common/display-name.ts';
import { bulkFormModal } from '../views/remediation/bulk-form.ts';
import { type FormShown, fields } from '../views/remediation/form-blocks.ts';
import { formProblemModal, remediationFormModal, takenModal } from '../views/remediation/remediation-form.ts';
import { retireFormModal } from '../views/remediation/retire-form.ts';
import { type ModalParts, notifyBeside, pressed, replaceModal } from './modal.ts';

/** What may lie below More options. */
const belowMore: ReadonlySet<FormField> = new Set(['only', 'also', 'databases']);

/** A modal with nothing of ours in what Slack remembers of it. */
const notOurs: ProblemMessage = {
  kind: 'problem',
  what: 'This form cannot be gone on with.',
  next: 'Close it, and press Remediate again.',
  suggestions: [],
};

interface Again {
  readonly modalState: FormState;
  readonly shown: ShownForm;
  /** With the options that seldom matter. */
  readonly more?: boolean;
  readonly refused?: AskRefused;
}

/** A form that is open already, once more, with what was typed and chosen in it. AWS is not asked again. */
export async function formAgain(
  remediation: RemediationActions,
  actor: Actor,
  { modalState, shown, more = false, refused }: Again,
): Promise<{ readonly view: View } | ProblemMessage | TakenFinding> {
  const { id } = modalState;
  const { kept, callbackId, values } = shown;
  const look: FormShown = {
    kept,
    more: more || shown.more || (refused?.at !== undefined && belowMore.has(refused.at)),
    ...(refused && { problem: refused.problem, ...(refused.at !== undefined && { at: refused.at }) }),
  };
  const form =
    callbackId === callbackIds.bulk
      ? await remediation.bulkForm(actor, id, 'records')
      : await remediation.form(actor, id, { retire: callbackId === callbackIds.retire, from: 'records' });
  if (form.kind === 'problem' || form.kind === 'taken-finding') return form;
  // Never another act under the same words: who asked for a copy does not ask for a deletion by pressing once more.
  if (form.kind === 'retire-form' && callbackId !== callbackIds.retire) return onlyRetired(form);
  // What it said of the mode when it was opened holds for it.
  const said = modeOf(modalState);
  const view =
    form.kind === 'several-form' ? bulkFormModal({ ...form, ...said }, look) : oneForm(form, modalState, look);
  const blocks = view.blocks.map((block) => withHeld(block, values));
  return { view: { ...view, blocks, private_metadata: formStateText(modalState) } };
}

function onlyRetired({ finding }: RetireForm): ProblemMessage {
  return {
    kind: 'problem',
    what: `Nothing uses ${displayName(finding.name, 100)} any more, so there is nothing to switch.`,
    next: 'Nothing was asked. To have it deleted, close this form and press Remediate again: it asks for a retire then.',
    suggestions: [],
  };
}

function modeOf({ mode = 'bookmarks-only' }: { readonly mode?: PlanMode }): { readonly mode: PlanMode } {
  return { mode };
}

function oneForm(form: RemediationForm | RetireForm, modalState: FormState, look: FormShown) {
  if (form.kind === 'retire-form') return retireFormModal(form, look);
  return remediationFormModal({ ...form, ...modeOf(modalState) }, look);
}

/**
 * Shows the rest of the form. Whatever goes wrong is said above it, so that nothing in it is lost; where it was changed
 * meanwhile (sent, or pressed twice) the hash is another one, and what it shows by then stays. @throws {ChatError}
 */
export async function showMore(parts: ModalParts, remediation: RemediationActions, call: ActionCall): Promise<void> {
  const { view: pressedView, form: shown } = call;
  const modalState = readFormState(pressedView?.privateMetadata);
  if (pressedView === undefined || shown === undefined || modalState === undefined)
    return notifyBeside(parts, call, notOurs);
  const actor = { user: call.user, channel: channelOf(call) };
  const { answer } = await pressed(parts, call, () => formAgain(remediation, actor, { modalState, shown, more: true }));
  if ('view' in answer) await replaceModal(parts, { view_id: pressedView.id, hash: pressedView.hash }, answer.view);
  else if (answer.kind === 'problem') await notifyBeside(parts, call, answer);
  else {
    // It cannot be sent any more: what holds is said in its place, with the words that were typed.
    const taken = takenView(answer, actor, typed(shown.values, fields.reason));
    await replaceModal(parts, { view_id: pressedView.id, hash: pressedView.hash }, taken);
  }
}

/** The same form with why nothing was asked; without it where there is no form any more. */
export async function refusedView(
  remediation: RemediationActions,
  actor: Actor,
  { modalState, shown, refused, reason }: Again & { readonly refused: AskRefused; readonly reason: string },
): Promise<View> {
  if (shown.callbackId === callbackIds.bulkRest) return formProblemModal(refused.problem, reason);
  const again = await formAgain(remediation, actor, { modalState, shown, refused });
  if ('view' in again) return again.view;
  return again.kind === 'problem' ? formProblemModal(again, reason) : takenView(again, actor, reason);
}

/** The request that holds a finding, with what its button needs. `reason`: what was typed in its form. */
export function takenView(taken: TakenFinding, { channel }: Pick<Actor, 'channel'>, reason?: string): View {
  return { ...takenModal(taken, reason), private_metadata: formStateText({ id: taken.request.requestId, channel }) };
}
