import { describe, expect, test } from 'vitest';
import type { Inventory } from '../../../src/domain/model.ts';
import { isRetirable, retireChoice } from '../../../src/domain/plan/retire-plan.ts';
import { stepsBack } from '../../../src/domain/remediation/rollback-steps.ts';
import {
  finding,
  inventoryOf,
  key,
  made,
  planOf,
  rawConfiguration,
  rawJob,
  rawTrigger,
  std,
  stepNames,
  type World,
} from '../../support/remediation/plans.ts';

const parts = { choice: retireChoice };
const alone: World = { configurations: [std], jobs: [rawJob('good', { SecurityConfiguration: 'good' })] };

function refusalsOf(world: World, changes: Partial<Inventory> = {}, about: Parameters<typeof planOf>[1] = finding) {
  const result = planOf(world, about, { ...parts, inventory: { ...inventoryOf(world), ...changes } });
  return 'refusals' in result ? result.refusals : [];
}

test('the plan deletes the configuration, holds its settings, and says what was not scanned', () => {
  const { plan, definitions } = made(planOf(alone, finding, parts));
  const encryption = {
    S3Encryption: [{ S3EncryptionMode: 'SSE-S3' }],
    JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'DISABLED' },
  };
  expect(stepNames(plan)).toEqual(['delete std']);
  expect(plan.configuration).toEqual({ name: 'std', before: { name: 'std', encryption }, reused: false });
  expect([...definitions]).toEqual([['s1', expect.objectContaining({ Name: 'std' })]]);
  expect(plan.checks.map(({ check, outcome }) => `${check}: ${outcome}`)).toEqual([
    'references: passed',
    'what no list shows: not-checked',
    'managed by: not-checked',
  ]);
  expect(plan.checks[1]?.detail).toContain('column statistics');
  expect([...plan.manual, ...plan.leftOut]).toEqual([]);
  const back = stepsBack(plan, new Map([['s1', { stepId: 's1', state: 'done', awsRequestIds: [] }]]));
  expect(back).toEqual([{ id: 's1', type: 'create-configuration', name: 'std', encryption }]);
});

test('a configuration with an unusable key is retired as well, with its key kept for the way back', () => {
  const world = { configurations: [rawConfiguration('std', 'CSE-KMS')] };
  const keys = new Map([[key, { state: 'unusable', reason: 'key-disabled' } as const]]);
  const about = { kind: 'unusable-key', name: 'std' } as const;
  const { plan } = made(planOf(world, about, { ...parts, inventory: { ...inventoryOf(world), keys } }));
  expect(plan.configuration.before?.encryption).toMatchObject({ JobBookmarksEncryption: { KmsKeyArn: key } });
});

describe('it is refused', () => {
  test.each<{ by: string; world: Partial<World>; references: readonly string[] }>([
    { by: 'a job', world: { jobs: [rawJob('a')] }, references: ['job a'] },
    {
      by: 'a trigger of a job that does not exist',
      world: { triggers: [rawTrigger('t', [{ JobName: 'gone', SecurityConfiguration: 'std' }])] },
      references: ['trigger t'],
    },
    {
      by: 'a crawler',
      world: { crawlers: [{ Name: 'c', CrawlerSecurityConfiguration: 'std' }] },
      references: ['crawler c'],
    },
    { by: 'a dev endpoint', world: { devEndpoints: ['d'] }, references: ['dev-endpoint d'] },
    { by: 'a session', world: { sessions: ['s'] }, references: ['session s'] },
    { by: 'a transform', world: { transforms: ['m'] }, references: ['ml-transform m'] },
  ])('while $by references it', ({ world, references }) => {
    expect(refusalsOf({ ...alone, ...world })).toEqual([{ code: 'still-referenced', name: 'std', references }]);
  });

  test.each(['jobs', 'triggers', 'crawlers', 'devEndpoints', 'sessions', 'transforms'] as const)(
    'when the list of %s failed half-way, or was not read',
    (list) => {
      const error = { call: 'List', error: 'ThrottlingException' };
      expect(refusalsOf(alone, { [list]: { items: [], error } })).toEqual([
        { code: 'not-read', call: 'List', detail: 'ThrottlingException' },
      ]);
      if (list !== 'jobs')
        expect(refusalsOf(alone, { [list]: undefined })).toEqual([{ code: 'not-read', call: list, detail: 'NotRead' }]);
    },
  );

  test('for a job, for what is gone, and for what could not be created again', () => {
    const bare = { configurations: [std], jobs: [rawJob('bare', { SecurityConfiguration: '' })] };
    const about = { kind: 'unprotected-job', name: 'bare' } as const;
    expect(refusalsOf(bare, {}, about)).toEqual([{ code: 'retire-not-possible', name: 'bare' }]);
    const strange = rawConfiguration('std', 'DISABLED', { FutureEncryption: { Mode: 'X' } });
    expect(refusalsOf({ configurations: [strange] })).toEqual([
      { code: 'unrepeatable', name: 'std', paths: ['EncryptionConfiguration.FutureEncryption'] },
    ]);
    const none = { dependents: new Map() };
    const gone = planOf(alone, finding, { ...parts, definitions: { ...none, configurations: new Map() } });
    expect(gone).toEqual({ refusals: [{ code: 'gone', name: 'std' }] });
    const denied = new Map([['std', { error: 'AccessDeniedException' }]]);
    expect(planOf(alone, finding, { ...parts, definitions: { ...none, configurations: denied } })).toMatchObject({
      refusals: [{ code: 'not-read', call: 'GetSecurityConfiguration' }],
    });
  });
});

test.each([
  ['configuration', 'unused', true],
  ['unusable-key', 'unused', true],
  ['configuration', 'latent', false],
  ['unprotected-job', 'unused', false],
] as const)('%s, %s: retirable %s', (kind, exposure, expected) => {
  expect(isRetirable({ kind, exposure })).toBe(expected);
});
