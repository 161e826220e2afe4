import { expect, test } from 'vitest';
import { createReportWriter } from '../../../src/terminal/evidence/report-writer.ts';
import { finding, reportWorld } from '../../usecases/evidence/report-world.ts';

test('each format has every record', async () => {
  const { store, report } = await reportWorld();
  await store.findings.insert([finding('orders-etl')]);
  const records = await report();
  const written = (format: 'html' | 'csv' | 'jsonl') => records.map(createReportWriter(format)).join('');
  const lines = written('jsonl').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(records);
  expect(written('csv')).toMatch(/^type,id,.*\nreport,[\s\S]*orders-etl[\s\S]*\nend,/);
  expect(written('html')).toMatch(/^<!doctype html>[\s\S]*orders-etl[\s\S]*<\/html>\n$/);
});
