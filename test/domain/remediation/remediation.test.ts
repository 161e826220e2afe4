import { describe, expect, test } from 'vitest';
import type { Step } from '../../../src/domain/plan/plan.ts';
import {
  canaryToWaitFor,
  endState,
  hasEnded,
  isSwitch,
  nextStep,
  type StepOutcome,
  type StepState,
} from '../../../src/domain/remediation/remediation.ts';
import { planOf, smallGlue } from '../../support/remediation/remediation-samples.ts';

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

describe('the end of work that moves nothing', () => {
  const creation = steps.filter(({ type }) => type === 'create-configuration');
  const deletions = ['a', 'b'].map(
    (name, index): Step => ({ id: `s${index + 1}`, type: 'delete-configuration', name, encryption: {} }),
  );

  test.each<[readonly Step[], readonly (StepState | 'touched')[], ReturnType<typeof endState>]>([
    [creation, ['done'], 'done'],
    [creation, ['already'], 'done'],
    [creation, ['failed'], 'failed'],
    [creation, [], 'failed'],
    [deletions, ['done', 'done'], 'done'],
    [deletions, ['done', 'already'], 'done'],
    [deletions, ['done', 'failed'], 'partly-done'],
    [deletions, ['failed', 'drifted'], 'failed'],
    [deletions, ['touched', 'drifted'], 'partly-done'],
    [[], [], 'done'],
  ])('%j %j: %s', (of, states, end) => {
    expect(endState(of, outcomes(...states))).toBe(end);
  });

  test('a configuration that could not be deleted is no move that was not made', () => {
    const back = [...steps.filter(isSwitch), ...deletions.slice(0, 1).map((step) => ({ ...step, id: 's1' }))];
    expect(endState(back, outcomes('failed', 'done', 'done', 'done'))).toBe('partly-done');
    expect(endState(back, outcomes('done', 'failed', 'drifted', 'failed'))).toBe('failed');
  });
});

test('a move is what changes what runs use', () => {
  expect(steps.map((step) => [step.type, isSwitch(step)])).toEqual([
    ['create-configuration', false],
    ['repoint-job', true],
    ['repoint-trigger', true],
    ['repoint-crawler', true],
  ]);
  expect(isSwitch({ id: 'x', type: 'delete-configuration', name: 'x', encryption: {} })).toBe(false);
});

describe('the wait for the canary', () => {
  const withCanary = planOf(smallGlue(['a', 'b'])).plan.steps.map(
    (step): Step => (step.type === 'repoint-job' && step.name === 'a' ? { ...step, canary: true } : step),
  );
  const ends: readonly StepState[] = ['done', 'already', 'drifted', 'failed', 'skipped'];

  test.each(ends)('is due when its step ended as %s', (state) => {
    expect(hasEnded(state)).toBe(true);
    expect(canaryToWaitFor(withCanary, outcomes('done', state), undefined)).toMatchObject({ id: 's2', name: 'a' });
  });

  test.each<[string, readonly StepState[]]>([
    ['nothing is begun', []],
    ['the configuration is being created', ['acting']],
    ['it is being moved', ['done', 'acting']],
    ['its move was taken back', ['done', 'pending']],
    ['nothing is left to move', ['done', 'done', 'done', 'done', 'done']],
    ['nothing can be moved: the configuration was not created', ['failed', 'done']],
  ])('is not due while or when %s', (_, states) => {
    expect(canaryToWaitFor(withCanary, outcomes(...states), undefined)).toBeUndefined();
  });

  test.each(['passed', 'overruled'] as const)('is not due again once it has %s', (ended) => {
    expect(canaryToWaitFor(withCanary, outcomes('done', 'done'), ended)).toBeUndefined();
  });

  test('is never due where the plan has no canary', () => {
    expect(canaryToWaitFor(steps, outcomes('done', 'done'), undefined)).toBeUndefined();
  });
});
