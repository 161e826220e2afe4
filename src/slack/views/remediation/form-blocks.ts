import type { InputBlock } from '@slack/types';
import { mostSaid } from '../../../domain/exceptions/said.ts';
import type { RemediationForm } from '../../../usecases/messages/remediation-forms.ts';
import { numberWords } from '../../../usecases/words/explain.ts';
import { longestOption, mostOptions, option, plainText } from '../common/to-blocks.ts';

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

/** What the choice of a key is made from. */
export interface KeyChoice extends Pick<RemediationForm, 'configuredKey' | 'keys' | 'choices'> {
  /** Words for what is configured, where it is not one key. */
  readonly configuredWords?: string;
}

/** The account's own keys to choose from, and any by hand. */
export function keyBlocks({ configuredKey: configured, configuredWords, keys, choices }: KeyChoice): InputBlock[] {
  const own = keys
    .filter(({ arn }) => arn !== configured)
    .flatMap(({ arn, aliases }) => {
      const id = arn.slice(arn.indexOf(':key/') + 1);
      if (!id.startsWith('key/') || id.length > longestOption) return [];
      return [option(aliases.length > 0 ? `${aliases.join(', ')} (${id.slice(4, 12)}…)` : id.slice(4), id)];
    });
  const words = configuredWords ?? (configured && `Configured: ${configured.replace(/^.*:/, '')}`);
  const first = words === undefined ? [] : [option(words, configuredKey)];
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
      choices === 'create' ? 'Or the ARN of a key or alias' : 'Or the ARN of a key or alias, for a new one',
      75,
    ),
    hint: plainText('It must be a symmetric key of the same region. It wins over the choice above.', 150),
    element: { type: 'plain_text_input', action_id: fields.keyByHand, max_length: 400 },
  };
  return options.length > 0 ? [select, byHand] : [byHand];
}

/** Configurations to attach in the place of a new one. */
export function attachBlocks(
  names: readonly string[],
  hint = 'It wins over the key chosen above: nothing new is made then.',
): InputBlock[] {
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
      hint: plainText(hint, 150),
      element: {
        type: 'static_select',
        action_id: fields.attach,
        placeholder: plainText('Choose a configuration', 75),
        options,
      },
    },
  ];
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

/** Which of the dependents move; what does not fit is said. */
export function onlyBlocks(choosable: RemediationForm['choosable']): InputBlock[] {
  if (choosable.length < 2) return [];
  const options = choosable.slice(0, mostOptions).map(({ id, type, name }) => option(`${type} ${name}`, id));
  const left = choosable.length - options.length;
  const rest =
    left > 0 ? ` ${numberWords(left)} more not listed: --only of npm run -s remediate plans with any of them.` : '';
  return [
    {
      type: 'input',
      block_id: fields.only,
      optional: true,
      label: plainText('Switch only these (none chosen: all)', 75),
      hint: plainText(`What is chosen here is switched, whatever is ticked below.${rest}`, 150),
      element: {
        type: 'multi_static_select',
        action_id: fields.only,
        placeholder: plainText('All of them', 75),
        options,
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
