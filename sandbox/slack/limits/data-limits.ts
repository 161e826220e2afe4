import { asObject, isObject, type Json } from '../json.ts';
import { type Complaints, checkFields, checkInteger, checkList, checkOneOf, checkString } from './complaints.ts';
import { checkRichText } from './rich-text-limits.ts';

const CELLS = 20;

/** `table`: 100 rows of at most 20 cells. */
export function checkTable(complaints: Complaints, block: Json, pointer: string): void {
  checkFields(complaints, block, pointer, ['type', 'block_id', 'rows', 'column_settings']);
  checkRows(complaints, block.rows, `${pointer}/rows`, { min: 1, max: 100 });
  if (block.column_settings === undefined) return;
  const settings = Array.isArray(block.column_settings)
    ? block.column_settings.map((one) => one ?? {})
    : block.column_settings;
  checkList(complaints, settings, `${pointer}/column_settings`, { min: 0, max: CELLS }, (setting, at) => {
    checkFields(complaints, setting, at, ['align', 'is_wrapped']);
    checkOneOf(complaints, setting.align, `${at}/align`, ['left', 'center', 'right']);
  });
}

/** `data_table`: a caption, a header row without rich text, 1 to 100 data rows, all of the same length. */
export function checkDataTable(complaints: Complaints, block: Json, pointer: string): void {
  checkFields(complaints, block, pointer, [
    'type',
    'block_id',
    'rows',
    'caption',
    'page_size',
    'row_header_column_index',
  ]);
  checkString(complaints, block.caption, `${pointer}/caption`, { min: 1, max: 2000, required: true });
  checkInteger(complaints, block.page_size, `${pointer}/page_size`, { min: 1, max: 100 });
  checkInteger(complaints, block.row_header_column_index, `${pointer}/row_header_column_index`, {
    min: 0,
    max: CELLS - 1,
  });
  checkRows(complaints, block.rows, `${pointer}/rows`, { min: 2, max: 101 });
  const rows = Array.isArray(block.rows) ? block.rows.filter(Array.isArray) : [];
  const width = rows[0]?.length ?? 0;
  rows.forEach((row, index) => {
    if (row.length !== width)
      complaints.add(`${pointer}/rows/${index}`, 'every row must have the same number of cells');
  });
  if (rows[0]?.some((cell: unknown) => asObject(cell).type === 'rich_text') === true) {
    complaints.add(`${pointer}/rows/0`, 'the header row cannot hold rich_text');
  }
}

function checkRows(complaints: Complaints, rows: unknown, pointer: string, rule: { min: number; max: number }): void {
  if (!Array.isArray(rows)) {
    complaints.add(pointer, 'must provide an array');
    return;
  }
  if (rows.length < rule.min) complaints.add(pointer, `no fewer than ${rule.min} items allowed`);
  if (rows.length > rule.max) complaints.add(pointer, `no more than ${rule.max} items allowed`);
  rows.forEach((row, index) => {
    checkList(complaints, row, `${pointer}/${index}`, { min: 1, max: CELLS }, (cell, at) =>
      checkCell(complaints, cell, at),
    );
  });
}

function checkCell(complaints: Complaints, cell: Json, pointer: string): void {
  switch (cell.type) {
    case 'raw_text':
      checkFields(complaints, cell, pointer, ['type', 'text']);
      checkString(complaints, cell.text, `${pointer}/text`, { min: 1, max: 3000, required: true });
      return;
    case 'raw_number':
      checkFields(complaints, cell, pointer, ['type', 'text', 'value']);
      if (typeof cell.value !== 'number') complaints.add(`${pointer}/value`, 'must provide a number');
      checkString(complaints, cell.text, `${pointer}/text`, { min: 1, max: 3000, required: true });
      return;
    case 'rich_text':
      checkRichText(complaints, cell, pointer);
      return;
    default:
      complaints.add(`${pointer}/type`, `unsupported type: ${cell.type}`);
  }
}

/** `data_visualization`. Source: docs.slack.dev, data visualization block (2026-06). */
export function checkDataVisualization(complaints: Complaints, block: Json, pointer: string): void {
  checkFields(complaints, block, pointer, ['type', 'block_id', 'title', 'chart']);
  checkString(complaints, block.title, `${pointer}/title`, { min: 1, max: 50, required: true });
  if (!isObject(block.chart)) {
    complaints.add(`${pointer}/chart`, 'missing required field');
    return;
  }
  const { chart } = block;
  checkOneOf(complaints, chart.type ?? '', `${pointer}/chart/type`, ['line', 'bar', 'area', 'pie']);
  if (chart.type === 'pie') checkSegments(complaints, chart, `${pointer}/chart`);
  else checkSeries(complaints, chart, `${pointer}/chart`);
}

function checkSegments(complaints: Complaints, chart: Json, pointer: string): void {
  checkList(complaints, chart.segments, `${pointer}/segments`, { min: 1, max: 6 }, (segment, at) => {
    checkString(complaints, segment.label, `${at}/label`, { min: 1, max: 20, required: true });
    if (typeof segment.value !== 'number' || segment.value <= 0)
      complaints.add(`${at}/value`, 'must be greater than 0');
  });
}

function checkSeries(complaints: Complaints, chart: Json, pointer: string): void {
  const categories = asObject(chart.axis_config).categories;
  if (!Array.isArray(categories) || categories.length === 0 || categories.length > 20) {
    complaints.add(`${pointer}/axis_config/categories`, 'must provide from 1 to 20 categories');
  }
  checkList(complaints, chart.series, `${pointer}/series`, { min: 1, max: 6 }, (series, at) => {
    checkString(complaints, series.name, `${at}/name`, { min: 1, max: 20, required: true });
    checkList(complaints, series.data, `${at}/data`, { min: 1, max: 20 }, (point, where) => {
      checkString(complaints, point.label, `${where}/label`, { min: 1, max: 20, required: true });
      if (typeof point.value !== 'number') complaints.add(`${where}/value`, 'must provide a number');
      if (Array.isArray(categories) && !categories.includes(point.label)) {
        complaints.add(`${where}/label`, 'must be one of the categories');
      }
    });
  });
}
