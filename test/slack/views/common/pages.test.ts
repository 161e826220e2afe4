import { describe, expect, it } from 'vitest';
import type { Item, ListItem } from '../../../../src/slack/views/common/document.ts';
import { pagesOf } from '../../../../src/slack/views/common/pages.ts';
import fc from '../../../support/fast-check.ts';

const text: Item = { type: 'text', line: ['x'] };
const list = (count: number, given: Partial<ListItem> = {}): ListItem => ({
  type: 'list',
  title: ['Steps'],
  rows: Array.from({ length: count }, (_, index) => [`row ${index}`]),
  more: (left) => `and ${left} more`,
  ...given,
});
/** A text is worth one row, a title nothing. */
const size = (items: readonly Item[]) =>
  items.reduce((sum, item) => sum + (item.type === 'list' ? item.rows.length : 1), 0);
const upTo = (most: number) => (items: readonly Item[]) => size(items) <= most;
const rowsIn = (items: readonly Item[]) => items.flatMap((item) => (item.type === 'list' ? item.rows : []));

describe('pages', () => {
  it('are one where everything fits', () => {
    const items = [text, list(3), text];
    expect(pagesOf(items, upTo(5))).toEqual([items]);
    expect(pagesOf([], upTo(5))).toEqual([]);
  });

  it('cut a list between rows; what comes later says so and goes on counting', () => {
    const [first, second, third] = pagesOf([text, list(7, { ordered: true, hidden: 2 })], upTo(4));
    expect(first).toMatchObject([text, { title: ['Steps'], from: 0, rows: [['row 0'], ['row 1'], ['row 2']] }]);
    expect(second).toMatchObject([{ title: ['Steps', ' (continued)'], from: 3 }]);
    expect(first?.[1]).not.toHaveProperty('hidden');
    expect(third).toBeUndefined();
    const parts = pagesOf([list(9, { hidden: 2 })], upTo(4)).flat();
    expect(parts.map((part) => part.type === 'list' && [part.from, part.hidden])).toEqual([
      [0, undefined],
      [4, undefined],
      [8, 2],
    ]);
  });

  it('lose nothing and end, whatever fits', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.constant(text),
            fc.nat(40).map((count) => list(count)),
          ),
          { maxLength: 8 },
        ),
        fc.nat(12),
        (items, most) => {
          const pages = pagesOf(items, upTo(most));
          expect(rowsIn(pages.flat())).toEqual(rowsIn(items));
          expect(pages.flat().filter(({ type }) => type === 'text')).toHaveLength(
            items.filter(({ type }) => type === 'text').length,
          );
          for (const page of pages) expect(size(page)).toBeLessThanOrEqual(Math.max(1, most));
        },
      ),
    );
  });
});
