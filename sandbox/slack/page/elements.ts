import type { ReactNode } from 'react';
import { optionsOf, type PlacedElement, textOf } from '../elements.ts';
import { asObjects, isObject, type Json } from '../json.ts';
import { heldValues, shownValue } from '../state-values.ts';
import { type Draw, group, h, redBox } from './draw.ts';
import { imageBox } from './media.ts';
import { plain, text } from './text.ts';

type Drawer = (draw: Draw, place: PlacedElement, common: Json) => ReactNode;

const DRAWERS: Record<string, Drawer> = {
  button,
  workflow_button: button,
  icon_button: button,
  feedback_buttons: feedback,
  overflow,
  static_select: select,
  users_select: select,
  channels_select: select,
  conversations_select: select,
  external_select: externalSelect,
  multi_static_select: choices,
  multi_users_select: choices,
  multi_channels_select: choices,
  multi_conversations_select: choices,
  radio_buttons: choices,
  checkboxes: choices,
  datepicker: (_, place, common) => input(place, common, 'date'),
  timepicker: (_, place, common) => input(place, common, 'time'),
  datetimepicker: (_, place, common) => input(place, common, 'datetime-local'),
  plain_text_input: textInput,
  email_text_input: (_, place, common) => input(place, common, 'email'),
  url_text_input: (_, place, common) => input(place, common, 'url'),
  number_input: (_, place, common) => input(place, common, 'number'),
};

/** Draws one interactive element as native HTML. `labelId` names what describes it. */
export function element(draw: Draw, place: PlacedElement, labelId?: string): ReactNode {
  const type = String(place.element.type);
  if (type === 'image') return imageBox(place.element);
  const drawer = DRAWERS[type];
  if (drawer === undefined) return redBox(`The local Slack cannot draw the element ${type}`);
  const held = draw.values[place.blockId]?.[place.actionId];
  const placeholder = plain(place.element.placeholder);
  const common: Json = {
    'data-block': place.blockId,
    'data-action': place.actionId,
    'data-type': type,
    held: heldValues(held),
    shown: shownValue(held),
    id: idOf(draw, place),
    ...(labelId === undefined
      ? { 'aria-label': placeholder || type.replaceAll('_', ' ') }
      : { 'aria-labelledby': labelId }),
    ...(isObject(place.element.confirm) ? { 'data-confirm': JSON.stringify(confirmWords(place.element.confirm)) } : {}),
    ...(place.element.focus_on_load === true ? { 'data-focus': 'yes' } : {}),
  };
  return drawer(draw, place, common);
}

function idOf(draw: Draw, place: PlacedElement): string {
  return `${draw.prefix}-${place.blockId}-${place.actionId}`.replace(/[^\w-]/g, '_');
}

function confirmWords(confirm: Json): Json {
  return {
    title: plain(confirm.title) || 'Are you sure?',
    text: textOf(confirm.text),
    confirm: plain(confirm.confirm) || 'Yes',
    deny: plain(confirm.deny) || 'Cancel',
    danger: confirm.style === 'danger',
  };
}

/** The attributes for HTML: without the two fields that only drawers read. */
function attributes(common: Json): Json {
  const { held: _, shown: __, ...rest } = common;
  return rest;
}

function heldIn(common: Json): string[] {
  return Array.isArray(common.held) ? common.held.map(String) : [];
}

function button(_: Draw, { element: one }: PlacedElement, common: Json): ReactNode {
  const { 'aria-label': __, 'aria-labelledby': ___, ...rest } = attributes(common);
  const label = typeof one.accessibility_label === 'string' ? { 'aria-label': one.accessibility_label } : {};
  const className = `button ${one.style === 'primary' ? 'primary' : one.style === 'danger' ? 'danger' : ''}`.trim();
  const url = typeof one.url === 'string' ? { 'data-url': one.url } : {};
  return h('button', { type: 'button', className, ...rest, ...label, ...url }, plain(one.text));
}

function feedback(_: Draw, { element: one }: PlacedElement, common: Json): ReactNode {
  const { id: __, ...rest } = attributes(common);
  const sides = [one.positive_button, one.negative_button].filter(isObject);
  return group(
    sides.map((side) =>
      h('button', { type: 'button', className: 'button', ...rest, 'aria-label': null }, plain(side.text)),
    ),
  );
}

function overflow(_: Draw, { element: one }: PlacedElement, common: Json): ReactNode {
  const { id, 'aria-label': __, 'aria-labelledby': ___, ...rest } = attributes(common);
  const items = optionsOf(one).map((option) =>
    h('button', { type: 'button', ...rest, 'data-value': option.value }, plain(option.text)),
  );
  const summary = h('summary', { className: 'button', 'aria-label': 'More actions' }, '⋯');
  // One name: opening one closes the others.
  return h(
    'details',
    { className: 'overflow', id, name: 'overflow' },
    summary,
    h('div', { className: 'menu' }, ...items),
  );
}

