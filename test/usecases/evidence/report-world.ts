import { dayMs } from '../../../src/domain/retention.ts';
import { makeReport, type ReportDependencies } from '../../../src/usecases/evidence/make-report.ts';
import type { ReportRecord } from '../../../src/usecases/evidence/report-records.ts';
import type { Period } from '../../../src/usecases/ports/evidence-records.ts';
import type { FindingRow } from '../../../src/usecases/ports/finding-records.ts';
import { kit } from '../../support/fakes/kit.ts';

export const today = 20_000 * dayMs;
export const account = '111122223333';

export const finding = (id: string, changes: Partial<FindingRow> = {}): FindingRow => ({
  id,
  rule: 'Glue-005',
  account,
  accountName: 'data-production',
  region: 'eu-west-1',
  kind: 'configuration',
  name: id,
  reason: 'disabled',
  exposure: 'exposed',
  references: [{ type: 'job', name: 'etl' }],
  firstSeenAt: today - 5 * dayMs,
  lastSeenAt: today,
  ...changes,
});

/** A store in memory with its clock at `today`, and a report over it. */
export async function reportWorld(given: Partial<ReportDependencies> = {}) {
  const base = await kit();
  base.clock.set(today);
  const dependencies: ReportDependencies = {
    store: base.store,
    fleet: { accounts: [{ id: account, name: 'data-production', regions: ['eu-west-1', 'us-east-1'] }], schedules: [] },
    retention: {
      findings: 400 * dayMs,
      scans: 400 * dayMs,
      slots: 90 * dayMs,
      messages: 90 * dayMs,
      requests: 'forever',
    },
    version: '9.9.9',
    ...given,
  };
  const report = async (period: Period = { from: today - 30 * dayMs, before: today }): Promise<ReportRecord[]> => {
    const records: ReportRecord[] = [];
    for await (const record of makeReport(dependencies, period, base.clock.now())) records.push(record);
    return records;
  };
  return { ...base, dependencies, report };
}
