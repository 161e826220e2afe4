import { describe, expect, test } from 'vitest';
import type { StepOutcome, StepState } from '../../../src/domain/remediation/remediation.ts';
import { canaryToWaitFor } from '../../../src/domain/remediation/remediation.ts';
import { alternations, maySwitched, untouchedGroup } from '../../../src/domain/remediation/together.ts';
import type { Step } from '../../../src/domain/steps/step-kinds.ts';

const job = (name: string, canary = false): Step => ({
  id: name,
  type: 'repoint-job',
  name,
  from: 'std',
  to: 'new',
  saw: '',
  graph: null,
  streaming: false,
  canary,
});
const trigger = (name: string, ...jobs: readonly string[]): Step => ({
  id: name,
  type: 'repoint-trigger',
  name,
  actions: jobs.map((each, index) => ({ index, from: 'std', job: each })),
  to: 'new',
  saw: '',
});
const steps = [job('a', true), job('b'), trigger('t', 'a', 'b'), job('c')];

function outcomes(states: Readonly<Record<string, StepState | 'touched'>>): ReadonlyMap<string, StepOutcome> {
  return new Map(
    Object.entries(states).map(([stepId, state]) => [
      stepId,
      state === 'touched'
        ? { stepId, state: 'failed', touched: true, awsRequestIds: [] }
        : { stepId, state, awsRequestIds: [] },
    ]),
  );
}

describe('jobs whose runs alternate', () => {
  test.each<[string, Record<string, StepState | 'touched'>, string[]]>([
    ['all switched', { a: 'done', b: 'already', t: 'done', c: 'done' }, []],
    ['nothing switched', { a: 'failed', b: 'skipped', t: 'drifted' }, []],
    ['the trigger stays', { a: 'done', b: 'done', t: 'failed' }, ['a: t', 'b: t']],
    ['a job stays', { a: 'done', b: 'drifted', t: 'done' }, ['b: b']],
    ['what was sent may have been switched', { a: 'done', b: 'done', t: 'touched' }, []],
    ['not begun', { a: 'done' }, ['a: t']],
  ])('%s', (_, states, expected) => {
    const seen = outcomes(states);
    const found = alternations(steps, ({ id }) => maySwitched(seen.get(id)));
    expect(found.map((each) => `${each.job}: ${each.left.map(({ name }) => name).join()}`)).toEqual(expected);
    for (const { from, to } of found) expect([from, to]).toEqual(['std', 'new']);
  });
});

describe('a group that can still be left alone', () => {
  test.each<[string, string, Record<string, StepState | 'touched'>, string | undefined]>([
    ['nothing begun', 'a', {}, ' | b t'],
    ['one that stays', 'b', { a: 'drifted' }, 'a | t'],
    ['one that was switched', 'b', { a: 'done' }, undefined],
    ['one that was there already', 'b', { a: 'already' }, undefined],
    ['one that may have been sent', 'b', { a: 'touched' }, undefined],
    ['one that is under way', 'a', { a: 'acting' }, undefined],
    ['by itself', 'c', { a: 'drifted' }, undefined],
  ])('%s', (_, name, states, expected) => {
    const [step = job('')] = steps.filter(({ id }) => id === name);
    const group = untouchedGroup(steps, outcomes(states), step);
    const words = (some: readonly Step[]) => some.map(({ id }) => id).join(' ');
    expect(group && `${words(group.stuck)} | ${words(group.pending)}`).toBe(expected);
  });
});

test('the wait for the canary begins when all that belongs to it has ended', () => {
  const waits = (states: Record<string, StepState>) => canaryToWaitFor(steps, outcomes(states), undefined)?.name;
  expect(waits({ a: 'done' })).toBeUndefined();
  expect(waits({ a: 'done', b: 'done' })).toBeUndefined();
  expect(waits({ a: 'done', b: 'done', t: 'failed' })).toBe('a');
  expect(waits({ a: 'done', b: 'done', t: 'done', c: 'done' })).toBeUndefined();
});
