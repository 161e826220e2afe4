import { expect, test } from 'vitest';
import { verifyExitCode, verifyLines } from '../../../src/terminal/evidence/verify-words.ts';

const head = { place: 3, hash: 'ab' };
const whole = { entries: 3, linked: 3, before: 0, unlinked: 0, head };

test('what holds says its head, and what nobody can see without one that was kept', () => {
  expect(verifyLines(whole, false)).toEqual([
    '3 entries, 3 linked: every link holds.',
    'Head: 3:ab',
    expect.stringContaining('verify --head'),
  ]);
  expect(verifyLines(whole, true).at(-1)).toBe('The head that was given is among them.');
  expect(verifyLines({ entries: 0, linked: 0, before: 0, unlinked: 0, head: undefined }, false)).toEqual([
    'No entry yet: every link holds.',
  ]);
  expect(verifyExitCode(whole)).toBe(0);
});

test('entries without a link are said, and are no proof', () => {
  const open = { ...whole, linked: 2, unlinked: 1 };
  expect(verifyLines(open, true).join(' ')).toMatch(/1 at the end not linked yet.*Does an older version still run\?/);
  expect(verifyExitCode(open)).toBe(3);
});

test('what is broken is said first', () => {
  const broken = { ...whole, problem: { what: 'truncated', head: { place: 9, hash: 'cd' }, last: 3 } } as const;
  expect(verifyLines(broken, false)[0]).toMatch(/^BROKEN: entries are missing at the end/);
  expect(verifyExitCode(broken)).toBe(2);
});
