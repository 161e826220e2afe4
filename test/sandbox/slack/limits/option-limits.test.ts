import { describe, expect, test } from 'vitest';
import type { Json } from '../../../../sandbox/slack/json.ts';
import { actions, complaints, long, mrkdwn, options, plain, select } from './samples.ts';

const group = (count: number, label = 'g'): Json => ({ label: plain(label), options: options(count) });
/** No two options of an element have the same value. */
const groups = (count: number): Json[] =>
  Array.from({ length: count }, (_, index) => ({
    label: plain(`g${index}`),
    options: [{ text: plain('o'), value: `v${index}` }],
  }));
const grouped = (list: Json[], more: Json = {}): Json => select({ options: undefined, option_groups: list, ...more });
const many = (more: Json = {}): Json => ({
  type: 'multi_static_select',
  action_id: 'm',
  options: options(100),
  ...more,
});
const boxes = (more: Json = {}): Json => ({ type: 'checkboxes', action_id: 'c', options: options(10), ...more });
const radio = (more: Json = {}): Json => ({ type: 'radio_buttons', action_id: 'r', options: options(10), ...more });
const option = (text: string, value: string): Json => ({ text: plain(text), value });
const menu = (of: Json[], more: Json = {}): Json => ({ type: 'overflow', action_id: 'o', options: of, ...more });

describe('what Slack takes', () => {
  test.each<[string, Json]>([
    ['a select with a hundred options', select({ options: options(100) })],
    ['a hundred options of several, some chosen', many({ initial_options: options(2), max_selected_items: 2 })],
    ['a hundred groups', grouped(groups(100))],
    ['a group of a hundred, one of them chosen', grouped([group(100)], { initial_option: option('o7', 'v7') })],
    ['checkboxes, all of them chosen', boxes({ initial_options: options(10) })],
    ['radio buttons, one of them chosen', radio({ initial_option: option('o0', 'v0') })],
    [
      'radio buttons with mrkdwn',
      radio({ options: [{ text: mrkdwn('*a*'), description: mrkdwn('_b_'), value: 'v' }] }),
    ],
    ['an option text of 75 and a value of 150', select({ options: [option(long(75), long(150))] })],
    ['an address in an overflow menu', menu([{ ...option('o', 'v'), url: 'https://x.test' }, option('p', 'w')])],
    ['an overflow menu of five', menu(options(5))],
  ])('%s', (_, element) => {
    expect(complaints([actions([element])])).toEqual([]);
  });
});

describe('what Slack refuses', () => {
  test.each<[string, Json, RegExp]>([
    ['101 options', select({ options: options(101) }), /no more than 100/],
    ['no options', select({ options: [] }), /no fewer than 1/],
    ['101 options of several', many({ options: options(101) }), /no more than 100/],
    ['101 groups', grouped(groups(101)), /no more than 100/],
    ['a group of 101', grouped([group(101)]), /no more than 100/],
    ['a group label of 76', grouped([group(1, long(76))]), /less than 76/],
    ['options and groups', select({ option_groups: [group(1)] }), /exactly one of options or option_groups/],
    ['an overflow menu of six', menu(options(6)), /no more than 5/],
    ['an overflow menu of one', menu(options(1)), /no fewer than 2/],
    ['an overflow menu with one value twice', menu([option('a', 'v'), option('b', 'v')]), /already exists/],
    ['an overflow menu with a text of 76', menu([option(long(76), 'v'), option('b', 'w')]), /less than 76/],
    ['an overflow menu with a value of 151', menu([option('a', long(151)), option('b', 'w')]), /less than 151/],
    [
      'words for an overflow menu itself',
      menu(options(2), { accessibility_label: 'More' }),
      /invalid additional property: accessibility_label/,
    ],
    ['11 radio buttons', radio({ options: options(11) }), /no more than 10/],
    ['11 checkboxes', boxes({ options: options(11) }), /no more than 10/],
    ['an option text of 76', select({ options: [option(long(76), 'v')] }), /less than 76/],
    ['an option text in mrkdwn', select({ options: [{ text: mrkdwn('x'), value: 'v' }] }), /plain_text/],
    ['an option value of 151', select({ options: [option('o', long(151))] }), /less than 151/],
    [
      'an option address in a select',
      select({ options: [{ ...option('o', 'v'), url: 'https://x.test' }] }),
      /invalid additional property: url/,
    ],
    ['the same value twice', many({ options: [option('a', 'v'), option('b', 'v')] }), /"v" already exists/],
    ['a chosen option of its own', select({ initial_option: option('z', 'z') }), /must match .*initial_option\]/],
    ['a chosen option with other words', select({ initial_option: option('z', 'v0') }), /must match/],
    [
      'a checked box that is not there',
      boxes({ initial_options: [option('z', 'z')] }),
      /must match .*initial_options\/0/,
    ],
    ['an empty list of chosen options', many({ initial_options: [] }), /no fewer than 1 .*initial_options/],
    [
      'more chosen than may be',
      many({ initial_options: options(3), max_selected_items: 2 }),
      /no more than 2 .*initial/,
    ],
    ['max_selected_items of none', many({ max_selected_items: 0 }), /from 1 to 100/],
  ])('%s', (_, element, words) => {
    expect(complaints([actions([element])]).join('\n')).toMatch(words);
  });
});
