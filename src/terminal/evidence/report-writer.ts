import { createHtmlReport } from '../../usecases/evidence/html/report-html.ts';
import type { Zone } from '../../usecases/evidence/html/zone.ts';
import type { ReportRecord } from '../../usecases/evidence/report-records.ts';
import type { ReportFormat } from './report-args.ts';
import { reportCsv } from './report-csv.ts';

/** What is written for the next record of a report. */
export function createReportWriter(format: ReportFormat, zone?: Zone): (record: ReportRecord) => string {
  if (format === 'csv') return reportCsv;
  if (format === 'jsonl') return (record) => `${JSON.stringify(record)}\n`;
  const report = createHtmlReport(zone);
  return (record) => report.write(record);
}
