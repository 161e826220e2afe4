import { oneValue, type ReadWords, usage } from '../options.ts';

export interface TypedInstant {
  /** Epoch milliseconds; of a day its start in UTC. */
  readonly at: number;
  readonly isDay: boolean;
}

const day = /^\d{4}-\d{2}-\d{2}$/;
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * A day, or an instant with its time zone: without one it would be the machine's. Undefined: it was not given.
 * @throws {GluewardenError} `usage`
 */
export function readInstant(read: ReadWords, name: string): TypedInstant | undefined {
  const text = oneValue(read, name)?.trim();
  if (text === undefined) return undefined;
  const isDay = day.test(text);
  const at = isDay || instant.test(text) ? Date.parse(text) : Number.NaN;
  // Date.parse takes 2026-02-31 for the third of March.
  const isReal = !Number.isNaN(at) && (!isDay || new Date(at).toISOString().startsWith(text));
  if (isReal) return { at, isDay };
  throw usage(
    `${name} needs a day like 2026-11-01, or an instant with its time zone like 2026-11-01T08:00Z: “${text}” is neither.`,
  );
}
