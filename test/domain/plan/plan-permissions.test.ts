import { expect, test } from 'vitest';
import type { JsonObject } from '../../../src/domain/json.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { neededPermissions } from '../../../src/domain/plan/plan-permissions.ts';
import { publicPartition } from '../../support/fakes/fake-glue.ts';
import { choice, finding, key, made, planOf, rawConfiguration, rawJob } from '../../support/remediation/plans.ts';

const { plan: base } = made(
  planOf({ configurations: [rawConfiguration('std', 'DISABLED')], jobs: [rawJob('a'), rawJob('b')] }, finding),
);

function planned(roles: readonly (string | undefined)[], parts: Partial<Plan> = {}, partition = publicPartition) {
  const [job] = base.steps.flatMap((step) => (step.type === 'repoint-job' ? [step] : []));
  if (!job) throw new Error('no job is moved');
  const { role: _role, ...bare } = job;
  const steps = roles.map((role, index) => ({ ...bare, name: `j${index}`, ...(role !== undefined && { role }) }));
  return neededPermissions({ ...base, steps, ...parts }, partition);
}
const after = (more: JsonObject): Partial<Plan> => ({
  configuration: { ...base.configuration, after: { ...base.configuration.after, ...more } },
});
const logs = { CloudWatchEncryption: { CloudWatchEncryptionMode: 'SSE-KMS', KmsKeyArn: key } };

test('each role once, by ARN or made one; a job without a role is named', () => {
  const arn = 'arn:aws:iam::111122223333:role/';
  const roles = [
    { arn: `${arn}etl`, name: 'etl', guessed: false },
    { arn: `${arn}path/etl`, name: 'etl', guessed: false },
    { arn: `${arn}plain`, name: 'plain', guessed: true },
    { arn: `${arn}service-role/x`, name: 'x', guessed: true },
  ];
  expect(
    planned([`${arn}path/etl`, 'plain', `${arn}path/etl`, undefined, 'service-role/x', 'etl', `${arn}etl`]),
  ).toEqual({
    roles,
    passed: roles,
    withoutRole: ['j3'],
    key,
    actions: ['kms:Encrypt', 'kms:Decrypt'],
  });
});

test('roles of column statistics are passed, each once, and use no bookmark key', () => {
  const arn = 'arn:aws:iam::111122223333:role/';
  const statistics = (role?: string): Plan['steps'][number] => ({
    id: 's9',
    type: 'repoint-column-statistics',
    name: 'd.t',
    database: 'd',
    table: 't',
    from: 'std',
    to: 'twin',
    saw: '',
    ...(role !== undefined && { role }),
  });
  const steps = [...base.steps, statistics(`${arn}etl`), statistics(`${arn}statistics`), statistics()];
  const { roles, passed, withoutRole } = planned([], { steps });
  expect(roles.map(({ name }) => name)).toEqual(['etl']);
  expect(passed.map(({ name }) => name)).toEqual(['etl', 'statistics']);
  expect(withoutRole).toEqual([]);
});

test('a made ARN and the logs service are of the partition', () => {
  const target = { account: '111122223333', region: 'eusc-de-east-1' };
  const europe = planned(['etl'], { target, ...after(logs) }, { name: 'aws-eusc', dnsSuffix: 'amazonaws.eu' });
  expect(europe.roles[0]?.arn).toBe('arn:aws-eusc:iam::111122223333:role/etl');
  expect(europe.logsService).toBe('logs.eusc-de-east-1.amazonaws.eu');
});

test('data in S3 under this key needs a data key', () => {
  const s3 = (S3EncryptionMode: string, KmsKeyArn: string) =>
    after({ S3Encryption: [{ S3EncryptionMode, KmsKeyArn }] });
  const asked = (parts: Partial<Plan>) => planned(['etl'], parts).actions.includes('kms:GenerateDataKey');
  expect(asked(s3('SSE-KMS', key))).toBe(true);
  expect(asked(s3('SSE-KMS', `${key}-other`))).toBe(false);
  expect(asked(s3('SSE-S3', key))).toBe(false);
});

test('the logs service needs the key where it begins to use it', () => {
  expect(planned(['etl'], after(logs)).logsService).toBe('logs.eu-west-1.amazonaws.com');
  const { configuration } = base;
  const before = { name: 'std', encryption: logs };
  expect(planned(['etl'], { configuration: { ...configuration, before, after: logs } }).logsService).toBeUndefined();
});

test('a plan in mode full needs both', () => {
  const world = { configurations: [{ Name: 'std', EncryptionConfiguration: {} }], jobs: [rawJob('a')] };
  const { plan } = made(planOf(world, finding, { choice: { ...choice, mode: 'full' } }));
  expect(neededPermissions(plan, publicPartition)).toMatchObject({
    actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey'],
    logsService: 'logs.eu-west-1.amazonaws.com',
  });
});
