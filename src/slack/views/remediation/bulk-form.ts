import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import type { BulkForm, BulkRefused } from '../../../usecases/messages/remediation-forms.ts';
import { countWords, numberWords } from '../../../usecases/words/explain.ts';
import { callbackIds } from '../common/action-ids.ts';
import { shortenEnd, shortenMiddle } from '../common/display-name.ts';
import type { Item, Line } from '../common/document.ts';
import { typedItems } from '../common/problem.ts';
import { targetWords } from '../common/target-words.ts';
import { itemsToBlocks, option, plainText } from '../common/to-blocks.ts';
import {
  alsoBlock,
  attachBlock,
  attachChoice,
  canaryBlock,
  type FormShown,
  fields,
  keyBlock,
  keyChoice,
  modeBlock,
  moreBlocks,
  onlyByHandBlock,
  otherKeyBlock,
  reasonBlock,
  whyLabel,
  withProblem,
} from './form-blocks.ts';

const longestWhy = 300;
const title = plainText('Remediate in bulk', 24);
const attachRule = 'It is for the jobs among them; configurations still get a copy with the key.';

/** The form in which several findings are asked for at once. The caller adds the private metadata. */
export function bulkFormModal(form: BulkForm, shown: FormShown = {}): ModalView {
  const { kept, more = false } = shown;
  const { eachConfigured } = form;
  const offers = { ...form, ...(eachConfigured && { configuredWords: 'The configured key of each region' }) };
  const key = kept === undefined ? keyChoice(offers) : kept.key;
  const attach = kept === undefined ? attachChoice(form, attachRule) : kept.attach;
  const blocks: KnownBlock[] = [
    ...itemsToBlocks(introduction(form)),
    reasonBlock(whyLabel),
    findingsBlock(form.most, kept?.findings?.options ?? findingOptions(form)),
    ...(key === undefined
      ? [onlyByHandBlock(form, kept, attach === undefined)]
      : [keyBlock(key, !more && attach === undefined)]),
    ...(attach === undefined ? [] : [attachBlock(attach)]),
    ...(more
      ? [
          ...(key === undefined ? [] : [otherKeyBlock()]),
          modeBlock(form),
          alsoBlock(),
          ...(form.canary ? [canaryBlock()] : []),
        ]
      : moreBlocks(form, `what uses each of them${form.canary ? ', a canary job first' : ''}`)),
  ];
  return {
    type: 'modal',
    callback_id: callbackIds.bulk,
    title,
    submit: plainText('Ask for approval', 24),
    close: plainText('Cancel', 24),
    blocks: withProblem(blocks, shown),
  };
}

function introduction(form: BulkForm): Item[] {
  const { findings, left, asked, most, region } = form;
  const shown = `${countWords(findings.length, 'finding')} in ${targetWords(form)} can be chosen, at most ${most} for one request.`;
  const taken = asked > 0 ? ` ${countWords(asked, 'other has', 'others have')} a request already.` : '';
  const more =
    left > 0
      ? ` ${numberWords(left)} more do not fit here: ask for ${region === '*' ? 'one region' : 'these first'}.`
      : '';
  return [
    {
      type: 'text',
      line: [
        `${shown}${taken}${more} Each keeps its own plan and outcome; one decision covers them all. Nothing changes before it is given.`,
      ],
    },
  ];
}

function findingOptions({ findings }: BulkForm): readonly PlainTextOption[] {
  return findings.map(({ id, kind, name, exposure, region }) =>
    option(`${shortenMiddle(name, 36)} (${shortKind[kind]}, ${exposure}, ${region})`, id),
  );
}

function findingsBlock(most: number, options: readonly PlainTextOption[]): InputBlock {
  return {
    type: 'input',
    block_id: fields.findings,
    label: plainText('Which findings', 75),
    element: {
      type: 'multi_static_select',
      action_id: fields.findings,
      placeholder: plainText('Choose findings', 75),
      max_selected_items: most,
      options: [...options],
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
    blocks: itemsToBlocks([
      { type: 'text', line: first },
      list,
      { type: 'text', line: last },
      ...(rest === 0 ? typedItems(reason) : []),
    ]),
  };
  if (rest === 0) return modal;
  return {
    ...modal,
    callback_id: callbackIds.bulkRest,
    submit: plainText(rest === 1 ? 'Ask for the other one' : `Ask for the other ${rest}`, 24),
    blocks: [...modal.blocks, reasonBlock(whyLabel, reason)],
  };
}
