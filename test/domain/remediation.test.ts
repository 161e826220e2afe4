import { describe, expect, test } from 'vitest';
import type { Step } from '../../src/domain/plan.ts';
import { endState, nextStep, type StepOutcome, type StepState } from '../../src/domain/remediation.ts';
import { planOf, smallGlue } from '../support/remediation-samples.ts';

const steps: readonly Step[] = planOf(smallGlue(['a'])).plan.steps;

function outcomes(...states: (StepState | 'touched')[]): ReadonlyMap<string, StepOutcome> {
  return new Map(
    states.map((state, index) => {
      const stepId = `s${index + 1}`;
      const failed = { stepId, state: 'failed', touched: true, awsRequestIds: [] } as const;
      return [stepId, state === 'touched' ? failed : { stepId, state, awsRequestIds: [] }];
    }),
  );
}

describe('the end, from the steps alone', () => {
  test.each<[readonly (StepState | 'touched')[], ReturnType<typeof endState>]>([
    [['done', 'done', 'done', 'done'], 'done'],
    [['already', 'already', 'done', 'already'], 'done'],
    [['done', 'drifted', 'done', 'failed'], 'partly-done'],
    [['done', 'drifted', 'failed', 'drifted'], 'failed'],
    [['done', 'drifted', 'touched', 'drifted'], 'partly-done'],
    [['failed'], 'failed'],
    [['touched'], 'failed'],
    [['done', 'done', 'acting'], 'partly-done'],
    [['done', 'acting'], 'failed'],
    [[], 'failed'],
  ])('%j: %s', (states, end) => {
    expect(endState(steps, outcomes(...states))).toBe(end);
  });
});

test('the next step is the first that has not ended; after a failed creation there is none', () => {
  expect(nextStep(steps, outcomes())?.id).toBe('s1');
  expect(nextStep(steps, outcomes('acting'))?.id).toBe('s1');
  expect(nextStep(steps, outcomes('done', 'failed', 'acting'))?.id).toBe('s3');
  expect(nextStep(steps, outcomes('failed'))).toBeUndefined();
  expect(nextStep(steps, outcomes('done', 'done', 'drifted', 'failed'))).toBeUndefined();
});
