import { type Answer, type Call, requiredText } from '../operation.ts';
import { listPage } from '../paging.ts';
import { enterOrganization, paged, parentId, requireParent } from './enter.ts';
import { organizationArn } from './resource.ts';
import type { AccountState, OrganizationAccount } from './shapes.ts';
import type { OrganizationState } from './state.ts';

/** `Status` knows three words; [inferred] those of the other states. */
const statuses: Readonly<Record<AccountState, string>> = {
  PENDING_ACTIVATION: 'ACTIVE',
  ACTIVE: 'ACTIVE',
  SUSPENDED: 'SUSPENDED',
  PENDING_CLOSURE: 'PENDING_CLOSURE',
  CLOSED: 'SUSPENDED',
};

function shown({ world }: Call, organization: OrganizationState, { id, name, state }: OrganizationAccount): object {
  const { accountState, accountStatus } = world.settings;
  return {
    Id: id,
    Arn: organizationArn(organization, id),
    Email: `aws+${id}@example.com`,
    Name: name,
    ...(accountState && { State: state }),
    ...(accountStatus && { Status: statuses[state] }),
    JoinedMethod: 'CREATED',
    JoinedTimestamp: 1_700_000_000,
  };
}

function page(call: Call, organization: OrganizationState, parent?: string): Answer {
  const spec = { member: 'Accounts', max: 20, usual: 20, ...(parent !== undefined && { about: parent }) };
  const { accounts } = organization;
  const listed = accounts.list().filter((account) => parent === undefined || account.parent === parent);
  return listPage<object>(
    call,
    spec,
    accounts,
    listed.map((account) => shown(call, organization, account)),
  );
}

/** Every account, those that are not in use too. */
export function listAccounts(call: Call): Answer {
  return page(call, enterOrganization(call, paged));
}

/** Those right below a root or unit. */
export function listAccountsForParent(call: Call): Answer {
  const members = { ...paged, ParentId: { type: 'string', pattern: parentId } } as const;
  const organization = enterOrganization(call, members, ['ParentId']);
  const parent = requiredText(call, 'ParentId');
  requireParent(organization, parent);
  return page(call, organization, parent);
}
