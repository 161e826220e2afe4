import { expect, test } from 'vitest';
import { hasTags, tagOf } from '../../../src/domain/exceptions/has-tags.ts';

test.each([
  [{ team: 'finance' }, { team: 'finance' }, true],
  [{ team: 'finance', stage: 'prod' }, { team: 'finance' }, true],
  [{ team: 'finance' }, { team: 'finance', stage: 'prod' }, false],
  [{ team: 'Finance' }, { team: 'finance' }, false],
  [{ Team: 'finance' }, { team: 'finance' }, false],
  [{ team: '' }, { team: '' }, true],
  [{}, { team: '' }, false],
  // What nobody read is no tag, and a word of every object none either.
  [undefined, { team: 'finance' }, false],
  [{}, { constructor: 'Object' }, false],
])('%j has %j: %s', (tags, wanted, has) => {
  expect(hasTags(tags, wanted)).toBe(has);
});

test('a key that every object has is a tag only where it is one', () => {
  expect(tagOf({}, 'toString')).toBeUndefined();
  expect(tagOf({ toString: 'x' } as unknown as Record<string, string>, 'toString')).toBe('x');
});
