import type { RemediationFigures, SwitchFigures } from './remediation.ts';
import { renderCounts, renderTable, type Target } from './table.ts';

type Counts = Readonly<Record<string, number>>;

function total(counts: Counts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** Requests by operation beside the least that they can be; then time, memory, and what else went on. */
export function renderRemediation({ jobs, least, script, bot, acks }: RemediationFigures): string {
  const columns = [least, script.requests, bot.requests];
  const operations = [...new Set(columns.flatMap((counts) => Object.keys(counts)))].toSorted();
  const requests = operations.map((name) => [name, ...columns.map((counts) => String(counts[name] ?? 0))]);
  const sum = ['in total', ...columns.map((counts) => String(total(counts)))];
  const row = (name: string, of: (figures: SwitchFigures) => number) => [
    name,
    '',
    ...[script, bot].map((each) => String(Math.round(of(each)))),
  ];
  const head = [`one plan, ${jobs} jobs`, 'least', 'plain script', 'bot'];
  const rows = [
    ...requests,
    sum,
    row('first request to last, ms', ({ wallMs }) => wallMs),
    row('CPU ms', ({ cpuMs }) => cpuMs),
    row('peak MB', ({ peakMb }) => peakMb),
  ];
  return [
    renderTable(head, rows),
    `  the bot besides (key, first runs, scan afterwards): ${renderCounts(bot.beside)}`,
    `  from Approve to the outcome in Slack ${Math.round(bot.toldMs)} ms`,
    `  ${acks.count} commands meanwhile: acknowledged in ${Math.round(acks.medianMs)} ms (median), ${Math.round(acks.maxMs)} ms at most`,
  ].join('\n');
}

/** What the figures are held to. */
export function remediationTargets({ least, script, bot, acks }: RemediationFigures): readonly Target[] {
  return [
    { what: 'remediation: requests beside the least', measured: total(bot.requests) / total(least), most: 1.01 },
    { what: 'remediation: wall beside the plain script', measured: bot.wallMs / script.wallMs, most: 0.65 },
    { what: 'remediation: slowest acknowledgement meanwhile', measured: acks.maxMs, most: 500, unit: 'ms' },
  ];
}
