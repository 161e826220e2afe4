import type { InputBlock, ModalView } from '@slack/types';
import type { RollBackForm } from '../../../usecases/messages/remediation-forms.ts';
import { countWords } from '../../../usecases/words/explain.ts';
import { callbackIds } from '../common/action-ids.ts';
import type { Item, Line } from '../common/document.ts';
import { requestLine } from '../common/request-line.ts';
import { itemsToBlocks, plainText } from '../common/to-blocks.ts';

/** The block of the second confirmation, and the value of its box. */
export const understoodField = 'understood';

/** The form in which a roll back is confirmed. The caller adds the private metadata. */
export function rollBackModal(form: RollBackForm): ModalView {
  return {
    type: 'modal',
    callback_id: callbackIds.rollBack,
    title: plainText('Roll back', 24),
    submit: plainText('Roll back', 24),
    close: plainText('Cancel', 24),
    blocks: [...itemsToBlocks(items(form)), ...(form.mustUnderstand ? [understoodBlock()] : [])],
  };
}

function items(form: RollBackForm): Item[] {
  const { effect, ran, ranTotal, notLookedAt, backToUnusable } = form;
  const notes = [
    'Only what nobody has changed since is switched back; the rest is reported.',
    ...(backToUnusable ? ['The configuration that it goes back to has a key that could not be used.'] : []),
  ];
  return [
    { type: 'text', line: ['Roll back the remediation of ', ...requestLine(form), '?'] },
    { type: 'text', line: [{ bold: 'Effect: ' }, `it ${effect}. It starts at once, in AWS.`] },
    ...(form.stays === undefined ? [] : [{ type: 'text', line: [form.stays] } as const]),
    ...(ran.length > 0
      ? [
          {
            type: 'list',
            title: [{ bold: `${countWords(ranTotal, 'job')} already ran with the new configuration` }] as Line,
            rows: ran.map((name): Line => [{ name }]),
            hidden: ranTotal - ran.length,
            more: (count: number) => `and ${count} more`,
          } as const,
        ]
      : []),
    ...(notLookedAt > 0
      ? [
          {
            type: 'text',
            line: [`Whether ${countWords(notLookedAt, 'more job')} already ran could not be checked.`],
          } as const,
        ]
      : []),
    ...(form.mustUnderstand
      ? [
          {
            type: 'text',
            line: [
              'Their bookmarks may be encrypted by now, and the old configuration may be unable to read them: jobs may fail, or process data again.',
            ],
          } as const,
        ]
      : []),
    { type: 'note', line: [notes.join(' ')] },
  ];
}

function understoodBlock(): InputBlock {
  return {
    type: 'input',
    block_id: understoodField,
    label: plainText('A second confirmation', 75),
    element: {
      type: 'checkboxes',
      action_id: understoodField,
      options: [
        { text: plainText('Roll back all the same, and check for duplicate data', 75), value: understoodField },
      ],
    },
  };
}
