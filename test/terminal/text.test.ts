import { describe, expect, test } from 'vitest';
import {
  flow,
  pad,
  paragraph,
  sentence,
  shorten,
  textWidth,
  visible,
  visibleProse,
  wrap,
} from '../../src/terminal/text.ts';
import fc from '../support/fast-check.ts';
import { anyName, dangerous, ordinaryName } from './arbitraries.ts';

describe('visible', () => {
  test.each([
    ['plain-name_1.x', 'plain-name_1.x'],
    ['\u001B[2J', '<U+001B>[2J'],
    ['a\r\nb', 'a<U+000D><U+000A>b'],
    ['\u202Eabc', '<U+202E>abc'],
    ['\u009B31m', '<U+009B>31m'],
    ['a\u00A0b\u3000c\u3164', 'a<U+00A0>b<U+3000>c<U+3164>'],
    ['\uDC00', '<U+DC00>'],
    ['\u{E0041}tag', '<U+E0041>tag'],
    ['é 注文 שלום 👧', 'é 注文 שלום 👧'],
    [`x${'\u0301'.repeat(50)}y`, `x${'\u0301'.repeat(4)}…y`],
  ])('%j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  test('leaves nothing dangerous, and changes nothing the second time', () => {
    fc.assert(
      fc.property(anyName, (text) => {
        const once = visible(text);
        expect(once).not.toMatch(dangerous);
        expect(once).not.toContain('\n');
        expect(visible(once)).toBe(once);
      }),
    );
  });

  test('prose keeps its words on one line', () => {
    expect(visibleProse(' first\r\n\tsecond\u2028third \u0007')).toBe('first second third <U+0007>');
  });
});

test.each([
  ['', 0],
  ['abc', 3],
  ['e\u0301', 1],
  ['注文', 4],
  ['ｆｕｌｌ', 8],
  ['👧', 2],
  ['✅', 2],
  ['✓', 1],
  ['הזמנות', 6],
  ['заказ', 5],
  ['…', 1],
])('textWidth(%j) is %i', (text, width) => {
  expect(textWidth(text)).toBe(width);
});

describe('shorten', () => {
  test.each([
    ['orders-nightly', 14, 'orders-nightly'],
    ['orders-nightly', 9, 'orde…htly'],
    ['orders-nightly', 1, '…'],
    ['orders-nightly', 0, ''],
    ['注文暗号化', 6, '注…化'],
    ['abcdef\u0301', 3, 'a…f\u0301'],
  ])('%j to %i', (text, columns, short) => {
    expect(shorten(text, columns)).toBe(short);
  });

  test('never wider than asked', () => {
    fc.assert(
      fc.property(anyName.map(visible), fc.integer({ min: 0, max: 40 }), (text, columns) => {
        expect(textWidth(shorten(text, columns))).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

describe('wrap', () => {
  test.each([
    ['one two three', 8, ['one two', 'three']],
    ['', 8, ['']],
    ['abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['arn:aws:kms:eu-west-1:1:key/1234-5678', 30, ['arn:aws:kms:eu-west-1:1:key/', '1234-5678']],
    ['注文暗号', 5, ['注文', '暗号']],
    ['注', 1, ['注']],
  ])('%j in %i columns', (text, columns, lines) => {
    expect(wrap(text, columns)).toEqual(lines);
  });

  test('loses no letter', () => {
    fc.assert(
      fc.property(anyName.map(visible), fc.integer({ min: 2, max: 30 }), (text, columns) => {
        const lines = wrap(text, columns);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

test('paragraph indents, and puts a mark in the first indent', () => {
  expect(paragraph('one two three', 12, 4, '  1.')).toEqual(['  1.one two', '    three']);
});

describe('flow', () => {
  test('fills rows, and gives a long entry several columns', () => {
    expect(flow(['a1', 'b2', 'a-long-entry', 'c3'], 17, 1)).toEqual([' a1  b2', ' a-long-entry', ' c3']);
    expect(flow(['a1', 'b2', 'c3', 'd4', 'e5'], 17, 1)).toEqual([' a1  b2  c3  d4', ' e5']);
    expect(flow([], 17, 1)).toEqual([]);
  });

  test('shows every entry that fits, in order', () => {
    fc.assert(
      fc.property(
        fc.array(ordinaryName.filter((name) => name.length < 30)),
        fc.integer({ min: 32, max: 200 }),
        (entries, columns) => {
          const lines = flow(entries, columns, 2);
          expect(lines.join(' ').split(/\s+/).filter(Boolean)).toEqual(entries);
          expect(lines.every((line) => textWidth(line) <= columns)).toBe(true);
        },
      ),
    );
  });
});

test('pad and sentence', () => {
  expect(pad('注', 4)).toBe('注  ');
  expect(pad('long', 2)).toBe('long');
  expect([sentence('it is off'), sentence('Done.'), sentence('')]).toEqual(['It is off.', 'Done.', '']);
});
