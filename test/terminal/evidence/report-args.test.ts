import { expect, test } from 'vitest';
import { parseReportArgs, reportSpec } from '../../../src/terminal/evidence/report-args.ts';
import { commandHelp } from '../../../src/terminal/help.ts';

const now = Date.UTC(2026, 10, 30, 8);
const parse = (...words: string[]) => parseReportArgs(words, now);
const day = (month: number, of: number) => Date.UTC(2026, month - 1, of);

test('without words it is of the last 30 days, as HTML', () => {
  expect(parse()).toEqual({ help: false, format: 'html', period: { from: day(11, 1), before: now } });
  expect(parse('--help')).toEqual({ help: true });
});

test('days are whole days in UTC; a file is named', () => {
  expect(parse('--from', '2026-07-01', '--to=2026-09-30', '--format', 'JSONL', '--output', 'r.jsonl')).toEqual({
    help: false,
    format: 'jsonl',
    period: { from: day(7, 1), before: day(10, 1) },
    output: 'r.jsonl',
  });
  expect(parse('--to', '2026-09-30')).toMatchObject({ period: { from: day(9, 1), before: day(10, 1) } });
  expect(parse('--from', '2026-11-30', '--to', '2026-11-30')).toMatchObject({ period: { from: day(11, 30) } });
});

test('a reader of the HTML has a time zone', () => {
  expect(parse('--timezone', 'Europe/Berlin')).toMatchObject({ zone: { name: 'Europe/Berlin' } });
  expect(() => parse('--timezone', 'Europe/Berln')).toThrow(/no time zone/);
});

test.each([
  [['last-month'], /--from and --to/],
  [['--format', 'pdf'], /no format “pdf”/],
  [['--from', '2026-09-02', '--to', '2026-09-01'], /--from is after --to/],
  [['--from', '2026-12-01'], /--from is after --to|still to come/],
  [['--from', '2026-12-01', '--to', '2026-12-31'], /still to come/],
  [['--from', 'yesterday'], /neither/],
])('%j is refused', (words, says) => {
  expect(() => parse(...words)).toThrow(says);
});

test('the help fits 80 columns', () => {
  expect(
    Math.max(
      ...commandHelp(reportSpec)
        .split('\n')
        .map((line) => line.length),
    ),
  ).toBeLessThanOrEqual(80);
});
