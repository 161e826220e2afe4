import { describe, expect, it } from 'vitest';
import { organizationCalls } from '../../../src/aws/policies/calls.ts';
import {
  botPolicy,
  missingOrganizationStatement,
  missingStatement,
  organizationPolicy,
  remediationNotes,
  remediationPolicy,
  remediationTrustPolicy,
  scanPolicy,
  trustPolicy,
} from '../../../src/aws/policies/policies.ts';
import { planningPolicy, sessionPolicy } from '../../../src/aws/policies/session-policy.ts';
import {
  create,
  deletion,
  switchCrawler,
  switchJob,
  switchStatistics,
  switchTrigger,
  target,
} from '../../support/aws/remediation-cloud.ts';

describe('scanPolicy', () => {
  it('is the least that the scan needs', () => {
    expect(scanPolicy()).toMatchInlineSnapshot(`
      {
        "Statement": [
          {
            "Action": [
              "glue:GetSecurityConfigurations",
              "glue:GetJobs",
            ],
            "Effect": "Allow",
            "Resource": "*",
            "Sid": "ReadConfigurationsAndJobs",
          },
          {
            "Action": [
              "glue:GetTriggers",
              "glue:GetCrawlers",
              "glue:GetDevEndpoints",
              "glue:ListSessions",
              "glue:GetMLTransforms",
            ],
            "Effect": "Allow",
            "Resource": "*",
            "Sid": "FindWhatUsesThem",
          },
          {
            "Action": [
              "kms:DescribeKey",
            ],
            "Effect": "Allow",
            "Resource": "arn:aws:kms:*:*:key/*",
            "Sid": "CheckKeys",
          },
          {
            "Action": [
              "account:ListRegions",
            ],
            "Effect": "Allow",
            "Resource": "arn:aws:account::*:account",
            "Sid": "ListEnabledRegions",
          },
        ],
        "Version": "2012-10-17",
      }
    `);
  });

  it('is written for another partition', () => {
    const resources = scanPolicy('aws-us-gov').Statement.map(({ Resource }) => Resource);
    expect(resources).toEqual(['*', '*', 'arn:aws-us-gov:kms:*:*:key/*', 'arn:aws-us-gov:account::*:account']);
  });
});

describe('remediationPolicy', () => {
  const role = 'arn:aws:iam::111122223333:role/etl';

  it('is the least that a remediation needs', () => {
    expect(remediationPolicy([role])).toMatchInlineSnapshot(`
      {
        "Statement": [
          {
            "Action": [
              "glue:GetSecurityConfiguration",
              "glue:CreateSecurityConfiguration",
            ],
            "Effect": "Allow",
            "Resource": "*",
            "Sid": "CreateConfigurations",
          },
          {
            "Action": [
              "glue:GetJob",
              "glue:GetTrigger",
              "glue:GetCrawler",
            ],
            "Effect": "Allow",
            "Resource": [
              "arn:aws:glue:*:*:job/*",
              "arn:aws:glue:*:*:trigger/*",
              "arn:aws:glue:*:*:crawler/*",
            ],
            "Sid": "ReadWhatIsChanged",
          },
          {
            "Action": [
              "glue:GetJobRuns",
              "glue:GetTags",
              "iam:SimulatePrincipalPolicy",
            ],
            "Effect": "Allow",
            "Resource": [
              "arn:aws:glue:*:*:job/*",
              "arn:aws:glue:*:*:trigger/*",
              "arn:aws:glue:*:*:crawler/*",
              "arn:aws:iam::*:role/*",
            ],
            "Sid": "CheckBeforeAsking",
          },
          {
            "Action": [
              "glue:GetJobBookmark",
            ],
            "Effect": "Allow",
            "Resource": "*",
            "Sid": "ReadJobBookmarks",
          },
          {
            "Action": [
              "glue:UpdateJob",
              "glue:UpdateTrigger",
              "glue:UpdateCrawler",
            ],
            "Effect": "Allow",
            "Resource": [
              "arn:aws:glue:*:*:job/*",
              "arn:aws:glue:*:*:trigger/*",
              "arn:aws:glue:*:*:crawler/*",
            ],
            "Sid": "PointToAnotherConfiguration",
          },
          {
            "Action": [
              "glue:GetTables",
              "glue:UpdateColumnStatisticsTaskSettings",
            ],
            "Effect": "Allow",
            "Resource": [
              "arn:aws:glue:*:*:catalog",
              "arn:aws:glue:*:*:database/*",
              "arn:aws:glue:*:*:table/*/*",
            ],
            "Sid": "ColumnStatisticsOfTables",
          },
          {
            "Action": [
              "glue:GetColumnStatisticsTaskSettings",
            ],
            "Effect": "Allow",
            "Resource": "*",
            "Sid": "ReadColumnStatisticsSettings",
          },
          {
            "Action": [
              "kms:DescribeKey",
              "kms:GetKeyPolicy",
            ],
            "Effect": "Allow",
            "Resource": "arn:aws:kms:*:*:key/*",
            "Sid": "CheckKeys",
          },
          {
            "Action": [
              "kms:ListAliases",
              "kms:ListKeys",
            ],
            "Effect": "Allow",
            "Resource": "*",
            "Sid": "ListKeys",
          },
          {
            "Action": [
              "glue:DeleteSecurityConfiguration",
            ],
            "Effect": "Allow",
            "Resource": "*",
            "Sid": "DeleteConfigurations",
          },
          {
            "Action": "iam:PassRole",
            "Condition": {
              "StringEquals": {
                "iam:PassedToService": "glue.amazonaws.com",
              },
            },
            "Effect": "Allow",
            "Resource": [
              "arn:aws:iam::111122223333:role/etl",
            ],
            "Sid": "PassTheRolesOfTheJobs",
          },
        ],
        "Version": "2012-10-17",
      }
    `);
  });

  it('passes exactly the named roles, and to Glue only', () => {
    const passes = remediationPolicy([role, `${role}-2`]).Statement.filter(({ Action }) =>
      Action.includes('iam:PassRole'),
    );
    expect(passes).toEqual([
      {
        Sid: 'PassTheRolesOfTheJobs',
        Effect: 'Allow',
        Action: 'iam:PassRole',
        Resource: [role, `${role}-2`],
        Condition: { StringEquals: { 'iam:PassedToService': 'glue.amazonaws.com' } },
      },
    ]);
    expect(remediationNotes.join(' ')).toMatch(/iam:PassRole is the right to run code as every role/);
  });

  it('has what the sessions need, and no more', () => {
    const allowed = remediationPolicy([role]).Statement.flatMap(({ Action }) => Action);
    const steps = [
      create(),
      deletion(),
      switchJob('j'),
      switchTrigger('t'),
      switchCrawler('c'),
      switchStatistics('d', 't'),
    ];
    const used = [sessionPolicy(target, steps), planningPolicy].flatMap((text) => actionsIn(text));
    expect(new Set(allowed)).toEqual(new Set(used));
  });

  it('is written for another partition', () => {
    expect(JSON.stringify(remediationPolicy([], 'aws-cn'))).not.toMatch(/arn:aws:|\{partition\}/);
  });
});

