import { createElement, type ReactNode } from 'react';
import { Message as BlocksMessage } from 'slack-blocks-to-jsx';
import { type PlacedElement, placedElements } from '../elements.ts';
import { asObjects, isObject, type Json } from '../json.ts';
import { chart } from './chart.ts';
import { type Draw, group, h, redBox } from './draw.ts';
import { element } from './elements.ts';
import { imageBlock, imageBox } from './media.ts';
import { dataTable, table } from './tables.ts';
import { plan, taskCard } from './tasks.ts';
import { plain, richText, text } from './text.ts';

type Drawer = (draw: Draw, block: Json) => ReactNode;

const DRAWERS: Record<string, Drawer> = {
  section,
  header: (_, block) => h('h3', null, plain(block.text)),
  divider: () => h('hr', null),
  context,
  actions: (draw, block) => h('div', { className: 'actions' }, ...elements(draw, block)),
  context_actions: (draw, block) => h('div', { className: 'actions' }, ...elements(draw, block)),
  input,
  image: (_, block) => imageBlock(block),
  rich_text: richText,
  markdown: (_, block) => markdown(block),
  table,
  data_table: dataTable,
  data_visualization: (_, block) => chart(block),
  plan,
  task_card: (draw, block) => h('ol', { className: 'plan' }, taskCard(draw, block)),
  alert: (draw, block) => h('div', { className: `alert ${String(block.level ?? 'default')}` }, text(draw, block.text)),
  card,
  carousel: (draw, block) =>
    h('div', { className: 'carousel' }, ...asObjects(block.elements).map((one) => card(draw, one))),
  container,
};

/** Draws blocks in order. What is not known is a red box, as loud as a refusal. */
export function blocks(draw: Draw, list: Json[]): ReactNode {
  return group(
    list.map((block) => {
      const drawer = DRAWERS[String(block.type)];
      const drawn = drawer === undefined ? redBox(`Unknown block: ${String(block.type)}`) : drawer(draw, block);
      return h('div', { className: `block block-${String(block.type)}`, 'data-block-id': block.block_id }, drawn);
    }),
  );
}

function elements(draw: Draw, block: Json): ReactNode[] {
  return placedElements([block]).map((place) => element(draw, place));
}

function section(draw: Draw, block: Json): ReactNode {
  const fields = asObjects(block.fields).map((field) => h('div', { className: 'field' }, text(draw, field)));
  const words = h(
    'div',
    { className: 'words' },
    block.text === undefined ? null : h('div', null, text(draw, block.text)),
    fields.length === 0 ? null : h('div', { className: 'fields' }, ...fields),
  );
  if (!isObject(block.accessory)) return words;
  const accessory = block.accessory.type === 'image' ? [imageBox(block.accessory)] : elements(draw, block);
  return h('div', { className: 'with-accessory' }, words, h('div', { className: 'accessory' }, ...accessory));
}

function context(draw: Draw, block: Json): ReactNode {
  const parts = asObjects(block.elements).map((one) =>
    h('span', null, one.type === 'image' ? imageBox(one) : text(draw, one)),
  );
  return h('div', { className: 'context' }, ...parts);
}

function input(draw: Draw, block: Json): ReactNode {
  const [place] = placedElements([block]);
  const base = `${draw.prefix}-${String(block.block_id)}`.replace(/[^\w-]/g, '_');
  const optional = block.optional === true ? h('span', { className: 'optional' }, ' (optional)') : null;
  return h(
    'div',
    { className: 'input' },
    h(
      'label',
      { id: `${base}-label`, htmlFor: place === undefined ? undefined : fieldId(draw, place) },
      plain(block.label),
      optional,
    ),
    place === undefined ? redBox('An input without element') : element(draw, place, `${base}-label`),
    block.hint === undefined ? null : h('p', { className: 'hint' }, plain(block.hint)),
    h('p', { className: 'field-error', role: 'alert', 'data-error-for': block.block_id, hidden: true }),
  );
}

function fieldId(draw: Draw, place: PlacedElement): string {
  return `${draw.prefix}-${place.blockId}-${place.actionId}`.replace(/[^\w-]/g, '_');
}

function card(draw: Draw, block: Json): ReactNode {
  const place = (one: Json): PlacedElement => ({
    block,
    blockId: String(block.block_id ?? ''),
    actionId: String(one.action_id ?? ''),
    element: one,
  });
  return h(
    'div',
    { className: 'card' },
    isObject(block.hero_image) ? imageBox(block.hero_image) : null,
    block.title === undefined ? null : h('strong', null, text(draw, block.title)),
    block.subtitle === undefined ? null : h('div', { className: 'context' }, text(draw, block.subtitle)),
    block.body === undefined ? null : h('div', null, text(draw, block.body)),
    h('div', { className: 'actions' }, ...asObjects(block.actions).map((one) => element(draw, place(one)))),
  );
}

function container(draw: Draw, block: Json): ReactNode {
  const title = isObject(block.rich_text_title) ? richText(draw, block.rich_text_title) : plain(block.title);
  const subtitle = block.subtitle === undefined ? null : h('div', { className: 'context' }, text(draw, block.subtitle));
  const inside = blocks(draw, asObjects(block.child_blocks));
  if (block.is_collapsible !== true) {
    return h('div', { className: 'container' }, h('strong', null, title), subtitle, inside);
  }
  const open = block.default_collapsed !== true;
  return h('details', { className: 'container', open }, h('summary', null, h('strong', null, title), subtitle), inside);
}

/** Standard markdown is the one thing that slack-blocks-to-jsx draws here: it escapes HTML and drops unsafe links. */
function markdown(block: Json): ReactNode {
  const drawn = createElement(BlocksMessage, {
    blocks: [{ type: 'markdown', text: String(block.text) }],
    logo: '',
    name: '',
    unstyled: true,
    withoutWrapper: true,
  });
  return h('div', { className: 'markdown' }, drawn);
}
