import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/domain/json.ts';
import { type CheckInput, planChecks, someNames } from '../../../src/domain/plan/plan-checks.ts';
import { choice, inventoryOf, key, made, planOf, rawJob, std, type World } from '../../support/remediation/plans.ts';

const finding = { rule: 'Glue-005', kind: 'configuration', name: 'std' } as const;
const alias = 'arn:aws:kms:eu-west-1:111122223333:alias/glue';

function checks(jobs: readonly JsonObject[], parts: Partial<CheckInput> = {}, asked = key) {
  const world: World = { configurations: [std], jobs };
  const own = { ...choice, key: asked };
  const { plan } = made(planOf(world, finding, { choice: own }));
  const input: CheckInput = {
    inventory: inventoryOf(world),
    finding,
    choice: own,
    configuration: plan.configuration,
    steps: plan.steps,
    jobs: new Map(jobs.map((job) => [String(job.Name), job])),
    keyVerdict: { state: 'usable' },
    ...parts,
  };
  const found = planChecks(input);
  return (check: string) =>
    found.filter((each) => each.check === check).map(({ outcome, detail }) => [outcome, detail]);
}

test('ten names at most are written out, and the others counted', () => {
  expect(someNames(['a', 'b'])).toBe('a, b');
  expect(someNames([])).toBe('');
  expect(someNames(Array.from({ length: 12 }, (_, n) => `j${n}`))).toMatch(/^j0, .*, j9 and 2 more$/);
});

describe('the key', () => {
  test('is passed only where somebody looked', () => {
    expect(checks([rawJob('a')])('key state')).toMatchObject([['passed', expect.stringContaining('is enabled')]]);
    const denied = { keyVerdict: { state: 'not-checked', error: 'AccessDeniedException' } } as const;
    expect(checks([rawJob('a')], denied)('key state')).toMatchObject([
      ['not-checked', expect.stringContaining('AccessDeniedException')],
    ]);
  });

  test('that is an alias is warned of', () => {
    expect(checks([rawJob('a')], {}, alias)('key alias')).toMatchObject([['warning', expect.stringContaining(alias)]]);
    expect(checks([rawJob('a')])('key alias')).toEqual([]);
  });
});

test('a list that was not read to the end may hide dependents, and is no pass', () => {
  const jobs = [rawJob('a')];
  const failed = { items: [], error: { call: 'GetTriggers', error: 'AccessDeniedException' } };
  const inventory = { ...inventoryOf({ configurations: [std], jobs }), triggers: failed };
  expect(checks(jobs)('dependents')).toMatchObject([['passed', expect.any(String)]]);
  expect(checks(jobs, { inventory })('dependents')).toMatchObject([
    ['not-checked', expect.stringContaining('GetTriggers: AccessDeniedException')],
  ]);
});

test.each([
  ['usage profile', { ProfileName: 'p' }],
  ['automatic upgrade', { AutoUpgradeMetadata: {} }],
  ['source control', { SourceControlDetails: { AuthToken: 'S3CR3T' } }],
  ['streaming', { Command: { Name: 'gluestreaming' } }],
] as const)('%s warns with the jobs that have it, and nothing of what is in it', (check, more) => {
  const [found] = checks([rawJob('plain'), rawJob('has-it', more)])(check);
  expect(found).toMatchObject(['warning', expect.stringMatching(/^has-it: /)]);
  expect(String(found)).not.toContain('S3CR3T');
  expect(checks([rawJob('plain')])(check)).toMatchObject([['passed', expect.any(String)]]);
});

test('a plan without jobs says nothing of jobs', () => {
  expect(checks([rawJob('a')], { steps: [] })('streaming')).toEqual([]);
});
