import type { z } from 'zod';
import { StoreError } from './store-error.ts';

/**
 * Checks what came out of a table.
 * @throws {StoreError} `damaged-row`, naming table and column but no content
 */
export function parseRow<T>(table: string, schema: z.ZodType<T>, row: unknown): T {
  const parsed = schema.safeParse(row);
  if (parsed.success) return parsed.data;
  const columns = [...new Set(parsed.error.issues.map((issue) => issue.path.join('.')))].join(', ');
  throw new StoreError(
    'damaged-row',
    `A row of the table "${table}" cannot be understood (${columns}). Was the database edited by hand?`,
    { cause: parsed.error },
  );
}

/** Undefined for what is not JSON: the schema that follows refuses it. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A nullable column as an optional property: null is "absent". */
export function given<K extends string, V>(key: K, value: V | null): { readonly [P in K]?: V } {
  const entry: { [name: string]: V } = value === null ? {} : { [key]: value };
  return entry as { readonly [P in K]?: V };
}
