import { shortenEnd } from './display-name.ts';
import type { Chart } from './document.ts';

/**
 * Slack's own chart, which its types do not know yet: docs.slack.dev, data visualization block (2026-06-16). A title of at
 * most 50 characters, names and labels of 20, 20 categories; messages only, two in one at most.
 */
export interface ChartBlock {
  readonly type: 'data_visualization';
  readonly title: string;
  readonly chart: {
    readonly type: 'line';
    readonly series: readonly {
      readonly name: string;
      readonly data: readonly { readonly label: string; readonly value: number }[];
    }[];
    readonly axis_config: { readonly categories: readonly string[] };
  };
}

const longestTitle = 50;
const longestName = 20;
const mostPoints = 20;

/** None for a line without points, which Slack refuses. */
export function chartBlocks(chart: Chart | undefined): ChartBlock[] {
  if (chart === undefined || chart.points.length === 0) return [];
  const data = chart.points
    .slice(-mostPoints)
    .map(({ label, value }) => ({ label: shortenEnd(label, longestName), value }));
  return [
    {
      type: 'data_visualization',
      title: shortenEnd(chart.title, longestTitle),
      chart: {
        type: 'line',
        series: [{ name: shortenEnd(chart.series, longestName), data }],
        axis_config: { categories: data.map(({ label }) => label) },
      },
    },
  ];
}
