import type { AnyBlock, InputBlock } from '@slack/types';
import { describe, expect, it } from 'vitest';
import type { Values } from '../../../src/slack/forms/form-values.ts';
import { readShown, type ShownView, withHeld } from '../../../src/slack/forms/shown-form.ts';
import { option } from '../../../src/slack/views/common/to-blocks.ts';
import { hostileNames } from '../../views/sample-parts.ts';

const label = { type: 'plain_text', text: 'x' } as const;
const options = [option('One', '1'), option('Two', '2'), option('Three', '3')];
const input = (element: InputBlock['element']): InputBlock => ({ type: 'input', block_id: 'f', label, element });
const held = (value: Omit<Values[string][string], 'type'>): Values => ({ f: { f: { type: 'any', ...value } } });
const chosen = (value: string) => ({ selected_option: { text: label, value } });
const ticked = (...values: string[]) => ({ selected_options: values.map((value) => ({ text: label, value })) });
const elementOf = (block: AnyBlock): unknown => ('element' in block ? block.element : undefined);

describe('readShown', () => {
  it('reads what a form offers and holds, and whether it shows the rest', () => {
    const view = {
      callback_id: 'remediation.ask',
      blocks: [
        { type: 'rich_text', elements: [] },
        { ...input({ type: 'static_select', action_id: 'key', options }), block_id: 'key', hint: label },
        { ...input({ type: 'plain_text_input', action_id: 'key-by-hand' }), block_id: 'key-by-hand', hint: label },
        { ...input({ type: 'radio_buttons', action_id: 'mode', options }), block_id: 'mode' },
      ],
      state: { values: held({ value: 'typed' }) },
    };
    expect(readShown(view)).toEqual({
      callbackId: 'remediation.ask',
      kept: { key: { options, hint: 'x' }, byHandHint: 'x' },
      more: true,
      values: view.state.values,
    });
    expect(readShown({ ...view, blocks: view.blocks.slice(0, 2) })).toMatchObject({ more: false });
  });

  it('keeps hostile names as they were shown', () => {
    const shown = hostileNames.map((name, at) => option(name, String(at)));
    const block = { ...input({ type: 'static_select', action_id: 'attach', options: shown }), block_id: 'attach' };
    expect(readShown({ callback_id: 'x', blocks: [block] }).kept.attach?.options).toEqual(shown);
  });

  it.each<ShownView>([
    { callback_id: 'x' },
    {
      callback_id: 'x',
      blocks: [null, 7, 'text', {}, { block_id: 'key' }, { block_id: 'key', element: { options: [{}, null] } }],
    },
  ])('reads nothing of what is no form: %j', (view) => {
    expect(readShown(view)).toEqual({ callbackId: 'x', kept: {}, more: false, values: {} });
  });
});

describe('withHeld', () => {
  const text = input({ type: 'plain_text_input', action_id: 'f', initial_value: 'default' });
  const select = input({
    type: 'static_select',
    action_id: 'f',
    options,
    initial_option: options[0] ?? option('', ''),
  });
  const radio = input({ type: 'radio_buttons', action_id: 'f', options, initial_option: options[0] ?? option('', '') });
  const many = input({ type: 'multi_static_select', action_id: 'f', options });
  const boxes = input({ type: 'checkboxes', action_id: 'f', options });

  it.each<[string, InputBlock, Values, object]>([
    ['words', text, held({ value: ' typed ' }), { initial_value: ' typed ' }],
    ['a choice', select, held(chosen('2')), { initial_option: options[1] }],
    ['a radio button', radio, held(chosen('3')), { initial_option: options[2] }],
    [
      'several choices, in the order of the options',
      many,
      held(ticked('3', '1')),
      { initial_options: [options[0], options[2]] },
    ],
    ['ticks', boxes, held(ticked('2')), { initial_options: [options[1]] }],
  ])('begins with what was given: %s', (_, block, values, expected) => {
    expect(elementOf(withHeld(block, values))).toMatchObject(expected);
  });

  it.each<[string, InputBlock, Values, string]>([
    ['words that were deleted', text, held({ value: null }), 'initial_value'],
    ['a choice that was taken back', select, held({ selected_option: null }), 'initial_option'],
    ['a choice that is not offered any more', select, held(chosen('9')), 'initial_option'],
    ['no choices', many, held(ticked()), 'initial_options'],
    ['choices that are not offered any more', boxes, held(ticked('9')), 'initial_options'],
  ])('begins empty, never with the default: %s', (_, block, values, initial) => {
    expect(elementOf(withHeld(block, values))).not.toHaveProperty(initial);
  });

  it('leaves alone what the form did not have, and what is no field', () => {
    expect(withHeld(text, {})).toBe(text);
    const divider = { type: 'divider', block_id: 'f' } as const;
    expect(withHeld(divider, held({ value: 'x' }))).toBe(divider);
    expect(elementOf(withHeld(radio, held({ selected_option: null })))).toMatchObject({ initial_option: options[0] });
  });
});
