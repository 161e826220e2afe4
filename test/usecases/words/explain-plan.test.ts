import { expect, test } from 'vitest';
import { manualTypeWords } from '../../../src/usecases/words/explain-plan.ts';

test.each([
  ['ml-transform', 'ML transform'],
  ['dev-endpoint', 'dev endpoint'],
  ['session', 'interactive session'],
  ['something-newer', 'something-newer'],
])('what is left by hand: %s', (type, words) => {
  expect(manualTypeWords(type)).toBe(words);
});
