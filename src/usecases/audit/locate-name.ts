import type { Account } from '../../domain/fleet.ts';
import { nearest } from '../../domain/nearest.ts';
import { type Fleet, watchOf } from '../../domain/watch.ts';
import type { KnownName } from '../ports/finding-records.ts';
import type { Store } from '../ports/store.ts';

export interface Located {
  readonly name: string;
  readonly account: Account;
  readonly region: string;
}

/** `several`: places of this very name. `none`: the nearest names, with their places. */
export type Location =
  | { readonly found: Located }
  | { readonly several: readonly Located[] }
  | { readonly none: readonly Located[] };

export interface NameQuestion {
  readonly name: string;
  readonly account?: Account;
  readonly region?: string;
  /** Names of findings alone. Absent: also jobs that the records know because they use what was found. */
  readonly findingsOnly?: true;
}

/**
 * Where a name is, of what was left out (account, region or both), by the records of what is watched. Reads nothing of
 * AWS: what is compliant is in no record, and then only a fleet of one account and region needs neither.
 */
export type LocateName = (question: NameQuestion) => Promise<Location>;

interface LocateDependencies {
  readonly store: Pick<Store, 'findings' | 'targets'>;
  readonly fleet: Fleet;
}

/** What is read to find the nearest of a misspelt name. */
const mostNear = { names: 2_000, lists: 500 };

export function createLocateName({ store, fleet }: LocateDependencies): LocateName {
  const accountOf = (id: string) =>
    fleet.accounts.find((account) => account.id === id) ?? fleet.accounts.find((account) => account.id === undefined);
  return async ({ name, account, region, findingsOnly = false }) => {
    if (account !== undefined && region !== undefined) return { found: { name, account, region } };
    const { isWatched } = watchOf(fleet, await store.targets.all());
    const scope = {
      findingsOnly,
      ...(account?.id !== undefined && { account: account.id }),
      ...(region !== undefined && { region }),
    };
    const placesOf = (known: readonly KnownName[]) =>
      distinct(known.filter(isWatched)).flatMap((each): Located[] => {
        const owner = accountOf(each.account);
        if (owner === undefined || (account !== undefined && owner !== account)) return [];
        return [{ name: each.name, account: owner, region: each.region }];
      });
    const here = placesOf(await store.findings.namedExactly(name, scope));
    const [only] = here;
    if (only !== undefined) return here.length === 1 ? { found: only } : { several: here };
    // What no record knows cannot be a finding, wherever it is.
    const single = findingsOnly ? undefined : singleTarget(account === undefined ? fleet.accounts : [account], region);
    if (single !== undefined) return { found: { name, ...single } };
    const known = placesOf(await store.findings.namesNear(name, scope, mostNear));
    const near = nearest(
      name,
      known.map((each) => each.name),
    );
    return { none: near.flatMap((word) => known.filter((each) => each.name === word)) };
  };
}

function distinct(names: readonly KnownName[]): readonly KnownName[] {
  const byKey = new Map(names.map((each) => [JSON.stringify([each.account, each.region, each.name]), each]));
  return [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}

/** The only account and region that could be meant. */
function singleTarget(
  accounts: readonly Account[],
  region: string | undefined,
): { readonly account: Account; readonly region: string } | undefined {
  const [account] = accounts;
  if (account === undefined || accounts.length > 1) return undefined;
  const [listed, ...others] = account.regions === 'enabled' ? [] : account.regions;
  const named = region ?? (others.length === 0 ? listed : undefined);
  return named === undefined ? undefined : { account, region: named };
}
