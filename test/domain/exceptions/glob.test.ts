import { expect, test } from 'vitest';
import { fitsPattern } from '../../../src/domain/exceptions/glob.ts';
import fc from '../../support/fast-check.ts';

test.each([
  ['orders-etl', 'orders-etl', true],
  ['orders-etl', 'orders-etl-2', false],
  ['orders-*', 'orders-', true],
  ['*-etl', 'orders-etl', true],
  ['*etl*', 'x-etl-y', true],
  ['orders-?', 'orders-1', true],
  ['orders-?', 'orders-', false],
  ['orders-?', 'orders-12', false],
  ['ORDERS', 'orders', false],
  ['', '', true],
  ['', 'a', false],
  ['*', '', true],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'a-b-b', false],
  ['a.c', 'abc', false],
  ['[ab]', 'a', false],
  ['?', '🦊', true],
])('%j and %j: %s', (pattern, text, fits) => {
  expect(fitsPattern(pattern, text)).toBe(fits);
});

const sign = fc.constantFrom('a', 'b', '*', '?', '.');

test('agrees with an expression that says the same', () => {
  const text = fc.array(fc.constantFrom('a', 'b', '.'), { maxLength: 12 }).map((each) => each.join(''));
  const pattern = fc.array(sign, { maxLength: 8 }).map((each) => each.join(''));
  fc.assert(
    fc.property(pattern, text, (wanted, given) => {
      const same = wanted.replaceAll(/[.*?]/g, (one) => ({ '*': '.*', '?': '.', '.': '\\.' })[one] ?? one);
      expect(fitsPattern(wanted, given)).toBe(new RegExp(`^${same}$`).test(given));
    }),
  );
});

test('ends soon whatever the pattern', () => {
  expect(fitsPattern(`${'a*'.repeat(120)}b`, 'a'.repeat(255))).toBe(false);
});
