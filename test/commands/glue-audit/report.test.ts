import { expect, test } from 'vitest';
import { reportSubcommand } from '../../../commands/glue-audit/report.ts';
import type { ReportForChat } from '../../../src/usecases/evidence/html/report-for-chat.ts';
import type { Period } from '../../../src/usecases/ports/evidence-records.ts';
import { call } from '../../support/commands/subcommands.ts';

const now = Date.UTC(2026, 10, 30, 8);
const day = (month: number, of: number) => Date.UTC(2026, month - 1, of);

/** The period that the words ask for. */
async function periodOf(...words: string[]): Promise<Period | undefined> {
  let period: Period | undefined;
  const report: ReportForChat = async (_request, asked) => {
    period = asked(now);
    const findings = { opened: 0, resolved: 0, openAtEnd: 0 };
    const made = { madeAt: now, recordedSince: null, findings, scans: 0, daysWithoutScan: 0 };
    return { kind: 'report-made', ...period, ...made };
  };
  await reportSubcommand(report).run(call(...words));
  return period;
}

test.each<[string[], Period]>([
  [[], { from: day(11, 1), before: now }],
  [['1d'], { from: day(11, 30), before: now }],
  [['90D'], { from: day(9, 2), before: now }],
  [['2026-09'], { from: day(9, 1), before: day(10, 1) }],
  [['2026-07', '2026-09'], { from: day(7, 1), before: day(10, 1) }],
  [['2026-11'], { from: day(11, 1), before: now }],
  [['2026-09-30'], { from: day(9, 30), before: day(10, 1) }],
  [['2026-07-01', '2026-09-30'], { from: day(7, 1), before: day(10, 1) }],
])('%j', async (words, period) => {
  expect(await periodOf(...words)).toEqual(period);
});

test.each([
  [['yesterday']],
  [['0d']],
  [['9999d']],
  [['2026-13']],
  [['2026-02-31']],
  [['30d', '2026-09-01']],
  [['2026-09-02', '2026-09-01']],
  [['2026-09-01', '2026-09-02', 'x']],
  [['2027-01']],
])('%j is refused', async (words) => {
  await expect(periodOf(...words)).rejects.toMatchObject({ code: 'usage' });
});
