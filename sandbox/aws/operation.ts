import type { Identities, Identity } from './access/identity.ts';
import type { Collection } from './collection.ts';
import { constraint, invalid, type ServiceName } from './errors.ts';
import type { PagingEffects } from './faults/faults.ts';
import type { World } from './world.ts';

export type Input = Readonly<Record<string, unknown>>;

/** One authenticated and authorised call. */
export interface Call {
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: Input;
  readonly identity: Identity;
  readonly region: string;
  readonly world: World;
  readonly identities: Identities;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly paging: PagingEffects;
  /** A read must answer as before the last change. */
  readonly stale: boolean;
}

/** An output object to be encoded in the service's protocol, or a JSON body that is ready to send. */
export type Answer = object | Buffer;

/** One API operation: reads or changes the state, or throws a ServiceError. */
export type Operation = (call: Call) => Answer;

export type Operations = Readonly<Record<string, Operation>>;

/** Members are named with a small first letter in the service's own complaints. */
function shown(member: string): string {
  return member.charAt(0).toLowerCase() + member.slice(1);
}

/** An optional string member; `pattern` and lengths as in the service model. */
export function optionalText(
  call: Pick<Call, 'service' | 'input'>,
  member: string,
  limits: { readonly min?: number; readonly max?: number; readonly pattern?: RegExp } = {},
): string | undefined {
  const value = call.input[member];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw invalid(call.service, `${member} must be a string`);
  const { min = 0, max = Number.POSITIVE_INFINITY, pattern } = limits;
  if (value.length < min) {
    throw constraint(call.service, value, shown(member), `Member must have length greater than or equal to ${min}`);
  }
  if (value.length > max) {
    throw constraint(call.service, value, shown(member), `Member must have length less than or equal to ${max}`);
  }
  if (pattern && !pattern.test(value)) {
    throw constraint(
      call.service,
      value,
      shown(member),
      `Member must satisfy regular expression pattern: ${pattern.source}`,
    );
  }
  return value;
}

/** One item as a read sees it now: a stale read sees it as it was before its last change. */
export function seen<T extends object>(
  call: Pick<Call, 'stale'>,
  collection: Collection<T>,
  name: string,
): T | undefined {
  return call.stale ? collection.before(name) : collection.get(name);
}

export function requiredText(
  call: Pick<Call, 'service' | 'input'>,
  member: string,
  limits: { readonly min?: number; readonly max?: number; readonly pattern?: RegExp } = {},
): string {
  const value = optionalText(call, member, limits);
  if (value === undefined) throw constraint(call.service, undefined, shown(member), 'Member must not be null');
  return value;
}

/** An optional whole number between two bounds. The Query protocol sends it as text. */
export function optionalInteger(
  call: Pick<Call, 'service' | 'input'>,
  member: string,
  min: number,
  max: number,
): number | undefined {
  const given = call.input[member];
  if (given === undefined || given === null) return undefined;
  const value = typeof given === 'string' ? Number(given) : given;
  if (typeof value !== 'number' || !Number.isInteger(value))
    throw invalid(call.service, `${member} must be an integer`);
  if (value < min) {
    throw constraint(call.service, value, shown(member), `Member must have value greater than or equal to ${min}`);
  }
  if (value > max) {
    throw constraint(call.service, value, shown(member), `Member must have value less than or equal to ${max}`);
  }
  return value;
}

/** A structure among the input members, without its nulls: in AWS's JSON a null is the same as nothing. */
export function structureIn(call: Pick<Call, 'input'>, member: string): Readonly<Record<string, unknown>> {
  const value = call.input[member];
  if (value === null || typeof value !== 'object') return {};
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null));
}
