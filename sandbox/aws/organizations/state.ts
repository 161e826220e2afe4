import { Collection } from '../collection.ts';
import type { OrganizationAccount, OrganizationalUnit, OrganizationSeed } from './shapes.ts';

/** The organization as it is now. */
export interface OrganizationState {
  readonly id: string;
  readonly managementAccount: string;
  readonly delegatedAdministrators: Set<string>;
  readonly root: string;
  /** By id. */
  readonly units: Collection<OrganizationalUnit>;
  /** By id. An account that is deleted here has left; what it contains stays. */
  readonly accounts: Collection<OrganizationAccount>;
}

export function organizationState(seed: OrganizationSeed): OrganizationState {
  return {
    id: seed.id,
    managementAccount: seed.managementAccount,
    delegatedAdministrators: new Set(seed.delegatedAdministrators),
    root: seed.root,
    units: new Collection(seed.units.map((unit) => [unit.id, unit] as const)),
    accounts: new Collection(seed.accounts.map((account) => [account.id, account] as const)),
  };
}

export function organizationSeed(state: OrganizationState): OrganizationSeed {
  return {
    id: state.id,
    managementAccount: state.managementAccount,
    delegatedAdministrators: [...state.delegatedAdministrators],
    root: state.root,
    units: state.units.list(),
    accounts: state.accounts.list(),
  };
}
