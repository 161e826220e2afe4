import type { Finding, TargetResult } from '../domain/model.ts';

export interface ReportTarget extends TargetResult {
  readonly accountName?: string;
}

/** One terminal audit: what every format is made from. */
export interface AuditReport {
  readonly results: readonly ReportTarget[];
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly finishedAt: number;
  /** False with --no-key-check. */
  readonly keyCheck: boolean;
}

/**
 * 0: every target was read to the end, and what is noncompliant is accepted. 2: something else is noncompliant. 3:
 * something is unknown, which wins over 2. No target at all is 3: an audit that scanned nothing proves nothing.
 */
export function exitCode({ results }: Pick<AuditReport, 'results'>): 0 | 2 | 3 {
  if (results.length === 0 || results.some(({ outcome }) => outcome === 'unknown')) return 3;
  return results.some(({ findings }) => findings.some(isOpen)) ? 2 : 0;
}

/** True for what nobody accepted. */
export function isOpen({ accepted }: Finding): boolean {
  return accepted === undefined;
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Targets by account and region; the same audit always reads the same. */
export function sortedTargets(report: Pick<AuditReport, 'results'>): ReportTarget[] {
  return report.results.toSorted((a, b) => compareText(a.account, b.account) || compareText(a.region, b.region));
}

/** By account, region, kind, name and rule. */
export function sortedFindings(report: Pick<AuditReport, 'results'>): Finding[] {
  return report.results
    .flatMap(({ findings }) => findings)
    .sort(
      (a, b) =>
        compareText(a.account, b.account) ||
        compareText(a.region, b.region) ||
        compareText(a.kind, b.kind) ||
        compareText(a.name, b.name) ||
        compareText(a.rule, b.rule),
    );
}
