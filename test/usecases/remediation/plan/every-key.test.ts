import { describe, expect, test } from 'vitest';
import type { Fakes } from '../../../support/fakes/fake-plan-reads.ts';
import {
  arn,
  checks,
  etl,
  old,
  policy,
  policyOfAll,
  says,
  two,
  unset,
} from '../../../support/remediation/permission-checks.ts';
import {
  key,
  rawConfiguration,
  rawJob,
  rawStatistics,
  rawTrigger,
  type World,
} from '../../../support/remediation/plans.ts';

const keyOf = (part: string) => key.replace('1111aaaa', part);
const [s3Key, logsKey, qualityKey] = [keyOf('53535353'), keyOf('10951095'), keyOf('d9d9d9d9')];
const several = rawConfiguration('several', 'CSE-KMS', {
  S3Encryption: [{ S3EncryptionMode: 'SSE-KMS', KmsKeyArn: s3Key }],
  CloudWatchEncryption: { CloudWatchEncryptionMode: 'SSE-KMS', KmsKeyArn: logsKey },
  DataQualityEncryption: { DataQualityEncryptionMode: 'SSE-KMS', KmsKeyArn: qualityKey },
});
const bare: World = {
  configurations: [several],
  jobs: [rawJob('bare', { SecurityConfiguration: '' })],
};
const attach = (options: Fakes = {}) => checks({ world: bare, ...options }, { attach: 'several' });

