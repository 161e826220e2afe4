import * as v from '@badrap/valita';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/config/draft.ts';
import { choice, filled, keysOf, parsed, read as readShape, text, texts } from '../../src/config/shapes.ts';

function read(shape: v.Type, value: unknown) {
  const found: Finding[] = [];
  return { value: readShape(shape, value, found), told: found.map(({ path, message }) => [path.join('.'), message]) };
}

const any = text(() => undefined);
const short = text((value) => (value.length > 3 ? 'is too long' : undefined));
const even = parsed((value) => (Number(value) % 2 === 0 ? { is: Number(value) } : { problem: 'is odd' }));

describe('one value', () => {
  test.each([
    ['a text', short, 'abc', 'abc'],
    ['what is read of it', even, '4', 4],
    ['false', v.boolean(), false, false],
    ['a choice', choice(1, 2), 2, 2],
  ])('%s is taken', (_, shape, value, is) => {
    expect(read(shape, value)).toEqual({ value: is, told: [] });
  });

  test.each([
    ['a text that is wrong', short, 'abcd', 'is too long'],
    ['a number for a text', short, 7, 'must be text: put 7 in quotes'],
    ['a list for a text', short, [], 'must be text, not a list'],
    ['nothing', short, null, 'is empty: write a value, or remove the key'],
    ['what cannot be read', even, 3, 'is odd'],
    ['a word for true', v.boolean(), 'yes', 'must be true or false; this is "yes"'],
    ['an unknown choice', choice('full', 'half'), 'ful', 'must be full or half; this is "ful". Did you mean "full"?'],
    ['a choice in quotes', choice(1, 2), '1', 'must be 1 or 2, without quotes'],
  ])('%s is told', (_, shape, value, message) => {
    expect(read(shape, value)).toEqual({ value: undefined, told: [['', message]] });
  });
});

describe('a map', () => {
  const shape = v.object({
    name: any,
    nick: any.optional(),
    size: even.optional(() => 2),
    on: v.boolean().optional(),
  });

  test('is read with what counts where a key is absent', () => {
    expect(read(shape, { name: 'a' })).toEqual({ value: { name: 'a', size: 2 }, told: [] });
    expect(read(shape, { name: 'a', nick: '', on: false, size: 0 }).value).toEqual({
      name: 'a',
      nick: '',
      on: false,
      size: 0,
    });
  });

  test('has no key for what is absent, where it would hide what it is merged with', () => {
    const all = v.object({ nick: any.optional(), size: even.optional(() => 2) });
    expect(read(v.array(all), [{}]).value).toStrictEqual([{ size: 2 }]);
  });

  test('tells all that is wrong, and is then not there', () => {
    expect(read(shape, { nick: null, size: 1, sise: 4, constructor: 1 })).toEqual({
      value: undefined,
      told: [
        ['nick', 'is empty: write a value, or remove the key'],
        ['size', 'is odd'],
        ['sise', 'is no key that Gluewarden knows. Did you mean "size"?'],
        ['constructor', 'is no key that Gluewarden knows. Known here: name, nick, size, on'],
        ['name', 'is missing: give it a name, like "daily"'],
      ],
    });
  });

  test('is no list, text or nothing', () => {
    for (const value of [[], 'a', null])
      expect(read(shape, value)).toMatchObject({ value: undefined, told: [['', expect.stringMatching(/./)]] });
  });
});

test('the keys of a map are found through lists and keys that may be absent', () => {
  const shape = v.object({ each: v.array(v.object({ of: v.object({ a: any, b: any }).optional() })) });
  expect(keysOf(shape, [])).toEqual(['each']);
  expect(keysOf(shape, ['each', 0, 'of'])).toEqual(['a', 'b']);
  expect(keysOf(shape, ['each', 'of'])).toEqual(['a', 'b']);
  for (const path of [['toString'], ['each', 'of', 'a']]) expect(keysOf(shape, path)).toEqual([]);
});

describe('a list', () => {
  test('tells each entry that is wrong', () => {
    expect(read(v.array(v.object({ of: short })), [{ of: 'a' }, { of: 'abcd' }, 7]).told).toEqual([
      ['1.of', 'is too long'],
      ['2', 'must be a map of "key: value" lines; this is 7'],
    ]);
  });

  test('may be empty, unless it must say something', () => {
    expect(read(v.array(any), [])).toEqual({ value: [], told: [] });
    expect(read(filled(any), []).told).toEqual([['', 'is an empty list: fill it, or remove it']]);
    expect(read(filled(any), 'a').told).toEqual([['', 'must be a list: write [a]']]);
  });
});

test('a map with free keys tells each that is wrong by its key', () => {
  const shape = texts((key, value) => (key === value ? 'is the same' : undefined));
  expect(read(shape, { a: 'b' })).toEqual({ value: { a: 'b' }, told: [] });
  expect(read(shape, { a: 'a', b: 2, c: 'c' }).told).toEqual([
    ['a', 'is the same'],
    ['b', 'must be text: put 2 in quotes'],
    ['c', 'is the same'],
  ]);
  expect(read(shape, 'a')).toMatchObject({ value: undefined, told: [['', expect.stringContaining('map')]] });
});
