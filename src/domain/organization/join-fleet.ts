import type { Account } from '../fleet.ts';
import type { Member } from './members.ts';

/**
 * Those listed by hand, then the members that are not. A name that somebody else has, or that `isUsable` refuses, could
 * not be typed or would be typed for another account: such a member is known by its id alone. `named`: watched also where
 * they are no members.
 */
export function joinFleet<T extends Account>(
  byHand: readonly T[],
  members: readonly Member[],
  make: (member: Omit<Member, 'name'> & { readonly name?: string }) => T,
  isUsable: (name: string) => boolean,
  named: readonly T[] = [],
): readonly T[] {
  const listed = new Set(byHand.map(({ id }) => id));
  const others = members.filter(({ id }) => !listed.has(id));
  const counts = new Map<string, number>();
  const names = [...byHand.flatMap(({ name }) => name ?? []), ...others.map(({ name }) => name)];
  for (const name of names) counts.set(name.toLowerCase(), (counts.get(name.toLowerCase()) ?? 0) + 1);
  const isOwn = (name: string) => counts.get(name.toLowerCase()) === 1 && isUsable(name);
  const found = new Set([...listed, ...others.map(({ id }) => id)]);
  return [
    ...byHand,
    ...named.filter(({ id }) => !found.has(id)),
    ...others.map(({ name, ...member }) => make({ ...member, ...(isOwn(name) && { name }) })),
  ];
}
