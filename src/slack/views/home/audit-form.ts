import type { ViewSubmitAction } from '@slack/bolt';
import type { InputBlock, ModalView } from '@slack/types';
import type { AuditForm } from '../../../usecases/messages/home-page.ts';
import { callbackIds } from '../common/action-ids.ts';
import { itemsToBlocks, longestOption, mostOptions, option, plainText } from '../common/to-blocks.ts';

/** Blocks of the form, each with one element of the same id. */
const fields = { account: 'account', region: 'region' } as const;

const title = plainText('Audit', 24);
const close = plainText('Close', 24);

/** What to audit: nothing chosen is everything. The caller adds the private metadata. */
export function auditFormModal({ accounts, regions }: AuditForm): ModalView {
  const choices = accounts.map(({ word, label }) => ({ text: label, value: word }));
  return {
    type: 'modal',
    callback_id: callbackIds.audit,
    title,
    submit: plainText('Audit', 24),
    close: plainText('Cancel', 24),
    blocks: [
      ...itemsToBlocks([
        {
          type: 'text',
          line: ['It reads AWS now and changes nothing. The result comes as a direct message, with its progress.'],
        },
      ]),
      field(fields.account, 'Account', choices, 'Every account', 'Its name or id. Empty: every account.'),
      field(
        fields.region,
        'Region',
        regions.map((region) => ({ text: region, value: region })),
        'Every region',
        'For instance eu-west-1. Empty: every region.',
      ),
    ],
  };
}

/** A select where all fit into one, else a field to type into. */
function field(
  id: string,
  label: string,
  choices: readonly { readonly text: string; readonly value: string }[],
  none: string,
  hint: string,
): InputBlock {
  const fits =
    choices.length > 0 && choices.length <= mostOptions && choices.every(({ value }) => value.length <= longestOption);
  const base = { type: 'input' as const, block_id: id, optional: true, label: plainText(label, 75) };
  if (!fits)
    return {
      ...base,
      hint: plainText(hint, 150),
      element: { type: 'plain_text_input', action_id: id, max_length: 100 },
    };
  return {
    ...base,
    element: {
      type: 'static_select',
      action_id: id,
      placeholder: plainText(none, 75),
      options: choices.map(({ text, value }) => option(text, value)),
    },
  };
}

/** What the form asks for, as it would be typed after the command. */
export function readAuditWords(values: ViewSubmitAction['view']['state']['values']): string {
  const words = Object.values(fields).flatMap((id) => {
    const held = values[id]?.[id];
    const word = (held?.selected_option?.value ?? held?.value ?? '').replaceAll('"', '').trim();
    return word === '' ? [] : [/\s/.test(word) ? `"${word}"` : word];
  });
  return words.length === 0 ? 'all' : words.join(' ');
}

/** In the place of the form, once it was sent. */
export function auditStartedModal(text: string): ModalView {
  return {
    type: 'modal',
    callback_id: callbackIds.message,
    title,
    close,
    blocks: itemsToBlocks([
      {
        type: 'text',
        line: [
          'The audit has begun. Its progress and its result come as a direct message. To ask for the same again, type ',
          { code: `/glue-audit ${text}` },
        ],
      },
    ]),
  };
}
