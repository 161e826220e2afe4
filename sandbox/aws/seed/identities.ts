import type { Statement } from '../access/policy.ts';
import { parsePolicy } from '../access/policy-document.ts';
import type { OptStatus, RegionSeed, RoleSeed, UserSeed } from './model.ts';
// What `gluewarden policy` prints, to the byte: test/sandbox/aws/seed/printed-policy.test.ts holds it and writes it anew.
import printed from './printed-policy.json' with { type: 'json' };

/** Read as IAM would read it. */
function statements(policy: object): readonly Statement[] {
  return parsePolicy(JSON.stringify(policy));
}

/** What the role of an audit is given: the policy that `gluewarden policy` prints. */
export const scanPolicy: readonly Statement[] = statements(printed.scanRolePolicy);

/** The same of the role that lists an organization. */
export const organizationPolicy: readonly Statement[] = statements(printed.organizationRolePolicy);

/** Everything that the sandbox has. */
export const adminPolicy: readonly Statement[] = [{ effect: 'Allow', actions: ['*'] }];

/** Every role, and with tags: for whoever tries what AssumeRole takes. */
export const assumePolicy: readonly Statement[] = [
  { effect: 'Allow', actions: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'] },
];

/** The same for the role of a remediation, with the roles of the account's jobs and crawlers where it says to put them. */
export function remediationPolicy(account: string): readonly Statement[] {
  const [placeholder] = printed.remediationRolePolicy.Statement.flatMap(({ Sid, Resource }) =>
    Sid === 'PassTheRolesOfTheJobs' ? Resource : [],
  );
  const passed = `arn:aws:iam::${account}:role/service-role/AWSGlueServiceRole-*`;
  const resources = (given: readonly string[] = []) => given.map((arn) => (arn === placeholder ? passed : arn));
  return statements(printed.remediationRolePolicy).map((each) => ({ ...each, resources: resources(each.resources) }));
}

/** What the bot's own identity is given, by the ARNs of the roles that it enters. */
export function botPolicy(scanRoles: readonly string[], remediationRoles: readonly string[]): readonly Statement[] {
  const roles: Readonly<Record<string, readonly string[]>> = {
    EnterAccounts: scanRoles,
    EnterForRemediation: remediationRoles,
  };
  const Statement = printed.botPolicy.Statement.map((each) => ({ ...each, Resource: roles[each.Sid] }));
  return statements({ ...printed.botPolicy, Statement: Statement.filter(({ Resource = [] }) => Resource.length > 0) });
}

/** A user with keys made of its account: no real key can look like these. */
export function makeUser(account: string, name: string, policy: readonly Statement[]): UserSeed {
  return {
    name,
    accessKeyId: `AKIASANDBOX${account.slice(0, 9)}`,
    secretAccessKey: `sandbox/${name}/${account}/not-a-real-secret`.slice(0, 40).padEnd(40, '0'),
    policy,
  };
}

export function makeRole(name: string, trusted: string, externalId: string, policy: readonly Statement[]): RoleSeed {
  return { name, trustedAccounts: [trusted], externalId, policy };
}

/**
 * What the printed trust policy lets the bot do besides assuming the role. An external id is no condition key of these:
 * a statement that asks for one never matches.
 */
const trustedActions = (['sts:SetSourceIdentity', 'sts:TagSession'] as const).filter((action) =>
  printed.remediationRoleTrustPolicy.Statement.some(
    (statement) => !('Condition' in statement) && [statement.Action].flat().includes(action),
  ),
);

/** A role that the plan's name may be carried into, for CloudTrail. */
export function makeRemediationRole(name: string, account: string, trusted: string, externalId: string): RoleSeed {
  const role = makeRole(name, trusted, externalId, remediationPolicy(account));
  return { ...role, trustedActions };
}

/** AWS's Regions that every account has. */
export const defaultRegions = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'ap-south-1',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'eu-north-1',
  'sa-east-1',
] as const;

/** Regions that an account must enable first. */
const optInRegions = ['af-south-1', 'ap-east-1', 'eu-central-2', 'eu-south-1', 'me-south-1'] as const;

/** Adds the opt-in Regions, switched off, that are not there yet. */
export function withOptInRegions(regions: readonly RegionSeed[], status: OptStatus = 'DISABLED'): RegionSeed[] {
  const present = new Set(regions.map((region) => region.name));
  return [...regions, ...optInRegions.filter((name) => !present.has(name)).map((name) => ({ name, status }))];
}
