import { describe, expect, test } from 'vitest';
import { CloudError } from '../../../../src/domain/errors.ts';
import type { JsonObject } from '../../../../src/domain/json.ts';
import type { KeyVerdict } from '../../../../src/domain/model.ts';
import type { Plan } from '../../../../src/domain/plan/plan.ts';
import { checkGoal } from '../../../../src/usecases/remediation/execute/check-goal.ts';
import type { ApprovedWork } from '../../../../src/usecases/remediation/state/approved-work.ts';
import { FakeGlue } from '../../../support/fakes/fake-glue.ts';
import { fakeLog } from '../../../support/fakes/kit.ts';
import { account, encryption, newName, planOf, smallGlue } from '../../../support/remediation/remediation-samples.ts';
import { fakeContext } from '../../../support/remediation/step-context.ts';

const old: JsonObject = { JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'DISABLED' } };

function setUp(
  configurations: Readonly<Record<string, JsonObject>>,
  verdict: KeyVerdict = { state: 'usable' },
  verdicts: Readonly<Record<string, KeyVerdict>> = {},
) {
  const glue = new FakeGlue();
  for (const [name, settings] of Object.entries(configurations))
    glue.put('configuration', name, { Name: name, EncryptionConfiguration: settings });
  const { context, seen } = fakeContext(glue);
  const log = fakeLog();
  const keys: string[] = [];
  const keyVerdict = async (_: unknown, key: string) => {
    keys.push(key);
    return verdicts[key] ?? verdict;
  };
  const read = async (direction: ApprovedWork['direction'], configuration: Partial<Plan['configuration']> = {}) => {
    const { plan } = planOf(smallGlue());
    const known = { ...plan.configuration, before: { name: 'std', encryption: old }, ...configuration };
    const work = { plan: { ...plan, configuration: known }, direction, steps: [], account, request: request() };
    return (await checkGoal({ keyVerdict, log }, work, context))?.reason;
  };
  const reads = () => glue.calls.filter(({ operation }) => operation === 'GetSecurityConfiguration');
  return { glue, seen, log, keys, look: read, looks: reads };
}

function request(): ApprovedWork['request'] {
  const terms = {
    askedBy: 'U',
    askedIn: 'C',
    reason: '',
    createdAt: 0,
    expiresAt: 1,
    required: 1,
    selfApproval: false,
  };
  return { ...terms, required: 1, id: 'r', state: 'approved', account: 'unknown', plans: [], seal: '' };
}

/** Answers of the looks, one after another, before the real ones. */
function meets(glue: FakeGlue, ...codes: readonly string[]): void {
  const left = [...codes];
  glue.around = ({ operation }, phase) => {
    const code = operation === 'GetSecurityConfiguration' && phase === 'before' ? left.shift() : undefined;
    if (code !== undefined) throw new CloudError(operation, code, 'x');
  };
}

