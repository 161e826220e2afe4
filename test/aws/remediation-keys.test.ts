import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { adminPolicy, makeRemediationRole, makeUser } from '../../sandbox/aws/seed/identities.ts';
import { etlRole, jobRoles, legacyRole } from '../../sandbox/aws/seed/job-roles.ts';
import { keyArnOf } from '../../sandbox/aws/seed/keys.ts';
import { RegionBuilder } from '../../sandbox/aws/seed/region-builder.ts';
import { type AwsSandbox, startAws } from '../../sandbox/aws/server.ts';
import type { Account } from '../../src/domain/fleet.ts';
import type { PlanCheck } from '../../src/domain/plan/plan.ts';
import { createProposePlan } from '../../src/usecases/remediation/plan/propose-plan.ts';
import { closeClouds, isolatedAws, testCloud } from '../support/aws/aws.ts';
import { closeRemediationClouds, testRemediationCloud } from '../support/aws/remediation-cloud.ts';
import { FakeClock } from '../support/fakes/fake-clock.ts';
import { hash, without } from '../support/remediation/plans.ts';

const id = '123456789012';
const region = 'us-east-1';
const account: Account = {
  id,
  remediationRoleArn: `arn:aws:iam::${id}:role/Fix`,
  externalId: 'word',
  regions: [region],
};
const arnOf = (words: string, where = region) => keyArnOf(id, where, words);
const etl = `arn:aws:iam::${id}:role/service-role/${etlRole}`;
const running: AwsSandbox[] = [];

isolatedAws();
beforeEach(() => {
  vi.stubEnv('AWS_REGION', region);
});
afterEach(async () => {
  closeClouds();
  closeRemediationClouds();
  for (const aws of running.splice(0)) await aws.close();
});

