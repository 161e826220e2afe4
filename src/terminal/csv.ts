import { stringify } from 'csv-stringify/sync';
import type { Finding, Reference } from '../domain/model.ts';
import { type AuditReport, type ReportTarget, sortedFindings, sortedTargets } from './report.ts';
import { oneLine, showUnseen } from './text.ts';

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
  'accepted_until',
  'accepted_reason',
  'accepted_owner',
  'accepted_from',
  'owner_channel',
  'owner_usergroup',
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
    account: showUnseen(finding.account),
    account_name: showUnseen(accountName),
    region: showUnseen(finding.region),
    kind: finding.kind,
    name: showUnseen(finding.name),
    reason: finding.reason,
    detail: showUnseen(finding.detail ?? ''),
    exposure: finding.exposure,
    references: finding.references.map(referenceWords).join('; '),
    references_incomplete: (finding.referencesIncomplete ?? [])
      .map(({ call, error }) => `${showUnseen(call)}: ${showUnseen(error)}`)
      .join('; '),
    ...acceptedCells(finding),
    owner_channel: finding.owner?.channel ?? '',
    owner_usergroup: finding.owner?.usergroup ?? '',
  };
}

/** Empty where nobody accepted it. */
function acceptedCells({ accepted }: Finding): Row {
  if (accepted === undefined) return {};
  return {
    accepted_until: accepted.until,
    accepted_reason: showUnseen(oneLine(accepted.reason)),
    accepted_owner: showUnseen(oneLine(accepted.owner)),
    accepted_from: accepted.from,
  };
}

function referenceWords({ type, name, bookmarks, via }: Reference): string {
  const through = via ? ` by ${via.map(showUnseen).join(', ')}` : '';
  return `${type} ${showUnseen(name)}${bookmarks === undefined ? '' : ` (${bookmarks}${through})`}`;
}

function unknownRow({ account, accountName, region, reason, call, message }: ReportTarget): Row {
  return {
    row: 'unknown-target',
    account: showUnseen(account),
    account_name: showUnseen(accountName ?? ''),
    region: showUnseen(region),
    reason: showUnseen(reason ?? ''),
    call: showUnseen(call ?? ''),
    message: showUnseen(oneLine(message ?? '')),
  };
}
