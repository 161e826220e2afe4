import { describe, expect, it } from 'vitest';
import { botPolicy, missingStatement, scanPolicy, trustPolicy } from '../../src/aws/policies.ts';

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
});
