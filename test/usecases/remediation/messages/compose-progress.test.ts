import { describe, expect, test } from 'vitest';
import type { Plan } from '../../../../src/domain/plan/plan.ts';
import type { ProgressState } from '../../../../src/usecases/messages/afterwards-messages.ts';
import type { ExecutionRow } from '../../../../src/usecases/ports/remediation-records.ts';
import type { SwitchState } from '../../../../src/usecases/ports/switch-records.ts';
import {
  canStillChange,
  composeProgress,
  type ProgressInput,
} from '../../../../src/usecases/remediation/messages/compose-progress.ts';
import {
  approvedRequest,
  canaryPlan,
  type Ended,
  execution,
  plan,
  switchRow,
} from '../../../support/remediation/plan-progress.ts';

const hour = 3_600_000;

function compose(executions: readonly ExecutionRow[], changes: Partial<ProgressInput> = {}) {
  const request = approvedRequest();
  return composeProgress({ request, executions, switches: [], held: false, keptFor: hour, now: 1_000, ...changes });
}

const all: readonly Ended[] = ['done', 'done', 'done', 'done', 'done'];
const back = (states: readonly Ended[], changes: Partial<ExecutionRow> = {}) =>
  execution(states, { direction: 'back', queuedAt: 200, ...changes });

describe('log groups that change their names', () => {
  const change = { from: '/old', to: '/new', type: 'job', runs: 2 } as const;
  const told = (executions: readonly ExecutionRow[], logGroups: NonNullable<Plan['logGroups']> = [change]) => {
    const request = approvedRequest([{ ...plan(), logGroups }]);
    return compose(executions, { request }).next.filter((sentence) => /log/.test(sentence));
  };

  test.each<[string, readonly ExecutionRow[], readonly RegExp[]]>([
    ['are told at the end', [execution(all)], [/2 jobs go to \/new instead of \/old\.$/, /^Check alarms/]],
    ['are told where a part was switched', [execution(['done', 'done'])], [/instead of \/old/, /^Check alarms/]],
    [
      'are told the other way round on the way back',
      [execution(all), back(all)],
      [/to \/old instead of \/new/, /^Check/],
    ],
    ['are not told where nothing was switched', [execution(['done', 'failed', 'failed', 'failed', 'failed'])], []],
    ['are not told before it begins', [execution([], { state: 'queued' })], []],
  ])('%s', (_what, executions, expected) => {
    expect(told(executions)).toEqual(expected.map((words) => expect.stringMatching(words)));
  });

  test('of many plans are a few, with their number', () => {
    const many = Array.from({ length: 40 }, (_, index) => ({ ...change, to: `/new-${index}` }));
    expect(told([execution(all)], many)).toHaveLength(8);
    expect(told([execution(all)], many)[6]).toBe('34 more changes of log groups: the plans name them.');
  });
});

