import { expect, test } from 'vitest';
import {
  afterWords,
  foundSoFar,
  keptWords,
  leftWords,
  progressWords,
} from '../../../src/usecases/words/progress-words.ts';

const nothing = { done: 0, found: 0, unknown: 0 };

test.each([
  [nothing, 'listing regions'],
  [{ ...nothing, done: 40 }, '40 account-regions, still listing regions'],
  [
    { ...nothing, done: 120, total: 300, unknown: 3, leftMs: 120_000 },
    '120 of 300 account-regions, 3 could not be scanned, about 2 min left',
  ],
  [{ ...nothing, done: 1, total: 1 }, '1 of 1 account-region'],
])('%j', (progress, words) => {
  expect(progressWords(progress)).toBe(words);
});

test.each([
  [{}, undefined],
  [{ leftMs: 0 }, undefined],
  [{ leftMs: 20_000 }, 'about 20 s left'],
  [{ leftMs: 60_000 }, 'about 1 min left'],
  [{ leftMs: 89 * 60_000 }, 'about 89 min left'],
  [{ leftMs: 125 * 60_000 }, 'about 3 h left'],
  [{ silent: ['eu-south-1'] }, 'eu-south-1 does not answer'],
  [{ silent: ['a', 'b'] }, 'a and b do not answer'],
  [{ silent: ['a', 'b', 'c', 'd'] }, '4 regions do not answer'],
])('left: %j', (progress, words) => {
  expect(leftWords(progress)).toBe(words);
});

test('findings are said once something was read', () => {
  expect(foundSoFar(nothing)).toBeUndefined();
  expect(foundSoFar({ ...nothing, done: 1 })).toBe('0 findings so far');
  expect(foundSoFar({ ...nothing, done: 9, found: 12, exposed: 5 })).toBe('12 findings so far, 5 exposed');
});

const cancelled = { by: 'U1', read: 120, left: 180, accountsLeft: 0, oldestKeptAt: 1, neverScanned: 0 };

test('what was cancelled is counted as far as it is known', () => {
  expect(afterWords(cancelled)).toBe('after 120 of 300 account-regions');
  expect(afterWords({ ...cancelled, read: 0 })).toBe('before anything was read');
  expect(afterWords({ ...cancelled, accountsLeft: 2 })).toBe(
    'after 120 account-regions, before 2 accounts could be entered',
  );
});

test('what is left says how old its state is', () => {
  expect(keptWords(cancelled)).toEqual({
    kept: 'the other 180 keep the state of earlier scans, the oldest of ',
    never: '',
  });
  expect(keptWords({ ...cancelled, neverScanned: 1 }).never).toBe('; 1 was never scanned');
  expect(keptWords({ ...cancelled, left: 1 }).kept).toBe(
    'the other one keeps the state of earlier scans, the oldest of ',
  );
  expect(keptWords({ ...cancelled, accountsLeft: 3 }).kept).toMatch(/^what is left keeps/);
  const { oldestKeptAt: _, ...never } = cancelled;
  expect(keptWords(never)).toEqual({ kept: 'the other 180 were never scanned', never: '' });
});
