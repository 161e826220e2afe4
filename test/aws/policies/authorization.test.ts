import { describe, expect, it, test } from 'vitest';
import { jobTagCalls, organizationCalls, remediationCalls, scanCalls } from '../../../src/aws/policies/calls.ts';
import {
  botPolicy,
  missingOrganizationStatement,
  missingRemediationStatement,
  missingStatement,
  organizationPolicy,
  remediationPolicy,
  remediationTrustPolicy,
  scanPolicy,
  trustPolicy,
} from '../../../src/aws/policies/policies.ts';
import { planningPolicy, sessionPolicy } from '../../../src/aws/policies/session-policy.ts';
import type { Step, StepType } from '../../../src/domain/steps/step-kinds.ts';
import { type AnyPolicy, type AnyStatement, canBeSame, policyProblems } from '../../support/aws/authorization.ts';
import { create, deletion, keyArn, switchJob, switchStatistics, target } from '../../support/aws/remediation-cloud.ts';
import { stepSamples } from '../../support/remediation/step-samples.ts';

const problemsOf = (text: string): Promise<string[]> => policyProblems(JSON.parse(text));
const role = 'arn:aws:iam::111122223333:role/etl';
const principal = 'arn:aws:iam::444455556666:role/bot';

describe('AWS’s authorization reference has nothing against', () => {
  const printed: Readonly<Record<string, AnyPolicy | undefined>> = {
    'the policy of the scan role': scanPolicy(),
    'the policy of the scan role that reads tags of jobs': scanPolicy('aws', { jobTags: true }),
    'the policy of the remediation role': remediationPolicy([role]),
    'the policy of the role that lists the organization': organizationPolicy({ units: ['r-ab12'], tags: true }),
    'the policy of the bot': botPolicy([role], [`${role}-2`]),
    'the trust of the scan role': trustPolicy(principal, 'external'),
    'the trust of the remediation role': remediationTrustPolicy(principal, 'external'),
  };
  test.each(Object.entries(printed))('%s', async (_, policy) => {
    expect(policy && (await policyProblems(policy))).toEqual([]);
  });

  test.each(
    [...scanCalls, ...jobTagCalls].filter(({ holder }) => holder === 'scan').flatMap(({ action }) => action ?? []),
  )('the statement that doctor prints where the scan role lacks %s', async (action) => {
    const statement = missingStatement(action);
    expect(statement && (await policyProblems({ Statement: [statement] }))).toEqual([]);
  });

  test.each(remediationCalls.flatMap(({ action }) => action ?? []))(
    'the statement that doctor prints where the remediation role lacks %s',
    async (action) => {
      const statement = missingRemediationStatement(action);
      expect(statement && (await policyProblems({ Statement: [statement] }))).toEqual([]);
    },
  );

  test.each(organizationCalls.flatMap(({ action }) => action ?? []))(
    'the statement that doctor prints where the role of the organization lacks %s',
    async (action) => {
      const statement = missingOrganizationStatement(action);
      expect(statement && (await policyProblems({ Statement: [statement] }))).toEqual([]);
    },
  );

  const kinds = Object.keys(stepSamples) as StepType[];
  test.each(kinds)('the session of a step %s', async (kind) => {
    expect(await problemsOf(sessionPolicy(target, [stepSamples[kind].step]))).toEqual([]);
  });

  const alias = keyArn.replace(/key\/.*/, 'alias/data');
  const withAlias = { JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'CSE-KMS', KmsKeyArn: alias } };
  const odd: readonly [string, readonly Step[]][] = [
    ['every kind at once', kinds.map((kind) => stepSamples[kind].step)],
    ['a key that is named by its alias', [create('twin', withAlias)]],
    ['a role without its path', [switchJob('j', 'etl')]],
    ['a role with its path', [switchJob('j', 'service-role/etl')]],
    ['names with what a policy would read as a pattern', [switchJob('a*?$'), switchStatistics('d*', 't?')]],
    ['a deletion', [deletion()]],
  ];
  test.each(odd)('the session of %s', async (_, steps) => {
    expect(await problemsOf(sessionPolicy(target, steps))).toEqual([]);
  });

  it('the session in which a plan is made, and doctor tries the remediation role', async () => {
    expect(await problemsOf(planningPolicy)).toEqual([]);
  });
});

describe('the check itself finds', () => {
  const glue = (type: string) => `arn:aws:glue:*:*:${type}/*`;
  const planted: readonly [string, AnyStatement, RegExp][] = [
    ['a bookmark on a job', { Action: 'glue:GetJobBookmark', Resource: glue('job') }, /GetJobBookmark has no resource/],
    ['a list on its kind', { Action: ['glue:GetJobs'], Resource: [glue('job')] }, /GetJobs has no resource type/],
    [
      'a configuration by name',
      { Action: 'glue:DeleteSecurityConfiguration', Resource: 'arn:aws:glue:*:*:securityConfiguration/*' },
      /DeleteSecurityConfiguration has no resource type/,
    ],
    ['keys listed by ARN', { Action: 'kms:ListKeys', Resource: 'arn:aws:kms:*:*:key/*' }, /ListKeys has no resource/],
    [
      'an alias where a key is judged',
      { Action: 'kms:DescribeKey', Resource: 'arn:aws:kms:*:*:alias/data' },
      /DescribeKey needs a resource of the type key/,
    ],
    [
      'another service’s ARN',
      { Action: 'glue:GetJob', Resource: 'arn:aws:iam::*:role/*' },
      /role\/\* is a resource of/,
    ],
    ['another type', { Action: 'glue:UpdateTrigger', Resource: glue('job') }, /needs a resource of the type trigger/],
    [
      'a table without its database and catalog',
      { Action: 'glue:UpdateColumnStatisticsTaskSettings', Resource: 'arn:aws:glue:*:*:table/d/t' },
      /needs a resource of the type (database|rootcatalog)/,
    ],
    ['an ARN beside everything', { Action: 'kms:ListKeys', Resource: ['*', glue('job')] }, /resource of none/],
    ['an action that is none', { Action: 'glue:GetSecurityConfigs', Resource: '*' }, /is no action/],
    ['an action in other letters', { Action: 'glue:getJob', Resource: glue('job') }, /is no action/],
    ['a service that is none', { Action: 'gleu:GetJob', Resource: '*' }, /is no action/],
    ['a pattern for an action', { Action: 'glue:Get*', Resource: '*' }, /is no action/],
    [
      'a condition that is never there',
      {
        Action: 'glue:UpdateJob',
        Resource: glue('job'),
        Condition: { StringEquals: { 'iam:PassedToService': 'glue.amazonaws.com' } },
      },
      /UpdateJob has no condition key iam:PassedToService/,
    ],
    [
      'a condition that nobody knows',
      { Action: 'iam:PassRole', Resource: role, Condition: { StringEquals: { 'aws:Nothing': 'x' } } },
      /PassRole has no condition key aws:Nothing/,
    ],
  ];
  test.each(planted)('%s', async (_, statement, problem) => {
    expect(await policyProblems({ Statement: [statement] })).toContainEqual(expect.stringMatching(problem));
  });

  it('no wildcard that would have to reach over a colon', () => {
    expect(canBeSame('arn:aws:kms:*:*:key/*', 'arn:*:glue:*:*:job/*')).toBe(false);
    expect(canBeSame('arn:aws:glue:eu-west-1:1:table/d/*', 'arn:*:glue:*:*:table/*/*')).toBe(true);
    expect(canBeSame('arn:aws:glue:*:*:catalog', 'arn:*:glue:*:*:catalog/*')).toBe(false);
  });
});
