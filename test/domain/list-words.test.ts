import { expect, test } from 'vitest';
import { listWords } from '../../src/domain/list-words.ts';

test.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a and b'],
  [['a', 'b', 'c'], 'a, b and c'],
])('%j', (words, said) => {
  expect(listWords(words)).toBe(said);
});

test('the last word can be joined by another', () => {
  expect(listWords(['a', 'b', 'c'], 'or')).toBe('a, b or c');
});
