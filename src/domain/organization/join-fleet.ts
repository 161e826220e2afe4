import type { Account } from '../fleet.ts';
import type { Member } from './members.ts';

/**
 * Those listed by hand, then the members that are not. A name that somebody else has, or that `isUsable` refuses, could
 * not be typed or would be typed for another account: such a member is known by its id alone.
 */
export function joinFleet<T extends Account>(
  byHand: readonly T[],
  members: readonly Member[],
  make: (member: Omit<Member, 'name'> & { readonly name?: string }) => T,
  isUsable: (name: string) => boolean,
): readonly T[] {
  const listed = new Set(byHand.map(({ id }) => id));
  const others = members.filter(({ id }) => !listed.has(id));
  const counts = new Map<string, number>();
  const named = [...byHand.flatMap(({ name }) => name ?? []), ...others.map(({ name }) => name)];
  for (const name of named) counts.set(name.toLowerCase(), (counts.get(name.toLowerCase()) ?? 0) + 1);
  const isOwn = (name: string) => counts.get(name.toLowerCase()) === 1 && isUsable(name);
  return [...byHand, ...others.map(({ name, ...member }) => make({ ...member, ...(isOwn(name) && { name }) }))];
}
