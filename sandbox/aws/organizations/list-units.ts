import { ServiceError } from '../errors.ts';
import { type Answer, type Call, requiredText } from '../operation.ts';
import { listPage } from '../paging.ts';
import { childId, enterOrganization, paged, parentId, requireParent } from './enter.ts';
import { organizationArn } from './resource.ts';

/** The units right below a root or unit. */
export function listOrganizationalUnitsForParent(call: Call): Answer {
  const members = { ...paged, ParentId: { type: 'string', pattern: parentId } } as const;
  const organization = enterOrganization(call, members, ['ParentId']);
  const parent = requiredText(call, 'ParentId');
  requireParent(organization, parent);
  const below = organization.units.list().filter((unit) => unit.parent === parent);
  return listPage<object>(
    call,
    { member: 'OrganizationalUnits', max: 20, usual: 20, about: parent },
    organization.units,
    below.map(({ id, name }) => ({ Id: id, Arn: organizationArn(organization, id), Name: name })),
  );
}

/** The one root or unit that an account or unit is in. */
export function listParents(call: Call): Answer {
  const members = { ...paged, ChildId: { type: 'string', pattern: childId } } as const;
  const organization = enterOrganization(call, members, ['ChildId']);
  const child = requiredText(call, 'ChildId');
  const found = organization.accounts.get(child) ?? organization.units.get(child);
  if (!found) throw new ServiceError('ChildNotFoundException', "You specified a child that doesn't exist.");
  const type = found.parent === organization.root ? 'ROOT' : 'ORGANIZATIONAL_UNIT';
  const spec = { member: 'Parents', max: 20, usual: 20, about: child };
  return listPage<object>(call, spec, organization.units, [{ Id: found.parent, Type: type }]);
}
