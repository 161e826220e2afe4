import type { JsonObject } from '../../domain/json.ts';
import { cleanText } from '../access/errors.ts';
import { fields } from '../read/parse.ts';

const hidden = '[value]';
const longest = 300;
/** Shorter values are left out only as a whole word: "1" is in every number. */
const shortest = 4;

/**
 * JobRun.ErrorMessage ("An error message associated with this job run", AWS Glue API 2017-03-31) as one line of at most
 * 300 characters. It is often the exception of a script, and can quote what it was given: every value of `definitions`'
 * arguments is left out (a run's `Arguments` replace only some of its job's defaults), then what looks like a secret.
 * Undefined: there is no message.
 */
export function runError(message: unknown, definitions: readonly unknown[]): string | undefined {
  if (typeof message !== 'string' || message.trim() === '') return undefined;
  return withoutValues(message, new Set(definitions.flatMap(argumentValues)));
}

/** The same of what AWS said to an update: every argument value and token that the update itself holds is left out. */
export function updateError(message: string, input: JsonObject): string {
  return withoutValues(message, new Set(sentValues(input)));
}

function withoutValues(message: string, values: ReadonlySet<string>): string {
  const longestFirst = [...values].toSorted((a, b) => b.length - a.length);
  // Once more: a value can appear when line breaks and runs of spaces become one space.
  return longestFirst.reduce(without, cleanText(longestFirst.reduce(without, message))).slice(0, longest);
}

const argumentMembers = ['Arguments', 'DefaultArguments', 'NonOverridableArguments'] as const;

function argumentValues(definition: unknown): string[] {
  const given = fields(definition);
  const values = argumentMembers.flatMap((member) => texts(Object.values(fields(given[member]))));
  // A script that takes the line break off the end of a value, or Glue that makes one line of it, quotes it without.
  return values.flatMap((value) => [value, value.trim(), value.trim().replace(/\s+/g, ' ')]);
}

function texts(values: readonly unknown[]): string[] {
  return values.filter((value): value is string => typeof value === 'string' && value.trim() !== '');
}

/** At any depth: an action of a trigger has arguments, and SourceControlDetails a token. */
function sentValues(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { AuthToken } = fields(value);
  return [...texts([AuthToken]), ...argumentValues(value), ...Object.values(value).flatMap(sentValues)];
}

function without(text: string, value: string): string {
  if (value.length >= shortest) return text.replaceAll(value, hidden);
  const literal = value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text.replace(new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'gu'), hidden);
}
