import type { ReactNode } from 'react';
import { textOf } from '../elements.ts';
import { asObject, asObjects, isObject, type Json } from '../json.ts';
import { type Draw, h } from './draw.ts';
import { richText } from './text.ts';

/** Slack's default of rows a page in a data table. */
const DEFAULT_PAGE = 5;

function rowsOf(block: Json): Json[][] {
  return Array.isArray(block.rows) ? block.rows.map(asObjects) : [];
}

/** raw_text and raw_number are literal text. */
function cell(draw: Draw, value: Json): ReactNode {
  return value.type === 'rich_text' ? richText(draw, value) : textOf(value.text);
}

/** Draws a `table`; its first row is the header. */
export function table(draw: Draw, block: Json): ReactNode {
  const settings = Array.isArray(block.column_settings) ? block.column_settings.map(asObject) : [];
  const [head = [], ...body] = rowsOf(block);
  const className = (index: number): string => {
    const { align, is_wrapped: wrapped } = settings[index] ?? {};
    return `${typeof align === 'string' ? `align-${align}` : ''} ${wrapped === true ? 'wrapped' : ''}`.trim();
  };
  const row = (cells: Json[], tag: string): ReactNode =>
    h('tr', null, ...cells.map((one, index) => h(tag, { className: className(index) }, cell(draw, one))));
  return h(
    'div',
    { className: 'table-box', tabIndex: 0, role: 'region', 'aria-label': 'Table' },
    h('table', null, h('thead', null, row(head, 'th')), h('tbody', null, ...body.map((cells) => row(cells, 'td')))),
  );
}

/** Draws a `data_table` with its caption and pages; the page's script turns the pages. */
export function dataTable(draw: Draw, block: Json): ReactNode {
  const [head = [], ...body] = rowsOf(block);
  const size = typeof block.page_size === 'number' ? block.page_size : DEFAULT_PAGE;
  const keyColumn = typeof block.row_header_column_index === 'number' ? block.row_header_column_index : 0;
  const pages = Math.max(1, Math.ceil(body.length / size));
  const cells = (row: Json[]): ReactNode[] =>
    row.map((one, column) => {
      const className = one.type === 'raw_number' ? 'align-right' : '';
      return column === keyColumn
        ? h('th', { scope: 'row', className }, cell(draw, one))
        : h('td', { className }, cell(draw, one));
    });
  const rows = body.map((row, index) =>
    h('tr', { 'data-page': Math.floor(index / size), hidden: index >= size }, ...cells(row)),
  );
  const turner = (label: string, step: number, disabled: boolean): ReactNode =>
    h('button', { type: 'button', className: 'turn', 'data-turn': step, disabled }, label);
  const pager = h(
    'div',
    { className: 'pager' },
    turner('‹ Previous', -1, true),
    h('span', { 'data-page-words': '', 'aria-live': 'polite' }, `Page 1 of ${pages} · ${body.length} rows`),
    turner('Next ›', 1, pages === 1),
  );
  const header = head.map((one) =>
    h('th', { scope: 'col', className: isNumeric(body, head.indexOf(one)) ? 'align-right' : '' }, cell(draw, one)),
  );
  return h(
    'div',
    { className: 'data-table', 'data-pages': pages },
    h(
      'div',
      { className: 'table-box', tabIndex: 0, role: 'region', 'aria-label': textOf(block.caption) },
      h(
        'table',
        null,
        h('caption', null, textOf(block.caption)),
        h('thead', null, h('tr', null, ...header)),
        h('tbody', null, ...rows),
      ),
    ),
    pages > 1 ? pager : null,
  );
}

function isNumeric(body: Json[][], column: number): boolean {
  const first = body[0]?.[column];
  return isObject(first) && first.type === 'raw_number';
}
