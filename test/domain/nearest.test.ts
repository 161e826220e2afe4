import { expect, test } from 'vitest';
import { distance, nearest, nearLengths } from '../../src/domain/nearest.ts';
import fc from '../support/fast-check.ts';

test.each([
  ['', 'abc', 3],
  ['kitten', 'sitting', 3],
  ['esat', 'east', 1],
  ['same', 'same', 0],
])('distance %s → %s', (a, b, steps) => expect(distance(a, b)).toBe(steps));

test('property: a distance is symmetric, zero only for equals, and at most the longer length', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
      expect(distance(a, b)).toBe(distance(b, a));
      expect(distance(a, b) === 0).toBe(a === b);
      expect(distance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
    }),
  );
});

test('the nearest first; a part of a word counts; what is far away is not offered', () => {
  expect(nearest('stauts', ['status', 'history', 'show'])).toEqual(['status']);
  expect(nearest('prod', ['data-production', 'data-staging'])).toEqual(['data-production']);
  expect(nearest('us-esat-1', ['us-east-1', 'us-west-1', 'eu-west-1'])[0]).toBe('us-east-1');
  expect(nearest('EU-WEST-2', ['eu-west-1', 'eu-west-2'])[0]).toBe('eu-west-2');
  expect(nearest('zzzzzz', ['status'])).toEqual([]);
  expect(nearest('x'.repeat(100_000), ['status'])).toEqual([]);
});

test('property: what is near, and is no part of the other, is within the lengths that are looked at', () => {
  const word = fc.string({ minLength: 1, maxLength: 90 });
  fc.assert(
    fc.property(word, fc.array(fc.tuple(fc.nat(90), fc.string({ maxLength: 2 })), { maxLength: 8 }), (asked, edits) => {
      const other = edits.reduce((text, [at, put]) => text.slice(0, at) + put + text.slice(at + 1), asked);
      const { least, most } = nearLengths(asked);
      const isPart = other.toLowerCase().includes(asked.slice(0, 64).toLowerCase());
      if (!isPart && nearest(asked, [other]).length > 0)
        expect(other.length >= least && other.length <= most).toBe(true);
    }),
  );
});
