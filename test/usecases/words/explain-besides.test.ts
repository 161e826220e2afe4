import { expect, test } from 'vitest';
import type { JsonObject } from '../../../src/domain/json.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { retireChoice } from '../../../src/domain/plan/retire-plan.ts';
import { besidesWords, logGroupWords } from '../../../src/usecases/words/explain-besides.ts';
import { finding, made, planOf, world } from '../../support/remediation/plans.ts';

const { plan } = made(planOf(world, finding));
const kms = (KmsKeyArn: string): JsonObject => ({ S3Encryption: [{ S3EncryptionMode: 'SSE-KMS', KmsKeyArn }] });
const settings = (before: JsonObject | undefined, after: JsonObject, given: Partial<Plan> = {}) =>
  besidesWords({
    ...plan,
    configuration: {
      name: 'new',
      reused: false,
      after,
      ...(before && { before: { name: 'old', encryption: before } }),
    },
    ...given,
  }).settings;

test.each<[string, JsonObject | undefined, JsonObject, readonly string[]]>([
  ['a copy keeps its settings', kms('k'), kms('k'), []],
  ['the broken key of S3 is replaced', kms('x'), kms('k'), ['S3: SSE-KMS with x → SSE-KMS with k.']],
  ['a bare job gets settings', undefined, kms('k'), ['S3: SSE-KMS with k.']],
  ['a bare job gets none', undefined, { S3Encryption: [{ S3EncryptionMode: 'DISABLED' }] }, []],
  [
    'data quality begins',
    {},
    { DataQualityEncryption: { DataQualityEncryptionMode: 'SSE-KMS', KmsKeyArn: 'q' } },
    ['Data quality: off → SSE-KMS with q.'],
  ],
  [
    'logs begin',
    {},
    { CloudWatchEncryption: { CloudWatchEncryptionMode: 'SSE-KMS', KmsKeyArn: 'l' } },
    ['CloudWatch logs: off → SSE-KMS with l.'],
  ],
  [
    'bookmarks are not besides themselves',
    {},
    { JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'CSE-KMS' } },
    [],
  ],
])('%s', (_what, before, after, expected) => {
  expect(settings(before, after)).toEqual(expected);
});

test('a retire changes nothing else, and a plan of an older version names no log group', () => {
  expect(settings(kms('k'), {}, { choice: retireChoice })).toEqual([]);
  const { logGroups: _none, ...older } = plan;
  expect(besidesWords(older).logs).toEqual([]);
});

test('each change is a sentence, then what to look at', () => {
  const roles = { roles: ['a', 'b'], rolesTotal: 9 };
  expect(logGroupWords([{ from: '/x-ROLE', to: '/y-ROLE', type: 'job', runs: 1_200, ...roles }])).toEqual([
    'The logs of 1,200 jobs go to /y-ROLE instead of /x-ROLE (ROLE: a, b and 7 more).',
    'Check alarms, metric filters, retention, subscriptions and role policies that name the old log groups: they do not follow.',
  ]);
  expect(logGroupWords([{ to: '/y', type: 'crawler', runs: 1 }])[0]).toBe('The logs of 1 crawler go to /y.');
  expect(logGroupWords([{ to: '/y', type: 'crawler', runs: 1 }], { back: true })).toEqual([]);
});

test('of what was switched in part, how many log elsewhere is not said', () => {
  const changes = [{ from: '/x', to: '/y', type: 'job', runs: 3 }] as const;
  expect(logGroupWords(changes, { partly: true })[0]).toBe(
    'The logs of each job that was switched go to /y instead of /x.',
  );
  expect(logGroupWords(changes, { partly: true, back: true })[0]).toBe(
    'The logs of each job that was switched back go to /x instead of /y.',
  );
});
