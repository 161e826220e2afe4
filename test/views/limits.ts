/**
 * Slack's limits on what is posted or opened, written down from its documentation (docs.slack.dev, Block Kit
 * reference) and independently of the views. Returns every breach in words; empty means that Slack takes it.
 */

type Json = Readonly<Record<string, unknown>>;
type Surface = 'message' | 'modal' | 'home';

const blockTypes: Record<Surface, readonly string[]> = {
  message: ['header', 'section', 'context', 'actions', 'divider', 'rich_text', 'table', 'plan', 'data_visualization'],
  modal: ['header', 'section', 'context', 'actions', 'divider', 'rich_text', 'input'],
  home: ['header', 'section', 'context', 'actions', 'divider', 'rich_text'],
};

/** No page of Slack's names it: posts were refused beyond 13,297 characters, of which each block took some. */
const longestMessage = 13_297;
const blockCost = 125;
const roomForAsker = 700;

export function messageBreaches(message: { readonly text: string; readonly blocks: readonly unknown[] }): string[] {
  const found = new Breaches();
  found.text(message.text, 'text', { min: 1, max: 4_000 });
  blocks(found, message.blocks, 'message');
  const length = message.blocks.reduce((sum: number, block) => sum + blockCost + textLength(block), 0);
  if (length + roomForAsker > longestMessage) found.add('blocks', `are ${length} characters long together`);
  return found.list;
}

export function modalBreaches(view: unknown): string[] {
  const found = new Breaches();
  const modal = record(view);
  if (modal.type !== 'modal') found.add('type', `is ${String(modal.type)}`);
  for (const field of ['title', 'close', 'submit'])
    if (modal[field] !== undefined) textObject(found, modal[field], field, { max: 24, plain: true });
  if (modal.title === undefined) found.add('title', 'is missing');
  found.text(modal.callback_id ?? '-', 'callback_id', { min: 1, max: 255 });
  found.text(modal.private_metadata ?? '', 'private_metadata', { max: 3_000 });
  blocks(found, list(modal.blocks), 'modal');
  return found.list;
}

/** A Home: 100 blocks, 250 kB (docs.slack.dev, views.publish), and no frame. */
export function homeBreaches(view: unknown): string[] {
  const found = new Breaches();
  const home = record(view);
  if (home.type !== 'home') found.add('type', `is ${String(home.type)}`);
  for (const field of ['title', 'close', 'submit'])
    if (home[field] !== undefined) found.add(field, 'is not for a home');
  found.text(home.callback_id ?? '-', 'callback_id', { min: 1, max: 255 });
  found.text(home.private_metadata ?? '', 'private_metadata', { max: 3_000 });
  if (JSON.stringify(view).length > 250_000) found.add('home', 'is too large');
  blocks(found, list(home.blocks), 'home');
  return found.list;
}

class Breaches {
  readonly list: string[] = [];

  add(where: string, what: string): void {
    this.list.push(`${where} ${what}`);
  }

  text(value: unknown, where: string, { min = 0, max }: { min?: number; max: number }): void {
    if (typeof value !== 'string') this.add(where, 'is no text');
    else if (value.length < min || value.length > max)
      this.add(where, `has ${value.length} characters of ${min} to ${max}`);
  }

  count(values: readonly unknown[], where: string, { min = 0, max }: { min?: number; max: number }): void {
    if (values.length < min || values.length > max) this.add(where, `has ${values.length} entries of ${min} to ${max}`);
  }
}

function record(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + textLength(one), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, inner]) =>
      sum + (typeof inner === 'string' ? (key === 'text' || key === 'title' ? inner.length : 0) : textLength(inner)),
    0,
  );
}

function blocks(found: Breaches, all: readonly unknown[], surface: Surface): void {
  found.count(all, 'blocks', { min: 1, max: surface === 'message' ? 50 : 100 });
  const ids = all.flatMap((one) => record(one).block_id ?? []);
  if (new Set(ids).size !== ids.length) found.add('block_id', 'is not unique');
  if (all.filter((one) => record(one).type === 'table').length > 1) found.add('blocks', 'have more than one table');
  for (const [index, one] of all.entries()) block(found, record(one), `blocks[${index}]`, surface);
}

