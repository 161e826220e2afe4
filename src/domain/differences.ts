import { canonical, type Json, type JsonObject } from './json.ts';
import { isList, isObject } from './shape.ts';

/** Maps whose keys are people's words or machine ids: a difference inside is reported for the whole. */
const wholes: ReadonlySet<string> = new Set([
  'DefaultArguments',
  'NonOverridableArguments',
  'Arguments',
  'CodeGenConfigurationNodes',
]);

/**
 * The paths at which two definitions differ: members and positions, never a value. Null counts as absent.
 * A list whose length changed is one difference.
 */
export function differences(before: JsonObject, after: JsonObject): string[] {
  return compareMembers(before, after, '');
}

function compareMembers(before: JsonObject, after: JsonObject, path: string): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].sort().flatMap((name) => {
    const at = path === '' ? name : `${path}.${name}`;
    return compare(own(before, name), own(after, name), at, wholes.has(name));
  });
}

function own(json: JsonObject, name: string): Json {
  return Object.hasOwn(json, name) ? (json[name] ?? null) : null;
}

function compare(before: Json, after: Json, path: string, whole: boolean): string[] {
  if (canonical(before) === canonical(after)) return [];
  if (whole) return [path];
  if (isObject(before) && isObject(after)) return compareMembers(before, after, path);
  if (isList(before) && isList(after) && before.length === after.length)
    return before.flatMap((entry, index) => compare(entry, after[index] ?? null, `${path}[${index}]`, false));
  return [path];
}
