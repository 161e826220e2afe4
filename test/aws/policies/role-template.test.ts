import { describe, expect, test } from 'vitest';
import {
  remediationPolicy,
  remediationTrustPolicy,
  scanPolicy,
  trustPolicy,
} from '../../../src/aws/policies/policies.ts';
import { roleTemplate } from '../../../src/aws/policies/role-template.ts';
import { memberAccount } from '../../../src/domain/organization/organization.ts';
import { everything } from '../../support/organization.ts';

const bot = 'arn:aws:iam::999988887777:role/Gluewarden';
const id = '111122223333';

/** What CloudFormation makes of it in one account. */
function deployed(value: unknown, given: Readonly<Record<string, string>>): unknown {
  if (Array.isArray(value)) return value.map((each) => deployed(each, given));
  if (value === null || typeof value !== 'object') return value;
  if ('Ref' in value) return given[String(value.Ref)];
  if ('Fn::Sub' in value)
    return String(value['Fn::Sub']).replaceAll(/\$\{([\w:]+)\}/g, (_, name: string) => given[name] ?? `no ${name}`);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, deployed(inner, given)]));
}

const given = { BotRoleArn: bot, JobRoles: 'service-role/AWSGlueServiceRole-*', 'AWS::AccountId': id };

function roleOf(template: Readonly<Record<string, unknown>>, name: string): unknown {
  const { Resources } = template;
  const found = Resources !== null && typeof Resources === 'object' ? Object.entries(Resources) : [];
  return deployed(found.find(([key]) => key === name)?.[1], given);
}

const organization = {
  ...everything,
  scanRoleName: 'gluewarden/Scan-{accountId}',
  remediationRoleName: 'GluewardenRemediation',
  externalId: 'gw-{accountId}',
};

describe('a stack of it in one account', () => {
  test('makes the role that is entered, with the trust and the policy that are printed', () => {
    const { scanRoleArn } = memberAccount(organization, { id, partition: 'aws' });
    expect(scanRoleArn).toBe(`arn:aws:iam::${id}:role/gluewarden/Scan-${id}`);
    expect(roleOf(roleTemplate(organization), 'ScanRole')).toEqual({
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: `Scan-${id}`,
        Path: '/gluewarden/',
        AssumeRolePolicyDocument: trustPolicy(bot, `gw-${id}`),
        Policies: [{ PolicyName: 'Gluewarden', PolicyDocument: scanPolicy() }],
      },
    });
  });

  test('makes the remediation role, which may pass the roles of the jobs alone', () => {
    expect(roleOf(roleTemplate(organization), 'RemediationRole')).toEqual({
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: 'GluewardenRemediation',
        AssumeRolePolicyDocument: remediationTrustPolicy(bot, `gw-${id}`),
        Policies: [
          {
            PolicyName: 'Gluewarden',
            PolicyDocument: remediationPolicy([`arn:aws:iam::${id}:role/service-role/AWSGlueServiceRole-*`]),
          },
        ],
      },
    });
  });
});

test('without a remediation role and an external id there is nothing of them', () => {
  const template = roleTemplate(everything, 'aws-cn');
  expect(Object.keys(Object(template.Parameters))).toEqual(['BotRoleArn']);
  expect(Object.keys(Object(template.Resources))).toEqual(['ScanRole']);
  expect(JSON.stringify(template)).not.toMatch(/ExternalId|arn:aws:|JobRoles/);
});

test('no parameter lets the bot pass every role', () => {
  const { Parameters } = roleTemplate(organization);
  const pattern = new RegExp(String(Object(Object(Parameters).JobRoles).AllowedPattern));
  for (const right of ['AWSGlueServiceRole-etl', 'service-role/AWSGlueServiceRole-*']) expect(right).toMatch(pattern);
  for (const wrong of ['*', '', 'a*b', 'a b']) expect(wrong).not.toMatch(pattern);
});
