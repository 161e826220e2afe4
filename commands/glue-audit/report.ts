import { GluewardenError } from '../../src/domain/errors.ts';
import { dayMs, dayOf } from '../../src/domain/retention.ts';
import type { ReportForChat } from '../../src/usecases/evidence/html/report-for-chat.ts';
import type { Period } from '../../src/usecases/ports/evidence-records.ts';
import type { Subcommand } from '../command.ts';

const usage = 'report [period]';
const usualDays = 30;
const mostDays = 3_660;

/** `/glue-audit report`: the evidence of a period, as a file. */
export function reportSubcommand(report: ReportForChat): Subcommand {
  return {
    name: 'report',
    help: [
      {
        usage,
        does: 'Upload the evidence of a period as one file: "90d", "2026-09", or the first and the last day; else the last 30 days',
        example: 'report 2026-07-01 2026-09-30',
      },
    ],
    run: async (call) => report(call, readPeriod(call.words)),
  };
}

/** Days are whole days in UTC. @throws {GluewardenError} `usage` */
function readPeriod(words: readonly string[]): (now: number) => Period {
  const [first = `${usualDays}d`, last, ...rest] = words;
  if (rest.length > 0) throw wrong(words.join(' '));
  const [, days] = /^([1-9]\d{0,3})d$/i.exec(first) ?? [];
  if (days !== undefined) {
    const count = Number(days);
    if (last !== undefined || count > mostDays) throw wrong(words.join(' '));
    return (now) => upToNow(dayOf(now) - (count - 1) * dayMs, now, now);
  }
  const [from, to] = [spanOf(first), spanOf(last ?? first)];
  if (from === undefined || to === undefined || to.before <= from.from) throw wrong(words.join(' '));
  return (now) => upToNow(from.from, to.before, now);
}

function upToNow(from: number, before: number, now: number): Period {
  if (from >= now)
    throw new GluewardenError('usage', 'that period is still to come: nothing is recorded of it', [usage]);
  return { from, before: Math.min(before, now) };
}

/** A month or a day. Undefined: it is neither. */
function spanOf(word: string): Period | undefined {
  const [, year = '', month = '', day] = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/.exec(word) ?? [];
  const from = Date.UTC(Number(year), Number(month) - 1, Number(day ?? 1));
  // Date.UTC takes the 31st of February for the third of March.
  if (year === '' || !new Date(from).toISOString().startsWith(word)) return undefined;
  return { from, before: day === undefined ? Date.UTC(Number(year), Number(month), 1) : from + dayMs };
}

function wrong(typed: string): GluewardenError {
  return new GluewardenError(
    'usage',
    `"${typed}" is no period: "90d", a month like 2026-09, a day, or the first and the last day`,
    ['report 90d', 'report 2026-09', 'report 2026-07-01 2026-09-30'],
  );
}
