import { describe, expect, test } from 'vitest';
import type { ExecutionRow } from '../../../../src/usecases/ports/remediation-records.ts';
import {
  countSteps,
  isAtRest,
  outcomesOf,
  type PlanProgress,
  progressOfPlans,
  requestWindow,
  rollBackWindow,
  stepsLeftBack,
} from '../../../../src/usecases/remediation/state/plan-progress.ts';
import { approvedRequest, type Ended, execution, outcomes, plan } from '../../../support/remediation/plan-progress.ts';

const kept = 1_000;
const all: readonly Ended[] = ['done', 'done', 'done', 'done', 'done'];

function progress(forward: ExecutionRow | undefined, back?: ExecutionRow): PlanProgress {
  return { plan: plan(), ...(forward && { forward }), ...(back && { back }) };
}

const back = (states: readonly Ended[], changes: Partial<ExecutionRow> = {}) =>
  execution(states, { direction: 'back', ...changes });

test('each plan has its own way forward, and the latest of its ways back', () => {
  const request = approvedRequest([plan('p1'), plan('p2'), plan('p3')]);
  const rows = [
    execution(all),
    execution(all, { planId: 'p2' }),
    back([], { id: 'first', queuedAt: 20 }),
    back(all, { id: 'other', planId: 'p2', queuedAt: 25 }),
    back([], { id: 'second', queuedAt: 30 }),
  ];
  expect(
    progressOfPlans(request, rows).map(({ plan: { id }, forward, back: latest }) => [id, forward?.id, latest?.id]),
  ).toEqual([
    ['p1', 'forward of p1', 'second'],
    ['p2', 'forward of p2', 'other'],
    ['p3', undefined, undefined],
  ]);
});

test('what an earlier way back brought back counts, what it did not is open again', () => {
  const rows = [
    execution(all),
    back(['failed', 'drifted', 'done', 'already', 'done'], { id: 'first', queuedAt: 20 }),
    back(['pending', 'acting'], { id: 'second', queuedAt: 30, state: 'running' }),
  ];
  const [only] = progressOfPlans(approvedRequest(), rows);
  if (only === undefined) throw new Error('no way');
  expect(only.back).toMatchObject({ id: 'second', state: 'running' });
  expect([...outcomesOf(only.back)].map(([id, { state }]) => `${id} ${state}`).toSorted()).toEqual([
    's1 pending',
    's2 acting',
    's3 done',
    's4 already',
    's5 done',
  ]);
  expect(stepsLeftBack(only).map(({ id }) => id)).toEqual(['s2', 's1']);
});

describe('what is left to go back', () => {
  test.each<[string, PlanProgress, readonly string[]]>([
    ['nothing before anything was carried out', progress(undefined), []],
    ['everything, the last first', progress(execution(all)), ['s5', 's4', 's3', 's2', 's1']],
    ['only what was changed', progress(execution(['already', 'done', 'drifted', 'touched', 'failed'])), ['s4', 's2']],
    [
      'what did not go back',
      progress(execution(all), back(['already', 'drifted', 'done', 'failed', 'acting'])),
      ['s5', 's4', 's2'],
    ],
    ['nothing after all of it', progress(execution(all), back(all)), []],
  ])('%s', (_, given, ids) => {
    expect(stepsLeftBack(given).map(({ id }) => id)).toEqual(ids);
  });
});

describe('at rest', () => {
  const states = ['queued', 'running', 'paused', 'waiting-for-canary', 'ended'] as const;

  test.each(states)('a way forward that is %s', (state) => {
    expect(isAtRest(progress(execution(all, { state })))).toBe(state === 'ended' || state === 'waiting-for-canary');
  });

  test.each(states)('a way back that is %s', (state) => {
    expect(isAtRest(progress(execution(all), back([], { state })))).toBe(state === 'ended');
  });
});

describe('the window of a plan', () => {
  test.each<[string, PlanProgress, number, number | 'open' | undefined]>([
    ['before its end', progress(execution(all, { state: 'running' })), 50, undefined],
    [
      'while it waits for its canary: no end',
      progress(execution(['done', 'done'], { state: 'waiting-for-canary' })),
      9_999,
      'open',
    ],
    [
      'while it waits, and changed nothing',
      progress(execution(['already', 'already'], { state: 'waiting-for-canary' })),
      50,
      undefined,
    ],
    ['from its end on', progress(execution(all)), 100, 1_100],
    ['to the last millisecond', progress(execution(all)), 1_099, 1_100],
    ['not at the instant at which definitions go', progress(execution(all)), 1_100, undefined],
    ['of what changed nothing', progress(execution(['failed'])), 100, undefined],
    ['of a way back that ended later', progress(execution(all), back(['failed'], { endedAt: 700 })), 1_500, 1_700],
    ['of a way back that is under way', progress(execution(all), back([], { state: 'queued' })), 200, undefined],
    ['when all is back', progress(execution(all), back(all, { endedAt: 700 })), 800, undefined],
  ])('%s', (_, given, now, until) => {
    const window = rollBackWindow(given, kept, now);
    expect(window).toEqual(until === 'open' ? {} : until === undefined ? undefined : { until });
  });
});

describe('the window of a request', () => {
  const p2 = (changes: Partial<ExecutionRow> = {}): PlanProgress => ({
    plan: plan('p2'),
    forward: execution(all, { planId: 'p2', ...changes }),
  });

  test('is that of its plan which can be rolled back for the longest', () => {
    expect(requestWindow([progress(execution(all)), p2({ endedAt: 900 })], kept, 950)).toEqual({ until: 1_900 });
    expect(requestWindow([progress(execution(all)), p2({ endedAt: 900 })], kept, 1_200)).toEqual({ until: 1_900 });
    expect(requestWindow([progress(execution(all)), p2({ endedAt: 900 })], kept, 1_900)).toBeUndefined();
  });

  test('has no end while one waits for its canary', () => {
    expect(requestWindow([progress(execution(all)), p2({ state: 'waiting-for-canary' })], kept, 9_999)).toEqual({});
  });

  test('is closed while anything of the request is under way', () => {
    for (const state of ['queued', 'running', 'paused'] as const)
      expect(requestWindow([progress(execution(all)), p2({ state })], kept, 200)).toBeUndefined();
    expect(requestWindow([], kept, 200)).toBeUndefined();
  });
});

test('steps are counted as good, bad and begun, each once', () => {
  const steps = plan().steps;
  const counted = (...states: readonly Ended[]) =>
    countSteps(steps, new Map(outcomes(...states).map((each) => [each.stepId, each])), () => true);
  expect(counted()).toEqual({ total: 5, good: 0, bad: 0, begun: 0 });
  expect(counted('done', 'already', 'drifted', 'touched', 'skipped')).toEqual({ total: 5, good: 2, bad: 3, begun: 5 });
  expect(counted('done', 'acting', 'pending')).toEqual({ total: 5, good: 1, bad: 0, begun: 2 });
  expect(countSteps(steps, outcomesOf(undefined), ({ type }) => type === 'repoint-job').total).toBe(2);
});
