import type { Statement } from '../access/policy.ts';
import type { OptStatus, RegionSeed, RoleSeed, UserSeed } from './model.ts';

/** The calls of an audit that only reads. */
export const scanPolicy: readonly Statement[] = [
  {
    effect: 'Allow',
    actions: [
      'glue:GetSecurityConfiguration*',
      'glue:GetJob',
      'glue:GetJobs',
      'glue:GetTrigger*',
      'glue:GetCrawler*',
      'glue:GetDevEndpoints',
      'glue:ListSessions',
      'glue:GetMLTransforms',
      'kms:DescribeKey',
      'account:ListRegions',
    ],
  },
];

/** Everything that the sandbox has. */
export const adminPolicy: readonly Statement[] = [{ effect: 'Allow', actions: ['*'] }];

export const assumePolicy: readonly Statement[] = [
  { effect: 'Allow', actions: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'] },
];

/** The calls of a remediation, and the roles that its jobs and crawlers run with. */
export function remediationPolicy(account: string): readonly Statement[] {
  const passed = { operator: 'StringEquals', key: 'iam:PassedToService', values: ['glue.amazonaws.com'] } as const;
  return [
    {
      effect: 'Allow',
      actions: [
        'glue:CreateSecurityConfiguration',
        'glue:DeleteSecurityConfiguration',
        'glue:GetSecurityConfiguration',
        'glue:GetSecurityConfigurations',
        'glue:GetJob',
        'glue:GetJobs',
        'glue:UpdateJob',
        'glue:GetJobRun',
        'glue:GetJobRuns',
        'glue:GetJobBookmark',
        'glue:GetTrigger',
        'glue:UpdateTrigger',
        'glue:GetCrawler',
        'glue:UpdateCrawler',
        'glue:GetTables',
        'glue:GetColumnStatisticsTaskSettings',
        'glue:UpdateColumnStatisticsTaskSettings',
        'glue:GetTags',
        'kms:DescribeKey',
        'kms:ListAliases',
        'kms:ListKeys',
        'kms:GetKeyPolicy',
        'iam:SimulatePrincipalPolicy',
      ],
    },
    {
      effect: 'Allow',
      actions: ['iam:PassRole'],
      resources: [`arn:aws:iam::${account}:role/service-role/AWSGlueServiceRole-*`],
      conditions: [passed],
    },
  ];
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

/** A role that the plan's name may be carried into, for CloudTrail. */
export function makeRemediationRole(name: string, account: string, trusted: string, externalId: string): RoleSeed {
  const role = makeRole(name, trusted, externalId, remediationPolicy(account));
  return { ...role, trustedActions: ['sts:SetSourceIdentity', 'sts:TagSession'] };
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
