import { type Fields, type Finding, fields } from './draft.ts';
import type { Check } from './values.ts';
import { choiceWords, missingWords, typeWords, unknownKeyWords } from './words.ts';

type Path = readonly PropertyKey[];

/**
 * What an entry of the file must be. Not zod, as for the rows of the database: a hundred modules to load, and code that
 * it makes of a schema at first use, were half of what the file cost an audit's start.
 */
export interface Shape<T> {
  /** Adds every problem to `found`; undefined once there is one. */
  read(value: unknown, path: Path, found: Finding[]): T | undefined;
  /** What stands for it where its key is not there; absent: the key must be there. */
  readonly absent?: (() => T) | 'left out';
  /** Of a map, by key. */
  readonly keys?: Readonly<Record<string, Shape<unknown>>>;
  /** Of a list. */
  readonly entry?: Shape<unknown>;
  /** Of a map with free keys. */
  readonly values?: Shape<unknown>;
}

interface Optional<T> extends Shape<T> {
  readonly absent: 'left out';
}

type Keys = Readonly<Record<string, Shape<unknown>>>;
type OptionalKey<K extends Keys> = { [N in keyof K]: K[N] extends Optional<unknown> ? N : never }[keyof K];

/** What is read by a shape. */
export type Read<S> = S extends Shape<infer T> ? T : never;
type ReadMap<K extends Keys> = { readonly [N in Exclude<keyof K, OptionalKey<K>>]: Read<K[N]> } & {
  readonly [N in OptionalKey<K>]?: Read<K[N]>;
};

/** A value with the words of what is wrong with it. */
export function parsed<T>(read: (value: unknown) => { readonly is: T } | { readonly problem: string }): Shape<T> {
  return {
    read(value, path, found) {
      const result = read(value);
      if ('is' in result) return result.is;
      found.push({ path, message: result.problem });
      return undefined;
    },
  };
}

export function text(check: Check): Shape<string> {
  return parsed((value) => {
    if (typeof value !== 'string') return { problem: typeWords('text', value) };
    const problem = check(value);
    return problem === undefined ? { is: value } : { problem };
  });
}

export const flag: Shape<boolean> = parsed((value) =>
  typeof value === 'boolean' ? { is: value } : { problem: typeWords('flag', value) },
);

export function choice<const T extends string | number>(...choices: readonly T[]): Shape<T> {
  return parsed((value) => {
    const is = choices.find((each) => each === value);
    return is === undefined ? { problem: choiceWords(choices.map(String), value) } : { is };
  });
}

export function list<T>(entry: Shape<T>): Shape<readonly T[]> {
  return {
    entry,
    read(value, path, found) {
      if (Array.isArray(value)) return value.flatMap((part, index) => entry.read(part, [...path, index], found) ?? []);
      found.push({ path, message: typeWords('list', value) });
      return undefined;
    },
  };
}

/** A list that says something. */
export function filled<T>(entry: Shape<T>): Shape<readonly T[]> {
  const any = list(entry);
  return {
    ...any,
    read(value, path, found) {
      const read = any.read(value, path, found);
      if (Array.isArray(value) && value.length === 0)
        found.push({ path, message: 'is an empty list: fill it, or remove it' });
      return read;
    },
  };
}

function fieldsOf(value: unknown, path: Path, found: Finding[]): Fields | undefined {
  const read = fields(value);
  if (read === undefined) found.push({ path, message: typeWords('map', value) });
  return read;
}

/** A map with free keys, whose values are texts. `check`: what is wrong with a key and its value. */
export function texts(
  check: (key: string, value: string) => string | undefined,
): Shape<Readonly<Record<string, string>>> {
  const one = (key: string) => text((value) => check(key, value));
  return {
    values: one(''),
    read(value, path, found) {
      const entries = Object.entries(fieldsOf(value, path, found) ?? {}).filter(([key]) => key !== '__proto__');
      return Object.fromEntries(entries.map(([key, part]) => [key, one(key).read(part, [...path, key], found) ?? '']));
    },
  };
}

/** A map with these keys and no others. */
export function map<K extends Keys>(keys: K): Shape<ReadMap<K>> & { readonly keys: K } {
  return {
    keys,
    read(value, path, found) {
      const given = fieldsOf(value, path, found);
      if (given === undefined) return undefined;
      const before = found.length;
      const read = Object.entries(keys).map(([key, shape]) => [key, readKey(given, key, shape, path, found)] as const);
      for (const key of Object.keys(given).filter((each) => !Object.hasOwn(keys, each)))
        found.push({ path: [...path, key], message: unknownKeyWords(key, Object.keys(keys)) });
      if (found.length > before) return undefined;
      return Object.fromEntries<unknown>(read.filter(([, part]) => part !== undefined)) as ReadMap<K>;
    },
  };
}

function readKey(given: Fields, key: string, shape: Shape<unknown>, path: Path, found: Finding[]): unknown {
  if (Object.hasOwn(given, key)) return shape.read(given[key], [...path, key], found);
  if (typeof shape.absent === 'function') return shape.absent();
  if (shape.absent === undefined) found.push({ path: [...path, key], message: missingWords(key) });
  return undefined;
}

/** Its key may be absent, and then is. */
export function optional<T>(shape: Shape<T>): Optional<T> {
  return { ...shape, absent: 'left out' };
}

/** What counts where its key is absent. */
export function preset<T>(shape: Shape<T>, value: NoInfer<T>): Shape<T> {
  return { ...shape, absent: () => value };
}