describe('every key that a job meets for the first time', () => {
  test('is asked about with its own actions, in one question for each role', async () => {
    const { roles, policy, logs, calls } = await attach({ keyPolicy: policyOfAll });
    expect(roles).toMatchObject([
      says('passed', 'etl allow kms:Encrypt and kms:Decrypt on the bookmark key'),
      says('passed', 'etl allow kms:Encrypt, kms:Decrypt and kms:GenerateDataKey on the S3 key'),
      says('passed', 'kms:GenerateDataKeyWithoutPlaintext', 'on the data quality key'),
    ]);
    expect(policy.map(({ outcome }) => outcome)).toEqual(['passed', 'passed', 'passed', 'passed']);
    expect(policy[2]).toMatchObject(says('passed', 'CloudWatch logs key lets logs.eu-west-1.amazonaws.com'));
    expect(logs).toMatchObject([says('passed', 'etl allow logs:AssociateKmsKey')]);
    expect(calls.filter((call) => call === `SimulatePrincipalPolicy ${etl}`)).toHaveLength(2);
    expect(calls.filter((call) => call.startsWith('GetKeyPolicy'))).toHaveLength(4);
    const described = calls.filter((call) => call.startsWith('DescribeKey')).toSorted();
    expect(described).toEqual([key, s3Key, logsKey, qualityKey].map((each) => `DescribeKey ${each}`).toSorted());
  });

  test.each<[string, string, ReturnType<typeof says>]>([
    ['S3', `kms:GenerateDataKey ${etl} ${s3Key}`, says('warning', 'etl: ', 'denies kms:GenerateDataKey on the S3 key')],
    [
      'data quality',
      `kms:ReEncryptTo ${etl} ${qualityKey}`,
      says('warning', 'kms:ReEncryptTo', 'evaluate data quality'),
    ],
    ['bookmarks', `kms:Decrypt ${etl} ${key}`, says('warning', 'denies kms:Decrypt on the bookmark key')],
  ])('a denial on the key of %s is a warning, and the others pass', async (_what, denied, expected) => {
    const { roles } = await attach({ simulated: { [denied]: { decision: 'implicitDeny' } } });
    expect(roles.filter(({ outcome }) => outcome !== 'passed')).toMatchObject([expected]);
    expect(roles).toHaveLength(3);
  });

  test('what a key needs not is not missed', async () => {
    const { roles } = await attach({
      simulated: { [`kms:GenerateDataKey ${etl} ${key}`]: { decision: 'explicitDeny' } },
    });
    expect(roles.map(({ outcome }) => outcome)).toEqual(['passed', 'passed', 'passed']);
  });

  test('a role that cannot be asked is one line, however many keys there are', async () => {
    const { roles } = await attach({ fails: { [`SimulatePrincipalPolicy ${etl}`]: 'AccessDenied' } });
    expect(roles).toMatchObject([says('not-checked', 'etl: ', 'keys of the configuration', '(AccessDenied)')]);
  });

  test('a role of another account has no answer, and no pass', async () => {
    const other = 'arn:aws:iam::444455556666:role/etl';
    const world = { ...bare, jobs: [rawJob('bare', { SecurityConfiguration: '', Role: other })] };
    const { roles, logs } = await attach({
      world,
      fails: { [`SimulatePrincipalPolicy ${other}`]: 'NoSuchEntityException' },
    });
    expect([...roles, ...logs]).toMatchObject([
      says('not-checked', 'NoSuchEntityException'),
      says('not-checked', 'logs:AssociateKmsKey', 'NoSuchEntityException'),
    ]);
  });

  test.each([
    ['S3', s3Key],
    ['CloudWatch logs', logsKey],
    ['data quality', qualityKey],
  ])('the policy of the %s key is read and judged alone', async (name, of) => {
    const keyPolicies = { [of]: policy({ Effect: 'Deny', Principal: '*', Action: 'kms:*', Resource: '*' }) };
    const found = await attach({ keyPolicy: policyOfAll, keyPolicies });
    const doubtful = found.policy.filter(({ outcome }) => outcome !== 'passed');
    expect(doubtful).toMatchObject([says('warning', `policy of the ${name} key has a Deny`)]);
    expect(found.policy).toHaveLength(4);
  });

  test.each([
    ['S3', s3Key],
    ['CloudWatch logs', logsKey],
    ['data quality', qualityKey],
  ])('there is no plan with a %s key that cannot be used', async (_name, of) => {
    const off = { [of]: { keyState: 'Disabled', keySpec: 'SYMMETRIC_DEFAULT', keyUsage: 'ENCRYPT_DECRYPT' } };
    await expect(attach({ keys: off })).rejects.toThrow(`"code":"key-unusable","name":"${of}","reason":"key-disabled"`);
  });

  test('a key of another region is refused without a question', async () => {
    const elsewhere = logsKey.replace('eu-west-1', 'us-east-1');
    const logs = { CloudWatchEncryption: { CloudWatchEncryptionMode: 'SSE-KMS', KmsKeyArn: elsewhere } };
    const world = { ...bare, configurations: [rawConfiguration('several', 'CSE-KMS', logs)] };
    await expect(attach({ world })).rejects.toThrow('key-other-region');
  });

  test('one that the configuration of today has as well is kept, and its trouble said', async () => {
    const more = { S3Encryption: [{ S3EncryptionMode: 'SSE-KMS', KmsKeyArn: s3Key }] };
    const off = { [s3Key]: { keyState: 'Disabled', keySpec: 'SYMMETRIC_DEFAULT', keyUsage: 'ENCRYPT_DECRYPT' } };
    const copied = { ...two, configurations: [rawConfiguration('std', 'DISABLED', more)] };
    const { roles, state } = await checks({ world: copied, keys: off });
    expect(roles).toMatchObject([says('passed', 'bookmark key')]);
    expect(state).toMatchObject([says('passed', 'bookmark key'), says('warning', 'S3 key cannot be used (disabled)')]);
  });
});

