import type { Account } from '../../domain/fleet.ts';
import type { Target } from '../../domain/model.ts';
import { nearest } from '../../domain/nearest.ts';
import type { Fleet } from '../../domain/watch.ts';
import type { FindingRow } from '../ports/finding-records.ts';
import type { Store } from '../ports/store.ts';
import { readWatched } from './read-watched.ts';

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

export function createLocateName({ store, fleet }: LocateDependencies): LocateName {
  const accountOf = (id: string) =>
    fleet.accounts.find((account) => account.id === id) ?? fleet.accounts.find((account) => account.id === undefined);
  return async ({ name, account, region, findingsOnly }) => {
    if (account !== undefined && region !== undefined) return { found: { name, account, region } };
    const { targets } = await readWatched(store, fleet);
    const asked = targets.filter(
      (target) =>
        (region === undefined || target.region === region) &&
        (account === undefined || accountOf(target.account) === account),
    );
    const known = (await store.findings.openIn(asked)).flatMap((row) => namesIn(row, findingsOnly === true));
    const located = distinct(known).flatMap((each): Located[] => {
      const owner = accountOf(each.account);
      return owner === undefined ? [] : [{ name: each.name, account: owner, region: each.region }];
    });
    const here = located.filter((each) => each.name === name);
    const [only] = here;
    if (only !== undefined) return here.length === 1 ? { found: only } : { several: here };
    // What no record knows cannot be a finding, wherever it is.
    const single = findingsOnly ? undefined : singleTarget(account === undefined ? fleet.accounts : [account], region);
    if (single !== undefined) return { found: { name, ...single } };
    const near = nearest(
      name,
      located.map((each) => each.name),
    );
    return { none: near.flatMap((word) => located.filter((each) => each.name === word)) };
  };
}

interface KnownName extends Target {
  readonly name: string;
}

function namesIn({ account, region, name, references }: FindingRow, findingsOnly: boolean): KnownName[] {
  const jobs = findingsOnly ? [] : references.filter(({ type }) => type === 'job').map((reference) => reference.name);
  return [name, ...jobs].map((each) => ({ account, region, name: each }));
}

function distinct(names: readonly KnownName[]): readonly KnownName[] {
  return [...new Map(names.map((each) => [JSON.stringify([each.account, each.region, each.name]), each])).values()];
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
