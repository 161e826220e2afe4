import { expect, test } from 'vitest';
import { quoteWord, splitWords } from '../../commands/words.ts';
import fc from '../support/fast-check.ts';

test.each([
  ['', []],
  ['  us-east-1   share ', ['us-east-1', 'share']],
  ['show "my config" us-east-1', ['show', 'my config', 'us-east-1']],
  ['show “my config” us-east-1', ['show', 'my config', 'us-east-1']],
  ['show „my config“', ['show', 'my config']],
  ['show ""', ['show', '']],
  ['show "never closed us-east-1', ['show', 'never closed us-east-1']],
  ['show "a \\" b"', ['show', 'a " b']],
  ['a"b c"d', ['ab cd']],
  ["it's", ["it's"]],
  ['tab\tand\nline', ['tab', 'and', 'line']],
])('%j', (text, words) => expect(splitWords(text)).toEqual(words));

test('property: a quoted word is read back as itself', () => {
  const word = fc.string({ unit: 'grapheme' });
  fc.assert(
    fc.property(fc.array(word), (words) => {
      expect(splitWords(words.map(quoteWord).join(' '))).toEqual(words);
    }),
  );
});
