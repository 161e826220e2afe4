import { expect, it } from 'vitest';
import { explainedCounts, exposureCountWords, fixedTail, openCounts } from '../../../src/usecases/words/explain.ts';

const none = { total: 0, exposed: 0, latent: 0, unused: 0 };

it('counts what is fixed apart from what is open', () => {
  const counts = { total: 6, exposed: 2, latent: 0, unused: 4, fixed: 3 };
  expect(exposureCountWords(counts)).toBe('2 exposed, 1 unused');
  expect(explainedCounts(counts)).toBe('2 exposed (bookmarks on, no working encryption), 1 unused');
  expect(openCounts(counts)).toEqual({ total: 3, exposed: 2, latent: 0, unused: 1 });
  expect(openCounts(none)).toEqual(none);
});

it.each([
  [{ ...none, total: 6, exposed: 3, unused: 3, fixed: 3 }, '; 3 more are fixed and close when retired'],
  [{ ...none, total: 1, unused: 1, fixed: 1 }, '; 1 is fixed and closes when retired'],
  [{ ...none, total: 2, exposed: 1, unused: 1, fixed: 1 }, '; 1 more is fixed and closes when retired'],
  [{ ...none, total: 1, unused: 1 }, ''],
])('says of %j: %s', (counts, words) => {
  expect(fixedTail(counts)).toBe(words);
});
