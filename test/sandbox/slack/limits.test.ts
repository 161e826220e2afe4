import { describe, expect, test } from 'vitest';
import type { Json } from '../../../sandbox/slack/json.ts';
import type { Surface } from '../../../sandbox/slack/limits/complaints.ts';
import { readContent } from '../../../sandbox/slack/limits/message-limits.ts';
import { viewComplaints } from '../../../sandbox/slack/limits/view-limits.ts';
import { actions, button, complaints, long, mrkdwn, plain, rich } from './limits/samples.ts';

const section = (text: string): Json => ({ type: 'section', text: mrkdwn(text) });
const raw = (text: string): Json => ({ type: 'raw_text', text });
const rows = (count: number, width: number): Json[][] =>
  Array.from({ length: count }, () => Array.from({ length: width }, () => raw('c')));
const pie = (label: string): Json => ({
  type: 'data_visualization',
  title: 'Exposure',
  chart: { type: 'pie', segments: [{ label, value: 1 }] },
});
const bars = (more: Json = {}): Json => ({
  type: 'data_visualization',
  title: 'Open',
  chart: {
    type: 'bar',
    series: [{ name: 'open', data: [{ label: 'Mon', value: 3 }] }],
    axis_config: { categories: ['Mon'] },
    ...more,
  },
});

describe('what Slack takes', () => {
  test.each<[string, Json[], Surface]>([
    ['a section of 3000 characters', [section(long(3000))], 'message'],
    ['fifty blocks', Array.from({ length: 50 }, () => ({ type: 'divider' })), 'message'],
    ['a hundred blocks in a modal', Array.from({ length: 100 }, () => ({ type: 'divider' })), 'modal'],
    [
      'ten fields of 2000',
      [{ type: 'section', fields: Array.from({ length: 10 }, () => mrkdwn(long(2000))) }],
      'message',
    ],
    ['25 buttons', [actions(Array.from({ length: 25 }, (_, index) => button({ action_id: `a${index}` })))], 'message'],
    ['the same action_id in two blocks', [actions([button()]), actions([button()])], 'message'],
    ['a data table with a header and 100 rows', [{ type: 'data_table', caption: 'c', rows: rows(101, 20) }], 'message'],
    ['a table of 100 rows', [{ type: 'table', rows: rows(100, 20) }], 'message'],
    ['charts', [pie('exposed'), bars()], 'message'],
    ['rich text', [rich([{ type: 'text', text: 'x', style: { bold: true } }])], 'message'],
    ['an alert in a modal', [{ type: 'alert', level: 'warning', text: plain('x') }], 'modal'],
    [
      'a container',
      [{ type: 'container', title: plain('t'), is_collapsible: true, child_blocks: [section('x')] }],
      'message',
    ],
  ])('%s', (_, blocks, surface) => {
    expect(complaints(blocks, surface)).toEqual([]);
  });
});

