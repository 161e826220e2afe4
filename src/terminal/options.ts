import { type ParseArgsOptionDescriptor, parseArgs } from 'node:util';
import { GluewardenError } from '../domain/errors.ts';
import { nearest } from '../domain/nearest.ts';

/** One option of a terminal command. Its reading, its complaints and its lines in the help derive from this. */
export interface Option {
  /** What stands for the value in the help: `REGION`. Absent: a flag. */
  readonly value?: string;
  /** What the value is, inside a sentence: "a region". */
  readonly needs?: string;
  /** The option as it could be typed. */
  readonly example?: string;
  /** Lines of the help, each wrapped by itself. */
  readonly does: readonly string[];
}

/** By name, with the dashes. Every command has `--help` besides. */
export type Options = Readonly<Record<string, Option>>;

export interface ReadWords {
  readonly help: boolean;
  /** Words that belong to no option, in order. */
  readonly words: readonly string[];
  /** Every value of each option that was given, in order. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly flags: ReadonlySet<string>;
}

const helpOption = '--help';

export const helpLine: Option = { does: ['this text'] };

/** @param detail a sentence for people. @param suggestions what was probably meant */
export function usage(detail: string, suggestions: readonly string[] = []): GluewardenError {
  return new GluewardenError('usage', detail, suggestions);
}

/**
 * Reads what was typed after the name of a command. `takesWords`: words without an option are its business; otherwise
 * `--` is an unknown option as well.
 * @throws {GluewardenError} `usage`
 */
export function readOptions(argv: readonly string[], options: Options, takesWords: boolean): ReadWords {
  const values = new Map<string, string[]>();
  const flags = new Set<string>();
  const words: string[] = [];
  const { tokens } = parseArgs({
    args: [...argv],
    options: parseArgsOptions(options),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    else if (token.kind === 'option-terminator') {
      if (!takesWords) throw unknownOption('--', options);
    } else {
      const name = optionName(argv[token.index] ?? '', token.rawName);
      const option = name === helpOption ? helpLine : Object.hasOwn(options, name) ? options[name] : undefined;
      if (option === undefined) throw unknownOption(name, options);
      if (option.value === undefined) flags.add(flagName(name, token.inlineValue === true));
      else values.set(name, [...(values.get(name) ?? []), readValue(name, option, token)]);
    }
  }
  return { help: flags.has(helpOption), words, values, flags };
}

function parseArgsOptions(options: Options): Record<string, ParseArgsOptionDescriptor> {
  const entries = Object.entries({ ...options, [helpOption]: helpLine });
  return Object.fromEntries(
    entries.map(([name, { value }]) => [
      name.slice(2),
      { type: value === undefined ? 'boolean' : 'string', ...(name === helpOption && { short: 'h' }) },
    ]),
  );
}

/** As it was typed, without its value: `-region` is not taken for the letters r, e, g … */
function optionName(typed: string, rawName: string): string {
  if (typed === '-h') return helpOption;
  return rawName.startsWith('--') ? rawName : (typed.split('=')[0] ?? typed);
}

function flagName(name: string, hasValue: boolean): string {
  if (hasValue) throw usage(`${name} takes no value.`, [name]);
  return name;
}

type OptionToken = { readonly value: string | undefined; readonly inlineValue: boolean | undefined };

/** A value that looks like an option is a forgotten value; one that really begins with "-" is written with "=". */
function readValue(name: string, option: Option, { value, inlineValue }: OptionToken): string {
  if (value === undefined || (inlineValue === false && value.startsWith('-')))
    throw usage(`${name} needs ${option.needs} after it.`, exampleOf(option));
  if (value.trim() === '') throw emptyValue(name, option);
  return value;
}

export function emptyValue(name: string, option: Option): GluewardenError {
  return usage(`${name} needs ${option.needs}, and got an empty one.`, exampleOf(option));
}

function exampleOf({ example }: Option): readonly string[] {
  return example === undefined ? [] : [example];
}

function unknownOption(name: string, options: Options): GluewardenError {
  const known = [...Object.keys(options), helpOption];
  // "--regions", "-region" and "--REGION" are all meant to be --region.
  const meant = nearest(`--${name.replace(/^-+/, '')}`, known, 1);
  return usage(`There is no option “${name}”. The options are ${known.join(', ')}.`, meant);
}

/**
 * The one value of an option that counts once; the same value twice is no harm.
 * @throws {GluewardenError} `usage`
 */
export function oneValue({ values }: ReadWords, name: string): string | undefined {
  const [first, other] = new Set(values.get(name));
  if (other !== undefined) throw usage(`${name} was given twice: ${first} and ${other}.`, [`${name} ${first}`]);
  return first;
}
