import { expect, test } from 'vitest';
import { Complaints } from '../../../../sandbox/slack/limits/complaints.ts';
import { checkDataVisualization } from '../../../../sandbox/slack/limits/data-limits.ts';
import { chartBlocks } from '../../../../src/slack/views/common/chart-block.ts';

test('a chart keeps to what Slack takes, however long its words and many its points are', () => {
  const points = Array.from({ length: 40 }, (_, value) => ({ label: `point ${value} with a long label`, value }));
  const [block] = chartBlocks({ title: 'T'.repeat(80), series: 'S'.repeat(40), points });
  const complaints = new Complaints();
  checkDataVisualization(complaints, { ...block }, '/blocks/0');
  expect(complaints.list).toEqual([]);
  expect(block?.chart.series[0]?.data.map(({ value }) => value)).toEqual(Array.from({ length: 20 }, (_, n) => n + 20));
});

test('there is none without points, which Slack would refuse', () => {
  expect(chartBlocks({ title: 'T', series: 'S', points: [] })).toEqual([]);
  expect(chartBlocks(undefined)).toEqual([]);
});
