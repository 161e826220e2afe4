import { expect, test } from 'vitest';
import { acceptedWords, exceptionProblemWords } from '../../../src/usecases/exceptions/exception-words.ts';

test('each problem says what to do', () => {
  const end = { latest: '2027-05-22', timezone: 'Europe/Berlin' };
  expect(exceptionProblemWords('end-past', end)).toBe(
    'That day is over in Europe/Berlin. Take a later one, 2027-05-22 at the latest.',
  );
  const all = [
    'reason-missing',
    'reason-too-long',
    'owner-too-long',
    'owner-missing',
    'end-missing',
    'end-unreadable',
    'end-past',
    'end-too-late',
    'reaches-nothing',
    'too-mixed',
  ] as const;
  const words = all.map((problem) => exceptionProblemWords(problem, end));
  expect(new Set(words).size).toBe(all.length);
  // Slack takes at most 150 characters at a field.
  for (const each of words) expect(each.length).toBeLessThanOrEqual(150);
});

test('an accepted risk says until when, whose it is and why, and that others disagree', () => {
  const accepted = { id: 'e', reason: 'r', owner: 'o', until: '2027-03-31', endsAt: 1, from: 'slack' } as const;
  expect(acceptedWords(accepted, 'data team', 'ends soon')).toBe('accepted until 2027-03-31 (data team): ends soon');
  expect(acceptedWords({ ...accepted, disagrees: true }, 'o', 'r')).toContain('the earliest end of those');
});
