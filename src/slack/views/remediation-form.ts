import type { InputBlock, ModalView, PlainTextOption } from '@slack/types';
import { codeWords, countWords, kindWords, listWords } from '../../usecases/explain.ts';
import type { ProblemMessage } from '../../usecases/message.ts';
import type { RemediationForm } from '../../usecases/remediation-message.ts';
import { callbackIds } from '../action-ids.ts';
import { shortenMiddle } from './display-name.ts';
import type { Item, Line } from './document.ts';
import { placeWords } from './place-words.ts';
import { problemView } from './problem.ts';
import { itemsToBlocks, plainText } from './to-blocks.ts';

/** Blocks of the forms, each with one element of the same id. */
export const fields = {
  key: 'key',
  keyByHand: 'key-by-hand',
  attach: 'attach',
  mode: 'mode',
  also: 'also',
  reason: 'reason',
} as const;

/** The option that stands for the configured key. */
export const configuredKey = 'configured';
/** Values of the checkboxes. */
export const also = { crawlers: 'crawlers', visualJobs: 'visual-jobs' } as const;

const longestOption = 75;
const mostOptions = 100;
const longestReason = 500;
const title = plainText('Remediate', 24);

/** The form in which a remediation is asked for. The caller adds the private metadata. */
export function remediationFormModal(form: RemediationForm): ModalView {
  const { ways, attach } = form;
  return {
    type: 'modal',
    callback_id: callbackIds.remediate,
    title,
    submit: plainText('Ask for approval', 24),
    close: plainText('Cancel', 24),
    blocks: [
      ...itemsToBlocks(introduction(form)),
      ...keyBlocks(form),
      ...(ways === 'create-or-attach' && attach.length > 0 ? attachBlocks(attach) : []),
      modeBlock(form),
      alsoBlock(),
      reasonBlock('Why? Those who decide read this.'),
    ],
  };
}

/** Asks why a request is rejected. The caller adds the private metadata. */
export function rejectModal(): ModalView {
  return {
    type: 'modal',
    callback_id: callbackIds.reject,
    title: plainText('Reject', 24),
    submit: plainText('Reject', 24),
    close: plainText('Cancel', 24),
    blocks: [
      ...itemsToBlocks([{ type: 'text', line: ['Nothing is changed. Whoever asked is told your reason.'] }]),
      reasonBlock('Why is it rejected?'),
    ],
  };
}

/** A few words in the place of a form: while it is read, or after it was sent. */
export function noticeModal(line: Line): ModalView {
  return plainModal([{ type: 'text', line }]);
}

/** A problem in the place of a form. */
export function formProblemModal(problem: ProblemMessage): ModalView {
  return plainModal(problemView(problem).items);
}

function plainModal(items: readonly Item[]): ModalView {
  return {
    type: 'modal',
    callback_id: callbackIds.plan,
    title: plainText('Remediation', 24),
    close: plainText('Close', 24),
    blocks: itemsToBlocks(items),
  };
}

function introduction(form: RemediationForm): Item[] {
  const { finding, dependents, keysError } = form;
  const counted = [
    [dependents.jobs, 'job'],
    [dependents.triggers, 'trigger'],
    [dependents.crawlers, 'crawler'],
  ] as const;
  const used = listWords(counted.flatMap(([count, word]) => (count > 0 ? [countWords(count, word)] : [])));
  const about: Line = [
    { name: finding.name, whole: true },
    ` (${kindWords(finding.kind)}) in ${placeWords(form)}`,
    finding.kind === 'configuration' || finding.kind === 'unusable-key' ? `, used by ${used || 'nothing'}` : '',
    '. A copy that encrypts job bookmarks is made, and what uses the old one is pointed to it.',
  ];
  const intro: Line =
    form.ways === 'create'
      ? about
      : [...about.slice(0, 2), '. It gets a configuration that encrypts job bookmarks: a new one, or one that exists.'];
  const failed: Item[] =
    keysError === undefined
      ? []
      : [{ type: 'text', line: [`The keys could not be listed: ${codeWords(keysError, 'ListAliases')}.`] }];
  return [
    { type: 'text', line: intro },
    { type: 'note', line: ['The plan is made and checked when you ask; nothing changes before it is approved.'] },
    ...failed,
  ];
}

