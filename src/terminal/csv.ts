import { stringify } from 'csv-stringify/sync';
import type { Finding, Reference } from '../domain/model.ts';
import { type AuditReport, type ReportTarget, sortedFindings, sortedTargets } from './report.ts';
import { visible, visibleProse } from './text.ts';

export const csvColumns = [
  'row',
  'rule',
  'account',
  'account_name',
  'region',
  'kind',
  'name',
  'reason',
  'detail',
  'exposure',
  'references',
  'references_incomplete',
  'call',
  'message',
] as const;

type Row = Readonly<Partial<Record<(typeof csvColumns)[number], string>>>;

/**
 * A header, a row for each finding, and a row for each target that is unknown, so that it cannot be overlooked.
 * A cell that a spreadsheet could run as a formula gets an apostrophe in front; unseen characters are written as
 * `<U+001B>`.
 */
export function renderCsv(report: AuditReport): string {
  return stringify(csvRows(report), {
    header: true,
    columns: csvColumns.map((key) => ({ key, header: key })),
    escape_formulas: true,
  });
}

/** The cells before quoting and before the guard against formulas. */
export function csvRows(report: AuditReport): Row[] {
  const names = new Map(report.results.map(({ account, accountName }) => [account, accountName ?? '']));
  const findings = sortedFindings(report).map((finding) => findingRow(finding, names.get(finding.account) ?? ''));
  const unknown = sortedTargets(report).filter(({ outcome }) => outcome === 'unknown');
  return [...findings, ...unknown.map(unknownRow)];
}

function findingRow(finding: Finding, accountName: string): Row {
  return {
    row: 'finding',
    rule: finding.rule,
    account: visible(finding.account),
    account_name: visible(accountName),
    region: visible(finding.region),
    kind: finding.kind,
    name: visible(finding.name),
    reason: finding.reason,
    detail: visible(finding.detail ?? ''),
    exposure: finding.exposure,
    references: finding.references.map(referenceWords).join('; '),
    references_incomplete: (finding.referencesIncomplete ?? [])
      .map(({ call, error }) => `${visible(call)}: ${visible(error)}`)
      .join('; '),
  };
}

function referenceWords({ type, name, bookmarks, via }: Reference): string {
  const through = via ? ` by ${via.map(visible).join(', ')}` : '';
  return `${type} ${visible(name)}${bookmarks === undefined ? '' : ` (${bookmarks}${through})`}`;
}

function unknownRow({ account, accountName, region, reason, call, message }: ReportTarget): Row {
  return {
    row: 'unknown-target',
    account: visible(account),
    account_name: visible(accountName ?? ''),
    region: visible(region),
    reason: visible(reason ?? ''),
    call: visible(call ?? ''),
    message: visibleProse(message ?? ''),
  };
}