function actionsIn(policy: string): string[] {
  const { Statement }: { Statement: { Action: string[] }[] } = JSON.parse(policy);
  return Statement.flatMap(({ Action }) => Action);
}

describe('missingStatement', () => {
  it('allows exactly the permission that was denied', () => {
    expect(missingStatement('glue:GetTriggers')).toEqual({
      Sid: 'FindWhatUsesThem',
      Effect: 'Allow',
      Action: ['glue:GetTriggers'],
      Resource: '*',
    });
    expect(missingStatement('glue:UpdateJob')).toBeUndefined();
  });
});

describe('botPolicy', () => {
  it('allows to assume exactly these roles', () => {
    const [a, b] = ['arn:aws:iam::111122223333:role/scan', 'arn:aws:iam::444455556666:role/scan'];
    expect(botPolicy([b, a, b])?.Statement).toEqual([
      { Sid: 'EnterAccounts', Effect: 'Allow', Action: 'sts:AssumeRole', Resource: [a, b] },
    ]);
  });

  it('lets the bot write the plan into the sessions of remediation roles', () => {
    const [scan, fix] = ['arn:aws:iam::111122223333:role/scan', 'arn:aws:iam::111122223333:role/fix'];
    const enter = { Sid: 'EnterAccounts', Effect: 'Allow', Action: 'sts:AssumeRole', Resource: [scan] };
    const remediate = {
      Sid: 'EnterForRemediation',
      Effect: 'Allow',
      Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
      Resource: [fix],
    };
    expect(botPolicy([scan], [fix, fix])?.Statement).toEqual([enter, remediate]);
    expect(botPolicy([], [fix])?.Statement).toEqual([remediate]);
  });

  it('is not there without roles: an empty list of resources is no valid policy', () => {
    expect(botPolicy([])).toBeUndefined();
  });
});

describe('trustPolicy', () => {
  const principal = 'arn:aws:iam::111122223333:role/gluewarden';
  const base = { Sid: 'LetGluewardenScan', Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:AssumeRole' };

  it('asks for the external id', () => {
    expect(trustPolicy(principal, 'ext-1').Statement).toEqual([
      { ...base, Condition: { StringEquals: { 'sts:ExternalId': 'ext-1' } } },
    ]);
  });

  it('has no condition without one', () => {
    expect(trustPolicy(principal).Statement).toEqual([base]);
  });

  it('of a remediation role lets the bot set a source identity, which knows no external id', () => {
    expect(remediationTrustPolicy(principal, 'ext-1').Statement).toEqual([
      {
        ...base,
        Sid: 'LetGluewardenRemediate',
        Condition: { StringEquals: { 'sts:ExternalId': 'ext-1' } },
      },
      { ...base, Sid: 'LetGluewardenNameThePlan', Action: 'sts:SetSourceIdentity' },
    ]);
  });
});

describe('organizationPolicy', () => {
  it('allows what the filters make the listing ask, and nothing else', () => {
    const actions = (units: readonly string[], tags: boolean) =>
      organizationPolicy({ units, tags }).Statement.flatMap(({ Action }) => Action);
    expect(actions([], false)).toEqual(['organizations:ListAccounts']);
    expect(actions([], true)).toEqual(['organizations:ListAccounts', 'organizations:ListTagsForResource']);
    expect(actions(['r-ab12'], true)).toEqual(organizationCalls.map(({ action }) => action));
  });

  it('is written in the words of its partition', () => {
    const text = JSON.stringify(organizationPolicy({ units: ['r-ab12'], tags: true }, 'aws-cn'));
    expect(new Set(text.match(/arn:[^:]+/g))).toEqual(new Set(['arn:aws-cn']));
    expect(missingOrganizationStatement('glue:GetJobs')).toBeUndefined();
  });
});
