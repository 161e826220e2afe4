import { idOf, type Schedule, type Scope } from '../../domain/fleet.ts';
import type { Target } from '../../domain/model.ts';

/** A channel that owns accounts of a scope, and which. */
export interface Owned {
  readonly channel: string;
  readonly ids: ReadonlySet<string>;
}

/** Channels that own accounts of a scope. That of the schedule has the whole digest already. */
export function ownersIn({ accounts }: Scope, { channel: own }: Schedule): readonly Owned[] {
  const owned = accounts.filter(({ owner }) => owner?.channel !== undefined && owner.channel !== own);
  return [...Map.groupBy(owned, ({ owner }) => owner?.channel ?? own)].map(([channel, of]) => {
    return { channel, ids: new Set(of.map(idOf)) };
  });
}

/** All, then what is of each owner's accounts. */
export function divideByOwner(owners: readonly Owned[]) {
  const ownerOf = new Map(owners.flatMap((owned) => [...owned.ids].map((id) => [id, owned] as const)));
  return <T extends Pick<Target, 'account'>>(all: readonly T[]): readonly (readonly T[])[] => {
    const byOwner = Map.groupBy(all, ({ account }) => ownerOf.get(account));
    return [all, ...owners.map((owned) => byOwner.get(owned) ?? [])];
  };
}

/** For the schedule's channel: whose an account is. */
export function ownersOf({ accounts }: Scope): (account: string) => string | undefined {
  const channels = new Map(accounts.map((account) => [idOf(account), account.owner?.channel]));
  return (account) => channels.get(account);
}
