import type { Key } from './shapes.ts';

function textsOf(value: unknown): readonly string[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.filter((each) => typeof each === 'string');
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' ? { ...value } : {};
}

/**
 * True when a key's own policy denies an action to a role, whatever the role's policies say. Of a policy's form it knows
 * statements without conditions, `*` at the end of an action, and `*` or whole ARNs as principals.
 */
export function forbids({ policy }: Key, role: string, action: string): boolean {
  if (policy === undefined) return false;
  const { Statement } = fieldsOf(JSON.parse(policy));
  const statements: readonly unknown[] = Array.isArray(Statement) ? Statement : [Statement];
  return statements.map(fieldsOf).some(({ Effect, Principal, Action }) => {
    const whom = Principal === '*' ? ['*'] : textsOf(fieldsOf(Principal).AWS);
    const what = textsOf(Action).map((each) => each.toLowerCase());
    const wanted = action.toLowerCase();
    const isMeant = what.some((each) => (each.endsWith('*') ? wanted.startsWith(each.slice(0, -1)) : each === wanted));
    return Effect === 'Deny' && isMeant && (whom.includes('*') || whom.includes(role));
  });
}
