/** One call of the scan, with what IAM must allow for it. */
export interface AwsCall {
  readonly service: 'glue' | 'kms' | 'account' | 'sts';
  /** The API operation, as the SDK's command is named. */
  readonly operation: string;
  /** The IAM action; absent where AWS asks for no permission. */
  readonly action?: string;
  /**
   * The resources of the policy statement, with `{partition}` to be filled in. Glue's list actions have no
   * resource-level permission (Service Authorization Reference, "Actions defined by AWS Glue").
   */
  readonly resource: string;
  /** What it is for, in the words of the printed policy. */
  readonly purpose: 'verdicts' | 'references' | 'keys' | 'regions' | 'identity';
  /** Whose policy holds it: the role that reads the account, or the bot's own identity. */
  readonly holder: 'scan' | 'bot';
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
