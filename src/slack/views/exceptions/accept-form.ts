import type { InputBlock, ModalView } from '@slack/types';
import { mostSaid } from '../../../domain/exceptions/said.ts';
import type { AcceptForm } from '../../../usecases/messages/accept-form.ts';
import { kindWords } from '../../../usecases/words/explain.ts';
import { callbackIds } from '../common/action-ids.ts';
import { targetWords } from '../common/target-words.ts';
import { itemsToBlocks, option, plainText } from '../common/to-blocks.ts';

/** Blocks of the form, each with one element of the same id. */
export const acceptFields = {
  reason: 'accept-reason',
  until: 'accept-until',
  owner: 'accept-owner',
  worse: 'accept-worse',
} as const;

/** The form in which a risk is accepted. The caller adds the private metadata. `owner`: who is proposed, a chat user id. */
export function acceptFormModal(form: AcceptForm, owner: string): ModalView {
  return {
    type: 'modal',
    callback_id: callbackIds.accept,
    title: plainText('Accept risk', 24),
    submit: plainText(form.needsConsent ? 'Ask for consent' : 'Accept risk', 24),
    close: plainText('Cancel', 24),
    blocks: [
      ...itemsToBlocks([
        {
          type: 'text',
          line: [
            { name: form.finding.name, whole: true },
            ` (${kindWords(form.finding.kind)}, ${form.finding.exposure}) in ${targetWords(form.finding)}. It stays in every list, as accepted, and is back as new when the day is over.`,
          ],
        },
      ]),
      reasonBlock(),
      untilBlock(form),
      ownerBlock(owner),
      worseBlock(),
    ],
  };
}

function reasonBlock(): InputBlock {
  return {
    type: 'input',
    block_id: acceptFields.reason,
    label: plainText('Why is the risk accepted?', 75),
    element: { type: 'plain_text_input', action_id: acceptFields.reason, multiline: true, max_length: mostSaid.reason },
  };
}

function untilBlock({ proposed, latest, timezone }: AcceptForm): InputBlock {
  return {
    type: 'input',
    block_id: acceptFields.until,
    label: plainText('Until the end of', 75),
    hint: plainText(`${latest} at the latest. The day is over in ${timezone}.`, 150),
    element: { type: 'datepicker', action_id: acceptFields.until, initial_date: proposed },
  };
}

function ownerBlock(owner: string): InputBlock {
  return {
    type: 'input',
    block_id: acceptFields.owner,
    label: plainText('Whose risk is it?', 75),
    element: { type: 'users_select', action_id: acceptFields.owner, ...(owner !== '' && { initial_user: owner }) },
  };
}

function worseBlock(): InputBlock {
  return {
    type: 'input',
    block_id: acceptFields.worse,
    optional: true,
    label: plainText('What it covers', 75),
    element: {
      type: 'checkboxes',
      action_id: acceptFields.worse,
      options: [option('Even if it grows worse', 'worse')],
    },
  };
}
