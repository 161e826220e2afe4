import { expect, test } from 'vitest';
import type { JsonObject } from '../../../src/domain/json.ts';
import { crawlerLogGroups, jobLogGroups, logGroupNames, shownLogGroup } from '../../../src/domain/steps/log-groups.ts';
import { rawJob } from '../../support/remediation/plans.ts';

const continuous = { '--enable-continuous-cloudwatch-log': 'true' };
const job = (GlueVersion: string, DefaultArguments: JsonObject = {}, more: JsonObject = {}) =>
  rawJob('a', { GlueVersion, DefaultArguments, ...more });

// The names are AWS's: developer guide, "Logging for AWS Glue jobs" and "Enabling continuous logging for AWS Glue 4.0
// and earlier jobs".
test.each<[string, JsonObject, readonly string[], readonly string[]]>([
  [
    'Glue 5.0',
    job('5.0'),
    ['/aws-glue/jobs/error', '/aws-glue/jobs/output'],
    ['/aws-glue/jobs/conf-role/service-role/etl/error', '/aws-glue/jobs/conf-role/service-role/etl/output'],
  ],
  [
    'Glue 5.0 with a prefix',
    job('5.0', { '--custom-logGroup-prefix': '/team/etl' }),
    ['/team/etl/error', '/team/etl/output'],
    ['/team/etl/conf-role/service-role/etl/error', '/team/etl/conf-role/service-role/etl/output'],
  ],
  [
    'Glue 5.0 has no continuous group of its own',
    job('5.1', { ...continuous, '--continuous-log-logGroup': '/mine' }),
    ['/aws-glue/jobs/error', '/aws-glue/jobs/output'],
    ['/aws-glue/jobs/conf-role/service-role/etl/error', '/aws-glue/jobs/conf-role/service-role/etl/output'],
  ],
  [
    'Glue 4.0',
    job('4.0'),
    ['/aws-glue/jobs/error', '/aws-glue/jobs/output'],
    ['/aws-glue/jobs/conf-role/service-role/etl/error', '/aws-glue/jobs/conf-role/service-role/etl/output'],
  ],
  [
    'Glue 4.0 with continuous logging',
    job('4.0', continuous),
    ['/aws-glue/jobs/error', '/aws-glue/jobs/output', '/aws-glue/jobs/logs-v2'],
    [
      '/aws-glue/jobs/conf-role/service-role/etl/error',
      '/aws-glue/jobs/conf-role/service-role/etl/output',
      '/aws-glue/jobs/logs-v2-conf',
    ],
  ],
  [
    'a group of its own, fixed',
    job('3.0', continuous, { NonOverridableArguments: { '--continuous-log-logGroup': '/mine' } }),
    ['/aws-glue/jobs/error', '/aws-glue/jobs/output', '/mine'],
    [
      '/aws-glue/jobs/conf-role/service-role/etl/error',
      '/aws-glue/jobs/conf-role/service-role/etl/output',
      '/mine-conf',
    ],
  ],
  [
    'no version, as of old jobs',
    rawJob('a', { DefaultArguments: { '--enable-continuous-cloudwatch-log': 'false' } }),
    ['/aws-glue/jobs/error', '/aws-glue/jobs/output'],
    ['/aws-glue/jobs/conf-role/service-role/etl/error', '/aws-glue/jobs/conf-role/service-role/etl/output'],
  ],
  [
    'Python shell',
    job('3.0', continuous, { Command: { Name: 'pythonshell' } }),
    ['/aws-glue/python-jobs/error', '/aws-glue/python-jobs/output'],
    [
      '/aws-glue/python-jobs/conf-role/service-role/etl/error',
      '/aws-glue/python-jobs/conf-role/service-role/etl/output',
    ],
  ],
])('%s', (_what, definition, plain, encrypted) => {
  const groups = jobLogGroups(definition);
  const role = 'service-role/etl';
  expect(groups.flatMap((group) => logGroupNames(group, { role }))).toEqual(plain);
  expect(groups.flatMap((group) => logGroupNames(group, { role, configuration: 'conf' }))).toEqual(encrypted);
});

test('a crawler', () => {
  const names = (configuration?: string) =>
    crawlerLogGroups.flatMap((group) =>
      logGroupNames(group, { role: 'crawls', ...(configuration && { configuration }) }),
    );
  expect([names(), names('conf')]).toEqual([['/aws-glue/crawlers'], ['/aws-glue/crawlers-role/crawls-conf']]);
});

test('what an argument holds is not shown', () => {
  const groups = [
    ...jobLogGroups(job('5.0', { '--custom-logGroup-prefix': '/S3CR3T' })),
    ...jobLogGroups(job('4.0', { ...continuous, '--continuous-log-logGroup': '/S3CR3T' })),
  ];
  expect(groups.map((group) => shownLogGroup(group, { role: 'etl', configuration: 'conf' }))).toEqual([
    '[--custom-logGroup-prefix]/conf-role/etl/{error,output}',
    '/aws-glue/jobs/conf-role/etl/{error,output}',
    '[--continuous-log-logGroup]-conf',
  ]);
});
