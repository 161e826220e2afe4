/** One call of the bot, with what IAM must allow for it. */
export interface AwsCall {
  readonly service: 'glue' | 'kms' | 'iam' | 'account' | 'sts' | 'organizations' | 'tag';
  /** The API operation, as the SDK's command is named. */
  readonly operation: string;
  /** The IAM action; absent where AWS asks for no permission. */
  readonly action?: string;
  /**
   * The resources of the policy statement, with `{partition}` to be filled in; `*` where the action has no resource
   * type. A test holds them against AWS's Service Authorization Reference.
   */
  readonly resource: string | readonly string[];
  /** What it is for, in the words of the printed policy. */
  readonly purpose:
    | 'verdicts'
    | 'references'
    | 'keys'
    | 'key-lists'
    | 'regions'
    | 'identity'
    | 'definitions'
    | 'checks'
    | 'bookmarks'
    | 'configurations'
    | 'dependents'
    | 'tables'
    | 'statistics'
    | 'deletion'
    | 'members'
    | 'units'
    | 'tags'
    | 'job-tags';
  /** Whose policy holds it: the role that reads the account, the one that changes it, the one that lists the organization, or the bot's own identity. */
  readonly holder: 'scan' | 'remediation' | 'organization' | 'bot';
}

function glue(operation: string, purpose: 'verdicts' | 'references'): AwsCall {
  return { service: 'glue', operation, action: `glue:${operation}`, resource: '*', purpose, holder: 'scan' };
}

/**
 * Every call to AWS that the scan makes: the printed policy and the self-check come from this list, and a test holds
 * it against the commands that the code sends. All of them only read.
 */
export const scanCalls: readonly AwsCall[] = [
  glue('GetSecurityConfigurations', 'verdicts'),
  glue('GetJobs', 'verdicts'),
  glue('GetTriggers', 'references'),
  glue('GetCrawlers', 'references'),
  glue('GetDevEndpoints', 'references'),
  glue('ListSessions', 'references'),
  glue('GetMLTransforms', 'references'),
  {
    service: 'kms',
    operation: 'DescribeKey',
    action: 'kms:DescribeKey',
    // Also keys of another account: a central key account is common. The key's own policy must allow it too.
    resource: 'arn:{partition}:kms:*:*:key/*',
    purpose: 'keys',
    holder: 'scan',
  },
  {
    service: 'account',
    operation: 'ListRegions',
    action: 'account:ListRegions',
    resource: 'arn:{partition}:account::*:account',
    purpose: 'regions',
    holder: 'scan',
  },
  { service: 'sts', operation: 'GetCallerIdentity', resource: '*', purpose: 'identity', holder: 'bot' },
  {
    service: 'sts',
    operation: 'AssumeRole',
    action: 'sts:AssumeRole',
    resource: 'arn:{partition}:iam::*:role/*',
    purpose: 'identity',
    holder: 'bot',
  },
];

/**
 * What the scan calls besides where tags of jobs are configured. It has no resource type, and needs nothing of Glue (Service
 * Authorization Reference, Amazon Resource Group Tagging API).
 */
export const jobTagCalls: readonly AwsCall[] = [
  {
    service: 'tag',
    operation: 'GetResources',
    action: 'tag:GetResources',
    resource: '*',
    purpose: 'job-tags',
    holder: 'scan',
  },
];

/** Every call of the scan, as it is configured. */
export function scanCallsWith({ jobTags }: { readonly jobTags: boolean }): readonly AwsCall[] {
  return jobTags ? [...scanCalls, ...jobTagCalls] : scanCalls;
}

const remediation = { service: 'glue', holder: 'remediation' } as const;

/** `resource` is the type in the ARN; absent: the action has no resource-level permission. */
function change(operation: string, purpose: AwsCall['purpose'], resource?: 'job' | 'trigger' | 'crawler'): AwsCall {
  const arn = resource === undefined ? '*' : arnsOf(resource);
  return { ...remediation, operation, action: `glue:${operation}`, resource: arn, purpose };
}

