import type { AnyBlock, InputBlock } from '@slack/types';
import { option } from '../views/common/to-blocks.ts';
import { type Choice, fields, type KeptChoices } from '../views/remediation/form-blocks.ts';
import type { Values } from './form-values.ts';

/** A form as Slack sends it with a press or a submission. */
export interface ShownForm {
  readonly callbackId: string;
  readonly kept: KeptChoices;
  /** True: with the options that seldom matter. */
  readonly more: boolean;
  readonly values: Values;
}

/** Slack's `view`, as far as it is read. */
export interface ShownView {
  readonly callback_id: string;
  readonly blocks?: readonly unknown[];
  readonly state?: { readonly values: Values } | undefined;
}

/**
 * Reads the form back from what Slack sends: what it offers is shown again as it was, without asking AWS. Forms of
 * earlier versions have all of their fields.
 */
export function readShown({ callback_id: callbackId, blocks = [], state }: ShownView): ShownForm {
  const byId = new Map(blocks.map((block) => [textAt(block, 'block_id') ?? '', block]));
  const kept = (field: 'findings' | 'key' | 'attach' | 'only'): KeptChoices => {
    const choice = readChoice(byId.get(fields[field]));
    return choice === undefined ? {} : { [field]: choice };
  };
  const byHandHint = textAt(at(byId.get(fields.keyByHand), 'hint'), 'text');
  return {
    callbackId,
    kept: {
      ...kept('findings'),
      ...kept('key'),
      ...kept('attach'),
      ...kept('only'),
      ...(byHandHint !== undefined && { byHandHint }),
    },
    more: byId.has(fields.mode),
    values: state?.values ?? {},
  };
}

function readChoice(block: unknown): Choice | undefined {
  const options = at(at(block, 'element'), 'options');
  if (!Array.isArray(options)) return undefined;
  const hint = textAt(at(block, 'hint'), 'text');
  const read = options.flatMap((each: unknown) => {
    const [text, value] = [textAt(at(each, 'text'), 'text'), textAt(each, 'value')];
    return text === undefined || value === undefined ? [] : [option(text, value)];
  });
  return read.length === 0 ? undefined : { options: read, ...(hint !== undefined && { hint }) };
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function textAt(value: unknown, key: string): string | undefined {
  const found = at(value, key);
  return typeof found === 'string' ? found : undefined;
}

/**
 * The block with what was typed or chosen in it as what it begins with. Slack keeps that by itself where block and
 * element keep their ids, and then ignores initial values (slackapi/bolt-js #290); with both it is kept either way.
 * What the form did not have yet begins with its default.
 */
export function withHeld(block: AnyBlock, values: Values): AnyBlock {
  if (!isInput(block)) return block;
  const { element } = block;
  const held = values[block.block_id ?? '']?.[element.action_id ?? ''];
  return held === undefined ? block : { ...block, element: heldElement(element, held) };
}

function isInput(block: AnyBlock): block is InputBlock {
  return block.type === 'input';
}

type Element = InputBlock['element'];
type Held = Values[string][string];

function heldElement(element: Element, held: Held): Element {
  switch (element.type) {
    case 'plain_text_input': {
      const { initial_value: _, ...rest } = element;
      return held.value == null || held.value === '' ? rest : { ...rest, initial_value: held.value };
    }
    case 'static_select': {
      const { initial_option: _, ...rest } = element;
      const found = element.options?.find(({ value }) => value === held.selected_option?.value);
      return found === undefined ? rest : { ...rest, initial_option: found };
    }
    case 'radio_buttons': {
      const found = element.options.find(({ value }) => value === held.selected_option?.value);
      return found === undefined ? element : { ...element, initial_option: found };
    }
    case 'multi_static_select': {
      const { initial_options: _, ...rest } = element;
      const found = tickedOf(element.options ?? [], held);
      return found.length === 0 ? rest : { ...rest, initial_options: found };
    }
    case 'checkboxes': {
      const { initial_options: _, ...rest } = element;
      const found = tickedOf(element.options, held);
      return found.length === 0 ? rest : { ...rest, initial_options: found };
    }
    default:
      return element;
  }
}

function tickedOf<T extends { readonly value?: string | undefined }>(options: readonly T[], held: Held): T[] {
  const ticked = new Set(held.selected_options?.map(({ value }) => value));
  return options.filter(({ value }) => value !== undefined && ticked.has(value));
}
