import type { z } from 'zod';
import { didYouMean, shown } from './values.ts';

type Issue = z.core.$ZodIssue;

const missing: Readonly<Record<string, string>> = {
  name: 'is missing: give it a name, like "daily"',
  cron: 'is missing: write five fields, like "0 8 * * 1-5" (08:00, Monday to Friday)',
  channel: 'is missing: write the id of the channel to post to, like "C0123ABCDEF"',
};

function kind(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a map' : shown(value);
}

function expectedWords(expected: string, input: unknown): string {
  switch (expected) {
    case 'string':
      return typeof input === 'object'
        ? `must be text, not ${kind(input)}`
        : `must be text: put ${shown(input)} in quotes`;
    case 'boolean':
      return `must be true or false; this is ${kind(input)}`;
    case 'array':
      if (typeof input === 'object') return `must be a list, not ${kind(input)}: begin each entry with "- "`;
      return `must be a list: write [${String(input).slice(0, 40)}]`;
    case 'object':
    case 'record':
      return `must be a map of "key: value" lines; this is ${kind(input)}`;
    default:
      return `must be ${expected}; this is ${kind(input)}`;
  }
}

/** What to do about one problem that zod found. Needs `reportInput`. */
export function issueWords(issue: Issue): string {
  const key = String(issue.path.at(-1) ?? '');
  if (issue.code === 'custom') return issue.message;
  if (issue.input === undefined) return missing[key] ?? 'is missing';
  if (issue.input === null) return 'is empty: write a value, or remove the key';
  if (issue.code === 'invalid_type') return expectedWords(issue.expected, issue.input);
  if (issue.code !== 'invalid_value') return issue.message;
  const choices = issue.values.map(String).join(' or ');
  const near = typeof issue.input === 'string' ? didYouMean(issue.input, issue.values.map(String)) : '';
  return `must be ${choices}; this is ${kind(issue.input)}.${near}`.replace(/\.$/, '');
}

/** An unknown key, with the one that was probably meant. */
export function unknownKeyWords(key: string, known: readonly string[]): string {
  const near = didYouMean(key, known);
  return `is no key that Gluewarden knows.${near === '' ? ` Known here: ${known.join(', ')}` : near}`;
}
