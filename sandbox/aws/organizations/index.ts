import type { Operations } from '../operation.ts';
import { listAccounts, listAccountsForParent } from './list-accounts.ts';
import { listTagsForResource } from './list-tags-for-resource.ts';
import { listOrganizationalUnitsForParent, listParents } from './list-units.ts';

/** Organizations' operations by their name on the wire (`X-Amz-Target: AWSOrganizationsV20161128.<name>`). */
export const organizationsOperations: Operations = {
  ListAccounts: listAccounts,
  ListAccountsForParent: listAccountsForParent,
  ListOrganizationalUnitsForParent: listOrganizationalUnitsForParent,
  ListParents: listParents,
  ListTagsForResource: listTagsForResource,
};
