import { expect, test } from 'vitest';
import { storedText } from '../../src/domain/stored-text.ts';

test.each([
  ['nothing odd: ü, 漢, 😀, \u202e, a\nb', 'nothing odd: ü, 漢, 😀, \u202e, a\nb'],
  ['a\0b\0', 'a\ufffdb\ufffd'],
  ['\ud83d alone, \ude00 alone', '\ufffd alone, \ufffd alone'],
])('what no database holds is replaced, and nothing else: %j', (text, stored) => {
  expect(storedText(text)).toBe(stored);
  expect(storedText(stored)).toBe(stored);
});
