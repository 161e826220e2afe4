import { optionsOf, type PlacedElement, placedElements, textOf } from './elements.ts';
import { asString, isObject, type Json } from './json.ts';
import type { StateValues, View } from './model.ts';

/** What a person gives to an element: words, a number, an option's value or text, several of them, or nothing. */
export type GivenValue = string | number | null | string[];

/** Which field of a state value holds an element's choice, and which `initial_…` field fills it. */
const FIELDS: Record<string, { field: string; initial: string; kind: 'text' | 'one' | 'many' | 'id' | 'ids' }> = {
  plain_text_input: { field: 'value', initial: 'initial_value', kind: 'text' },
  email_text_input: { field: 'value', initial: 'initial_value', kind: 'text' },
  url_text_input: { field: 'value', initial: 'initial_value', kind: 'text' },
  number_input: { field: 'value', initial: 'initial_value', kind: 'text' },
  static_select: { field: 'selected_option', initial: 'initial_option', kind: 'one' },
  external_select: { field: 'selected_option', initial: 'initial_option', kind: 'one' },
  radio_buttons: { field: 'selected_option', initial: 'initial_option', kind: 'one' },
  overflow: { field: 'selected_option', initial: '', kind: 'one' },
  checkboxes: { field: 'selected_options', initial: 'initial_options', kind: 'many' },
  multi_static_select: { field: 'selected_options', initial: 'initial_options', kind: 'many' },
  multi_external_select: { field: 'selected_options', initial: 'initial_options', kind: 'many' },
  users_select: { field: 'selected_user', initial: 'initial_user', kind: 'id' },
  conversations_select: { field: 'selected_conversation', initial: 'initial_conversation', kind: 'id' },
  channels_select: { field: 'selected_channel', initial: 'initial_channel', kind: 'id' },
  multi_users_select: { field: 'selected_users', initial: 'initial_users', kind: 'ids' },
  multi_conversations_select: { field: 'selected_conversations', initial: 'initial_conversations', kind: 'ids' },
  multi_channels_select: { field: 'selected_channels', initial: 'initial_channels', kind: 'ids' },
  datepicker: { field: 'selected_date', initial: 'initial_date', kind: 'id' },
  timepicker: { field: 'selected_time', initial: 'initial_time', kind: 'id' },
  datetimepicker: { field: 'selected_date_time', initial: 'initial_date_time', kind: 'id' },
};

/** True for an element that keeps what was chosen or typed. */
export function keepsValue(element: Json): boolean {
  return String(element.type) in FIELDS && element.type !== 'overflow';
}

/** True when a state value holds nothing. */
export function isEmptyValue(value: Json | undefined): boolean {
  if (value === undefined) return true;
  const field = FIELDS[String(value.type)]?.field ?? 'value';
  const held = value[field];
  return held === null || held === undefined || held === '' || (Array.isArray(held) && held.length === 0);
}

/** The state of blocks that nobody has touched yet. */
export function initialState(blocks: Json[]): StateValues {
  const values: StateValues = {};
  for (const { blockId, actionId, element } of placedElements(blocks)) {
    const shape = FIELDS[String(element.type)];
    if (shape === undefined || !keepsValue(element)) continue;
    const empty = shape.kind === 'many' || shape.kind === 'ids' ? [] : null;
    put(values, blockId, actionId, { type: element.type, [shape.field]: element[shape.initial] ?? empty });
  }
  return values;
}

/** The state after a view was replaced: blocks and elements of the same ids keep what was typed. */
export function keepState(before: View, after: View): StateValues {
  const values = structuredClone(after.state.values);
  for (const { blockId, actionId, element } of placedElements(after.blocks)) {
    const old = before.state.values[blockId]?.[actionId];
    if (old !== undefined && old.type === element.type) put(values, blockId, actionId, old);
  }
  return values;
}

/** Writes one value into the state. */
export function put(values: StateValues, blockId: string, actionId: string, value: Json): void {
  values[blockId] = { ...values[blockId], [actionId]: value };
}

/**
 * The state value for what a person gave. Options are found by value or by their words;
 * those of an external select come with `offered`.
 * @throws an Error that lists the options when none fits, or when there are more than the element takes
 */
export function stateValue(place: PlacedElement, given: GivenValue, offered: Json[] = []): Json {
  const { element } = place;
  const type = String(element.type);
  const shape = FIELDS[type];
  if (shape === undefined) throw new Error(`Nothing can be put into an element of type ${type}.`);
  const list = given === null ? [] : Array.isArray(given) ? given : [String(given)];
  const most = typeof element.max_selected_items === 'number' ? element.max_selected_items : list.length;
  if (list.length > most) throw new Error(`At most ${most} can be chosen here, not ${list.length}.`);
  const options = [...optionsOf(element), ...offered];
  switch (shape.kind) {
    case 'many':
      return { type, [shape.field]: list.map((one) => option(options, one)) };
    case 'ids':
      return { type, [shape.field]: list };
    case 'one':
      return { type, [shape.field]: list[0] === undefined ? null : option(options, list[0]) };
    case 'id':
      return { type, [shape.field]: type === 'datetimepicker' && given !== null ? Number(given) : (list[0] ?? null) };
    case 'text':
      return { type, value: list[0] === undefined || list[0] === '' ? null : list[0] };
  }
}

function option(options: Json[], wanted: string): Json {
  const found = options.find((one) => one.value === wanted) ?? options.find((one) => textOf(one.text) === wanted);
  if (found === undefined) {
    const known = options.map((one) => `${String(one.value)} (${textOf(one.text)})`).join(', ');
    throw new Error(`No option "${wanted}". There are: ${known || 'none'}.`);
  }
  return found;
}

/** The words of what is chosen, for the page and for messages of errors. */
export function shownValue(value: Json | undefined): string {
  if (value === undefined) return '';
  const field = FIELDS[String(value.type)]?.field ?? 'value';
  const held = value[field];
  if (Array.isArray(held)) return held.map((one) => (isObject(one) ? textOf(one.text) : String(one))).join(', ');
  return isObject(held)
    ? textOf(held.text)
    : (asString(held) ?? (held === null || held === undefined ? '' : String(held)));
}

/** The raw values that are chosen (option values, ids or words), for filling a control on the page. */
export function heldValues(value: Json | undefined): string[] {
  if (value === undefined) return [];
  const held = value[FIELDS[String(value.type)]?.field ?? 'value'];
  const list = Array.isArray(held) ? held : held === null || held === undefined ? [] : [held];
  return list.map((one) => (isObject(one) ? String(one.value ?? '') : String(one)));
}