function block(found: Breaches, one: Json, where: string, surface: Surface): void {
  const type = String(one.type);
  if (!blockTypes[surface].includes(type)) found.add(where, `is a ${type}, not for a ${surface}`);
  if (one.block_id !== undefined) found.text(one.block_id, `${where}.block_id`, { min: 1, max: 255 });
  if (type === 'header') textObject(found, one.text, `${where}.text`, { max: 150, plain: true });
  if (type === 'section') section(found, one, where);
  if (type === 'context') {
    found.count(list(one.elements), `${where}.elements`, { min: 1, max: 10 });
    for (const element of list(one.elements)) textObject(found, element, `${where}.elements`, { max: 2_000 });
  }
  if (type === 'actions') actions(found, list(one.elements), where);
  if (type === 'rich_text') richText(found, one, where);
  if (type === 'table') table(found, one, where);
  if (type === 'plan') plan(found, one, where);
  if (type === 'data_visualization') chart(found, one, where);
}

function chart(found: Breaches, one: Json, where: string): void {
  found.text(one.title, `${where}.title`, { min: 1, max: 50 });
  const { series, axis_config: axis } = record(one.chart);
  found.count(list(record(axis).categories), `${where}.categories`, { min: 1, max: 20 });
  found.count(list(series), `${where}.series`, { min: 1, max: 6 });
  for (const each of list(series).map(record)) {
    found.text(each.name, `${where}.name`, { min: 1, max: 20 });
    found.count(list(each.data), `${where}.data`, { min: 1, max: 20 });
    for (const point of list(each.data).map(record)) found.text(point.label, `${where}.label`, { min: 1, max: 20 });
  }
}

function plan(found: Breaches, one: Json, where: string): void {
  found.text(one.title, `${where}.title`, { min: 1, max: 150 });
  const tasks = list(one.tasks).map(record);
  found.count(tasks, `${where}.tasks`, { min: 1, max: 50 });
  const ids = tasks.map(({ task_id }) => task_id);
  if (new Set(ids).size !== ids.length) found.add(where, 'repeats a task_id');
  for (const task of tasks) {
    if (task.type !== 'task_card') found.add(where, `holds a ${String(task.type)}`);
    found.text(task.title, `${where}.task`, { min: 1, max: 256 });
    if (!['pending', 'in_progress', 'complete', 'error'].includes(String(task.status)))
      found.add(where, 'has no state');
    if (task.details !== undefined) richText(found, record(task.details), `${where}.details`);
  }
}

function section(found: Breaches, one: Json, where: string): void {
  if (one.text === undefined && one.fields === undefined) found.add(where, 'has neither text nor fields');
  if (one.text !== undefined) textObject(found, one.text, `${where}.text`, { max: 3_000 });
  if (one.fields !== undefined) found.count(list(one.fields), `${where}.fields`, { min: 1, max: 10 });
  for (const field of list(one.fields)) textObject(found, field, `${where}.fields`, { max: 2_000 });
  if (one.accessory !== undefined) element(found, record(one.accessory), `${where}.accessory`);
}

function textObject(found: Breaches, value: unknown, where: string, rule: { max: number; plain?: boolean }): void {
  const { type, text } = record(value);
  const types = rule.plain ? ['plain_text'] : ['plain_text', 'mrkdwn'];
  if (!types.includes(String(type))) found.add(where, `is ${String(type)}`);
  found.text(text, where, { min: 1, max: rule.max });
}

function actions(found: Breaches, elements: readonly unknown[], where: string): void {
  found.count(elements, `${where}.elements`, { min: 1, max: 25 });
  const ids = elements.flatMap((one) => record(one).action_id ?? []);
  if (new Set(ids).size !== ids.length) found.add(where, 'repeats an action_id');
  const labels = elements.map(record).filter(({ type }) => type === 'button');
  if (labels.some((button) => button.accessibility_label === undefined))
    found.add(where, 'has a button without label for screen readers');
  for (const [index, one] of elements.entries()) element(found, record(one), `${where}.elements[${index}]`);
}

