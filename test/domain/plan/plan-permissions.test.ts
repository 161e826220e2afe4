import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/domain/json.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { neededPermissions } from '../../../src/domain/plan/plan-permissions.ts';
import { plannedRuns } from '../../../src/domain/plan/plan-runs.ts';
import { publicPartition } from '../../support/fakes/fake-glue.ts';
import {
  choice,
  finding,
  key,
  made,
  planOf,
  rawConfiguration,
  rawJob,
  rawStatistics,
} from '../../support/remediation/plans.ts';

const { plan: base } = made(
  planOf({ configurations: [rawConfiguration('std', 'DISABLED')], jobs: [rawJob('a'), rawJob('b')] }, finding),
);

function planned(roles: readonly (string | undefined)[], parts: Partial<Plan> = {}, partition = publicPartition) {
  const [job] = base.steps.flatMap((step) => (step.type === 'repoint-job' ? [step] : []));
  if (!job) throw new Error('no job is moved');
  const { role: _role, ...bare } = job;
  const steps = roles.map((role, index) => ({
    ...bare,
    id: `s${index}`,
    name: `j${index}`,
    ...(role !== undefined && { role }),
  }));
  const { Role: _none, ...nameless } = rawJob('x');
  const seen = new Map<string, JsonObject>(
    steps.map(({ id, role }) => [id, { ...nameless, ...(role !== undefined && { Role: role }) }]),
  );
  const plan = { ...base, steps, ...parts };
  return neededPermissions(
    plan,
    plannedRuns(plan.steps, seen, () => undefined),
    partition,
  );
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
    unread: [],
    keys: [{ key, parts: ['bookmarks'], actions: ['kms:Encrypt', 'kms:Decrypt'] }],
    logWriters: [],
    unknownLogGroups: [],
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
  const seen = new Map<string, JsonObject>(
    steps.map(({ id, type }) => [id, type === 'repoint-job' ? rawJob('x') : rawStatistics('d', 't')]),
  );
  const plan = { ...base, steps };
  const { roles, passed, withoutRole } = neededPermissions(
    plan,
    plannedRuns(steps, seen, () => undefined),
    publicPartition,
  );
  expect(roles.map(({ name }) => name)).toEqual(['etl']);
  expect(passed.map(({ name }) => name)).toEqual(['etl', 'statistics']);
  expect(withoutRole).toEqual([]);
});

test('a made ARN, the logs service and its log groups are of the partition', () => {
  const target = { account: '111122223333', region: 'eusc-de-east-1' };
  const parts = { target, ...after(logs) };
  const europe = planned(['path/etl'], parts, { name: 'aws-eusc', dnsSuffix: 'amazonaws.eu' });
  expect(europe.roles[0]?.arn).toBe('arn:aws-eusc:iam::111122223333:role/path/etl');
  expect(europe.keys[0]?.logsService).toBe('logs.eusc-de-east-1.amazonaws.eu');
  const group = 'log-group:/aws-glue/jobs/std-encrypted-bookmarks-role/path/etl/error:*';
  expect(europe.logWriters[0]?.logGroups).toEqual([`arn:aws-eusc:logs:eusc-de-east-1:111122223333:${group}`]);
});

const other = `${key}-other`;
const part = (name: string, mode: string, KmsKeyArn: string): JsonObject => ({
  [`${name}Encryption`]: { [`${name}EncryptionMode`]: mode, KmsKeyArn },
});
const s3 = (S3EncryptionMode: string, KmsKeyArn: string): JsonObject => ({
  S3Encryption: [{ S3EncryptionMode, KmsKeyArn }],
});
const reEncrypts = ['kms:ReEncryptFrom', 'kms:ReEncryptTo'];

describe('what a role does with each key', () => {
  test.each<[string, JsonObject, readonly (readonly [string, readonly string[]])[]]>([
    ['bookmarks alone', {}, [[key, ['kms:Encrypt', 'kms:Decrypt']]]],
    ['S3, same key', s3('SSE-KMS', key), [[key, ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey']]]],
    [
      'S3, another key',
      s3('SSE-KMS', other),
      [
        [key, ['kms:Encrypt', 'kms:Decrypt']],
        [other, ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey']],
      ],
    ],
    ['a key beside SSE-S3', s3('SSE-S3', other), [[key, ['kms:Encrypt', 'kms:Decrypt']]]],
    [
      'logs, another key: nothing itself',
      part('CloudWatch', 'SSE-KMS', other),
      [
        [key, ['kms:Encrypt', 'kms:Decrypt']],
        [other, []],
      ],
    ],
    [
      'data quality',
      part('DataQuality', 'SSE-KMS', other),
      [
        [key, ['kms:Encrypt', 'kms:Decrypt']],
        [other, ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext', ...reEncrypts]],
      ],
    ],
    ['a key beside DISABLED', part('DataQuality', 'DISABLED', other), [[key, ['kms:Encrypt', 'kms:Decrypt']]]],
  ])('%s', (_what, more, expected) => {
    expect(planned(['etl'], after(more)).keys.map((each) => [each.key, each.actions])).toEqual(expected);
  });
});

test('the logs service is asked about wherever a log group gets another name, the key met before or not', () => {
  expect(planned(['etl'], after(logs)).keys[0]).toMatchObject({ logsService: 'logs.eu-west-1.amazonaws.com' });
  const { configuration } = base;
  const before = { name: 'std', encryption: logs };
  const kept = planned(['etl'], { configuration: { ...configuration, before, after: logs } });
  expect(kept.keys).toEqual([{ key, parts: ['logs'], actions: [], logsService: 'logs.eu-west-1.amazonaws.com' }]);
});

test('a plan in mode full needs everything of one key', () => {
  const world = { configurations: [{ Name: 'std', EncryptionConfiguration: {} }], jobs: [rawJob('a')] };
  const { plan, runs } = made(planOf(world, finding, { choice: { ...choice, mode: 'full' } }));
  expect(neededPermissions(plan, runs, publicPartition).keys).toEqual([
    {
      key,
      parts: ['bookmarks', 's3', 'logs'],
      actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey'],
      logsService: 'logs.eu-west-1.amazonaws.com',
    },
  ]);
});
