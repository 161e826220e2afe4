import type { Input } from '../operation.ts';
import type { World } from '../world.ts';
import type { OrganizationState } from './state.ts';

/** The ARN of an account, a unit or the root: all of them are the management account's. */
export function organizationArn({ id, managementAccount }: OrganizationState, resource: string): string {
  const type = resource.startsWith('ou-') ? 'ou' : resource.startsWith('r-') ? 'root' : 'account';
  return `arn:aws:organizations::${managementAccount}:${type}/${id}/${resource}`;
}

/** What a call is judged on; undefined: it names nothing, or there is no organization. */
export function resourceOfOrganization({ organization }: World, input: Input): string | undefined {
  const named = input.ParentId ?? input.ChildId ?? input.ResourceId;
  return organization && typeof named === 'string' ? organizationArn(organization, named) : undefined;
}
