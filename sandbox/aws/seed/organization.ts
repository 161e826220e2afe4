import type { OrganizationAccount } from '../organizations/shapes.ts';
import {
  adminPolicy,
  botPolicy,
  makeRole,
  makeUser,
  organizationPolicy,
  scanPolicy,
  withOptInRegions,
} from './identities.ts';
import { jobRoles } from './job-roles.ts';
import { type AccountSeed, roleArn, type Seed } from './model.ts';
import { RegionBuilder } from './region-builder.ts';

const management = '710000000001';
/** Holds the bot's own credentials. */
const tooling = '720000000002';
const root = 'r-ab12';
const teams = 'ou-ab12-11111111';
const dataTeams = 'ou-ab12-22222222';
const sandboxes = 'ou-ab12-33333333';

/** Names of the roles, the same in every account. */
export const organizationRoles = { list: 'GluewardenOrganization', scan: 'GluewardenScan' } as const;

/** `ready`: its scan role exists. One Region each, with one configuration that is not encrypted. */
function teamAccount(id: string, name: string, now: number, ready: boolean): AccountSeed {
  const region = new RegionBuilder(id, 'us-east-1', now)
    .disabled(`${name}-legacy`)
    .job(`${name}-export`, { configuration: `${name}-legacy`, bookmark: 'enable' })
    .build();
  const roles = ready ? [makeRole(organizationRoles.scan, tooling, `gluewarden-${id}`, scanPolicy)] : [];
  return { id, name, users: [], roles: [...roles, ...jobRoles()], regions: withOptInRegions([region]) };
}

function plainAccount(id: string, name: string): AccountSeed {
  return { id, name, users: [makeUser(id, 'admin', adminPolicy)], roles: [], regions: [] };
}

/** Accounts that exist and are in no organization yet: with a scan role, and without one. */
export const newcomers = {
  ready: { id: '700000000014', name: 'returns', state: 'ACTIVE', parent: teams },
  unready: { id: '700000000015', name: 'loyalty', state: 'ACTIVE', parent: teams },
} as const satisfies Record<string, OrganizationAccount>;

/**
 * An organization of seven accounts, two of them in use no more. The bot's credentials belong to one of them and list it
 * by a role of the management account.
 */
export function organizationSeed({ now }: { readonly now: number }): Seed {
  const region = { name: 'us-east-1', status: 'ENABLED_BY_DEFAULT' } as const;
  const listRole = makeRole(organizationRoles.list, tooling, `gluewarden-${management}`, organizationPolicy);
  const entered = [`arn:aws:iam::*:role/${organizationRoles.scan}`, roleArn(management, organizationRoles.list)];
  const team = ({ id, name }: Pick<OrganizationAccount, 'id' | 'name'>, ready = true) =>
    teamAccount(id, name, now, ready);
  return {
    name: 'organization',
    home: tooling,
    accounts: [
      { ...plainAccount(management, 'management'), roles: [listRole], regions: [region] },
      {
        ...plainAccount(tooling, 'tooling'),
        users: [makeUser(tooling, 'gluewarden', botPolicy(entered, []))],
        regions: [region],
      },
      team({ id: '700000000011', name: 'orders' }),
      team({ id: '700000000012', name: 'billing' }),
      team({ id: '700000000013', name: 'playground' }),
      team(newcomers.ready),
      team(newcomers.unready, false),
    ],
    organization: {
      id: 'o-exampleorgid',
      managementAccount: management,
      delegatedAdministrators: [],
      root,
      units: [
        { id: teams, name: 'teams', parent: root },
        { id: dataTeams, name: 'data', parent: teams },
        { id: sandboxes, name: 'sandboxes', parent: root },
      ],
      accounts: [
        { id: management, name: 'management', state: 'ACTIVE', parent: root },
        { id: tooling, name: 'tooling', state: 'ACTIVE', parent: root },
        { id: '700000000011', name: 'orders', state: 'ACTIVE', parent: dataTeams, tags: { glue: 'yes' } },
        { id: '700000000012', name: 'billing', state: 'ACTIVE', parent: teams, tags: { glue: 'yes' } },
        { id: '700000000013', name: 'playground', state: 'ACTIVE', parent: sandboxes },
        { id: '700000000021', name: 'parked', state: 'SUSPENDED', parent: teams },
        { id: '700000000022', name: 'sold', state: 'CLOSED', parent: teams },
      ],
    },
  };
}
