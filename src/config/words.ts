import type { Err } from '@badrap/valita';
import type { Finding } from './draft.ts';
import { didYouMean, shown } from './values.ts';

const missing = new Map([
  ['name', 'is missing: give it a name, like "daily"'],
  ['cron', 'is missing: write five fields, like "0 8 * * 1-5" (08:00, Monday to Friday)'],
  ['channel', 'is missing: write the id of the channel to post to, like "C0123ABCDEF"'],
  ['reason', 'is missing: say why the risk is accepted'],
  ['owner', 'is missing: say whose risk it is: a Slack user or user group id, or a team'],
  ['until', 'is missing: write the last day on which it holds, like 2027-03-31'],
]);

function kind(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a map' : shown(value);
}

/** What to do where something else was expected. */
function typeWords(expected: 'text' | 'flag' | 'list' | 'map', input: unknown): string {
  if (input === null) return 'is empty: write a value, or remove the key';
  switch (expected) {
    case 'text':
      return typeof input === 'object'
        ? `must be text, not ${kind(input)}`
        : `must be text: put ${shown(input)} in quotes`;
    case 'flag':
      return `must be true or false; this is ${kind(input)}`;
    case 'list':
      if (typeof input === 'object') return `must be a list, not ${kind(input)}: begin each entry with "- "`;
      return `must be a list: write [${String(input).slice(0, 40)}]`;
    case 'map':
      return `must be a map of "key: value" lines; this is ${kind(input)}`;
  }
}

export function choiceWords(choices: readonly string[], input: unknown): string {
  if (input === null) return typeWords('text', input);
  const words = `must be ${choices.join(' or ')}`;
  if (typeof input !== 'string') return `${words}; this is ${kind(input)}`;
  if (choices.includes(input)) return `${words}, without quotes`;
  const near = didYouMean(input, choices);
  return `${words}; this is ${kind(input)}${near === '' ? '' : `.${near}`}`;
}

function missingWords(key: string): string {
  return missing.get(key) ?? 'is missing';
}

/** An unknown key, with the one that was probably meant. */
function unknownKeyWords(key: string, known: readonly string[]): string {
  const near = didYouMean(key, known);
  return `is no key that Gluewarden knows.${near === '' ? ` Known here: ${known.join(', ')}` : near}`;
}

const kinds = { string: 'text', boolean: 'flag', array: 'list', object: 'map' } as const;

/** What the library found. `input`: the value at its path; `known`: the keys that can be there. */
export function issueWords(issue: Err['issues'][number], input: unknown, known: readonly string[]): Finding[] {
  const { path } = issue;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...path, key], message: unknownKeyWords(String(key), known) }));
    case 'missing_value':
      return [{ path, message: missingWords(String(path.at(-1))) }];
    case 'invalid_type': {
      const expected = Object.entries(kinds).find(([type]) => issue.expected.some((each) => each === type));
      return [{ path, message: typeWords(expected?.[1] ?? 'text', input) }];
    }
    default:
      return [{ path, message: ('message' in issue ? issue.message : undefined) ?? 'cannot be read' }];
  }
}
