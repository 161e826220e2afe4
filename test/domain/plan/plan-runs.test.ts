import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/domain/json.ts';
import type { LogGroupChange } from '../../../src/domain/plan/plan.ts';
import { roleInLogGroup } from '../../../src/domain/plan/plan-runs.ts';
import {
  choice,
  finding,
  key,
  made,
  planOf,
  rawConfiguration,
  rawJob,
  rawStatistics,
  rawTrigger,
  secretValue,
  type World,
  without,
} from '../../support/remediation/plans.ts';

const logs: JsonObject = { CloudWatchEncryption: { CloudWatchEncryptionMode: 'SSE-KMS', KmsKeyArn: key } };
const off = rawConfiguration('std', 'DISABLED');
const on = rawConfiguration('std', 'DISABLED', logs);
const full = { ...choice, mode: 'full' } as const;
const ofStd = '/aws-glue/jobs/std-role/etl/{error,output}';
const ofCopy = '/aws-glue/jobs/std-encrypted-bookmarks-role/etl/{error,output}';
const plain = '/aws-glue/jobs/{error,output}';

const changesOf = (
  world: World,
  parts: Parameters<typeof planOf>[2] = {},
  of: Parameters<typeof planOf>[1] = finding,
) => made(planOf(world, of, parts)).plan.logGroups;

describe('log groups of a plan', () => {
  test.each<[string, JsonObject, 'bookmarks-only' | 'full', LogGroupChange[] | undefined]>([
    ['neither encrypts logs', off, 'bookmarks-only', undefined],
    ['both do', on, 'bookmarks-only', [{ from: ofStd, to: ofCopy, type: 'job', runs: 1 }]],
    [
      'the copy begins to',
      { ...off, EncryptionConfiguration: {} },
      'full',
      [{ from: plain, to: ofCopy, type: 'job', runs: 1 }],
    ],
  ])('%s', (_what, std, mode, expected) => {
    const world = { configurations: [std], jobs: [rawJob('a')] };
    expect(changesOf(world, { choice: { ...choice, mode } })).toEqual(expected);
  });

  test('attaching moves the logs of a bare job, or takes them where nobody knows from', () => {
    const good = rawConfiguration('good', 'CSE-KMS', logs);
    const attach = { ...without('key'), attach: 'good' };
    const to = '/aws-glue/jobs/good-role/etl/{error,output}';
    const bare = { configurations: [good], jobs: [rawJob('a', { SecurityConfiguration: '' })] };
    const parts = { choice: attach };
    expect(changesOf(bare, parts, { kind: 'unprotected-job', name: 'a' })).toEqual([
      { from: plain, to, type: 'job', runs: 1 },
    ]);
    const lost = { configurations: [good], jobs: [rawJob('a', { SecurityConfiguration: 'gone' })] };
    expect(changesOf(lost, parts, { kind: 'dangling-reference', name: 'a' })).toEqual([{ to, type: 'job', runs: 1 }]);
  });

  test('one line for each change, not for each job; several roles stand behind ROLE', () => {
    const role = (name: string) => ({ Role: `arn:aws:iam::111122223333:role/${name}` });
    const jobs = Array.from({ length: 40 }, (_, index) => rawJob(`j${index}`, role(`r${index % 8}`)));
    const old = rawJob('old', { DefaultArguments: { '--enable-continuous-cloudwatch-log': 'true' }, ...role('r1') });
    const crawlers = [{ Name: 'raw', Role: 'service-role/crawls', CrawlerSecurityConfiguration: 'std' }];
    const world = { configurations: [on], jobs: [...jobs, old], crawlers };
    expect(changesOf(world, { choice: { ...choice, crawlers: true } })).toEqual([
      {
        from: '/aws-glue/jobs/std-role/ROLE/{error,output}',
        to: '/aws-glue/jobs/std-encrypted-bookmarks-role/ROLE/{error,output}',
        type: 'job',
        runs: 41,
        roles: ['r0', 'r1', 'r2', 'r3', 'r4'],
        rolesTotal: 8,
      },
      {
        from: '/aws-glue/jobs/logs-v2-std',
        to: '/aws-glue/jobs/logs-v2-std-encrypted-bookmarks',
        type: 'job',
        runs: 1,
      },
      {
        from: '/aws-glue/crawlers-role/service-role/crawls-std',
        to: '/aws-glue/crawlers-role/service-role/crawls-std-encrypted-bookmarks',
        type: 'crawler',
        runs: 1,
      },
    ]);
  });

  test('a job that is switched and started by a switched trigger counts once', () => {
    const triggers = [rawTrigger('t', [{ JobName: 'a', SecurityConfiguration: 'std' }])];
    const world = { configurations: [on], jobs: [rawJob('a')], triggers };
    expect(changesOf(world, { choice: full })).toMatchObject([{ runs: 1 }]);
  });

  test('a job that only a switched trigger gives the configuration counts as well', () => {
    const triggers = [rawTrigger('t', [{ JobName: 'other', SecurityConfiguration: 'std' }])];
    const other = rawJob('other', { SecurityConfiguration: 'good', Role: 'others' });
    const world = { configurations: [on, rawConfiguration('good', 'CSE-KMS')], jobs: [other], triggers };
    expect(changesOf(world)).toEqual([
      {
        from: ofStd.replace('etl', 'others'),
        to: ofCopy.replace('etl', 'others'),
        type: 'job',
        runs: 1,
      },
    ]);
  });

  test('column statistics have no known group, and no argument is told', () => {
    const tables = { sales: { orders: rawStatistics('sales', 'orders') } };
    const arguments_ = { '--custom-logGroup-prefix': `/${secretValue}` };
    const jobs = [rawJob('a', { GlueVersion: '5.0', DefaultArguments: arguments_ })];
    const plan = made(planOf({ configurations: [on], jobs, tables }, finding)).plan;
    expect(plan.logGroups).toHaveLength(1);
    expect(JSON.stringify(plan)).not.toContain(secretValue);
  });
});

test.each([
  ['arn:aws:iam::111122223333:role/service-role/etl', 'service-role/etl'],
  ['arn:aws-cn:iam::111122223333:role/etl', 'etl'],
  ['/service-role/etl', 'service-role/etl'],
  ['etl', 'etl'],
])('the role %s is %s in a log group', (role, expected) => {
  expect(roleInLogGroup(role)).toBe(expected);
});