describe('the state of one plan', () => {
  test.each<[string, readonly ExecutionRow[], ProgressState]>([
    ['nothing is queued yet', [], 'queued'],
    ['it is queued', [execution([], { state: 'queued' })], 'queued'],
    ['it is claimed', [execution([], { state: 'running' })], 'queued'],
    ['its first step is begun', [execution(['acting'], { state: 'running' })], 'running'],
    ['it goes on after its canary', [execution(['done', 'done'], { state: 'queued', canary: 'passed' })], 'running'],
    ['it was let go of', [execution(['done'], { state: 'paused' })], 'paused'],
    ['it waits', [execution(['done', 'done'], { state: 'waiting-for-canary' })], 'waiting-for-canary'],
    ['all is moved', [execution(all)], 'done'],
    ['all was so already', [execution(['already', 'already', 'already', 'already', 'already'])], 'done'],
    ['a job had changed', [execution(['done', 'drifted', 'done', 'done', 'done'])], 'partly-done'],
    ['one failed after it was sent', [execution(['done', 'touched', 'failed', 'failed', 'failed'])], 'partly-done'],
    ['it was stopped at its canary', [execution(['done', 'done'])], 'partly-done'],
    ['nothing was moved', [execution(['done', 'failed', 'drifted', 'failed', 'failed'])], 'failed'],
    ['nothing was created', [execution(['failed'])], 'failed'],
    ['it was refused', [execution([])], 'failed'],
    ['the way back is queued', [execution(all), back([], { state: 'queued' })], 'rolling-back'],
    ['it goes back', [execution(all), back(['pending', 'done'], { state: 'running' })], 'rolling-back'],
    ['the way back was let go of', [execution(all), back([], { state: 'paused' })], 'paused'],
    ['all is back', [execution(all), back(all)], 'rolled-back'],
    ['only the configuration could not be deleted', [execution(all), back(['failed', ...all.slice(1)])], 'rolled-back'],
    [
      'a job did not go back',
      [execution(all), back(['done', 'drifted', 'done', 'done', 'done'])],
      'partly-rolled-back',
    ],
    ['nothing went back', [execution(all), back([])], 'partly-rolled-back'],
    ['what was never moved need not go back', [execution(['done', 'done']), back(['done', 'done'])], 'rolled-back'],
    [
      'a second way back did the rest',
      [execution(all), back(['done', 'drifted'], { id: 'first' }), back(all, { queuedAt: 300 })],
      'rolled-back',
    ],
  ])('%s', (_, executions, state) => {
    expect(compose(executions).state).toBe(state);
  });

  test.each<[string, readonly ExecutionRow[], ProgressState]>([
    ['queued', [execution([], { state: 'queued' })], 'paused'],
    ['running', [execution(['acting'], { state: 'running' })], 'paused'],
    ['going back', [execution(all), back([], { state: 'queued' })], 'paused'],
    // Nothing would begin anyway.
    ['waiting', [execution(['done', 'done'], { state: 'waiting-for-canary' })], 'waiting-for-canary'],
    ['done', [execution(all)], 'done'],
    ['rolled back', [execution(all), back(all)], 'rolled-back'],
  ])('what is %s while no step may begin', (_, executions, state) => {
    expect(compose(executions, { held: true }).state).toBe(state);
  });
});

describe('several plans', () => {
  const request = approvedRequest([plan('p1'), plan('p2')]);
  const second = (states: readonly Ended[], changes: Partial<ExecutionRow> = {}) =>
    execution(states, { planId: 'p2', ...changes });

  test.each<[string, readonly ExecutionRow[], ProgressState]>([
    ['one done, one begun', [execution(all), second(['acting'], { state: 'running' })], 'running'],
    ['one done, one queued', [execution(all), second([], { state: 'queued' })], 'running'],
    ['one done, one let go of', [execution(all), second([], { state: 'paused' })], 'paused'],
    [
      'one waits, one goes on',
      [execution(['done', 'done'], { state: 'waiting-for-canary' }), second([], { state: 'queued' })],
      'running',
    ],
    [
      'one waits, one done',
      [execution(['done', 'done'], { state: 'waiting-for-canary' }), second(all)],
      'waiting-for-canary',
    ],
    ['both done', [execution(all), second(all)], 'done'],
    ['one done, one failed', [execution(all), second(['failed'])], 'partly-done'],
    ['both failed', [execution(['failed']), second(['failed'])], 'failed'],
    [
      'one back, one going back',
      [execution(all), second(all), back(all), back([], { planId: 'p2', state: 'queued' })],
      'rolling-back',
    ],
    ['both back', [execution(all), second(all), back(all), back(all, { planId: 'p2' })], 'rolled-back'],
    ['one back, the other had moved nothing', [execution(all), second(['failed']), back(all)], 'rolled-back'],
    ['one back, the other not', [execution(all), second(all), back(all)], 'partly-rolled-back'],
  ])('%s', (_, executions, state) => {
    expect(compose(executions, { request }).state).toBe(state);
  });

  test('what was moved for a dangling reference stays moved: the whole is not rolled back', () => {
    const plans = request.plans.map((sealed, index) =>
      index === 0
        ? sealed
        : { ...sealed, plan: { ...sealed.plan, finding: { kind: 'dangling-reference', name: 'x' } as const } },
    );
    const executions = [execution(all), second(all), back(all)];
    expect(compose(executions, { request: { ...request, plans } }).state).toBe('partly-rolled-back');
  });

  test('count together in the stages, the headline and the trouble', () => {
    const message = compose([execution(['done', 'drifted', 'done', 'done', 'done']), second(['failed'])], { request });
    expect(message.stages.map(({ title, state, detail }) => [title, state, detail])).toEqual([
      ['Create configurations', 'error', '1 of 2 done; 1 not as planned'],
      ['Switch jobs', 'error', '1 of 4 done; 1 not as planned; 2 not begun'],
      ['Switch triggers', 'error', '1 of 2 done; 1 not begun'],
      ['Switch crawlers', 'error', '1 of 2 done; 1 not begun'],
    ]);
    expect(message.headline).toContain('3 of 8 resources');
    expect(message.troubleTotal).toBe(6);
    expect(message.trouble.map(({ name }) => name)).toEqual([
      'a',
      'std-encrypted-bookmarks',
      'a',
      'b',
      'nightly',
      'lake',
    ]);
  });
});

