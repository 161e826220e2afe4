import type { Organization, TagWants } from './organization.ts';
import type { OwnerTags } from './owner.ts';

/** An account as AWS Organizations lists it. */
export interface ListedAccount {
  /** 12 digits. */
  readonly id: string;
  /** Not unique, and anything that its owners typed. */
  readonly name: string;
  /** Of its ARN. */
  readonly partition: string;
  /** `ACTIVE`, or whatever else AWS says. Empty: it said nothing. */
  readonly state: string;
}

/** An account of the organization that the filters let through. */
export interface Member {
  readonly id: string;
  readonly name: string;
  readonly partition: string;
  /** The values of the tags that name its owner, whatever they are. Absent: it has none of them. */
  readonly ownerTags?: OwnerTags;
}

/** One that they would have let through, and that is not in use. */
export interface InactiveMember extends Member {
  readonly state: string;
}

/** What one complete listing found. */
export interface OrganizationListing {
  readonly members: readonly Member[];
  readonly inactive: readonly InactiveMember[];
}

/**
 * States in which nobody can use an account (AWS Organizations User Guide, "Monitor the state of your AWS accounts"). A
 * state that is not known here counts as in use: an account that cannot be entered is unknown, one that is left out is
 * seen by nobody.
 */
const inactiveStates: ReadonlySet<string> = new Set(['PENDING_ACTIVATION', 'SUSPENDED', 'PENDING_CLOSURE', 'CLOSED']);

export function isActive({ state }: Pick<ListedAccount, 'state'>): boolean {
  return !inactiveStates.has(state);
}

/** @param units the roots and OUs above the account, or those of them that the filters name */
export function isInUnits(
  { include, exclude }: Organization['organizationalUnits'],
  units: ReadonlySet<string>,
): boolean {
  const isIncluded = include.length === 0 || include.some((unit) => units.has(unit));
  return isIncluded && !exclude.some((unit) => units.has(unit));
}

const anyValue = '*';

function hasOne(tags: ReadonlyMap<string, string>, key: string, values: readonly string[]): boolean {
  const value = tags.get(key);
  return value !== undefined && (values.includes(value) || values.includes(anyValue));
}

/** Keys and values are case-sensitive, as they are in AWS. */
export function isTagged({ include, exclude }: Organization['tags'], tags: ReadonlyMap<string, string>): boolean {
  const every = Object.entries(include).every(([key, values]) => hasOne(tags, key, values));
  return every && !some(exclude, tags);
}

function some(wants: TagWants, tags: ReadonlyMap<string, string>): boolean {
  return Object.entries(wants).some(([key, values]) => hasOne(tags, key, values));
}
