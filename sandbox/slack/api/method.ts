import type { Json } from '../json.ts';
import type { World } from '../world.ts';

/** What a Web API method gets: the world and the arguments as they came. */
export interface MethodContext {
  world: World;
  args: Json;
  /** Opens an address for Socket Mode. */
  openConnection: () => string;
  /** Scopes of the token. */
  scopes: readonly string[];
}

/** A failure in Slack's own form. It is thrown, so that a method reads from top to bottom. */
export class MethodError extends Error {
  readonly body: Json;

  constructor(error: string, more: Json = {}) {
    super(error);
    this.body = { ok: false, error, ...more };
  }
}

/** One Web API method. `scopes`: any one of them is enough; none: every token may call it. */
export interface Method {
  scopes?: readonly string[];
  /** `app` for the few that take the app-level token. */
  token?: 'bot' | 'app';
  run(context: MethodContext): Json;
}

/** Refuses the call for want of a scope, as Slack words it. */
export function missingScope(needed: string, provided: readonly string[]): MethodError {
  return new MethodError('missing_scope', { needed, provided: provided.join(',') });
}

/** A required string argument. @throws MethodError `invalid_arguments` with the name */
export function required(args: Json, name: string): string {
  const value = args[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new MethodError('invalid_arguments', {
    response_metadata: { messages: [`[ERROR] missing required field: ${name}`] },
  });
}

/** An optional string argument; the empty string counts as absent. */
export function optional(args: Json, name: string): string | undefined {
  const value = args[name];
  return value === undefined || value === '' ? undefined : String(value);
}

/** A page of a list, with Slack's cursor. @throws MethodError `invalid_cursor`, `invalid_limit` */
export function page<T>(args: Json, items: T[], fallback: number): { items: T[]; nextCursor: string } {
  const limit = args.limit === undefined || args.limit === '' ? fallback : Number(args.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) throw new MethodError('invalid_limit');
  const cursor = optional(args, 'cursor');
  const start = cursor === undefined ? 0 : Number(Buffer.from(cursor, 'base64').toString().replace('at:', ''));
  if (!Number.isInteger(start)) throw new MethodError('invalid_cursor');
  const end = start + limit;
  return {
    items: items.slice(start, end),
    nextCursor: end < items.length ? Buffer.from(`at:${end}`).toString('base64') : '',
  };
}
