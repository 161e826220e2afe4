import { nearest } from '../../domain/nearest.ts';
import { dayMs, dayOf } from '../../domain/retention.ts';
import { type Zone, zoneOf } from '../../usecases/evidence/html/zone.ts';
import type { Period } from '../../usecases/ports/evidence-records.ts';
import { noMoreWords } from '../../usecases/words/usage-words.ts';
import type { CommandSpec } from '../help.ts';
import { oneValue, readOptions, usage } from '../options.ts';
import { readInstant } from './instants.ts';

const formats = ['html', 'csv', 'jsonl'] as const;
export type ReportFormat = (typeof formats)[number];

/** What `gluewarden report` was asked for. */
export type ReportArgs =
  | { readonly help: true }
  | {
      readonly help: false;
      readonly format: ReportFormat;
      readonly period: Period;
      /** Absent: to stdout. */
      readonly output?: string;
      /** Of a reader of the HTML. Absent: UTC. */
      readonly zone?: Zone;
    };

const usualDays = 30;

export const reportSpec: CommandSpec = {
  name: 'report',
  about:
    'Writes what the database that DATABASE_URL names proves about a period: scope, method, rule, scans made and missed, findings, accepted risks, remediations with their AWS request ids, and what could not be scanned. Changes nothing, needs neither AWS nor Slack, and the bot may run.',
  usage: '[options]',
  options: {
    '--from': {
      value: 'DAY',
      needs: 'a day or an instant',
      example: '--from 2026-11-01',
      does: [`from the start of this day in UTC on; without it ${usualDays} days before --to`],
    },
    '--to': {
      value: 'DAY',
      needs: 'a day or an instant',
      example: '--to 2026-11-30',
      does: ['to the end of this day in UTC; without it until now'],
    },
    '--format': {
      value: 'FORMAT',
      needs: 'html, csv or jsonl',
      example: '--format jsonl',
      does: [
        'html (default): one file to read or print',
        'csv: one table of everything',
        'jsonl: a record a line, each with its type; the last one is "end"',
      ],
    },
    '--timezone': {
      value: 'ZONE',
      needs: 'an IANA time zone',
      example: '--timezone Europe/Berlin',
      does: ['times of the HTML in this zone, each with its distance from UTC; csv, jsonl and days stay in UTC'],
    },
    '--output': {
      value: 'FILE',
      needs: 'the name of a file',
      example: '--output report.html',
      does: ['into this file, which is complete or not there; without it to stdout'],
    },
  },
  exitCodes: { 0: 'written', 1: 'wrong usage or configuration, or the database cannot be read' },
  notes: ['A report names accounts, configurations, jobs and people, and no definition, argument or secret.'],
  examples: ['--output report.html', '--from 2026-07-01 --to 2026-09-30 --format jsonl'],
};

/**
 * Reads what was typed after `gluewarden report`.
 * @param now epoch milliseconds
 * @throws {GluewardenError} `usage`
 */
export function parseReportArgs(argv: readonly string[], now: number): ReportArgs {
  const read = readOptions(argv, reportSpec.options, true);
  if (read.help) return { help: true };
  if (read.words.length > 0) throw usage(`${noMoreWords('report')}; a period is given with --from and --to.`);
  const [from, to] = [readInstant(read, '--from'), readInstant(read, '--to')];
  const before = to === undefined ? now : to.isDay ? to.at + dayMs : to.at;
  const period = { from: from?.at ?? dayOf(before - 1) - (usualDays - 1) * dayMs, before };
  if (period.from >= period.before) throw usage('--from is after --to: there is nothing between them.');
  if (period.from >= now) throw usage('--from is still to come: nothing is recorded of it.');
  const output = oneValue(read, '--output');
  const asked = oneValue(read, '--format')?.trim().toLowerCase() ?? 'html';
  const format = formats.find((known) => known === asked);
  const zone = readZone(oneValue(read, '--timezone'));
  if (format !== undefined)
    return { help: false, format, period, ...(output !== undefined && { output }), ...(zone && { zone }) };
  const meant = nearest(asked, formats).map((known) => `--format ${known}`);
  throw usage(`There is no format “${asked}”: choose html, csv or jsonl.`, meant);
}

/** @throws {GluewardenError} `usage` */
function readZone(name: string | undefined): Zone | undefined {
  if (name === undefined) return undefined;
  const zone = zoneOf(name);
  if (zone !== undefined) return zone;
  const meant = nearest(name, Intl.supportedValuesOf('timeZone')).map((known) => `--timezone ${known}`);
  throw usage(`“${name}” is no time zone: write an IANA name, like Europe/Berlin.`, meant);
}
