import * as v from '@badrap/valita';
import type { Finding } from './draft.ts';
import type { Check } from './values.ts';
import { choiceWords, issueWords } from './words.ts';

/** What is read, where a key that may be absent is not there at all. */
export type Exact<T> = T extends readonly (infer E)[]
  ? readonly Exact<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Exact<Exclude<T[K], undefined>> }
    : T;

type Path = readonly PropertyKey[];

/** A value with the words of what is wrong with it. */
export function parsed<T>(read: (value: unknown) => { readonly is: T } | { readonly problem: string }): v.Type<T> {
  return v.unknown().chain((value) => {
    const result = read(value);
    return 'is' in result ? v.ok(result.is) : v.err(result.problem);
  });
}

export function text(check: Check): v.Type<string> {
  return v.string().chain((value) => {
    const problem = check(value);
    return problem === undefined ? v.ok(value) : v.err(problem);
  });
}

export function choice<const T extends string | number>(...choices: readonly T[]): v.Type<T> {
  return parsed((value) => {
    const is = choices.find((each) => each === value);
    return is === undefined ? { problem: choiceWords(choices.map(String), value) } : { is };
  });
}

/** A list that says something. */
export function filled<T>(entry: v.Type<T>): v.Type<T[]> {
  return v.array(entry).assert((list) => list.length > 0, 'is an empty list: fill it, or remove it');
}

/** A map with free keys. `entry`: what stands at a key. */
export function free<T>(entry: (key: string) => v.Type<T>): v.Type<Record<string, T>> {
  return v.record().chain((given) => {
    // The key that would be lost has words of its own.
    const keys = Object.keys(given).filter((key) => key !== '__proto__');
    return v.object(Object.fromEntries(keys.map((key) => [key, entry(key)]))).try(given, { mode: 'strip' });
  });
}

/** A map with free keys, whose values are texts. `check`: what is wrong with a key and its value. */
export function texts(check: (key: string, value: string) => string | undefined): v.Type<Record<string, string>> {
  return free((key) => text((value) => check(key, value)));
}

/** The keys of the map at this path; positions in lists may be left out. */
export function keysOf(shape: object, path: Path): readonly string[] {
  if ('type' in shape) return keysOf(Object(shape.type), path);
  if (!('shape' in shape)) return 'restType' in shape ? keysOf(Object(shape.restType), path) : [];
  const keys: object = Object(shape.shape);
  const [key, ...rest] = path.filter((part) => typeof part !== 'number');
  if (key === undefined) return Object.keys(keys);
  return Object.hasOwn(keys, key) ? keysOf(Object(Reflect.get(keys, key)), rest) : [];
}

function valueAt(value: unknown, [key, ...rest]: Path): unknown {
  return key === undefined ? value : valueAt(Object(value)[key], rest);
}

/** The library writes some absent keys as undefined, and a spread of these would hide what they are merged with. */
function exact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(exact);
  if (typeof value !== 'object' || value === null) return value;
  const given = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(given.map(([key, part]) => [key, exact(part)]));
}

/** Every problem of the value is added to `found`; undefined once there is one. */
export function read<T>(shape: v.Type<T>, value: unknown, found: Finding[]): Exact<T> | undefined {
  const result = shape.try(value);
  if (result.ok) return exact(result.value) as Exact<T>;
  for (const issue of result.issues)
    found.push(...issueWords(issue, valueAt(value, issue.path), keysOf(shape, issue.path)));
  return undefined;
}