describe('stages', () => {
  const stages = (...given: Parameters<typeof compose>) =>
    compose(...given).stages.map(({ title, state, detail }) => `${title}: ${state}, ${detail}`);

  test('before anything is begun', () => {
    expect(stages([execution([], { state: 'queued' })])).toEqual([
      'Create configurations: pending, 0 of 1 done',
      'Switch jobs: pending, 0 of 2 done',
      'Switch triggers: pending, 0 of 1 done',
      'Switch crawlers: pending, 0 of 1 done',
    ]);
  });

  test('in the middle: what is begun goes on, what failed in it does not end it', () => {
    expect(stages([execution(['done', 'failed', 'acting'], { state: 'running' })])).toEqual([
      'Create configurations: complete, 1 of 1 done',
      'Switch jobs: in-progress, 0 of 2 done; 1 not as planned',
      'Switch triggers: pending, 0 of 1 done',
      'Switch crawlers: pending, 0 of 1 done',
    ]);
  });

  test('with a canary that is waited for, its wait is a stage of its own', () => {
    const request = approvedRequest([canaryPlan()]);
    const waiting = execution(['done', 'done'], { state: 'waiting-for-canary' });
    const titles = compose([waiting], { request, switches: [switchRow('watching', { canary: true })] }).stages;
    expect(titles.map(({ title, state }) => [title, state])).toEqual([
      ['Create configurations', 'complete'],
      ['Switch the canary job', 'complete'],
      ['Wait for its next run', 'in-progress'],
      ['Switch jobs', 'pending'],
      ['Switch triggers', 'pending'],
      ['Switch crawlers', 'pending'],
      ['First runs', 'in-progress'],
    ]);
  });

  test('of first runs: what was not moved counts for nothing, and a bad one is an error', () => {
    const row = (state: SwitchState, stepId: string) => switchRow(state, { stepId });
    const watched = [row('good', 's2'), row('watching', 's3'), row('void', 's4'), row('moving', 's5')];
    expect(stages([execution(all)], { switches: watched }).at(-1)).toBe(
      'First runs: in-progress, 1 of 2 went well; 1 pending',
    );
    expect(
      stages([execution(all)], { switches: [...watched, row('doubtful', 's6'), row('failed', 's7')] }).at(-1),
    ).toBe('First runs: error, 1 of 4 went well; 2 to review; 1 pending');
    expect(stages([execution(all)], { switches: [row('good', 's2'), row('unseen', 's3')] }).at(-1)).toBe(
      'First runs: complete, 1 of 2 went well; 1 not seen to run in time',
    );
    expect(stages([execution(all)], { switches: [row('void', 's2')] })).toHaveLength(4);
  });

  test('of a way back are in its order, and only for what was moved', () => {
    expect(
      stages([execution(all), back(['pending', 'pending', 'acting', 'drifted', 'done'], { state: 'running' })]),
    ).toEqual([
      'Switch crawlers back: complete, 1 of 1 done',
      'Switch triggers back: error, 0 of 1 done; 1 not as planned',
      'Switch jobs back: in-progress, 0 of 2 done',
      'Delete what was created: pending, 0 of 1 done',
    ]);
    expect(stages([execution(['already', 'done']), back([], { state: 'queued' })])).toEqual([
      'Switch jobs back: pending, 0 of 1 done',
    ]);
  });
});

