/** A JSON object whose fields are not known yet. */
export type Json = Record<string, unknown>;

/** True for a plain JSON object (not null, not a list). */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as an object, or an empty one. */
export function asObject(value: unknown): Json {
  return isObject(value) ? value : {};
}

/** The value as a list of objects; what is not an object is left out. */
export function asObjects(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The value if it is a string, otherwise undefined. */
export function asString(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Slack's form bodies say `true`, `"true"`, `1` or `"1"`. */
export function asFlag(value: unknown): boolean {
  return value === true || value === 'true' || value === 1 || value === '1';
}

/** Parses JSON text; undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A deep copy, so that nobody changes what the sandbox keeps. */
export function copy<T>(value: T): T {
  return structuredClone(value);
}