function option(text: string, value: string): PlainTextOption {
  return { text: plainText(shortenMiddle(text, longestOption), longestOption), value };
}

function keyBlocks({ configuredKey: configured, keys, ways }: RemediationForm): InputBlock[] {
  const own = keys
    .filter(({ arn }) => arn !== configured)
    .flatMap(({ arn, aliases }) => {
      const id = arn.slice(arn.indexOf(':key/') + 1);
      if (!id.startsWith('key/') || id.length > longestOption) return [];
      return [option(aliases.length > 0 ? `${aliases.join(', ')} (${id.slice(4, 12)}…)` : id.slice(4), id)];
    });
  const first =
    configured === undefined ? [] : [option(`Configured: ${configured.replace(/^.*:/, '')}`, configuredKey)];
  const options = [...first, ...own].slice(0, mostOptions);
  const [initial] = first;
  const select: InputBlock = {
    type: 'input',
    block_id: fields.key,
    optional: true,
    label: plainText('KMS key', 75),
    element: {
      type: 'static_select',
      action_id: fields.key,
      placeholder: plainText('Choose a key', 75),
      options,
      ...(initial !== undefined && { initial_option: initial }),
    },
  };
  const byHand: InputBlock = {
    type: 'input',
    block_id: fields.keyByHand,
    optional: true,
    label: plainText(
      ways === 'create' ? 'Or the ARN of a key or alias' : 'Or the ARN of a key or alias, for a new one',
      75,
    ),
    hint: plainText('It must be a symmetric key of the same region. It wins over the choice above.', 150),
    element: { type: 'plain_text_input', action_id: fields.keyByHand, max_length: 400 },
  };
  return options.length > 0 ? [select, byHand] : [byHand];
}

function attachBlocks(names: readonly string[]): InputBlock[] {
  const options = names
    .filter((name) => name.length <= longestOption)
    .slice(0, mostOptions)
    .map((name) => option(name, name));
  if (options.length === 0) return [];
  return [
    {
      type: 'input',
      block_id: fields.attach,
      optional: true,
      label: plainText('Or attach a configuration that exists', 75),
      hint: plainText('It wins over the key chosen above: nothing new is made then.', 150),
      element: {
        type: 'static_select',
        action_id: fields.attach,
        placeholder: plainText('Choose a configuration', 75),
        options,
      },
    },
  ];
}

function modeBlock({ mode }: RemediationForm): InputBlock {
  const only = option('Job bookmarks only: every other setting stays', 'bookmarks-only');
  const full = option('Full: encrypt S3 and CloudWatch logs as well', 'full');
  return {
    type: 'input',
    block_id: fields.mode,
    label: plainText('What the new configuration encrypts', 75),
    element: {
      type: 'radio_buttons',
      action_id: fields.mode,
      options: [only, full],
      initial_option: mode === 'full' ? full : only,
    },
  };
}

function alsoBlock(): InputBlock {
  return {
    type: 'input',
    block_id: fields.also,
    optional: true,
    label: plainText('Move these too', 75),
    element: {
      type: 'checkboxes',
      action_id: fields.also,
      options: [option('Crawlers (they write no bookmarks)', also.crawlers), option('Visual jobs', also.visualJobs)],
    },
  };
}

/** Asks for a reason, in a few lines. */
export function reasonBlock(label: string): InputBlock {
  return {
    type: 'input',
    block_id: fields.reason,
    label: plainText(label, 75),
    element: { type: 'plain_text_input', action_id: fields.reason, multiline: true, max_length: longestReason },
  };
}