describe('what Slack refuses', () => {
  test.each<[string, unknown, RegExp, Surface?]>([
    [
      '51 blocks',
      Array.from({ length: 51 }, () => ({ type: 'divider' })),
      /no more than 50 items allowed .*\/blocks\]/,
    ],
    ['101 blocks in a modal', Array.from({ length: 101 }, () => ({ type: 'divider' })), /no more than 100/, 'modal'],
    ['a type that nobody knows', [{ type: 'sparkline' }], /unsupported type: sparkline .*\/blocks\/0\/type\]/],
    ['a table in a modal', [{ type: 'table', rows: rows(1, 1) }], /unsupported type: table/, 'modal'],
    ['an alert in a message', [{ type: 'alert', text: plain('x') }], /unsupported type: alert/],
    ['a field that nobody knows', [{ ...section('x'), colour: 'red' }], /invalid additional property: colour/],
    ['a section of 3001 characters', [section(long(3001))], /less than 3001 .*\/blocks\/0\/text\/text\]/],
    ['a section without words', [section('')], /more than 0 characters/],
    ['a section without text or fields', [{ type: 'section' }], /must provide text or fields/],
    ['11 fields', [{ type: 'section', fields: Array.from({ length: 11 }, () => plain('f')) }], /no more than 10/],
    ['a field of 2001', [{ type: 'section', fields: [plain(long(2001))] }], /less than 2001/],
    ['a header in mrkdwn', [{ type: 'header', text: mrkdwn('x') }], /valid enum value: plain_text/],
    ['a header of 151', [{ type: 'header', text: plain(long(151)) }], /less than 151/],
    [
      '26 buttons',
      [actions(Array.from({ length: 26 }, (_, index) => button({ action_id: `a${index}` })))],
      /more than 25/,
    ],
    ['no buttons', [actions([])], /no fewer than 1/],
    [
      '11 context elements',
      [{ type: 'context', elements: Array.from({ length: 11 }, () => plain('c')) }],
      /more than 10/,
    ],
    ['a button text of 76', [actions([button({ text: plain(long(76)) })])], /less than 76/],
    ['a button value of 2001', [actions([button({ value: long(2001) })])], /less than 2001/],
    ['a button style', [actions([button({ style: 'green' })])], /primary, danger/],
    ['an accessibility label of 76', [actions([button({ accessibility_label: long(76) })])], /less than 76/],
    ['the same action_id twice in a block', [actions([button(), button()])], /`action_id` "a" already exists/],
    [
      'the same block_id twice',
      [
        { type: 'divider', block_id: 'b' },
        { type: 'divider', block_id: 'b' },
      ],
      /block_id already/,
    ],
    ['a block_id of 256', [{ type: 'divider', block_id: long(256) }], /less than 256/],
    ['an action_id of 256', [actions([button({ action_id: long(256) })])], /less than 256/],
    [
      'a confirm title of 101',
      [actions([button({ confirm: { title: plain(long(101)), text: plain('t') } })])],
      /less than 101/,
    ],
    ['a confirm text of 301', [actions([button({ confirm: { text: plain(long(301)) } })])], /less than 301/],
    [
      'a confirm button of 31',
      [actions([button({ confirm: { text: plain('t'), confirm: plain(long(31)) } })])],
      /less than 31/,
    ],
    ['a data table without caption', [{ type: 'data_table', rows: rows(2, 1) }], /missing required field .*caption/],
    ['a data table of 101 data rows', [{ type: 'data_table', caption: 'c', rows: rows(102, 1) }], /no more than 101/],
    [
      'a data table page of 101',
      [{ type: 'data_table', caption: 'c', rows: rows(2, 1), page_size: 101 }],
      /from 1 to 100/,
    ],
    [
      'uneven rows',
      [{ type: 'data_table', caption: 'c', rows: [[raw('a')], [raw('b'), raw('c')]] }],
      /same number of cells/,
    ],
    ['an empty cell', [{ type: 'table', rows: [[raw('')]] }], /more than 0 characters/],
    ['101 table rows', [{ type: 'table', rows: rows(101, 1) }], /no more than 100/],
    ['21 cells', [{ type: 'table', rows: rows(1, 21) }], /no more than 20/],
    [
      'two tables',
      [
        { type: 'table', rows: rows(1, 1) },
        { type: 'table', rows: rows(1, 1) },
      ],
      /only_one_table_allowed/,
    ],
    ['three charts', [pie('a'), pie('b'), pie('c')], /no more than 2 data_visualization/],
    ['a pie label of 21', [pie(long(21))], /less than 21/],
    ['a point outside the categories', [bars({ axis_config: { categories: ['Tue'] } })], /one of the categories/],
    [
      'a mention in preformatted text',
      [
        {
          type: 'rich_text',
          elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'user', user_id: 'U' }] }],
        },
      ],
      /unsupported type: user/,
    ],
    ['blocks that are no list', { type: 'divider' }, /must provide an array/],
  ])('%s', (_, blocks, words, surface) => {
    expect(complaints(blocks, surface).join('\n')).toMatch(words);
  });
});

describe('a message as a whole', () => {
  test('words: none, too many for an update, cut at forty thousand', () => {
    expect(readContent({ channel: 'C' }, 'post')).toEqual({ error: 'no_text' });
    expect(readContent({ text: long(4001) }, 'update')).toEqual({ error: 'msg_too_long' });
    expect(readContent({ text: long(40_001) }, 'post')).toMatchObject({ text: `${long(40_000)}…` });
    expect(readContent({ blocks: 'not json' }, 'post')).toEqual({ error: 'invalid_blocks_format' });
    expect(readContent({ blocks: [{ type: 'x' }] }, 'post')).toMatchObject({ error: 'invalid_blocks' });
  });

  test('all blocks together have a limit in chat.postMessage and chat.update, not in a response', () => {
    const blocks = Array.from({ length: 5 }, () => section(long(2900)));
    expect(readContent({ text: 't', blocks }, 'post')).toEqual({ error: 'msg_blocks_too_long' });
    expect(readContent({ text: 't', blocks }, 'update')).toEqual({ error: 'msg_blocks_too_long' });
    expect(readContent({ text: 't', blocks }, 'response')).toMatchObject({ text: 't' });
  });
});

describe('a modal as a whole', () => {
  const input: Json = { type: 'input', label: plain('l'), element: { type: 'plain_text_input', action_id: 'i' } };
  const modal = (more: Json = {}): Json => ({
    type: 'modal',
    title: plain('T'),
    submit: plain('S'),
    blocks: [input],
    ...more,
  });

  test('a good one', () => {
    expect(viewComplaints(modal({ private_metadata: long(3000), callback_id: long(255) })).list).toEqual([]);
  });

  test.each<[string, Json, RegExp]>([
    ['no title', modal({ title: undefined }), /missing required field .*\/view\/title/],
    ['a title of 25', modal({ title: plain(long(25)) }), /less than 25/],
    ['a submit of 25', modal({ submit: plain(long(25)) }), /less than 25/],
    ['private_metadata of 3001', modal({ private_metadata: long(3001) }), /less than 3001/],
    ['a callback_id of 256', modal({ callback_id: long(256) }), /less than 256/],
    ['an input without submit', modal({ submit: undefined }), /must provide submit/],
    ['a wrong type', modal({ type: 'dialog' }), /valid enum value: modal/],
    ['a bad block', modal({ blocks: [section('')] }), /\/view\/blocks\/0\/text\/text/],
  ])('%s', (_, view, words) => {
    expect(viewComplaints(view).list.join('\n')).toMatch(words);
  });
});
