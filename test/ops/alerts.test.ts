import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { createMetrics } from '../../src/ops/metrics.ts';
import { noMeasurements } from '../support/measurements.ts';

const rule = z.strictObject({
  alert: z.string().regex(/^Gluewarden[A-Z]\w+$/),
  expr: z.string(),
  for: z
    .string()
    .regex(/^\d+[mhd]$/)
    .optional(),
  labels: z.strictObject({ severity: z.enum(['page', 'ticket', 'info']) }),
  annotations: z.strictObject({ summary: z.string() }),
});
const { groups } = z
  .strictObject({ groups: z.tuple([z.strictObject({ name: z.string(), rules: z.array(rule) })]) })
  .parse(parse(readFileSync('deploy/alerts.yml', 'utf8')));
const [{ rules }] = groups;

/** What Prometheus reads when everything has happened once. */
async function scraped(): Promise<string> {
  const metrics = await createMetrics();
  metrics.scanEnded('finished', 400);
  metrics.targets(11, 1);
  metrics.acked(30);
  metrics.deliveryFailed('channel_not_found');
  const text = await metrics.text({ ...noMeasurements, undeliverable: [{ error: 'is_archived', count: 1 }] });
  metrics.close();
  return text;
}

/** Names with what is asked of their labels. */
function selectorsOf(expr: string) {
  return [...expr.matchAll(/\b((?:gluewarden|nodejs|process)_\w+)(?:\{([^}]*)\})?/g)].map(
    ([, name = '', labels = '']) => ({
      name,
      labels: [...labels.matchAll(/(\w+)=~?"([^"]*)"/g)].map(([, label = '', values = '']) => ({
        label,
        values: values.split('|'),
      })),
    }),
  );
}

test('every metric of an alert is told, with the values of its labels', async () => {
  const text = await scraped();
  const selectors = rules.flatMap(({ expr }) => selectorsOf(expr));
  expect(selectors.length).toBeGreaterThanOrEqual(rules.length - 2);
  const unknown = selectors.flatMap(({ name, labels }) => [
    ...(new RegExp(`^${name}[ {]`, 'm').test(text) ? [] : [name]),
    ...labels
      // Prometheus adds the job.
      .filter(({ label }) => label !== 'job')
      .flatMap(({ label, values }) => values.map((value) => `${name}{${label}="${value}"`))
      .filter((series) => !text.includes(series)),
  ]);
  expect(unknown).toEqual([]);
});

test('what all replicas tell of the tables is never added up', async () => {
  const text = await scraped();
  const ofTables = [...text.matchAll(/^# TYPE (gluewarden_\w+) gauge$/gm)].map(([, name = '']) => name);
  expect(ofTables.length).toBeGreaterThan(8);
  for (const { expr } of rules.filter(({ expr }) => ofTables.some((name) => expr.includes(name))))
    expect(expr).toMatch(/\bmax\b/);
});

test('the run book says of each what to do, in the same order', () => {
  const [, runBook = ''] = readFileSync('docs/operations.md', 'utf8').split(/^## Run book$/m);
  const [own = ''] = runBook.split(/^## /m);
  expect([...own.matchAll(/^### (\w+)$/gm)].map(([, name]) => name)).toEqual(rules.map(({ alert }) => alert));
});
