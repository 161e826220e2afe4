import { describe, expect, test } from 'vitest';
import { groupOf, groupSteps, neighbours, watchedJobs } from '../../../src/domain/steps/step-groups.ts';
import type { Step } from '../../../src/domain/steps/step-kinds.ts';

function job(name: string, canary = false): Step {
  return {
    id: name,
    type: 'repoint-job',
    name,
    from: 'std',
    to: 'new',
    saw: '',
    graph: null,
    streaming: false,
    canary,
  };
}

function trigger(name: string, ...jobs: readonly (string | undefined)[]): Step {
  const actions = jobs.map((each, index) => ({ index, from: 'std', ...(each !== undefined && { job: each }) }));
  return { id: name, type: 'repoint-trigger', name, actions, to: 'new', saw: '' };
}

const names = (groups: readonly (readonly Step[])[]) => groups.map((group) => group.map(({ name }) => name).join(' '));
const grouped = (steps: readonly Step[]) => names(groupSteps(steps, (step) => step));

describe('groups', () => {
  test.each([
    ['a job and the trigger that starts it', [job('a'), job('b'), trigger('t', 'a')], ['a t', 'b']],
    ['all jobs of one trigger', [job('a'), job('b'), job('c'), trigger('t', 'c', 'a')], ['a c t', 'b']],
    ['through another trigger', [job('a'), job('b'), trigger('t', 'a', 'x'), trigger('u', 'x', 'b')], ['a b t u']],
    ['joined late', [job('a'), job('b'), job('c'), trigger('t', 'b', 'c'), trigger('u', 'a', 'c')], ['a b c t u']],
    ['a trigger of a plan that did not name jobs is by itself', [job('a'), trigger('t', undefined)], ['a', 't']],
  ])('%s', (_, steps, groups) => {
    expect(grouped(steps)).toEqual(groups);
    for (const step of steps)
      expect(names([groupOf(steps, step)])).toEqual(groups.filter((g) => g.split(' ').includes(step.name)));
  });

  test('neighbours are cut where the order has something else between them', () => {
    expect(names(neighbours([job('a'), trigger('t', 'a'), job('b'), trigger('u', 'a')]))).toEqual(['a t', 'b', 'u']);
  });
});

describe('what is watched after a step', () => {
  test('the job itself, or each job that a trigger starts and no step switches, once', () => {
    const steps = [job('a', true), trigger('t', 'a', 'x', undefined, 'y', 'x')];
    const watched = steps.map((step) =>
      watchedJobs(steps, step).map(({ id, job: name, canary, trigger: by }) => [id, name, canary, by]),
    );
    expect(watched).toEqual([
      [['a', 'a', true, undefined]],
      [
        ['t/2', 'x', false, 't'],
        ['t/3', 'y', false, 't'],
      ],
    ]);
  });
});