function element(found: Breaches, one: Json, where: string): void {
  found.text(one.action_id, `${where}.action_id`, { min: 1, max: 255 });
  if (one.type === 'button') {
    textObject(found, one.text, `${where}.text`, { max: 75, plain: true });
    if (one.value !== undefined) found.text(one.value, `${where}.value`, { min: 1, max: 2_000 });
    if (one.accessibility_label !== undefined)
      found.text(one.accessibility_label, `${where}.label`, { min: 1, max: 75 });
    if (one.confirm !== undefined) confirm(found, record(one.confirm), `${where}.confirm`);
  } else if (one.type === 'static_select') select(found, one, where);
  else if (one.type === 'overflow') optionsOf(found, one, where, { min: 2, max: 5 });
  else found.add(where, `is a ${String(one.type)}`);
}

function confirm(found: Breaches, one: Json, where: string): void {
  textObject(found, one.title, `${where}.title`, { max: 100, plain: true });
  textObject(found, one.text, `${where}.text`, { max: 300 });
  textObject(found, one.confirm, `${where}.confirm`, { max: 30, plain: true });
  textObject(found, one.deny, `${where}.deny`, { max: 30, plain: true });
}

function select(found: Breaches, one: Json, where: string): void {
  textObject(found, one.placeholder, `${where}.placeholder`, { max: 150, plain: true });
  const options = optionsOf(found, one, where, { min: 1, max: 100 });
  const known = new Set(options.map((option) => JSON.stringify(option)));
  if (one.initial_option !== undefined && !known.has(JSON.stringify(one.initial_option)))
    found.add(where, 'starts with an option that it does not have');
}

function optionsOf(found: Breaches, one: Json, where: string, rule: { min: number; max: number }): Json[] {
  const options = list(one.options).map(record);
  found.count(options, `${where}.options`, rule);
  for (const option of options) {
    textObject(found, option.text, `${where}.options`, { max: 75, plain: true });
    found.text(option.value, `${where}.options`, { min: 1, max: 75 });
  }
  const values = options.map(({ value }) => value);
  if (new Set(values).size !== values.length) found.add(where, 'has an option twice');
  return options;
}

function richText(found: Breaches, one: Json, where: string): void {
  found.count(list(one.elements), `${where}.elements`, { min: 1, max: 1_000 });
  for (const part of list(one.elements).map(record)) richPart(found, part, where);
}

function richPart(found: Breaches, part: Json, where: string): void {
  const inner = list(part.elements).map(record);
  switch (part.type) {
    case 'rich_text_section':
    case 'rich_text_preformatted':
      found.count(inner, where, { min: 1, max: 1_000 });
      for (const one of inner) inline(found, one, where);
      return;
    case 'rich_text_list':
      found.count(inner, where, { min: 1, max: 1_000 });
      for (const row of inner) richPart(found, row, where);
      return;
    default:
      found.add(where, `holds a ${String(part.type)}`);
  }
}

function inline(found: Breaches, one: Json, where: string): void {
  if (one.type === 'text') found.text(one.text, where, { min: 1, max: 3_000 });
  else if (one.type === 'date') {
    if (!Number.isSafeInteger(one.timestamp)) found.add(where, 'has a date without instant');
    found.text(one.fallback, where, { min: 1, max: 100 });
  } else if (one.type === 'link') {
    if (!/^https?:\/\//.test(String(one.url))) found.add(where, 'leads to no address');
    found.text(one.text, where, { min: 1, max: 3_000 });
  } else if (one.type === 'user' || one.type === 'channel' || one.type === 'usergroup') {
    if (!/^[A-Z][A-Z0-9]+$/.test(String(one[`${one.type}_id`]))) found.add(where, 'mentions no id');
  } else found.add(where, `holds a ${String(one.type)}`);
}

function table(found: Breaches, one: Json, where: string): void {
  const rows = list(one.rows).map(list);
  found.count(rows, `${where}.rows`, { min: 1, max: 100 });
  found.count(list(one.column_settings), `${where}.column_settings`, { max: 20 });
  const width = rows[0]?.length ?? 0;
  for (const row of rows) {
    found.count(row, `${where}.row`, { min: 1, max: 20 });
    if (row.length !== width) found.add(where, 'has rows of different lengths');
    for (const cell of row.map(record)) {
      if (cell.type === 'raw_text') found.text(cell.text, `${where}.cell`, { min: 1, max: 3_000 });
      else if (cell.type === 'rich_text') richText(found, cell, `${where}.cell`);
      else found.add(where, `has a ${String(cell.type)} cell`);
    }
  }
}