describe('on the way forward', () => {
  test('the new configuration is there, as approved, and its key is usable: go on', async () => {
    const { look: read, looks: reads, keys } = setUp({ [newName]: encryption });
    expect(await read('forward')).toBeUndefined();
    expect(reads().map(({ name }) => name)).toEqual([newName]);
    expect(keys).toEqual(['arn:aws:kms:eu-west-1:111122223333:key/1']);
  });

  test.each<[string, JsonObject]>([
    ['is another one', old],
    [
      'has another key',
      { ...encryption, JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'CSE-KMS', KmsKeyArn: 'x' } },
    ],
    ['has no S3 encryption any more', { ...encryption, S3Encryption: [] }],
    ['is empty', {}],
  ])(
    'the configuration of that name %s: nothing is pointed to it, and the key is not asked for',
    async (_, settings) => {
      const { look: read, looks: reads, keys } = setUp({ [newName]: settings });
      expect(await read('forward')).toBe('configuration-changed');
      expect(reads()).toHaveLength(1);
      expect(keys).toEqual([]);
    },
  );

  test('a new configuration may take a while to be seen', async () => {
    const { glue, look: read, looks: reads, seen } = setUp({});
    glue.around = (_call, phase) => {
      if (phase === 'before' && reads().length === 4)
        glue.put('configuration', newName, { Name: newName, EncryptionConfiguration: encryption });
    };
    expect(await read('forward')).toBeUndefined();
    expect(reads()).toHaveLength(4);
    expect(seen.slept).toHaveLength(3);
    expect(seen.leases).toBeGreaterThan(3);
  });

  test('one that never comes is gone, after a limited wait', async () => {
    const { look: read, looks: reads, seen } = setUp({});
    expect(await read('forward')).toBe('configuration-gone');
    expect(reads().length).toBeLessThan(10);
    expect(seen.slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(60_000);
  });

  test('an attached configuration without what it must be was written by nobody here', async () => {
    const { look: read } = setUp({ good: encryption });
    const plan = { name: 'good' } as const;
    const { create: _none, after: _unknown, ...rest } = planOf(smallGlue()).plan.configuration;
    const direct = setUp({ good: encryption });
    const work = {
      plan: { ...planOf(smallGlue()).plan, configuration: { ...rest, ...plan } },
      direction: 'forward' as const,
      steps: [],
      account,
      request: request(),
    };
    const { context } = fakeContext(direct.glue);
    const usable = async () => ({ state: 'usable' as const });
    expect((await checkGoal({ keyVerdict: usable, log: direct.log }, work, context))?.reason).toBe(
      'configuration-changed',
    );
    expect(await read('forward', { name: 'good', after: encryption })).toBeUndefined();
  });

  test('a key that went bad since the approval stops it; one that may not be scanned is said in the log', async () => {
    const off = setUp({ [newName]: encryption }, { state: 'unusable', reason: 'key-disabled' });
    expect(await off.look('forward')).toBe('key-unusable: key-disabled');
    const hidden = setUp({ [newName]: encryption }, { state: 'not-checked', error: 'AccessDeniedException' });
    expect(await hidden.look('forward')).toBeUndefined();
    expect(hidden.log.lines).toMatchObject([{ level: 'warn', fields: { error: 'AccessDeniedException' } }]);
  });

  const arn = (id: string) => `arn:aws:kms:eu-west-1:111122223333:${id}`;
  const [bookmarks, s3, logs, quality] = [arn('key/1'), arn('key/s3'), arn('alias/logs'), arn('key/quality')];
  const four: JsonObject = {
    ...encryption,
    S3Encryption: [{ S3EncryptionMode: 'SSE-KMS', KmsKeyArn: s3 }],
    CloudWatchEncryption: { CloudWatchEncryptionMode: 'SSE-KMS', KmsKeyArn: logs },
    DataQualityEncryption: { DataQualityEncryptionMode: 'SSE-KMS', KmsKeyArn: quality },
  };
  const planned = { name: 'good', after: four, keyArns: { [logs]: arn('key/logs') } };

  test('every key that runs meet for the first time is asked about', async () => {
    const { look: read, keys, seen } = setUp({ good: four });
    expect(await read('forward', planned)).toBeUndefined();
    expect(keys).toEqual([bookmarks, s3, logs, quality]);
    expect(seen.leases).toBeGreaterThan(1);
  });

  test('the keys are asked about at once: one that answers late makes the check no older than it must be', async () => {
    const { plan } = planOf(smallGlue());
    const glue = new FakeGlue();
    const all = { ...encryption, CloudWatchEncryption: { CloudWatchEncryptionMode: 'SSE-KMS', KmsKeyArn: 'arn:2' } };
    glue.put('configuration', newName, { Name: newName, EncryptionConfiguration: all });
    const configuration = { ...plan.configuration, create: all, after: all };
    const work = {
      plan: { ...plan, configuration },
      direction: 'forward' as const,
      steps: [],
      account,
      request: request(),
    };
    const both = Promise.withResolvers<void>();
    let asked = 0;
    const keyVerdict = async () => {
      asked += 1;
      if (asked === 2) both.resolve();
      await both.promise;
      return { state: 'usable' as const };
    };
    expect(await checkGoal({ keyVerdict, log: fakeLog() }, work, fakeContext(glue).context)).toBeUndefined();
    expect(asked).toBe(2);
  });

  test.each<[string, string, KeyVerdict, string]>([
    ['S3', s3, { state: 'unusable', reason: 'key-disabled' }, 'key-unusable: S3 key: key-disabled'],
    ['logs', logs, { state: 'unusable', reason: 'key-missing' }, 'key-unusable: CloudWatch logs key: key-missing'],
    [
      'quality',
      quality,
      { state: 'unusable', reason: 'key-pending-deletion' },
      'key-unusable: data quality key: key-pending-deletion',
    ],
    ['logs', logs, { state: 'usable', arn: arn('key/other') }, 'key-moved: CloudWatch logs key'],
  ])('the key of %s went bad since the approval: nothing is switched', async (_what, key, verdict, reason) => {
    const { look: read } = setUp({ good: four }, { state: 'usable' }, { [key]: verdict });
    expect(await read('forward', planned)).toBe(reason);
  });

  test('a key that they use already is not asked about: it makes nothing worse', async () => {
    const before = { name: 'std', encryption: { ...four, JobBookmarksEncryption: {} } };
    const { look: read, keys } = setUp(
      { good: four },
      { state: 'usable' },
      { [s3]: { state: 'unusable', reason: 'key-disabled' } },
    );
    expect(await read('forward', { ...planned, before })).toBeUndefined();
    expect(keys).toEqual([bookmarks]);
  });

  test('a plan of before it knew its other aliases is carried out', async () => {
    const { keyArns: _unknown, ...older } = planned;
    const { look: read } = setUp(
      { good: four },
      { state: 'usable' },
      { [logs]: { state: 'usable', arn: arn('key/other') } },
    );
    expect(await read('forward', older)).toBeUndefined();
  });

  test.each(['AccessDeniedException', 'InvalidInputException'])('%s ends the look at once', async (code) => {
    const { glue, look: read, looks: reads } = setUp({ [newName]: encryption });
    meets(glue, code);
    expect(await read('forward')).toBe(`GetSecurityConfiguration: ${code}`);
    expect(reads()).toHaveLength(1);
  });

  test.each(['ThrottlingException', 'InternalServiceException', 'TimeoutError'])('%s may pass', async (code) => {
    const { glue, look: read } = setUp({ [newName]: encryption });
    meets(glue, code, code);
    expect(await read('forward')).toBeUndefined();
    meets(glue, ...Array.from({ length: 99 }, () => code));
    expect(await read('forward')).toBe(`GetSecurityConfiguration: ${code}`);
  });

  test('credentials that have ended are renewed', async () => {
    const { glue, look: read, seen } = setUp({ [newName]: encryption });
    meets(glue, 'ExpiredTokenException');
    expect(await read('forward')).toBeUndefined();
    expect(seen).toMatchObject({ forgotten: 1, sessions: 2 });
  });
});

