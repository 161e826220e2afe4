import { expect, test } from 'vitest';
import {
  type AskedException,
  endProblem,
  judgeException,
  latestDay,
  overlapping,
} from '../../../src/domain/exceptions/judge-exception.ts';
import { exception, judged, now, until } from './samples.ts';

const rules = { maximum: 180 * 86_400_000, timezone: 'Europe/Berlin' };
const asked: AskedException = {
  reason: 'ends soon',
  owner: 'data team',
  until: '2027-03-31',
  evenIfWorse: false,
  reached: [judged()],
};

test('says until when and what it would cover', () => {
  expect(judgeException(asked, rules, now)).toEqual({
    until: until('2027-03-31', 'Europe/Berlin'),
    covers: { kinds: { configuration: 'latent' } },
  });
  expect(judgeException({ ...asked, evenIfWorse: true }, rules, now)).toMatchObject({ covers: 'all' });
});

test.each([
  ['', 'end-missing'],
  ['next week', 'end-unreadable'],
  ['2027-02-29', 'end-unreadable'],
  ['2026-11-22', 'end-past'],
  ['2026-11-23', undefined],
  ['2027-05-22', undefined],
  ['2027-05-23', 'end-too-late'],
])('an end on %j: %s', (day, problem) => {
  expect(latestDay(rules, now)).toBe('2027-05-22');
  expect(endProblem(day, rules, now)).toBe(problem);
});

test('says everything that is wrong at once', () => {
  const nothing = { reason: ' ', owner: '', until: '', evenIfWorse: false, reached: [] };
  expect(judgeException(nothing, rules, now)).toEqual({
    problems: ['reason-missing', 'owner-missing', 'end-missing', 'reaches-nothing'],
  });
  const many = Array.from({ length: 501 }, (_, index) => judged({ name: `job-${index}`, exposure: 'unused' }));
  const mixed = { ...asked, reached: [...many, judged()] };
  expect(judgeException(mixed, rules, now)).toEqual({ problems: ['too-mixed'] });
  expect(judgeException({ ...mixed, evenIfWorse: true }, rules, now)).toMatchObject({ covers: 'all' });
});

test('names those that cover it already', () => {
  const other = exception({ id: 'other', scope: { name: 'other' } });
  const over = exception({ id: 'over', until: until('2026-11-01') });
  expect(overlapping([judged()], [exception(), other, over], now).map(({ id }) => id)).toEqual(['exception-1']);
});

test('words that whoever decides would not be shown whole are refused', () => {
  const words = { reason: 'r'.repeat(500), owner: 'o'.repeat(100) };
  expect(judgeException({ ...asked, ...words }, rules, now)).toHaveProperty('covers');
  const longer = { reason: `${words.reason}!`, owner: `${words.owner}!` };
  expect(judgeException({ ...asked, ...longer }, rules, now)).toEqual({
    problems: ['reason-too-long', 'owner-too-long'],
  });
});