/** What a select offers: its own options, or the workspace's people or channels. */
function offered(draw: Draw, one: Json): { value: string; label: string; group?: string }[] {
  const type = String(one.type).replace('multi_', '');
  if (type === 'users_select') return draw.world.people().map(({ id, realName }) => ({ value: id, label: realName }));
  if (type === 'channels_select' || type === 'conversations_select') {
    const channels = draw.world.workspace.channels.filter(({ kind }) => kind !== 'im');
    return channels.map(({ id, name }) => ({ value: id, label: `#${name}` }));
  }
  const grouped = asObjects(one.option_groups).flatMap((each) =>
    asObjects(each.options).map((option) => ({ ...choice(option), group: plain(each.label) })),
  );
  return [...asObjects(one.options).map(choice), ...grouped];
}

function choice(option: Json): { value: string; label: string } {
  return { value: String(option.value), label: plain(option.text) };
}

function select(draw: Draw, { element: one }: PlacedElement, common: Json): ReactNode {
  const all = offered(draw, one);
  const item = ({ value, label }: { value: string; label: string }): ReactNode => h('option', { value }, label);
  const groups = [...new Set(all.map((option) => option.group))].map((name) => {
    const items = all.filter((option) => option.group === name).map(item);
    return name === undefined ? group(items) : h('optgroup', { label: name }, ...items);
  });
  const placeholder = h('option', { value: '' }, plain(one.placeholder) || 'Select an option');
  return h('select', { ...attributes(common), defaultValue: heldIn(common)[0] ?? '' }, placeholder, ...groups);
}

/** A field with suggestions that the app is asked for while typing. */
function externalSelect(_: Draw, { element: one }: PlacedElement, common: Json): ReactNode {
  const rest = attributes(common);
  const list = `${String(common.id)}-list`;
  const field = h('input', {
    ...rest,
    type: 'text',
    role: 'combobox',
    'aria-expanded': false,
    list,
    autoComplete: 'off',
    placeholder: plain(one.placeholder) || 'Type to search',
    'data-min': Number(one.min_query_length ?? 3),
    defaultValue: String(common.shown ?? ''),
  });
  return h('span', { className: 'external' }, field, h('datalist', { id: list }));
}

/** Radio buttons, checkboxes, and multi-selects as a list of checkboxes. */
function choices(draw: Draw, { element: one }: PlacedElement, common: Json): ReactNode {
  const { id, 'data-confirm': confirm, ...rest } = attributes(common);
  const type = one.type === 'radio_buttons' ? 'radio' : 'checkbox';
  const held = heldIn(common);
  const items = choiceItems(draw, one);
  const rows = items.flatMap(({ value, label, hint, group: name }, index) => {
    const heading =
      name === undefined || name === items[index - 1]?.group ? [] : [h('p', { className: 'group' }, name)];
    const box = { type, name: id, id: `${String(id)}-${index}`, value, defaultChecked: held.includes(value) };
    const words = h('span', null, label, hint === undefined ? null : h('small', null, text(draw, hint)));
    return [...heading, h('label', { className: 'choice' }, h('input', box), words)];
  });
  const most = typeof one.max_selected_items === 'number' ? one.max_selected_items : undefined;
  const note = most === undefined ? null : h('p', { className: 'most' }, `Choose at most ${most}.`);
  const props = {
    role: type === 'radio' ? 'radiogroup' : 'group',
    className: isRich(one) ? 'choices' : 'choices multi',
    id,
    ...rest,
    ...(confirm === undefined ? {} : { 'data-confirm': confirm }),
    ...(most === undefined ? {} : { 'data-most': most }),
  };
  return h('div', props, ...rows, note);
}

interface ChoiceItem {
  value: string;
  label: ReactNode;
  hint?: unknown;
  group?: string;
}

/** The options of radio buttons and checkboxes may have mrkdwn and a description; those of selects have groups. */
function choiceItems(draw: Draw, one: Json): ChoiceItem[] {
  if (!isRich(one)) return offered(draw, one);
  return optionsOf(one).map((option) => ({
    value: String(option.value),
    label: text(draw, option.text),
    hint: option.description,
  }));
}

function isRich({ type }: Json): boolean {
  return type === 'radio_buttons' || type === 'checkboxes';
}

function input({ element: one }: PlacedElement, common: Json, type: string): ReactNode {
  const held = heldIn(common)[0] ?? '';
  const step =
    type === 'number'
      ? { step: one.is_decimal_allowed === true ? 'any' : 1, min: one.min_value, max: one.max_value }
      : {};
  const value =
    type === 'datetime-local' && held !== '' ? new Date(Number(held) * 1000).toISOString().slice(0, 16) : held;
  return h('input', { ...attributes(common), ...step, type, placeholder: plain(one.placeholder), defaultValue: value });
}

function textInput(_: Draw, { element: one }: PlacedElement, common: Json): ReactNode {
  const limits = { maxLength: typeof one.max_length === 'number' ? one.max_length : 3000 };
  const shared = {
    ...attributes(common),
    ...limits,
    placeholder: plain(one.placeholder),
    defaultValue: heldIn(common)[0] ?? '',
  };
  return one.multiline === true ? h('textarea', { ...shared, rows: 4 }) : h('input', { ...shared, type: 'text' });
}
