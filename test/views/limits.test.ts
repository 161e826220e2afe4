import { describe, expect, it } from 'vitest';
import { messageBreaches, modalBreaches } from './limits.ts';
import { hiddenSigns, strayAmpersands, strayTokens } from './text-safety.ts';

const plan = (count: number, given: object = {}) => ({
  type: 'plan',
  title: 'Plan',
  tasks: Array.from({ length: count }, (_, index) => ({
    type: 'task_card',
    task_id: `t${index}`,
    title: 'x',
    status: 'pending',
    ...given,
  })),
});
const plain = (text: string) => ({ type: 'plain_text', text });
const button = (given: object = {}) => ({
  type: 'button',
  action_id: 'a',
  text: plain('Go'),
  accessibility_label: 'Go there',
  ...given,
});
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const header = (text: string) => ({ type: 'header', text: plain(text) });
const rich = (text: string) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
});
const table = (rows: number, cells = 2) => ({
  type: 'table',
  rows: Array.from({ length: rows }, () => Array.from({ length: cells }, () => ({ type: 'raw_text', text: 'x' }))),
});
const options = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ text: plain(`o${index}`), value: `o${index}` }));
const select = (given: object = {}) => ({
  type: 'static_select',
  action_id: 's',
  placeholder: plain('Which?'),
  options: options(2),
  ...given,
});

describe('the checker of limits', () => {
  it.each<[string, unknown[]]>([
    ['header', [header('x'.repeat(150))]],
    ['button', [actions(button({ value: 'x'.repeat(2_000) }))]],
    ['table', [table(100)]],
    ['select', [actions(select({ options: options(100) }))]],
    ['plan', [plan(50)]],
    ['50 blocks', Array.from({ length: 50 }, () => rich('x'))],
  ])('takes a %s at the limit', (_, blocks) => {
    expect(messageBreaches({ text: 'x', blocks })).toEqual([]);
  });

  it.each<[string, unknown[]]>([
    ['51 blocks', Array.from({ length: 51 }, () => rich('x'))],
    ['no blocks', []],
    ['a long header', [header('x'.repeat(151))]],
    ['a header in mrkdwn', [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }]],
    ['an empty text', [rich('')]],
    ['a long section', [{ type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3_001) } }]],
    ['a long field', [{ type: 'section', fields: [plain('x'.repeat(2_001))] }]],
    ['11 fields', [{ type: 'section', fields: Array.from({ length: 11 }, () => plain('x')) }]],
    ['11 context elements', [{ type: 'context', elements: Array.from({ length: 11 }, () => plain('x')) }]],
    ['26 buttons', [actions(...Array.from({ length: 26 }, (_, index) => button({ action_id: `a${index}` })))]],
    ['two buttons of one id', [actions(button(), button())]],
    ['a long button', [actions(button({ text: plain('x'.repeat(76)) }))]],
    ['a long value', [actions(button({ value: 'x'.repeat(2_001) }))]],
    ['a long label', [actions(button({ accessibility_label: 'x'.repeat(76) }))]],
    ['a long id', [actions(button({ action_id: 'x'.repeat(256) }))]],
    [
      'a long confirmation',
      [
        actions(
          button({
            confirm: { title: plain('x'.repeat(101)), text: plain('x'), confirm: plain('x'), deny: plain('x') },
          }),
        ),
      ],
    ],
    ['101 options', [actions(select({ options: options(101) }))]],
    ['a long option', [actions(select({ options: [{ text: plain('x'.repeat(76)), value: 'x' }] }))]],
    ['a wrong initial option', [actions(select({ initial_option: { text: plain('other'), value: 'o0' } }))]],
    ['101 rows', [table(101)]],
    ['51 tasks', [plan(51)]],
    ['one task_id twice', [plan(2, { task_id: 't' })]],
    ['an unknown state', [plan(1, { status: 'done' })]],
    ['21 cells', [table(2, 21)]],
    ['two tables', [table(2), table(2)]],
    [
      'one block_id twice',
      [
        { ...rich('a'), block_id: 'b' },
        { ...rich('b'), block_id: 'b' },
      ],
    ],
    ['a block for modals', [{ type: 'input' }]],
    [
      'too much together',
      [
        rich('x'.repeat(2_900)),
        rich('x'.repeat(2_900)),
        rich('x'.repeat(2_900)),
        rich('x'.repeat(2_900)),
        rich('x'.repeat(2_900)),
      ],
    ],
  ])('refuses %s', (_, blocks) => {
    expect(messageBreaches({ text: 'x', blocks })).not.toEqual([]);
  });

  it.each<[string, object]>([
    ['a long title', { title: plain('x'.repeat(25)) }],
    ['no title', { title: undefined }],
    ['long metadata', { private_metadata: 'x'.repeat(3_001) }],
    ['a long callback', { callback_id: 'x'.repeat(256) }],
    ['a table', { blocks: [table(2)] }],
    ['101 blocks', { blocks: Array.from({ length: 101 }, () => rich('x')) }],
  ])('refuses a modal with %s', (_, given) => {
    const modal = { type: 'modal', title: plain('Title'), blocks: [rich('x')] };
    expect(modalBreaches(modal)).toEqual([]);
    expect(modalBreaches({ ...modal, ...given })).not.toEqual([]);
  });
});

describe('the checker of texts', () => {
  it.each(['<!channel>', 'x <@U1|y> z', '<https://a.b|c>', '<http', '<!date^1^{date}|x>', '>'])('finds %j', (text) => {
    expect(strayTokens(text)).not.toEqual([]);
  });

  it('knows what we write ourselves', () => {
    const ours =
      '<!date^1764000000^{date_short_pretty} at {time}|2025-11-24 16:00 UTC> <@U024BE7LH> <#C024BE7LH> &lt;x&gt;';
    expect([...strayTokens(ours), ...strayAmpersands(ours), ...hiddenSigns(ours)]).toEqual([]);
  });

  it.each(['a & b', '&nbsp;', 'a&'])('finds the ampersand of %j', (text) => {
    expect(strayAmpersands(text)).toHaveLength(1);
  });

  it.each(['\u202e', '\u0000', '\u200b', '\ud800', '\ufeff', '\t'])('finds %j', (text) => {
    expect(hiddenSigns(text)).toHaveLength(1);
  });
});
