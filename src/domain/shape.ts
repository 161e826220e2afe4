import type { Json, JsonObject } from './json.ts';

/**
 * What a definition may consist of, member by member, at any depth. `value` is one string, number or boolean;
 * `map` has free keys and such values; `unread` is anything at all, which is never sent.
 */
export type Shape =
  | { readonly kind: 'value' }
  | { readonly kind: 'unread' }
  | { readonly kind: 'map' }
  | { readonly kind: 'list'; readonly of: Shape }
  | { readonly kind: 'members'; readonly members: ReadonlyMap<string, Shape> };

export const value: Shape = { kind: 'value' };
export const unread: Shape = { kind: 'unread' };
export const map: Shape = { kind: 'map' };

export function list(of: Shape): Shape {
  return { kind: 'list', of };
}

export function members(shapes: Readonly<Record<string, Shape>>): Shape {
  return { kind: 'members', members: new Map(Object.entries(shapes)) };
}

/** Members that are plain values. */
export function values(...names: readonly string[]): Shape {
  return members(Object.fromEntries(names.map((name) => [name, value])));
}

export function isObject(json: Json | undefined): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

export function isList(json: Json | undefined): json is readonly Json[] {
  return Array.isArray(json);
}

/** A member's value; only own members count, and null counts as absent, as everywhere in AWS's JSON. */
export function member(json: Json | undefined, name: string): Json | undefined {
  if (!isObject(json) || !Object.hasOwn(json, name)) return undefined;
  return json[name] ?? undefined;
}

/** A text that is not empty. */
export function text(json: Json | undefined): string | undefined {
  return typeof json === 'string' && json !== '' ? json : undefined;
}

/** Member names come from AWS, but a path is shown to people: it stays short. */
const longestName = 64;

function join(path: string, name: string): string {
  const short = name.length <= longestName ? name : `${name.slice(0, longestName).toWellFormed()}…`;
  return path === '' ? short : `${path}.${short}`;
}

/**
 * The paths at which a definition does not fit its shape; empty when it fits. A path names members and never a value;
 * keys of a map (argument names are people's) are written as `*`.
 */
export function misfits(json: Json, shape: Shape, path = ''): string[] {
  switch (shape.kind) {
    case 'unread':
      return [];
    case 'value':
      return typeof json === 'object' ? [path] : [];
    case 'map':
      if (!isObject(json)) return [path];
      return Object.values(json).some((entry) => typeof entry === 'object') ? [`${path}.*`] : [];
    case 'list':
      if (!isList(json)) return [path];
      return json.flatMap((entry, index) => misfits(entry, shape.of, `${path}[${index}]`));
    case 'members':
      if (!isObject(json)) return [path];
      return Object.entries(json).flatMap(([name, entry]) => {
        const known = shape.members.get(name);
        if (entry === null && known !== undefined) return [];
        return known === undefined ? [join(path, name)] : misfits(entry, known, join(path, name));
      });
  }
}

/** A copy without the members that are null, at the depths that the shape knows: to leave out is what null means. */
export function withoutNulls(json: Json, shape: Shape): Json {
  if (shape.kind === 'list' && isList(json)) return json.map((entry) => withoutNulls(entry, shape.of));
  if (shape.kind !== 'members' || !isObject(json)) return json;
  return Object.fromEntries(
    Object.entries(json).flatMap(([name, entry]) =>
      entry === null ? [] : [[name, withoutNulls(entry, shape.members.get(name) ?? unread)]],
    ),
  );
}

/** The object without these members. */
export function omit(json: JsonObject, names: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(json).filter(([name]) => !names.has(name)));
}
