import { describe, expect, it } from 'vitest';
import { capRows, fitRows, type Item, type ListItem } from '../../../../src/slack/views/common/document.ts';
import { itemsToBlocks } from '../../../../src/slack/views/common/to-blocks.ts';
import { documentSummary, documentToPlain, lineToMrkdwn } from '../../../../src/slack/views/common/to-plain.ts';

const list = (rows: number, hidden = 0): ListItem => ({
  type: 'list',
  rows: Array.from({ length: rows }, (_, index) => [`row ${index}`]),
  hidden,
  more: (count) => `and ${count} more`,
});

describe('capRows', () => {
  it('counts what falls away, on top of what was hidden before', () => {
    expect(capRows(list(10, 5), 4)).toMatchObject({ hidden: 11, rows: [['row 0'], ['row 1'], ['row 2'], ['row 3']] });
    expect(capRows(list(3), 4)).toMatchObject({ hidden: 0 });
  });

  it('counts what a row stands for, not the row', () => {
    expect(capRows({ ...list(4, 5), standsFor: [1, 10, 3, 2] }, 2)).toMatchObject({ hidden: 10 });
  });
});

describe('fitRows', () => {
  const count = (items: readonly Item[]): number =>
    items.reduce((sum, item) => sum + (item.type === 'list' ? item.rows.length : 0), 0);

  it('shows everything that fits', () => {
    expect(fitRows([list(200)], count, (rows) => rows <= 200)).toBe(200);
  });

  it('drops rows of every list until it fits', () => {
    expect(fitRows([list(200), list(8)], count, (rows) => rows <= 20)).toBe(18);
  });

  it('ends when nothing fits', () => {
    expect(fitRows([list(200)], count, () => false)).toBe(0);
  });
});

describe('rows that stand under something', () => {
  const item: ListItem = { ...list(3), under: ['one', 'one', 'two'] };

  it('say it once, above the first of them, in blocks and in plain words alike', () => {
    const shape = itemsToBlocks([item]).flatMap((block) =>
      block.type === 'rich_text' ? block.elements.map(({ type, elements }) => `${type} ${elements.length}`) : [],
    );
    expect(shape).toEqual([
      ...['rich_text_section 1', 'rich_text_list 2'],
      ...['rich_text_section 1', 'rich_text_list 1'],
    ]);
    expect(documentToPlain({ summary: [], items: [item] })).toBe('one\n• row 0\n• row 1\ntwo\n• row 2');
  });

  it('keep the right words when rows fall away', () => {
    expect(documentToPlain({ summary: [], items: [capRows(item, 1)] })).toBe('one\n• row 0\nand 2 more');
  });
});

describe('itemsToBlocks', () => {
  it('says how many rows it leaves out', () => {
    const rows = Array.from({ length: 300 }, () => [{ name: 'n'.repeat(255) }, ' '.repeat(100)]);
    const [block] = itemsToBlocks([{ type: 'list', rows, more: (count) => `and ${count} more` }]);
    const shown = JSON.stringify(block).match(/nnn…nnn/g)?.length ?? 0;
    expect(shown).toBeGreaterThan(10);
    expect(JSON.stringify(block)).toContain(`and ${300 - shown} more`);
  });

  it('shows names as code, mentions as mentions, instants as dates', () => {
    const line = [{ name: '<!channel>' }, ' by ', { user: 'U024BE7LH' }, ' at ', { at: 1_764_000_000_000 }];
    expect(itemsToBlocks([{ type: 'text', line }])).toEqual([
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_section',
            elements: [
              { type: 'text', text: '<!channel>', style: { code: true } },
              { type: 'text', text: ' by ' },
              { type: 'user', user_id: 'U024BE7LH' },
              { type: 'text', text: ' at ' },
              {
                type: 'date',
                timestamp: 1_764_000_000,
                format: '{date_short_pretty} at {time}',
                fallback: '2025-11-24 16:00 UTC',
              },
            ],
          },
        ],
      },
    ]);
  });

  it('mentions nobody whose id is not one', () => {
    const [block] = itemsToBlocks([{ type: 'text', line: [{ user: '!channel' }, { channel: 'C1|x' }] }]);
    expect(JSON.stringify(block)).not.toMatch(/"user"|"channel"/);
  });

  it('makes no block of nothing', () => {
    expect(itemsToBlocks([list(0), { type: 'buttons', buttons: [], instead: '' }])).toEqual([]);
  });
});

describe('lineToMrkdwn', () => {
  it('escapes what would act, and keeps names in code', () => {
    expect(lineToMrkdwn(['a <!here> & ', { name: '<@U1> `x`' }])).toBe('a &lt;!here&gt; &amp; `&lt;@U1&gt; ˋxˋ`');
  });

  it('writes instants as date tokens with UTC as fallback', () => {
    expect(lineToMrkdwn([{ at: 1_764_000_000_000 }])).toBe(
      '<!date^1764000000^{date_short_pretty} at {time}|2025-11-24 16:00 UTC>',
    );
    expect(lineToMrkdwn([{ at: Number.NaN }])).toBe('an unknown time');
  });
});

describe('documentToPlain', () => {
  it('drops rows until it fits, and says how many', () => {
    const text = documentToPlain({ summary: [], items: [list(5_000)] });
    expect(text).toMatch(/• row 0\n/);
    expect(text).toMatch(/and 4,?9\d\d more$/);
    expect(text.length).toBeLessThan(3_400);
  });

  it('says so when even that is too long', () => {
    const items: Item[] = Array.from({ length: 200 }, () => ({ type: 'text', line: ['long & '.repeat(20)] }));
    const text = documentToPlain({ summary: [], items });
    expect(text).toMatch(/The rest does not fit here\.$/);
    expect(text).not.toMatch(/&(?!amp;)/);
    expect(text.length).toBeLessThan(3_500);
  });
});

describe('documentSummary', () => {
  it('never cuts a token, an entity or code in half', () => {
    for (let length = 440; length < 520; length++) {
      const parts = ['x'.repeat(length), { at: 1_764_000_000_000 }, ' & ', { name: 'y'.repeat(50) }];
      const text = documentSummary({ summary: parts, items: [] });
      expect(text.replace(/<!date[^<>]*>/g, '')).not.toMatch(/[<>]|&(?!amp;)/);
      expect((text.match(/`/g) ?? []).length % 2).toBe(0);
    }
  });
});
