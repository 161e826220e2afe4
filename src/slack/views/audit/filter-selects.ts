import type { KnownBlock, PlainTextOption, StaticSelect } from '@slack/types';
import { exposures, findingKinds } from '../../../domain/model.ts';
import { findRule } from '../../../domain/rules/index.ts';
import type { FindingsMessage } from '../../../usecases/messages/finding-messages.ts';
import { capital, kindWords, numberWords } from '../../../usecases/words/explain.ts';
import { actionIds, everything, manyValues } from '../common/action-ids.ts';
import { shortenMiddle } from '../common/display-name.ts';
import type { Line } from '../common/document.ts';
import { itemsToBlocks, plainText } from '../common/to-blocks.ts';

/** Slack's limits on a select. */
const mostOptions = 100;
const longestOption = 75;

interface Choice {
  readonly value: string;
  readonly words: string;
}

interface Select {
  readonly one: string;
  readonly many: string;
  readonly actionId: string;
  readonly choices: readonly Choice[];
  readonly chosen: readonly string[];
}

/**
 * A select for each part of the filter, side by side, and words about what does not fit into them. The block's id
 * changes with the query: with the same id Slack keeps what was chosen before, whatever the view says.
 */
export function filterBlocks(message: FindingsMessage): KnownBlock[] {
  const made = selectsOf(message).map(selectOf);
  const left: Line = made.flatMap(({ left }) => left ?? []);
  return [
    {
      type: 'actions',
      block_id: `filters:${message.queryId}`.slice(0, 255),
      elements: made.map(({ select }) => select),
    },
    ...(left.length > 0 ? itemsToBlocks([{ type: 'note', line: left }]) : []),
  ];
}

function selectsOf({ filter, choices }: FindingsMessage): Select[] {
  return [
    {
      one: 'account',
      many: 'accounts',
      actionId: actionIds.filterAccount,
      choices: choices.accounts.map(({ id, name }) => ({ value: id, words: accountWords(id, name) })),
      chosen: filter.accounts ?? [],
    },
    {
      one: 'region',
      many: 'regions',
      actionId: actionIds.filterRegion,
      choices: choices.regions.map((region) => ({
        value: region,
        words: region === '*' ? 'Regions not listed' : region,
      })),
      chosen: filter.regions ?? [],
    },
    {
      one: 'exposure',
      many: 'exposures',
      actionId: actionIds.filterExposure,
      choices: exposures.map((value) => ({ value, words: capital(value) })),
      chosen: filter.exposures ?? [],
    },
    {
      one: 'kind',
      many: 'kinds',
      actionId: actionIds.filterKind,
      choices: findingKinds.map((value) => ({ value, words: capital(kindWords(value)) })),
      chosen: filter.kinds ?? [],
    },
    ...ruleSelect(filter.rules ?? [], choices.rules ?? []),
  ];
}

/** Only where findings of more than one rule are open, or one was chosen: it must be possible to lift that again. */
function ruleSelect(chosen: readonly string[], ids: readonly string[]): Select[] {
  if (ids.length < 2 && chosen.length === 0) return [];
  const words = (id: string) => [id, findRule(id)?.title ?? []].flat().join(': ');
  const choices = ids.map((id) => ({ value: id, words: words(id) }));
  return [{ one: 'rule', many: 'rules', actionId: actionIds.filterRule, choices, chosen }];
}

function accountWords(id: string, name: string | undefined): string {
  const label = id === 'unknown' ? 'unknown account' : id;
  return name === undefined ? label : `${shortenMiddle(name, 50)} (${label})`;
}

/** The select, and words when not every choice fits into it. What is chosen is always among the options. */
function selectOf({ one, many, actionId, choices, chosen }: Select): { select: StaticSelect; left?: string } {
  const all = toOption({ value: everything, words: `All ${many}` });
  const current = currentOption(chosen, choices, many, all);
  const usable = choices.filter(({ value }) => value !== '' && value.length <= longestOption);
  const others = usable.filter(({ value }) => value !== current.value).map(toOption);
  const first = current.value === all.value ? [all] : [all, current];
  const options = [...first, ...others].slice(0, mostOptions);
  const left = first.length + others.length - options.length + choices.length - usable.length;
  return {
    select: {
      type: 'static_select',
      action_id: actionId,
      placeholder: plainText(`Filter by ${one}`, 150),
      options,
      initial_option: current,
    },
    ...(left > 0 && {
      left: `${numberWords(left)} more ${left === 1 ? one : many} not in the filter above: name one in /glue-audit findings. `,
    }),
  };
}

function currentOption(
  chosen: readonly string[],
  choices: readonly Choice[],
  many: string,
  all: PlainTextOption,
): PlainTextOption {
  const [only] = chosen;
  if (only === undefined) return all;
  const fits = only !== '' && only.length <= longestOption;
  if (chosen.length > 1 || !fits)
    return toOption({ value: manyValues, words: `${numberWords(chosen.length)} ${many}` });
  return toOption(choices.find(({ value }) => value === only) ?? { value: only, words: only });
}

function toOption({ value, words }: Choice): PlainTextOption {
  return { text: plainText(words, longestOption), value };
}
