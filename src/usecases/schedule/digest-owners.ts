import { idOf, type Schedule, type Scope } from '../../domain/fleet.ts';
import type { Target } from '../../domain/model.ts';
import type { OwnedCounts } from '../ports/finding-records.ts';

/** A channel with what it owns of a scope. */
export interface Owned {
  readonly channel: string;
  readonly ids: ReadonlySet<string>;
  /** True: findings are owned by name or tag, so that not all of its accounts' are its own, or others' are. */
  readonly divided?: true;
}

/** The channel to which findings of one owner in one account go beside the schedule's; undefined: to no other. */
export type ChannelOf = (counts: Pick<OwnedCounts, 'account' | 'ownedBy'>) => string | undefined;

export function channels({ accounts }: Scope, { channel: own }: Schedule): ChannelOf {
  const ofAccounts = new Map(accounts.map((account) => [idOf(account), account.owner?.channel]));
  return ({ account, ownedBy }) => {
    const channel = ownedBy === '' ? ofAccounts.get(account) : ownedBy === '-' ? undefined : ownedBy;
    return channel === own ? undefined : channel;
  };
}

/** Channels that own accounts of the scope, then those that own findings by name or tag. */
export function ownersIn({ accounts }: Scope, counted: readonly OwnedCounts[], channelOf: ChannelOf): readonly Owned[] {
  const ids = Map.groupBy(accounts.map(idOf), (account) => channelOf({ account, ownedBy: '' }));
  const named = counted.filter(({ ownedBy }) => ownedBy !== '').flatMap((each) => channelOf(each) ?? []);
  const all = new Set([...ids.keys(), ...named.toSorted()]);
  return [...all].flatMap((channel): Owned[] => {
    if (channel === undefined) return [];
    const own = new Set(ids.get(channel));
    const divided = counted.some(
      (each) => each.ownedBy !== '' && (own.has(each.account) || channelOf(each) === channel),
    );
    return [{ channel, ids: own, ...(divided && { divided }) }];
  });
}

/**
 * Where an owner has something: in its accounts, and in each account-region with findings of its own. That one of these
 * could not be scanned concerns it too, beside the account's owner: what it has there is as it was last seen.
 */
export function ownersConcerned(
  owners: readonly Owned[],
  counts: readonly OwnedCounts[],
  channelOf: ChannelOf,
): (target: Target) => ReadonlySet<Owned> {
  const ofAccounts = new Map(owners.flatMap((owned) => [...owned.ids].map((id) => [id, owned] as const)));
  const byChannel = new Map(owners.map((owned) => [owned.channel, owned]));
  // Only what is not its account's owner's: a fleet has tens of thousands of targets, and few of these.
  const others = new Map<string, Map<string, Set<Owned>>>();
  for (const each of counts) {
    const owned = byChannel.get(channelOf(each) ?? '');
    if (owned === undefined || owned === ofAccounts.get(each.account)) continue;
    const regions = others.get(each.account) ?? new Map<string, Set<Owned>>();
    others.set(each.account, regions);
    for (const region of [each.region, '*']) regions.set(region, (regions.get(region) ?? new Set()).add(owned));
  }
  return ({ account, region }) => {
    const owner = ofAccounts.get(account);
    return new Set([...(owner ? [owner] : []), ...(others.get(account)?.get(region) ?? [])]);
  };
}

/** What concerns each owner, in the order that it has. What concerns several is each one's. */
export function divideBy<T extends Target>(
  all: readonly T[],
  concerned: (target: Target) => ReadonlySet<Owned>,
): ReadonlyMap<Owned, readonly T[]> {
  const divided = new Map<Owned, T[]>();
  for (const each of all)
    for (const owned of concerned(each)) {
      const own = divided.get(owned);
      if (own === undefined) divided.set(owned, [each]);
      else own.push(each);
    }
  return divided;
}