function arnsOf(type: string): string {
  return `arn:{partition}:glue:*:*:${type}/*`;
}

const catalog = ['catalog', 'database/*', 'table/*/*'].map((part) => `arn:{partition}:glue:*:*:${part}`);

/** Lists of keys have no resource type. */
function key(operation: string, purpose: 'keys' | 'key-lists'): AwsCall {
  const resource = purpose === 'key-lists' ? '*' : 'arn:{partition}:kms:*:*:key/*';
  return { ...remediation, service: 'kms', operation, action: `kms:${operation}`, resource, purpose };
}

/**
 * Every call to AWS of the remediation role. What a session may really do is this, narrowed to the reads of a plan or
 * to the resources of the steps at hand. Besides, UpdateJob needs iam:PassRole, which is no call.
 */
export const remediationCalls: readonly AwsCall[] = [
  change('GetSecurityConfiguration', 'configurations'),
  change('CreateSecurityConfiguration', 'configurations'),
  change('GetJob', 'definitions', 'job'),
  change('GetTrigger', 'definitions', 'trigger'),
  change('GetCrawler', 'definitions', 'crawler'),
  change('GetJobRuns', 'checks', 'job'),
  // No resource type: allowed on a job's ARN it is denied (Service Authorization Reference, AWS Glue).
  change('GetJobBookmark', 'bookmarks'),
  { ...change('GetTags', 'checks'), resource: ['job', 'trigger', 'crawler'].map(arnsOf) },
  {
    ...remediation,
    service: 'iam',
    operation: 'SimulatePrincipalPolicy',
    action: 'iam:SimulatePrincipalPolicy',
    // The roles of the jobs, and the remediation role itself.
    resource: 'arn:{partition}:iam::*:role/*',
    purpose: 'checks',
  },
  change('UpdateJob', 'dependents', 'job'),
  change('UpdateTrigger', 'dependents', 'trigger'),
  change('UpdateCrawler', 'dependents', 'crawler'),
  // For databases that a person names. Reading the settings of a table has no resource-level permission.
  { ...change('GetTables', 'tables'), resource: catalog },
  { ...change('UpdateColumnStatisticsTaskSettings', 'tables'), resource: catalog },
  change('GetColumnStatisticsTaskSettings', 'statistics'),
  key('DescribeKey', 'keys'),
  key('GetKeyPolicy', 'keys'),
  key('ListAliases', 'key-lists'),
  key('ListKeys', 'key-lists'),
  // For a configuration that a plan created and a way back takes away again, and for one that is retired.
  change('DeleteSecurityConfiguration', 'deletion'),
];

/** Their resources are kept wide: an account, an OU or a root that is new would be missing from a list of ARNs. */
function organization(operation: string, purpose: AwsCall['purpose'], types?: readonly string[]): AwsCall {
  const resource = types?.map((type) => `arn:{partition}:organizations::*:${type}/o-*`) ?? '*';
  return {
    service: 'organizations',
    operation,
    action: `organizations:${operation}`,
    resource,
    purpose,
    holder: 'organization',
  };
}

/** Every call that lists an AWS organization: those for units and tags are made only where the filters ask for them. */
export const organizationCalls: readonly AwsCall[] = [
  organization('ListAccounts', 'members'),
  organization('ListAccountsForParent', 'units', ['root', 'ou']),
  organization('ListOrganizationalUnitsForParent', 'units', ['root', 'ou']),
  organization('ListParents', 'units', ['account', 'ou']),
  organization('ListTagsForResource', 'tags', ['account']),
];

/** What a session that makes a plan may do: of the remediation role's calls those that read. */
export const planReadActions: readonly string[] = remediationCalls.flatMap(({ operation, action }) =>
  /^(Get|List|Describe|Simulate)/.test(operation) && action !== undefined ? [action] : [],
);
