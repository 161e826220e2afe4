import type { ModalView } from '@slack/types';
import type { RetireForm } from '../../../usecases/messages/remediation-forms.ts';
import { kindWords, listWords } from '../../../usecases/words/explain.ts';
import { callbackIds } from '../common/action-ids.ts';
import { targetWords } from '../common/target-words.ts';
import { itemsToBlocks, plainText } from '../common/to-blocks.ts';
import { type FormShown, reasonBlock, whyLabel, withProblem } from './form-blocks.ts';

/** The form in which the deletion of an old configuration is asked for. The caller adds the private metadata. */
export function retireFormModal(form: RetireForm, shown: Pick<FormShown, 'problem'> = {}): ModalView {
  const { finding, notLookedAt } = form;
  const blocks = [
    ...itemsToBlocks([
      {
        type: 'text',
        line: [
          'Deletes the security configuration ',
          { name: finding.name, whole: true },
          ` (${kindWords(finding.kind)}) in ${targetWords(form)}. Nothing else is changed, and nothing before it is approved.`,
        ],
      },
    ]),
    reasonBlock(whyLabel),
    ...itemsToBlocks([
      {
        type: 'text',
        line: [
          'What references it is searched for when you ask, and again right before it is deleted: where anything does, it stays. Its settings are kept, so a roll back can create it again.',
        ],
      },
      {
        type: 'text',
        line: [
          { bold: 'Not scanned' },
          `, because AWS has no list of it: ${listWords(notLookedAt)}. Check there first. If a template made it, take it out of there too.`,
        ],
      },
    ]),
  ];
  return {
    type: 'modal',
    callback_id: callbackIds.retire,
    title: plainText('Retire', 24),
    submit: plainText('Ask for approval', 24),
    close: plainText('Cancel', 24),
    blocks: withProblem(blocks, shown),
  };
}
