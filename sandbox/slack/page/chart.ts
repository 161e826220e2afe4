import type { ReactNode } from 'react';
import { asObject, asObjects, asString, type Json } from '../json.ts';
import { h } from './draw.ts';

const WIDTH = 520;
const HEIGHT = 200;
const LEFT = 36;
const BOTTOM = 24;
/** As many as colours.css has: a chart of Slack's has at most so many. */
const COLOURS = 6;

interface Series {
  name: string;
  values: number[];
}

/** Draws a `data_visualization` as inline SVG, with the same figures in words for everybody who needs them. */
export function chart(block: Json): ReactNode {
  const data = asObject(block.chart);
  const title = String(block.title ?? 'Chart');
  const isPie = data.type === 'pie';
  const labels = isPie ? [] : categoriesOf(data);
  const series = isPie
    ? asObjects(data.segments).map((segment) => ({ name: String(segment.label), values: [Number(segment.value)] }))
    : seriesOf(data, labels);
  const words = series.map(({ name, values }) => describe(name, values, labels)).join('; ');
  const drawing = isPie ? pie(series) : plot(String(data.type), series, labels);
  const svg = h(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': `${title}. ${words}` },
    ...drawing,
  );
  const legend = series.map(({ name, values }, index) =>
    h('li', { className: colour(index) }, isPie ? `${name}: ${values[0] ?? 0}` : name),
  );
  return h(
    'figure',
    { className: 'chart' },
    h('figcaption', null, title),
    svg,
    h('ul', { className: 'legend' }, ...legend),
    axisWords(data),
  );
}

function axisWords(data: Json): ReactNode {
  const axis = asObject(data.axis_config);
  const words = [asString(axis.x_label), asString(axis.y_label)].filter((one) => one !== undefined);
  return words.length === 0 ? null : h('p', { className: 'axis-words' }, words.join(' · '));
}

function categoriesOf(data: Json): string[] {
  const { categories } = asObject(data.axis_config);
  return Array.isArray(categories) ? categories.map(String) : [];
}

function seriesOf(data: Json, labels: string[]): Series[] {
  return asObjects(data.series).map((one) => {
    const points = asObjects(one.data);
    return {
      name: String(one.name),
      values: labels.map((label) => Number(points.find((point) => point.label === label)?.value ?? 0)),
    };
  });
}

function describe(name: string, values: number[], labels: string[]): string {
  const figures = values.map((value, index) =>
    labels[index] === undefined ? `${value}` : `${labels[index]} ${value}`,
  );
  return `${name}: ${figures.join(', ')}`;
}

function plot(type: string, series: Series[], labels: string[]): ReactNode[] {
  const highest = Math.max(1, ...series.flatMap(({ values }) => values));
  const x = (index: number): number => LEFT + ((WIDTH - LEFT) * (index + 0.5)) / Math.max(1, labels.length);
  const y = (value: number): number => (HEIGHT - BOTTOM) * (1 - value / highest) + 4;
  const grid = [0, highest].map((value) =>
    h(
      'g',
      null,
      h('line', { className: 'grid', x1: LEFT, x2: WIDTH, y1: y(value), y2: y(value) }),
      h('text', { x: 0, y: y(value) + 4 }, String(value)),
    ),
  );
  const names = labels.map((label, index) => h('text', { x: x(index), y: HEIGHT - 4, textAnchor: 'middle' }, label));
  const shapes = series.map((one, index) =>
    type === 'bar' ? bars(one, index, series.length, { x, y, labels }) : curve(type, one, index, { x, y }),
  );
  return [...grid, ...names, ...shapes];
}

function bars(
  one: Series,
  index: number,
  count: number,
  scale: { x: (at: number) => number; y: (value: number) => number; labels: string[] },
): ReactNode {
  const slot = ((WIDTH - LEFT) / Math.max(1, scale.labels.length)) * 0.7;
  const width = slot / count;
  const shapes = one.values.map((value, at) =>
    h('rect', {
      x: scale.x(at) - slot / 2 + index * width,
      y: scale.y(value),
      width: Math.max(1, width - 2),
      height: Math.max(0, scale.y(0) - scale.y(value)),
      className: 'filled',
    }),
  );
  return h('g', { className: colour(index) }, ...shapes);
}

function curve(
  type: string,
  one: Series,
  index: number,
  scale: { x: (at: number) => number; y: (value: number) => number },
): ReactNode {
  const points = one.values.map((value, at) => `${scale.x(at)},${scale.y(value)}`);
  const line = h('polyline', { points: points.join(' '), className: 'drawn' });
  if (type !== 'area') return h('g', { className: colour(index) }, line);
  const corners = [`${scale.x(0)},${scale.y(0)}`, ...points, `${scale.x(one.values.length - 1)},${scale.y(0)}`];
  const area = h('polygon', { points: corners.join(' '), className: 'filled', opacity: 0.25 });
  return h('g', { className: colour(index) }, area, line);
}

function pie(series: Series[]): ReactNode[] {
  const total = series.reduce((sum, { values }) => sum + (values[0] ?? 0), 0) || 1;
  const radius = HEIGHT / 2 - 8;
  let turned = 0;
  return series.map(({ values }, index) => {
    const share = (values[0] ?? 0) / total;
    const from = point(turned, radius);
    turned += share;
    const className = `slice ${colour(index)}`;
    if (share > 0.999) return h('circle', { cx: WIDTH / 2, cy: HEIGHT / 2, r: radius, className });
    const large = share > 0.5 ? 1 : 0;
    const path = `M${WIDTH / 2},${HEIGHT / 2} L${from} A${radius},${radius} 0 ${large} 1 ${point(turned, radius)} Z`;
    return h('path', { d: path, className });
  });
}

function point(turned: number, radius: number): string {
  const angle = turned * 2 * Math.PI - Math.PI / 2;
  return `${(WIDTH / 2 + radius * Math.cos(angle)).toFixed(2)},${(HEIGHT / 2 + radius * Math.sin(angle)).toFixed(2)}`;
}

function colour(index: number): string {
  return `colour-${index % COLOURS}`;
}
