import { describe, expect, test } from 'vitest';
import type { PlanChoice } from '../../../src/domain/plan/plan.ts';
import {
  choice,
  finding,
  inventoryOf,
  key,
  made,
  planOf,
  rawConfiguration,
  rawJob,
  std,
  type World,
  without,
  world,
} from '../../support/remediation/plans.ts';

function refusals(parts: Partial<PlanChoice> = {}, about: Parameters<typeof planOf>[1] = finding, of: World = world) {
  const result = planOf(of, about, { choice: { ...choice, ...parts } });
  if ('plan' in result) throw new Error('there is a plan');
  return result.refusals;
}

describe('refusals', () => {
  const keyless = without('key');
  const bare = { kind: 'unprotected-job', name: 'bare' } as const;
  test.each<{ what: string; result: () => readonly { code: string }[]; code: string }>([
    {
      what: 'a key of another region',
      result: () => refusals({ key: key.replace('eu-west-1', 'us-east-1') }),
      code: 'key-unusable',
    },
    { what: 'a bare key id', result: () => refusals({ key: '1234abcd' }), code: 'key-malformed' },
    {
      what: 'an ARN of something else',
      result: () => refusals({ key: key.replace('key/', 'grant/') }),
      code: 'key-malformed',
    },
    { what: 'both', result: () => refusals({ attach: 'good' }, bare), code: 'key-and-attach' },
    {
      what: 'a noncompliant one',
      result: () => refusalsOf(bare, { ...keyless, attach: 'std' }),
      code: 'attach-noncompliant',
    },
    {
      what: 'one that is not there',
      result: () => refusalsOf(bare, { ...keyless, attach: 'Good' }),
      code: 'attach-unknown',
    },
    {
      what: 'attaching to a configuration',
      result: () => refusalsOf(finding, { ...keyless, attach: 'good' }),
      code: 'attach-not-possible',
    },
    { what: 'no key', result: () => refusalsOf(finding, keyless), code: 'key-needed' },
    {
      what: 'something compliant',
      result: () => refusals({}, { kind: 'configuration', name: 'good' }),
      code: 'compliant',
    },
    {
      what: 'something that is not there',
      result: () => refusals({}, { kind: 'configuration', name: 'nothing' }),
      code: 'no-such-finding',
    },
    { what: 'an unused one', result: () => refusals({}, finding, { configurations: [std] }), code: 'nothing-to-move' },
    {
      what: 'members that nobody knows',
      result: () =>
        refusals({}, finding, {
          ...world,
          configurations: [rawConfiguration('std', 'DISABLED', { NewEncryption: {} })],
        }),
      code: 'unsendable',
    },
  ])('$what: $code', ({ result, code }) => {
    expect(result().map((refusal) => refusal.code)).toEqual([code]);
  });

  function refusalsOf(about: Parameters<typeof planOf>[1], chosen: PlanChoice) {
    const result = planOf(world, about, { choice: chosen });
    return 'plan' in result ? [] : result.refusals;
  }

  test('a key that is proven unusable; one that nobody could look at is only not checked', () => {
    const bad = planOf(world, finding, { keyVerdict: { state: 'unusable', reason: 'key-pending-deletion' } });
    expect(bad).toEqual({ refusals: [{ code: 'key-unusable', name: key, reason: 'key-pending-deletion' }] });
    const unseen = made(
      planOf(world, finding, { keyVerdict: { state: 'not-checked', error: 'AccessDeniedException' } }),
    );
    expect(unseen.plan.checks[0]).toMatchObject({ check: 'key state', outcome: 'not-checked' });
  });

  describe('a configuration with several keys', () => {
    const other = key.replace('1111aaaa', '2222bbbb');
    const s3 = { S3Encryption: [{ S3EncryptionMode: 'SSE-KMS', KmsKeyArn: other }] };
    const unusable = new Map([[other, { state: 'unusable', reason: 'key-disabled' } as const]]);
    const bare = { kind: 'unprotected-job', name: 'bare' } as const;
    const { key: _none, ...keyless } = choice;
    const attach = { choice: { ...keyless, attach: 'good' }, keyVerdicts: unusable };

    test('is not attached while one of them cannot be used', () => {
      const attached = { ...world, configurations: [std, rawConfiguration('good', 'CSE-KMS', s3)] };
      expect(planOf(attached, bare, attach)).toEqual({
        refusals: [{ code: 'key-unusable', name: other, reason: 'key-disabled' }],
      });
    });

    test('is copied with a key that its jobs use already, and that is said', () => {
      const copied = { ...world, configurations: [rawConfiguration('std', 'DISABLED', s3)] };
      const { plan } = made(planOf(copied, finding, { keyVerdicts: unusable }));
      expect(plan.checks.filter(({ check }) => check === 'key state')).toMatchObject([
        { outcome: 'passed', detail: expect.stringContaining('bookmark key') },
        { outcome: 'warning', detail: expect.stringContaining('S3 key cannot be used (disabled)') },
      ]);
    });

    test('has each alias warned of, with what it is for, and what it led to kept', () => {
      const alias = key.replace(/key\/.*/, 'alias/s3');
      const logs = { CloudWatchEncryption: { CloudWatchEncryptionMode: 'SSE-KMS', KmsKeyArn: alias } };
      const attached = { ...world, configurations: [std, rawConfiguration('good', 'CSE-KMS', logs)] };
      const keyVerdicts = new Map([[alias, { state: 'usable', arn: other } as const]]);
      const { plan } = made(planOf(attached, bare, { ...attach, keyVerdicts }));
      expect(plan.configuration).toMatchObject({ keyArns: { [alias]: other } });
      expect(plan.configuration).not.toHaveProperty('keyArn');
      expect(plan.checks.filter(({ check }) => check === 'key alias')).toMatchObject([
        { outcome: 'warning', detail: expect.stringContaining('changes the CloudWatch logs key') },
      ]);
    });

    test.each([
      ['DISABLED', 'does not encrypt in S3'],
      ['SSE-S3', 'encrypts with SSE-S3'],
    ])('%s takes the place of the job’s own argument, which is said with its jobs', (mode, words) => {
      const more = { S3Encryption: [{ S3EncryptionMode: mode }] };
      const own = { '--encryption-type': 'sse-s3' };
      const attached = {
        configurations: [rawConfiguration('good', 'CSE-KMS', more)],
        jobs: [rawJob('bare', { SecurityConfiguration: '', DefaultArguments: own })],
      };
      const { plan } = made(planOf(attached, bare, { choice: attach.choice }));
      expect(plan.checks.filter(({ check }) => check === 'S3 encryption argument')).toMatchObject([
        { outcome: 'warning', detail: expect.stringMatching(new RegExp(`^bare: .*--encryption-type.*${words}`)) },
      ]);
    });
  });

  test('lists that were not read to the end', () => {
    const whole = inventoryOf(world);
    const failed = { call: 'GetJobs', error: 'ThrottlingException' };
    expect(planOf(world, finding, { inventory: { ...whole, jobs: { ...whole.jobs, error: failed } } })).toEqual({
      refusals: [{ code: 'not-read', call: 'GetJobs', detail: 'ThrottlingException' }],
    });
    const triggers = { items: [], error: { call: 'GetTriggers', error: 'AccessDeniedException' } };
    const lower = made(planOf(world, finding, { inventory: { ...whole, triggers } })).plan;
    expect(lower.checks.find(({ check }) => check === 'dependents')).toMatchObject({
      outcome: 'not-checked',
      detail: expect.stringContaining('GetTriggers: AccessDeniedException'),
    });
  });
});