describe('logs that are encrypted', () => {
  const denied = (role: string) => ({ [`logs:AssociateKmsKey ${role}`]: { decision: 'implicitDeny' } as const });
  const logs = { CloudWatchEncryption: { CloudWatchEncryptionMode: 'SSE-KMS', KmsKeyArn: logsKey } };
  const encrypted = { ...two, configurations: [rawConfiguration('std', 'DISABLED', logs)] };

  test('need logs:AssociateKmsKey of the role, or continuous logging is off', async () => {
    const { logs: of } = await attach({ simulated: denied(etl) });
    expect(of).toMatchObject([says('warning', 'etl: ', 'denies logs:AssociateKmsKey', 'continuous logging off')]);
  });

  test('of a copy are another group: the role and the key’s policy are asked again', async () => {
    const { logs: of, policy: policies } = await checks({ world: encrypted, simulated: denied(old) });
    expect(of).toMatchObject([says('warning', 'old: ', 'denies logs:AssociateKmsKey')]);
    expect(policies).toMatchObject([
      says('passed', 'bookmark key'),
      says('warning', 'CloudWatch logs key does not allow'),
    ]);
  });

  test('are asked about in mode full', async () => {
    const { logs: of } = await checks(
      { simulated: denied(old), world: { ...two, configurations: [unset] } },
      { mode: 'full' },
    );
    expect(of).toMatchObject([says('warning', 'old: ', 'denies logs:AssociateKmsKey')]);
  });

  test('that stay as they are, unencrypted, are not asked about', async () => {
    expect((await checks({ simulated: denied(old) })).logs).toEqual([]);
  });

  test('a crawler’s role is asked for them, and uses no key itself', async () => {
    const crawls = `${arn}crawls`;
    const crawlers = [{ Name: 'raw', Role: 'crawls', CrawlerSecurityConfiguration: 'std' }];
    const { logs: of, roles } = await checks(
      { world: { ...encrypted, crawlers }, simulated: denied(crawls) },
      { crawlers: true },
    );
    expect(of).toMatchObject([says('warning', 'crawls: ', 'denies logs:AssociateKmsKey')]);
    expect(roles).toMatchObject([says('passed', 'etl, old allow')]);
  });

  test('of column statistics have no known name', async () => {
    const tables = { sales: { orders: rawStatistics('sales', 'orders') } };
    const { logs: of } = await checks({ world: { ...encrypted, tables } }, { databases: ['sales'] });
    expect(of).toMatchObject([says('passed', 'etl, old'), says('not-checked', 'sales.orders', 'does not name')]);
  });
});

describe('a job that only a switched trigger gives the configuration', () => {
  const triggers = [rawTrigger('t', [{ JobName: 'other', SecurityConfiguration: 'std' }])];
  const other = rawJob('other', { SecurityConfiguration: 'gone', Role: old });
  const started = { configurations: [rawConfiguration('std', 'DISABLED')], jobs: [rawJob('a'), other], triggers };

  test('has its role asked', async () => {
    const simulated = { [`kms:Decrypt ${old}`]: { decision: 'implicitDeny' } as const };
    const { roles } = await checks({ world: started, simulated });
    expect(roles).toMatchObject([says('warning', 'old: ', 'denies kms:Decrypt')]);
  });

  test('and cannot be read is not checked', async () => {
    const { roles } = await checks({ world: started, fails: { 'GetJob other': 'AccessDeniedException' } });
    expect(roles).toMatchObject([
      says('passed', 'etl allow'),
      says('not-checked', 'job other: ', 'a trigger starts it'),
    ]);
  });
});

test('500 jobs of 120 roles and four keys: bounded in questions and in words', async () => {
  const jobs = Array.from({ length: 500 }, (_, index) => rawJob(`j${index}`, { Role: `${arn}r${index % 120}` }));
  const denied = Object.fromEntries(
    Array.from(
      { length: 60 },
      (_, index) => [`kms:GenerateDataKey ${arn}r${index}`, { decision: 'implicitDeny' }] as const,
    ),
  );
  const world = { configurations: [unset], jobs };
  const {
    proposal,
    roles,
    logs,
    policy: policies,
    calls,
  } = await checks({ world, simulated: denied }, { mode: 'full' });
  expect(calls.filter((call) => call.startsWith(`SimulatePrincipalPolicy ${arn}r`))).toHaveLength(240);
  expect(calls.filter((call) => call.startsWith('GetKeyPolicy'))).toHaveLength(1);
  expect([...roles, ...logs, ...policies]).toHaveLength(3);
  expect(Math.max(...[...roles, ...logs, ...policies].map(({ detail }) => detail.length))).toBeLessThan(500);
  expect(proposal.plan.logGroups).toHaveLength(1);
  expect(proposal.plan.logGroups?.[0]).toMatchObject({ runs: 500, rolesTotal: 120 });
});
