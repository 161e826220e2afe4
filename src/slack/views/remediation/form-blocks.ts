import type { InputBlock, KnownBlock, PlainTextOption } from '@slack/types';
import { mostSaid } from '../../../domain/exceptions/said.ts';
import type { ProblemMessage } from '../../../usecases/messages/command-messages.ts';
import type { FormField, Offers, RemediationForm } from '../../../usecases/messages/remediation-forms.ts';
import { codeWords, numberWords } from '../../../usecases/words/explain.ts';
import { unusableWords } from '../../../usecases/words/explain-plan.ts';
import { actionIds } from '../common/action-ids.ts';
import { shortenMiddle } from '../common/display-name.ts';
import { problemView } from '../common/problem.ts';
import { buttonElement, itemsToBlocks, longestOption, mostOptions, option, plainText } from '../common/to-blocks.ts';

/** Blocks of the forms, each with one element of the same id. */
export const fields = {
  findings: 'findings',
  key: 'key',
  keyByHand: 'key-by-hand',
  attach: 'attach',
  mode: 'mode',
  only: 'only',
  also: 'also',
  databases: 'databases',
  canary: 'canary',
  reason: 'reason',
} as const;

/** The option that stands for the configured key. */
const configuredKey = 'configured';
/** The value of "all at once". */
export const allAtOnce = 'all-at-once';
/** Values of the checkboxes. */
export const also = { crawlers: 'crawlers', visualJobs: 'visual-jobs' } as const;

/** The block of the button that shows the rest of a form. */
const moreBlockId = 'more';
/** Slack's limit is 2,000; nobody reads so much below a field. */
const longestHint = 500;

/** What a select offers. `initial`: the value of what is chosen first. */
export interface Choice {
  readonly options: readonly PlainTextOption[];
  readonly hint?: string;
  readonly initial?: string;
}

/** Choices of a form that is shown already, by block. What is not there was not offered. */
export type KeptChoices = Readonly<Partial<Record<'findings' | 'key' | 'attach' | 'only', Choice>>> & {
  /** Below the field for an ARN: why there was nothing to choose from. */
  readonly byHandHint?: string;
};

/** How a form is shown again: the same one with more of it, or with what stands against it. */
export interface FormShown {
  /** What it offers, as it was read when it was opened. Absent: what the form says. */
  readonly kept?: KeptChoices;
  /** True: with the options that seldom matter. */
  readonly more?: boolean;
  readonly problem?: ProblemMessage;
  /** The field that the problem is about. */
  readonly at?: FormField;
}

/** What the choice of a key is made from. */
export interface KeyOffers extends Omit<Offers, 'attach'> {
  /** Words for what is configured, where it is not one key. */
  readonly configuredWords?: string;
}

const unchecked = ', not checked';

/** The keys to choose from; undefined: there are none. */
export function keyChoice(offers: KeyOffers): Choice | undefined {
  const { configuredKey: configured, configuredNotChecked, configuredWords, keys } = offers;
  const own = keys.flatMap(({ arn, aliases, notChecked }) => {
    const id = arn.slice(arn.indexOf(':key/') + 1);
    if (arn === configured || !id.startsWith('key/') || id.length > longestOption) return [];
    const words = aliases.length > 0 ? `${aliases.join(', ')} (${id.slice(4, 12)}…)` : id.slice(4);
    return [marked(words, id, notChecked)];
  });
  const words = configuredWords ?? (configured && `Configured: ${configured.replace(/^.*:/, '')}`);
  const first = words === undefined ? [] : [marked(words, configuredKey, configuredNotChecked)];
  const options = [...first, ...own].slice(0, mostOptions);
  // Nobody has to choose where there is one.
  const [initial] = first.length > 0 || options.length === 1 ? options : [];
  const hint = keyHint(offers, options.length);
  if (options.length === 0) return undefined;
  return { options, ...(hint !== '' && { hint }), ...(initial?.value !== undefined && { initial: initial.value }) };
}

/** The mark stays where the words are cut. */
function marked(words: string, value: string, notChecked: string | undefined): PlainTextOption {
  if (notChecked === undefined) return option(words, value);
  return option(`${shortenMiddle(words, longestOption - unchecked.length)}${unchecked}`, value);
}