describe('on the way back', () => {
  test('the old configuration must be what it was; its key is not asked for: it is no worse than before', async () => {
    const {
      look: read,
      looks: reads,
      keys,
    } = setUp({ std: old, [newName]: encryption }, { state: 'unusable', reason: 'key-disabled' });
    expect(await read('back')).toBeUndefined();
    expect(reads().map(({ name }) => name)).toEqual(['std']);
    expect(keys).toEqual([]);
  });

  test('an old configuration that was deleted, or made again with other settings, is not pointed to', async () => {
    expect(await setUp({ [newName]: encryption }).look('back')).toBe('configuration-gone');
    expect(await setUp({ std: encryption }).look('back')).toBe('configuration-changed');
  });

  test('to no configuration at all there is nothing to look at', async () => {
    const { glue, seen, keys } = setUp({});
    const { plan } = planOf(smallGlue());
    const { before: _none, ...configuration } = plan.configuration;
    const { context } = fakeContext(glue);
    const work = {
      plan: { ...plan, configuration },
      direction: 'back',
      steps: [],
      account,
      request: request(),
    } as const;
    expect(await checkGoal({ keyVerdict: async () => ({ state: 'usable' }), log: fakeLog() }, work, context)).toBe(
      undefined,
    );
    expect([glue.calls, seen.sessions, keys]).toEqual([[], 0, []]);
  });
});