describe('what an approver may do', () => {
  const waiting = execution(['done', 'done'], { state: 'waiting-for-canary' });

  test.each<[string, readonly ExecutionRow[], { mayGoOn: boolean; mayRollBack: boolean; rollBackUntil?: number }]>([
    ['while it runs', [execution(all, { state: 'running' })], { mayGoOn: false, mayRollBack: false }],
    ['while it is let go of', [execution(all, { state: 'paused' })], { mayGoOn: false, mayRollBack: false }],
    ['while it waits', [waiting], { mayGoOn: true, mayRollBack: true }],
    ['at its end', [execution(all)], { mayGoOn: false, mayRollBack: true, rollBackUntil: 100 + hour }],
    ['when nothing was changed', [execution(['failed'])], { mayGoOn: false, mayRollBack: false }],
    ['while it goes back', [execution(all), back([], { state: 'queued' })], { mayGoOn: false, mayRollBack: false }],
    ['when all is back', [execution(all), back(all)], { mayGoOn: false, mayRollBack: false }],
    [
      'when something is left',
      [execution(all), back(['done', 'drifted', 'done', 'done', 'done'], { endedAt: 500 })],
      { mayGoOn: false, mayRollBack: true, rollBackUntil: 500 + hour },
    ],
  ])('%s', (_, executions, may) => {
    const { mayGoOn, mayRollBack, rollBackUntil } = compose(executions);
    expect({ mayGoOn, mayRollBack, ...(rollBackUntil !== undefined && { rollBackUntil }) }).toEqual(may);
  });

  test('ends with the window', () => {
    expect(compose([execution(all)], { now: 100 + hour - 1 }).mayRollBack).toBe(true);
    expect(compose([execution(all)], { now: 100 + hour }).mayRollBack).toBe(false);
  });

  test('a fresh plan is offered once the way forward has ended, and not before', () => {
    const freshPlanFor = { findingId: 'f1', name: 'std' };
    const drifted: readonly Ended[] = ['done', 'drifted', 'done', 'done'];
    expect(compose([execution(drifted, { state: 'running' })], { freshPlanFor })).not.toHaveProperty('freshPlanFor');
    expect(compose([execution([...drifted, 'done'])], { freshPlanFor })).toMatchObject({ freshPlanFor });
  });
});

test('500 things that did not go as planned are counted, and a few are shown', () => {
  const manual = { type: 'dev-endpoint', name: 'x', why: 'y', command: 'z' };
  const [, job] = plan().steps;
  if (job === undefined) throw new Error('no job');
  const steps = Array.from({ length: 500 }, (_, index) => ({ ...job, id: `s${index + 1}`, name: `job-${index}` }));
  const request = approvedRequest([plan('p1', { steps, manual: Array.from({ length: 50 }, () => manual) })]);
  const message = compose([execution(Array.from({ length: 500 }, () => 'failed'))], { request });
  expect([message.trouble.length, message.troubleTotal, message.manual.length, message.manualTotal]).toEqual([
    15, 500, 10, 50,
  ]);
  expect(message.state).toBe('failed');
});

test('of a way back nothing is left to do by hand', () => {
  const manual = { type: 'dev-endpoint', name: 'x', why: 'y', command: 'z' };
  const request = approvedRequest([plan('p1', { manual: [manual] })]);
  expect(compose([execution(all), back(all)], { request })).toMatchObject({ manual: [], manualTotal: 0 });
});

describe('canStillChange', () => {
  test.each<[ExecutionRow['state'], boolean]>([
    ['queued', true],
    ['running', true],
    ['paused', true],
    ['waiting-for-canary', true],
    ['ended', false],
  ])('an execution that is %s: %s', (state, can) => {
    expect(
      canStillChange({ request: approvedRequest(), executions: [execution(all), back([], { state })], switches: [] }),
    ).toBe(can);
  });

  test.each<[SwitchState, boolean]>([
    ['moving', true],
    ['watching', true],
    ['void', false],
    ['good', false],
    ['doubtful', false],
    ['failed', false],
    ['unseen', false],
  ])('a first run that is %s: %s', (state, can) => {
    expect(
      canStillChange({ request: approvedRequest(), executions: [execution(all)], switches: [switchRow(state)] }),
    ).toBe(can);
  });
});

test('what was stopped while it waited for its canary job waits no more', () => {
  const stopped = compose([execution(['done', 'done'])], { request: approvedRequest([canaryPlan()]) });
  const stage = stopped.stages.find(({ title }) => title === 'Wait for its next run');
  expect(stage).toMatchObject({ state: 'error', detail: '1 not waited for: it ended before' });
  const waits = compose([execution(['done', 'done'], { state: 'waiting-for-canary' })], {
    request: approvedRequest([canaryPlan()]),
  });
  expect(waits.stages.find(({ title }) => title === 'Wait for its next run')).toMatchObject({ state: 'in-progress' });
});
