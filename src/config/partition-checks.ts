import { partitionOfArn } from '../domain/glue-arn.ts';
import type { Draft, DraftAccount, Finding } from './draft.ts';
import { roleAccount, shown } from './values.ts';

/** As the SDK's table has it; undefined where it does not know. */
type KnownPartition = (region: string) => string | undefined;

const roleKeys = ['scanRoleArn', 'remediationRoleArn'] as const;

interface Role {
  readonly path: readonly PropertyKey[];
  readonly partition: string;
}

function rolesOf(account: DraftAccount, index: number): Role[] {
  return roleKeys.flatMap((key) => roleAt(account[key], ['accounts', index, key]));
}

function roleAt(arn = '', path: readonly PropertyKey[]): Role[] {
  const partition = roleAccount(arn) === undefined ? undefined : partitionOfArn(arn);
  return partition === undefined ? [] : [{ path, partition }];
}

/** No credentials reach from one partition into another. */
function roleChecks(roles: readonly Role[]): Finding[] {
  const [first] = roles;
  return roles.flatMap(({ path, partition }) => {
    if (first === undefined || partition === first.partition) return [];
    const message = `is a role of the partition ${partition}, and the first role of this file is of ${first.partition}: a role can only be assumed from its own partition. Run one Gluewarden in each`;
    return [{ path, message }];
  });
}

function regionChecks(
  regions: readonly string[] = [],
  path: readonly PropertyKey[],
  roles: readonly Role[],
  known: KnownPartition,
): Finding[] {
  const [role] = roles;
  const [first] = regions.flatMap((region) => known(region) ?? []);
  const own = role?.partition ?? first;
  return regions.flatMap((region, position) => {
    const partition = known(region);
    if (partition === undefined || partition === own) return [];
    const others = role === undefined ? 'the first region' : 'the role';
    const message = `${shown(region)} is a region of the partition ${partition}, and ${others} of this account is of ${own}: one of the two is wrong`;
    return [{ path: [...path, position], message }];
  });
}

function keyChecks({ kmsKeys = {} }: DraftAccount, index: number, known: KnownPartition): Finding[] {
  return Object.entries(kmsKeys).flatMap(([region, key]) => {
    const [partition, named] = [known(region), typeof key === 'string' ? partitionOfArn(key) : undefined];
    if (partition === undefined || named === undefined || named === partition) return [];
    const message = `is a key of the partition ${named}, and ${region} is a region of ${partition}: write arn:${partition}:kms:…`;
    return [{ path: ['accounts', index, 'kmsKeys', region], message }];
  });
}

/** Roles, regions and keys that can never meet: each partition of AWS is a cloud of its own. */
export function partitionChecks({ accounts, organization }: Draft, known: KnownPartition): Finding[] {
  const roles = accounts.map(rolesOf);
  const reader = roleAt(organization?.roleArn, ['organization', 'roleArn']);
  return [
    ...roleChecks([...roles.flat(), ...reader]),
    ...regionChecks(organization?.regions, ['organization', 'regions'], reader, known),
    ...accounts.flatMap((account, index) => [
      ...regionChecks(account.regions, ['accounts', index, 'regions'], roles[index] ?? [], known),
      ...keyChecks(account, index, known),
    ]),
  ];
}
