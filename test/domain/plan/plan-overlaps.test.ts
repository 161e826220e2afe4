import { describe, expect, test } from 'vitest';
import { overlapWith } from '../../../src/domain/plan/plan-overlaps.ts';
import { made, planOf, rawConfiguration, rawJob, rawTrigger, type World } from '../../support/remediation/plans.ts';

/** Two configurations whose jobs are apart, and a trigger that overrides with both. */
const world: World = {
  configurations: [rawConfiguration('std', 'DISABLED'), rawConfiguration('old', 'DISABLED')],
  jobs: [rawJob('a'), rawJob('b', { SecurityConfiguration: 'old' })],
  triggers: [
    rawTrigger('nightly', [
      { JobName: 'a', SecurityConfiguration: 'std' },
      { JobName: 'b', SecurityConfiguration: 'old' },
    ]),
  ],
};
const planFor = (name: string, of: World = world) => made(planOf(of, { kind: 'configuration', name })).plan;

describe('two plans of one request', () => {
  test('that change the same trigger overlap, and both findings are named', () => {
    expect(overlapWith([planFor('std')], planFor('old'))).toEqual({
      type: 'trigger',
      name: 'nightly',
      findings: [
        { rule: 'Glue-005', kind: 'configuration', name: 'std' },
        { rule: 'Glue-005', kind: 'configuration', name: 'old' },
      ],
    });
  });

  test('in another region, or of things that only share a name, do not', () => {
    const elsewhere = { ...planFor('old'), target: { account: '111122223333', region: 'us-east-1' } };
    expect(overlapWith([planFor('std')], elsewhere)).toBeUndefined();
    const apart = { ...world, triggers: [rawTrigger('a', [{ JobName: 'b', SecurityConfiguration: 'old' }])] };
    expect(overlapWith([planFor('std', apart)], planFor('old', apart))).toBeUndefined();
    expect(overlapWith([], planFor('std'))).toBeUndefined();
  });
});
