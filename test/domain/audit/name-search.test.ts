import { describe, expect, test } from 'vitest';
import { nameMatcher, namesIn } from '../../../src/domain/audit/name-search.ts';

describe('nameMatcher', () => {
  test.each([
    ['orders', 'etl-ORDERS-nightly', true],
    ['ORDERS', 'etl-orders', true],
    ['%', 'etl-orders', false],
    ['a_b', 'axb', false],
    ['', 'anything', true],
  ])('the part %j in %j: %s', (part, name, expected) => {
    expect(nameMatcher({ part })(name)).toBe(expected);
  });

  test('names match to the letter', () => {
    const matches = nameMatcher({ names: ['orders', 'my job'] });
    expect(['orders', 'Orders', 'orders-etl', 'my job'].map(matches)).toEqual([true, false, false, true]);
  });
});

describe('namesIn', () => {
  test.each<[string, string[]]>([
    ['the job orders-etl failed.', ['the', 'job', 'orders-etl', 'failed.', 'failed']],
    ['see `my job` and "other conf"', ['my job', 'other conf', 'see', 'my', 'job', 'and', 'other', 'conf']],
    ['(billing_nightly), load.v2!', ['billing_nightly', 'load.v2!', 'load.v2']],
    ['an “unclosed and “closed one”', ['closed one', 'an', 'unclosed', 'and', 'closed', 'one']],
    ['', []],
    [' \n ', []],
    ['x'.repeat(300), []],
  ])('%j', (text, names) => {
    expect(namesIn(text)).toEqual(names);
  });

  test('takes so much of a text and no more', () => {
    expect(namesIn('word '.repeat(100_000))).toEqual(['word']);
    expect(namesIn(Array.from({ length: 9_000 }, (_, n) => `w${n}`).join(' ')).length).toBe(2_000);
  });
});
