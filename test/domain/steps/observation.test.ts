import { expect, test } from 'vitest';
import { changed, fromTo, gone, judgeUse, switched } from '../../../src/domain/steps/observation.ts';

const step = { from: 'std', to: 'std-2' };
const seen = { definition: { Name: 'a' }, member: 'SecurityConfiguration', differs: [], isSame: (): boolean => true };

test.each([
  ['as the plan saw it', { now: 'std' }, { at: 'start' }],
  ['already switched', { now: 'std-2' }, { at: 'goal', differs: [] }],
  [
    'already switched, and changed besides',
    { now: 'std-2', differs: ['Timeout'] },
    { at: 'goal', differs: ['Timeout'] },
  ],
  ['changed besides', { now: 'std', differs: ['Timeout'], isSame: (): boolean => false }, changed(['Timeout'])],
  ['changed where no path shows', { now: 'std', isSame: (): boolean => false }, changed([])],
  ['given a third configuration', { now: 'other' }, changed(['SecurityConfiguration'])],
  ['given none', { now: null, differs: ['Timeout'] }, changed(['SecurityConfiguration', 'Timeout'])],
])('%s', (_what, now, observation) => {
  expect(judgeUse(step, { ...seen, ...now })).toMatchObject(observation);
});

test('a bare job is at its start without a configuration', () => {
  expect(judgeUse({ from: null, to: 'std-2' }, { ...seen, now: null })).toMatchObject({ at: 'start' });
});

test('what was changed or is gone is left alone', () => {
  expect(changed(['a', 'b'])).toMatchObject({ at: 'elsewhere', state: 'drifted', reason: 'changed: a, b' });
  expect(gone).toMatchObject({ at: 'elsewhere', state: 'drifted' });
});

test('the member alone is changed; none takes it away', () => {
  expect(switched({ Name: 'a', C: 'std' }, 'C', 'new')).toEqual({ Name: 'a', C: 'new' });
  expect(switched({ Name: 'a', C: 'std' }, 'C', null)).toEqual({ Name: 'a' });
  expect([fromTo(null, 'b'), fromTo('a', null)]).toEqual(['from none to b', 'from a to none']);
});
