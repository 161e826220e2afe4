import type { Effect, FaultRule, Oddity } from './faults.ts';

type Loose = Readonly<Record<string, unknown>>;

const oddities: readonly Oddity[] = ['no-bookmark-block', 'no-encryption', 'null-fields', 'name-only', 'null-item'];

function text(from: Loose, member: string): string {
  const value = from[member];
  if (typeof value !== 'string') throw new TypeError(`${member} must be a string`);
  return value;
}

function number(from: Loose, member: string): number {
  const value = from[member];
  if (typeof value !== 'number' || !(value >= 0)) throw new TypeError(`${member} must be a number, 0 or more`);
  return value;
}

function oddity(from: Loose): Oddity {
  const found = oddities.find((name) => name === from.oddity);
  if (!found) throw new TypeError(`oddity must be one of ${oddities.join(', ')}`);
  return found;
}

function lossOf(from: Loose): 'reset' | 'hang' | 'error' {
  if (from.how === 'reset' || from.how === 'hang' || from.how === 'error') return from.how;
  throw new TypeError('how must be one of reset, hang, error');
}

function readEffect(from: Loose): Effect {
  switch (from.kind) {
    case 'deny':
    case 'throttle':
    case 'hang':
    case 'reset':
    case 'malformed':
    case 'empty-page':
    case 'repeated-token':
    case 'stale':
      return { kind: from.kind };
    case 'lose-answer':
      return { kind: from.kind, how: lossOf(from) };
    case 'rate-limit': {
      const burst = from.burst === undefined ? {} : { burst: number(from, 'burst') };
      return { kind: from.kind, perSecond: number(from, 'perSecond'), ...burst };
    }
    case 'error': {
      const status = from.status === undefined ? {} : { status: number(from, 'status') };
      const message = from.message === undefined ? {} : { message: text(from, 'message') };
      return { kind: from.kind, code: text(from, 'code'), ...status, ...message };
    }
    case 'latency':
      return { kind: from.kind, ms: number(from, 'ms') };
    case 'short-pages':
      return { kind: from.kind, size: Math.max(1, number(from, 'size')) };
    case 'page-bound':
      return { kind: from.kind, most: Math.max(1, number(from, 'most')) };
    case 'odd-item':
      return { kind: from.kind, oddity: oddity(from), ...(from.item !== undefined && { item: text(from, 'item') }) };
    default:
      throw new TypeError(`unknown effect ${JSON.stringify(from.kind)}`);
  }
}

/** A fault rule from another process's JSON; a TypeError says what is wrong with it. */
export function readFaultRule(from: Loose): FaultRule {
  const known = ['service', 'operation', 'account', 'region', 'name', 'page', 'skip', 'times', 'effect'];
  const strange = Object.keys(from).find((key) => !known.includes(key));
  if (strange) throw new TypeError(`unknown member ${strange}`);
  if (from.effect === null || typeof from.effect !== 'object') throw new TypeError('effect must be an object');
  return {
    ...(from.service !== undefined && { service: text(from, 'service') }),
    ...(from.operation !== undefined && { operation: text(from, 'operation') }),
    ...(from.account !== undefined && { account: text(from, 'account') }),
    ...(from.region !== undefined && { region: text(from, 'region') }),
    ...(from.name !== undefined && { name: text(from, 'name') }),
    ...(from.skip !== undefined && { skip: number(from, 'skip') }),
    ...(from.page !== undefined && { page: number(from, 'page') }),
    ...(from.times !== undefined && { times: number(from, 'times') }),
    effect: readEffect({ ...from.effect }),
  };
}
