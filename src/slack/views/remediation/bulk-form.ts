import type { InputBlock, ModalView } from '@slack/types';
import type { BulkForm, BulkRefused } from '../../../usecases/messages/remediation-forms.ts';
import { codeWords, countWords, numberWords } from '../../../usecases/words/explain.ts';
import { callbackIds } from '../common/action-ids.ts';
import { shortenEnd, shortenMiddle } from '../common/display-name.ts';
import type { Item, Line } from '../common/document.ts';
import { targetWords } from '../common/target-words.ts';
import { itemsToBlocks, option, plainText } from '../common/to-blocks.ts';
import { alsoBlock, attachBlocks, canaryBlock, fields, keyBlocks, modeBlock, reasonBlock } from './form-blocks.ts';

const longestWhy = 300;
const title = plainText('Remediate in bulk', 24);
const why = 'Why? Those who decide read this.';

/** The form in which several findings are asked for at once. The caller adds the private metadata. */
export function bulkFormModal(form: BulkForm): ModalView {
  const { attach, eachConfigured } = form;
  const attaches = attach.length > 0;
  return {
    type: 'modal',
    callback_id: callbackIds.bulk,
    title,
    submit: plainText('Ask for approval', 24),
    close: plainText('Cancel', 24),
    blocks: [
      ...itemsToBlocks(introduction(form)),
      findingsBlock(form),
      ...keyBlocks({
        ...form,
        choices: attaches ? 'create-or-attach' : 'create',
        ...(eachConfigured && { configuredWords: 'The configured key of each region' }),
      }),
      ...attachBlocks(attach, 'It is for the jobs among them; configurations still get a copy with the key.'),
      modeBlock(form),
      alsoBlock(),
      ...(form.canary ? [canaryBlock()] : []),
      reasonBlock(why),
    ],
  };
}

function introduction(form: BulkForm): Item[] {
  const { findings, left, most, keysError, region } = form;
  const shown = `${countWords(findings.length, 'finding')} in ${targetWords(form)} can be chosen, at most ${most} for one request.`;
  const more =
    left > 0
      ? ` ${numberWords(left)} more do not fit here: ask for ${region === '*' ? 'one region' : 'these first'}.`
      : '';
  const failed: Item[] =
    keysError === undefined
      ? []
      : [{ type: 'text', line: [`The keys could not be listed: ${codeWords(keysError, 'ListAliases')}.`] }];
  return [
    { type: 'text', line: [`${shown}${more} Each keeps its own plan and outcome; one decision covers them all.`] },
    { type: 'note', line: ['The plans are made and checked when you ask; nothing changes before they are approved.'] },
    ...failed,
  ];
}

function findingsBlock({ findings, most }: BulkForm): InputBlock {
  return {
    type: 'input',
    block_id: fields.findings,
    label: plainText('Which findings', 75),
    element: {
      type: 'multi_static_select',
      action_id: fields.findings,
      placeholder: plainText('Choose findings', 75),
      max_selected_items: most,
      options: findings.map(({ id, kind, name, exposure, region }) =>
        option(`${shortenMiddle(name, 36)} (${shortKind[kind]}, ${exposure}, ${region})`, id),
      ),
    },
  };
}

/** An option has 75 characters. */
const shortKind: Record<BulkForm['findings'][number]['kind'], string> = {
  configuration: 'configuration',
  'unprotected-job': 'job',
  'dangling-reference': 'job',
  'unusable-key': 'key',
  reverted: 'job',
};

/** Which of the chosen findings have no plan, and why; the others can be asked for. The caller adds the private metadata. */
export function bulkRefusedModal({ refused, possible }: BulkRefused, reason: string): ModalView {
  const rest = possible.length;
  const list: Item = {
    type: 'list',
    rows: refused.map(
      (each): Line => [
        { name: each.name },
        `${each.region === '' ? '' : ` (${each.region})`}: ${shortenEnd(each.why, longestWhy)}`,
      ],
    ),
    more: (count) => `and ${numberWords(count)} more`,
  };
  const first: Line = [
    { bold: 'Nothing was asked yet. ' },
    `There is no plan for ${countWords(refused.length, 'of the chosen findings', 'of the chosen findings')}:`,
  ];
  const last: Line = [rest === 0 ? 'None of the others is left.' : `There is a plan for ${countWords(rest, 'other')}.`];
  const modal: ModalView = {
    type: 'modal',
    callback_id: callbackIds.plan,
    title,
    close: plainText('Close', 24),
    blocks: itemsToBlocks([{ type: 'text', line: first }, list, { type: 'text', line: last }]),
  };
  if (rest === 0) return modal;
  return {
    ...modal,
    callback_id: callbackIds.bulkRest,
    submit: plainText(rest === 1 ? 'Ask for the other one' : `Ask for the other ${rest}`, 24),
    blocks: [...modal.blocks, reasonBlock(why, reason)],
  };
}
