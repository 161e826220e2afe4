import { idMark, type Organization } from '../../domain/organization/organization.ts';
import {
  type Policy,
  remediationPolicy,
  remediationTrustPolicy,
  type ScanNeeds,
  scanPolicy,
  trustPolicy,
} from './policies.ts';

/** What CloudFormation fills in: a parameter, or the account that the stack is in. */
type Filled = { readonly Ref: string } | { readonly 'Fn::Sub': string };

/** Stands where the template has a parameter, until it is replaced. */
const botMark = 'THE-BOT';
const jobRolesMark = 'THE-ROLES-OF-THE-JOBS';

const parameters = {
  BotRoleArn: {
    Type: 'String',
    AllowedPattern: '^arn:[a-z-]+:iam::[0-9]{12}:(role|user)/.+$',
    Description: 'Whose credentials Gluewarden runs with: they alone may assume the roles.',
  },
  // A lone * would let the bot run code as every role (see remediationNotes).
  JobRoles: {
    Type: 'String',
    AllowedPattern: '^[a-zA-Z0-9_+=,.@/-]+[*]?$',
    Description:
      'Name, with its path, of the role of the jobs that may be remediated, like service-role/AWSGlueServiceRole-*. Never more than those jobs need.',
  },
};

/**
 * A CloudFormation template of the roles that an organization's accounts need, for a stack of one account or a StackSet
 * of all: names, trust, external id and policies as the bot expects them.
 */
export function roleTemplate(
  { scanRoleName, remediationRoleName, externalId }: Organization,
  partition = 'aws',
  needs?: ScanNeeds,
): Readonly<Record<string, unknown>> {
  const external = externalId === undefined ? undefined : markedId(externalId);
  const jobRoles = `arn:${partition}:iam::${idSub}:role/${jobRolesMark}`;
  const { JobRoles, BotRoleArn } = parameters;
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'The roles that Gluewarden enters this account with.',
    Parameters: { BotRoleArn, ...(remediationRoleName !== undefined && { JobRoles }) },
    Resources: {
      ScanRole: role(scanRoleName, trustPolicy(botMark, external), scanPolicy(partition, needs)),
      ...(remediationRoleName !== undefined && {
        RemediationRole: role(
          remediationRoleName,
          remediationTrustPolicy(botMark, external),
          remediationPolicy([jobRoles], partition),
        ),
      }),
    },
  };
}

/** CloudFormation's own word for the account. IAM's names and external ids can hold no `$` of theirs. */
const idSub = '$' + '{AWS::AccountId}';

function markedId(scheme: string): string {
  return scheme.replaceAll(idMark, idSub);
}

function role(nameWithPath: string, trust: Policy, policy: Policy): object {
  const [name = '', ...path] = nameWithPath.split('/').toReversed();
  const Path = path.length === 0 ? undefined : `/${path.toReversed().join('/')}/`;
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: filled(markedId(name)),
      ...(Path !== undefined && { Path: filled(markedId(Path)) }),
      AssumeRolePolicyDocument: fillIn(trust),
      Policies: [{ PolicyName: 'Gluewarden', PolicyDocument: fillIn(policy) }],
    },
  };
}

function fillIn(value: unknown): unknown {
  if (typeof value === 'string') return filled(value);
  if (Array.isArray(value)) return value.map(fillIn);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fillIn(inner)]));
}

function filled(text: string): string | Filled {
  if (text === botMark) return { Ref: 'BotRoleArn' };
  const marked = text.replace(jobRolesMark, '$' + '{JobRoles}');
  return marked.includes('$' + '{') ? { 'Fn::Sub': marked } : text;
}