/** What the list of keys leaves out, and why. */
function keyHint(offers: KeyOffers, offered: number): string {
  const { configuredUnusable, configuredNotChecked, keys, keysTotal, keysError } = offers;
  const error = configuredNotChecked ?? keys.find(({ notChecked }) => notChecked !== undefined)?.notChecked;
  return [
    ...(configuredUnusable === undefined
      ? []
      : [`The configured key is not offered: ${unusableWords(configuredUnusable)}.`]),
    ...(keysError === undefined ? [] : [`The keys could not be listed: ${codeWords(keysError, 'ListAliases')}.`]),
    ...(error === undefined ? [] : [`Not checked: ${codeWords(error, 'DescribeKey')}. The plan checks again.`]),
    ...(keysTotal === undefined
      ? []
      : [`${numberWords(offered)} of ${numberWords(keysTotal)} keys are listed. Of another one give the ARN.`]),
  ].join(' ');
}

/** The keys to choose from. `isOnly`: nothing else in the form can take their place. */
export function keyBlock({ options, hint, initial }: Choice, isOnly: boolean): InputBlock {
  const first = options.find(({ value }) => value === initial);
  return {
    type: 'input',
    block_id: fields.key,
    optional: !isOnly,
    label: plainText('KMS key', 75),
    ...(hint !== undefined && { hint: plainText(hint, longestHint) }),
    element: {
      type: 'static_select',
      action_id: fields.key,
      placeholder: plainText('Choose a key', 75),
      options: [...options],
      ...(first !== undefined && { initial_option: first }),
    },
  };
}

/** The key where there is none to choose from: why, and its ARN. */
export function onlyByHandBlock(offers: KeyOffers, kept: KeptChoices | undefined, isOnly: boolean): InputBlock {
  const hint = kept?.byHandHint ?? `${keyHint(offers, 0)} ${keyRule}`.trim();
  return { ...keyByHandBlock('ARN of a KMS key or alias', hint), optional: !isOnly };
}

/** Any key, beside those to choose from. */
export function otherKeyBlock(): InputBlock {
  return keyByHandBlock('Or the ARN of a key or alias', `${keyRule} It wins over the key chosen above.`);
}

const keyRule = 'A symmetric key of the same region.';

function keyByHandBlock(label: string, hint: string): InputBlock {
  return {
    type: 'input',
    block_id: fields.keyByHand,
    optional: true,
    label: plainText(label, 75),
    hint: plainText(hint, longestHint),
    element: { type: 'plain_text_input', action_id: fields.keyByHand, max_length: 400 },
  };
}

/** Configurations to attach in the place of a new one; undefined: there are none. */
export function attachChoice(
  { attach, attachLeft = 0, attachError }: Pick<Offers, 'attach' | 'attachLeft' | 'attachError'>,
  rule = 'It wins over the key: nothing new is made then.',
): Choice | undefined {
  const options = attach
    .filter(({ name }) => name.length <= longestOption)
    .slice(0, mostOptions)
    .map(({ name, notChecked }) => marked(name, name, notChecked));
  if (options.length === 0) return undefined;
  const left = attachLeft + attach.length - options.length;
  const error = attach.find(({ notChecked }) => notChecked !== undefined)?.notChecked;
  const hint = [
    rule,
    ...(error === undefined ? [] : [`Key not checked: ${codeWords(error, 'DescribeKey')}.`]),
    ...(left > 0 ? [`${numberWords(left)} more not listed: --attach of npm run -s remediate takes any of them.`] : []),
    ...(attachError === undefined
      ? []
      : [`The list is not complete: ${codeWords(attachError, 'GetSecurityConfigurations')}.`]),
  ];
  return { options, hint: hint.join(' ') };
}

export function attachBlock({ options, hint }: Choice): InputBlock {
  return {
    type: 'input',
    block_id: fields.attach,
    optional: true,
    label: plainText('Or attach a configuration that exists', 75),
    ...(hint !== undefined && { hint: plainText(hint, longestHint) }),
    element: {
      type: 'static_select',
      action_id: fields.attach,
      placeholder: plainText('Choose a configuration', 75),
      options: [...options],
    },
  };
}

const moreSays = 'More options: mode, what is switched, order, another key';