/** A bare job and a configuration with a key for each of its parts: the local AWS, and a plan that attaches it. */
async function start(options: { role?: string; disabled?: string; logsIn?: string } = {}) {
  const builder = new RegionBuilder(id, region, Date.now());
  for (const words of ['bookmarks', 's3', 'logs', 'quality'])
    builder.key(words, words === options.disabled ? { state: 'Disabled' } : {});
  builder
    .configuration(
      'several',
      { JobBookmarksEncryptionMode: 'CSE-KMS', KmsKeyArn: arnOf('bookmarks') },
      {
        S3Encryption: [{ S3EncryptionMode: 'SSE-KMS', KmsKeyArn: arnOf('s3') }],
        CloudWatchEncryption: { CloudWatchEncryptionMode: 'SSE-KMS', KmsKeyArn: arnOf('logs', options.logsIn) },
        DataQualityEncryption: { DataQualityEncryptionMode: 'SSE-KMS', KmsKeyArn: arnOf('quality') },
      },
    )
    .job('bare', { bookmark: 'enable', role: options.role ?? etlRole });
  const roles = [makeRemediationRole('Fix', id, id, 'word'), ...jobRoles()];
  const users = [makeUser(id, 'bot', adminPolicy)];
  const aws = await startAws({
    seed: { name: 'keys', home: id, accounts: [{ id, name: 'keys', users, roles, regions: [builder.build()] }] },
  });
  running.push(aws);
  for (const [name, value] of Object.entries(aws.environment())) vi.stubEnv(name, value);
  const propose = createProposePlan({
    cloud: testCloud(),
    remediation: testRemediationCloud(),
    clock: new FakeClock(Date.now()),
    newId: () => 'plan-1',
    hash,
  });
  const attach = { ...without('key'), attach: 'several' };
  const plan = () => propose({ account, region, name: 'bare', choice: attach });
  const state = aws.state.region(id, region);
  const setPolicy = (words: string, ...Statement: object[]) => {
    const keyId = arnOf(words).replace(/.*key\//, '');
    const key = state.keys.get(keyId);
    if (key) state.keys.put(keyId, { ...key, policy: JSON.stringify({ Version: '2012-10-17', Statement }) });
  };
  const run = () => {
    const job = state.jobs.get('bare');
    if (job) state.jobs.put('bare', { ...job, SecurityConfiguration: 'several' });
    return aws.run('bare');
  };
  return { aws, plan, setPolicy, run };
}

async function doubts(plan: Awaited<ReturnType<typeof start>>['plan']) {
  const made = await plan();
  if ('refusals' in made) throw new Error(JSON.stringify(made.refusals));
  const about = ['job roles', 'key policy', 'encrypted logs'];
  return made.plan.checks
    .filter(({ check, outcome }) => about.includes(check) && outcome !== 'passed')
    .map(({ outcome, detail }: PlanCheck) => `${outcome} ${detail}`);
}

const root = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${id}:root` }, Action: 'kms:*', Resource: '*' };
const logs = { ...root, Principal: { Service: `logs.${region}.amazonaws.com` } };
const noLogs =
  'warning logs.us-east-1.amazonaws.com, which encrypts the logs with this key: the policy of the CloudWatch';

describe('attaching a configuration with four keys, against the local AWS', () => {
  test('a role that may use them all: what it may not is said of the key that it is about', async () => {
    const { plan, setPolicy } = await start();
    setPolicy('logs', root, logs);
    // The role of the seed has what S3 needs, and not what data quality needs.
    expect(await doubts(plan)).toEqual([
      expect.stringMatching(
        /^warning .*kms:DescribeKey, kms:GenerateDataKeyWithoutPlaintext.* on the data quality key/,
      ),
    ]);
  });

  test('a role that may use none, and give no key to a log group', async () => {
    const { plan, run } = await start({ role: legacyRole });
    expect(await doubts(plan)).toEqual([
      expect.stringMatching(/denies kms:Encrypt, kms:Decrypt on the bookmark key/),
      expect.stringMatching(/denies kms:Encrypt, kms:Decrypt, kms:GenerateDataKey on the S3 key/),
      expect.stringMatching(/on the data quality key/),
      expect.stringContaining(noLogs),
      expect.stringMatching(/denies logs:AssociateKmsKey on the new log group/),
    ]);
    expect(run()).toMatchObject({ JobRunState: 'FAILED', ErrorMessage: expect.stringContaining('kms:Encrypt') });
  });

  test('an S3 key whose own policy denies the role: the plan warns, and the run fails', async () => {
    const { plan, setPolicy, run } = await start();
    setPolicy('s3', root, { ...root, Effect: 'Deny', Principal: { AWS: etl }, Action: 'kms:GenerateDataKey' });
    setPolicy('logs', root, logs);
    expect(await doubts(plan)).toContainEqual(
      expect.stringContaining('the policy of the S3 key has a Deny that may hit it'),
    );
    expect(run()).toMatchObject({ JobRunState: 'FAILED', ErrorMessage: expect.stringContaining("key's policy") });
  });

  test('a logs key that does not let the service of the region use it', async () => {
    const { plan, setPolicy } = await start();
    setPolicy('logs', root);
    expect(await doubts(plan)).toContainEqual(expect.stringContaining(noLogs));
  });

  test.each([
    ['a disabled S3 key', { disabled: 's3' }, arnOf('s3'), 'key-disabled'],
    ['a disabled data quality key', { disabled: 'quality' }, arnOf('quality'), 'key-disabled'],
    ['a logs key of another region', { logsIn: 'eu-west-1' }, arnOf('logs', 'eu-west-1'), 'key-other-region'],
  ])('%s: no plan', async (_what, options, name, reason) => {
    const { plan } = await start(options);
    expect(await plan()).toEqual({ refusals: [{ code: 'key-unusable', name, reason }] });
  });

  test('without GetKeyPolicy, DescribeKey or the simulation nothing passes', async () => {
    const { aws, plan } = await start();
    for (const operation of ['GetKeyPolicy', 'DescribeKey', 'SimulatePrincipalPolicy'])
      aws.faults.add({ operation, effect: { kind: 'deny' } });
    const made = await plan();
    const checks = 'plan' in made ? made.plan.checks : [];
    const about = checks.filter(({ check }) => /^(?:key|job roles|encrypted|PassRole)/.test(check));
    expect(new Set(about.map(({ outcome }) => outcome))).toEqual(new Set(['not-checked']));
    expect(new Set(about.map(({ check }) => check))).toEqual(
      new Set(['key state', 'job roles', 'key policy', 'encrypted logs', 'PassRole']),
    );
  });
});
