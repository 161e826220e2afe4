import { ServiceError } from '../errors.ts';
import { type Answer, type Call, requiredText } from '../operation.ts';
import { listPage } from '../paging.ts';
import { enterOrganization, paged, resourceId } from './enter.ts';

/** Tags of an account; units and the root have none here. No MaxResults: AWS alone decides how long a page is. */
export function listTagsForResource(call: Call): Answer {
  const { NextToken } = paged;
  const members = { NextToken, ResourceId: { type: 'string', pattern: resourceId } } as const;
  const { accounts, root, units } = enterOrganization(call, members, ['ResourceId']);
  const resource = requiredText(call, 'ResourceId');
  const account = accounts.get(resource);
  if (!account && resource !== root && !units.get(resource)) {
    throw new ServiceError('TargetNotFoundException', "You specified a target that doesn't exist.");
  }
  const tags = Object.entries(account?.tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
  return listPage<object>(call, { member: 'Tags', max: 50, usual: 50, about: resource }, accounts, tags);
}