/** What holds for whoever does not want to know, and the button for who does. `rest`: "all 12 jobs". */
export function moreBlocks({ mode }: Pick<RemediationForm, 'mode'>, rest: string): KnownBlock[] {
  const encrypts = mode === 'full' ? 'job bookmarks, S3 and CloudWatch logs' : 'job bookmarks only';
  return [
    ...itemsToBlocks([
      {
        type: 'note',
        line: [`Without more options: ${encrypts}, ${rest}. Crawlers and visual jobs are not switched.`],
      },
    ]),
    {
      type: 'actions',
      block_id: moreBlockId,
      elements: [
        buttonElement({ label: 'More options', actionId: actionIds.moreOptions, value: 'more', says: moreSays }),
      ],
    },
  ];
}

/**
 * The blocks, with the problem right above the field that it is about, which may be far below: that there is one is said
 * first of all. So is the problem where it is about no field that is shown.
 */
export function withProblem(
  blocks: readonly KnownBlock[],
  { problem, at }: Pick<FormShown, 'problem' | 'at'>,
): KnownBlock[] {
  if (problem === undefined) return [...blocks];
  const wanted = at === 'key' ? [fields.key, fields.keyByHand] : [at ?? ''];
  const place = blocks.findIndex(({ block_id: id }) => id !== undefined && wanted.some((each) => each === id));
  const words = itemsToBlocks(problemView(problem).items);
  const first = (more: string) => itemsToBlocks([{ type: 'text', line: [{ bold: 'Nothing was asked yet.' }, more] }]);
  if (place < 0) return [...first(''), ...words, ...blocks];
  const below = first(' What to change stands below, above its field.');
  return [...below, ...blocks.slice(0, place), ...words, ...blocks.slice(place)];
}

export function modeBlock({ mode }: Pick<RemediationForm, 'mode'>): InputBlock {
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

/** Which of the dependents move; what does not fit is said. `wasShown`: somebody chose there, so that one alone is shown too. */
export function onlyChoice(choosable: RemediationForm['choosable'], wasShown = false): Choice | undefined {
  if (choosable.length < (wasShown ? 1 : 2)) return undefined;
  const options = choosable.slice(0, mostOptions).map(({ id, type, name }) => option(`${type} ${name}`, id));
  const left = choosable.length - options.length;
  const rest =
    left > 0 ? ` ${numberWords(left)} more not listed: --only of npm run -s remediate plans with any of them.` : '';
  return { options, hint: `What is chosen here is switched, whatever is ticked below.${rest}` };
}

export function onlyBlocks(choice: Choice | undefined): InputBlock[] {
  if (choice === undefined) return [];
  const { options, hint = '' } = choice;
  return [
    {
      type: 'input',
      block_id: fields.only,
      optional: true,
      label: plainText('Switch only these (none chosen: all)', 75),
      hint: plainText(hint, 150),
      element: {
        type: 'multi_static_select',
        action_id: fields.only,
        placeholder: plainText('All of them', 75),
        options: [...options],
      },
    },
  ];
}

/** One job first, or all at once. */
export function canaryBlock(): InputBlock {
  const first = option('Canary job first, the others after its next run succeeds', 'one-first');
  return {
    type: 'input',
    block_id: fields.canary,
    label: plainText('In which order', 75),
    element: {
      type: 'radio_buttons',
      action_id: fields.canary,
      options: [first, option('All at once', allAtOnce)],
      initial_option: first,
    },
  };
}

export function alsoBlock(): InputBlock {
  return {
    type: 'input',
    block_id: fields.also,
    optional: true,
    label: plainText('Switch these too', 75),
    element: {
      type: 'checkboxes',
      action_id: fields.also,
      options: [option('Crawlers (they write no bookmarks)', also.crawlers), option('Visual jobs', also.visualJobs)],
    },
  };
}

/** Column statistics are in no list: they are looked for only where a person says. */
export function databasesBlock(): InputBlock {
  return {
    type: 'input',
    block_id: fields.databases,
    optional: true,
    label: plainText('Column statistics of databases (names, separated by commas)', 75),
    hint: plainText('Each of their tables is checked. What uses this configuration is switched too.', 150),
    element: { type: 'plain_text_input', action_id: fields.databases, max_length: 1_000 },
  };
}

/** Why something is asked for; who rejects says why for another reader. */
export const whyLabel = 'Why? Those who decide read this.';

export function reasonBlock(label: string, initial?: string): InputBlock {
  return {
    type: 'input',
    block_id: fields.reason,
    label: plainText(label, 75),
    element: {
      type: 'plain_text_input',
      action_id: fields.reason,
      multiline: true,
      max_length: mostSaid.reason,
      ...(initial !== undefined && { initial_value: initial.slice(0, mostSaid.reason) }),
    },
  };
}
