import { errorNames, ServiceError } from '../errors.ts';
import type { Call } from '../operation.ts';
import { type Rule, validate } from '../validate.ts';
import type { OrganizationState } from './state.ts';

/** Patterns of the API reference. */
export const parentId = /^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})$/;
export const childId = /^(\d{12}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})$/;
export const resourceId = /^(\d{12}|r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})$/;

const token: Rule = { type: 'string', max: 100_000 };
/** Of every list but that of tags. */
export const paged = { NextToken: token, MaxResults: { type: 'integer', min: 1, max: 20 } } as const;

/** Checks the input, and gives the organization to its management account and its delegated administrators. */
export function enterOrganization(
  call: Call,
  members: Readonly<Record<string, Rule>>,
  required: readonly string[] = [],
): OrganizationState {
  validate('organizations', call.input, { type: 'structure', members, required });
  const { organization } = call.world;
  const { account } = call.identity;
  const isMember = account === organization?.managementAccount || organization?.accounts.get(account) !== undefined;
  if (organization === undefined || !isMember) {
    throw new ServiceError('AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.');
  }
  if (account !== organization.managementAccount && !organization.delegatedAdministrators.has(account)) {
    const [code, status] = errorNames.organizations.denied;
    throw new ServiceError(code, "You don't have permissions to access this resource.", status);
  }
  return organization;
}

/** @throws when the organization has no such root or unit */
export function requireParent({ root, units }: OrganizationState, parent: string): void {
  if (parent === root || units.get(parent) !== undefined) return;
  throw new ServiceError('ParentNotFoundException', "You specified parent that doesn't exist.");
}
