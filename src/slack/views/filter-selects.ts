import type { KnownBlock, PlainTextOption } from '@slack/types';
import { capital, exposures, findingKinds } from '../../domain/model.ts';
import { exposureWords, kindWords, numberWords } from '../../usecases/explain.ts';
import type { FindingsMessage } from '../../usecases/message.ts';
import { actionIds } from '../action-ids.ts';
import { shortenMiddle } from './display-name.ts';
import { plainText } from './to-blocks.ts';

/** Slack's limits on a select. */
const mostOptions = 100;
const longestOption = 75;

interface Choice {
  readonly value: string;
  readonly words: string;
}

interface Select {
  readonly label: string;
  readonly all: string;
  readonly actionId: string;
  readonly choices: readonly Choice[];
  readonly chosen: readonly string[];
}

/** One select a part of the filter; nothing chosen means all. A section each, because multi-selects live there. */
export function filterSelects(message: FindingsMessage): KnownBlock[] {
  const { filter, choices, queryId } = message;
  const selects: Select[] = [
    {
      label: 'Account',
      all: 'All accounts',
      actionId: actionIds.filterAccounts,
      choices: choices.accounts.map(({ id, name }) => ({ value: id, words: accountWords(id, name) })),
      chosen: filter.accounts ?? [],
    },
    {
      label: 'Region',
      all: 'All regions',
      actionId: actionIds.filterRegions,
      choices: choices.regions.map((region) => ({
        value: region,
        words: region === '*' ? 'All regions (not listed)' : region,
      })),
      chosen: filter.regions ?? [],
    },
    {
      label: 'Exposure',
      all: 'All exposures',
      actionId: actionIds.filterExposures,
      choices: exposures.map((value) => ({ value, words: `${capital(value)}: ${exposureWords(value)}` })),
      chosen: filter.exposures ?? [],
    },
    {
      label: 'Kind',
      all: 'All kinds',
      actionId: actionIds.filterKinds,
      choices: findingKinds.map((value) => ({ value, words: capital(kindWords(value)) })),
      chosen: filter.kinds ?? [],
    },
  ];
  return selects.flatMap((select) => selectBlock(select, queryId));
}

function accountWords(id: string, name: string | undefined): string {
  const label = id === 'unknown' ? 'unknown account' : id;
  return name === undefined ? label : `${shortenMiddle(name, 50)} (${label})`;
}

/**
 * What is chosen comes first, so that it is among the options however many there are. The block's id changes with
 * the query: with the same id Slack keeps what was chosen before, whatever the view says.
 */
function selectBlock({ label, all, actionId, choices, chosen }: Select, queryId: string): KnownBlock[] {
  const known = new Map(choices.map((choice) => [choice.value, choice]));
  const first = [...new Set(chosen)].map((value) => known.get(value) ?? { value, words: value });
  const rest = choices.filter(({ value }) => !chosen.includes(value));
  const offered = [...first, ...rest].filter(({ value }) => value !== '' && value.length <= longestOption);
  const options = offered.slice(0, mostOptions).map(toOption);
  if (options.length === 0) return [];
  const initial = options.slice(0, Math.min(first.length, options.length));
  const left = first.length + rest.length - options.length;
  return [
    {
      type: 'section',
      block_id: `${actionId}:${queryId}`.slice(0, 255),
      text: plainText(
        left > 0
          ? `${label} (${countWords(left, 'more')} not offered here: name one in /glue-audit findings)`.replace(
              'mores',
              'more',
            )
          : label,
        200,
      ),
      accessory: {
        type: 'multi_static_select',
        action_id: actionId,
        placeholder: plainText(all, 150),
        options,
        ...(initial.length > 0 && { initial_options: initial }),
      },
    },
  ];
}

function toOption({ value, words }: Choice): PlainTextOption {
  return { text: plainText(words, longestOption), value };
}
