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
  const values = new Set(definitions.flatMap(argumentValues));
  const longestFirst = [...values].toSorted((a, b) => b.length - a.length);
  // Once more: a value can appear when line breaks and runs of spaces become one space.
  return longestFirst.reduce(without, cleanText(longestFirst.reduce(without, message))).slice(0, longest);
}

function argumentValues(definition: unknown): string[] {
  const { Arguments, DefaultArguments, NonOverridableArguments } = fields(definition);
  const values = [Arguments, DefaultArguments, NonOverridableArguments].flatMap((given) =>
    Object.values(fields(given)).filter((value): value is string => typeof value === 'string' && value.trim() !== ''),
  );
  // A script that takes the line break off the end of a value, or Glue that makes one line of it, quotes it without.
  return values.flatMap((value) => [value, value.trim(), value.trim().replace(/\s+/g, ' ')]);
}

function without(text: string, value: string): string {
  if (value.length >= shortest) return text.replaceAll(value, hidden);
  const literal = value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text.replace(new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'gu'), hidden);
}
