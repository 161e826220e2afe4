import { constraint, invalid, type ServiceName } from './errors.ts';

/** What the service model says of one value. Structures know their members: any other is refused, never ignored. */
export type Rule =
  | {
      readonly type: 'string';
      readonly min?: number;
      readonly max?: number;
      readonly pattern?: RegExp;
      readonly oneOf?: readonly string[];
    }
  | { readonly type: 'integer'; readonly min?: number; readonly max?: number }
  | { readonly type: 'number' | 'boolean' | 'object' }
  | { readonly type: 'map'; readonly of: Rule }
  | { readonly type: 'list'; readonly max?: number; readonly of: Rule }
  | Structure;

export interface Structure {
  readonly type: 'structure';
  readonly members: Readonly<Record<string, Rule>>;
  readonly required?: readonly string[];
}

interface Place {
  readonly service: ServiceName;
  /** As AWS writes it: "jobUpdate.command.name". */
  readonly path: string;
}

function lower(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function inside({ service, path }: Place, member: string): Place {
  return { service, path: path === '' ? lower(member) : `${path}.${lower(member)}` };
}

function checkLength(place: Place, value: unknown, length: number, min = 0, max = Number.POSITIVE_INFINITY): void {
  const rule = (word: string, limit: number) => `Member must have length ${word} than or equal to ${limit}`;
  if (length < min) throw constraint(place.service, value, place.path, rule('greater', min));
  if (length > max) throw constraint(place.service, value, place.path, rule('less', max));
}

function checkString(place: Place, value: string, rule: Extract<Rule, { type: 'string' }>): void {
  checkLength(place, value, value.length, rule.min, rule.max);
  if (rule.pattern && !rule.pattern.test(value)) {
    const words = `Member must satisfy regular expression pattern: ${rule.pattern.source}`;
    throw constraint(place.service, value, place.path, words);
  }
  if (rule.oneOf && !rule.oneOf.includes(value)) {
    throw constraint(
      place.service,
      value,
      place.path,
      `Member must satisfy enum value set: [${rule.oneOf.join(', ')}]`,
    );
  }
}

function checkInteger(
  place: Place,
  value: number,
  { min, max }: { readonly min?: number; readonly max?: number },
): void {
  if (!Number.isInteger(value)) throw invalid(place.service, `${place.path} must be an integer`);
  const rule = (word: string, limit: number) => `Member must have value ${word} than or equal to ${limit}`;
  if (min !== undefined && value < min) throw constraint(place.service, value, place.path, rule('greater', min));
  if (max !== undefined && value > max) throw constraint(place.service, value, place.path, rule('less', max));
}

function checkStructure(place: Place, value: object, { members, required = [] }: Structure): void {
  const entries = Object.entries(value).filter(([, member]) => member !== undefined && member !== null);
  const missing = required.find((name) => !entries.some(([given]) => given === name));
  if (missing) throw constraint(place.service, undefined, inside(place, missing).path, 'Member must not be null');
  for (const [name, member] of entries) {
    const rule = Object.hasOwn(members, name) ? members[name] : undefined;
    if (!rule) throw invalid(place.service, `The sandbox knows no member ${inside(place, name).path}`);
    check(inside(place, name), member, rule);
  }
}

function checkObject(place: Place, value: object, rule: Rule): void {
  if (rule.type === 'structure') checkStructure(place, value, rule);
  if (rule.type === 'map') {
    for (const [key, item] of Object.entries(value)) check({ ...place, path: `${place.path}.${key}` }, item, rule.of);
  }
}

function checkList(place: Place, list: readonly unknown[], rule: Extract<Rule, { type: 'list' }>): void {
  checkLength(place, `${list.length} items`, list.length, 0, rule.max);
  for (const [index, item] of list.entries()) {
    check({ ...place, path: `${place.path}.${index + 1}.member` }, item, rule.of);
  }
}

function isObject(value: unknown): value is object {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function check(place: Place, value: unknown, rule: Rule): void {
  const structured = rule.type === 'structure' || rule.type === 'map' || rule.type === 'object';
  if (rule.type === 'string' && typeof value === 'string') checkString(place, value, rule);
  else if (rule.type === 'integer' && typeof value === 'number') checkInteger(place, value, rule);
  else if (rule.type === 'list' && Array.isArray(value)) checkList(place, value, rule);
  else if (structured && isObject(value)) checkObject(place, value, rule);
  else if ((rule.type !== 'number' && rule.type !== 'boolean') || typeof value !== rule.type) {
    throw invalid(place.service, `${place.path || 'The input'} must be a ${rule.type}`);
  }
}

/** Throws the service's own complaint about the first member of `input` that its model does not allow. */
export function validate(service: ServiceName, input: object, structure: Structure): void {
  checkStructure({ service, path: '' }, input, structure);
}
