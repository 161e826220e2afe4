import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonical, type Json, type JsonObject } from '../../src/domain/json.ts';
import '../support/fast-check.ts';

test('the order of keys does not count, at any depth; the order of a list does', () => {
  expect(canonical({ b: [{ d: 1, c: null }], a: 'x' })).toBe('{"a":"x","b":[{"c":null,"d":1}]}');
  expect(canonical({ list: [1, 2] })).not.toBe(canonical({ list: [2, 1] }));
});

test.each<[Json, Json]>([
  ['1', 1],
  ['null', null],
  [{}, []],
  [{ a: null }, {}],
  [{ 'a":1,"b': 2 }, { a: 1, b: 2 }],
])('%j and %j have two texts', (one, other) => {
  expect(canonical(one)).not.toBe(canonical(other));
});

/** The same value, its keys in another order. */
function shuffled(value: Json): Json {
  if (Array.isArray(value)) return value.map(shuffled);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value as JsonObject).reverse();
  return Object.fromEntries(entries.map(([key, entry]) => [key, shuffled(entry)]));
}

test('one text for one value, and the text is that value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const json: Json = JSON.parse(JSON.stringify(value));
      expect(canonical(shuffled(json))).toBe(canonical(json));
      expect(JSON.parse(canonical(json))).toEqual(json);
    }),
  );
});
