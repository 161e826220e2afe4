import { notListed } from '../domain/audit/assess.ts';
import { type Acceptance, type Finding, type Reference, seenKinds } from '../domain/model.ts';
import { glue005 } from '../domain/rules/glue-005.ts';
import { countByExposure } from '../usecases/audit/views.ts';
import { type AuditReport, exitCode, isOpen, type ReportTarget, sortedFindings, sortedTargets } from './report.ts';

/**
 * The audit for programs: `targets`, `findings`, `summary`, indented by two, with a newline at the end. The same
 * audit gives the same bytes. Characters that steer a terminal or break a JavaScript string are written as escapes,
 * which a JSON reader turns back.
 */
export function renderJson(report: AuditReport): string {
  const document = {
    targets: sortedTargets(report).map(targetJson),
    findings: sortedFindings(report).map(findingJson),
    summary: summaryJson(report),
  };
  return `${escapeUnseen(JSON.stringify(document, null, 2))}\n`;
}

/** Outside strings, JSON has none of these but the newlines of its own indentation. */
export function escapeUnseen(json: string): string {
  return json.replace(/(?!\n)[\p{C}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, unit) => {
      return `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`;
    }).join(''),
  );
}

function targetJson(target: ReportTarget) {
  const { account, accountName, region, outcome, reason, call, message, configurations, jobs, keysChecked } = target;
  const { tagsNotRead } = target;
  return {
    account,
    accountName,
    region,
    outcome,
    reason,
    call,
    message,
    configurations,
    jobs,
    keysChecked,
    keysNotChecked: target.keysNotChecked.map(({ configuration, key, error }) => ({ configuration, key, error })),
    tagsNotRead: tagsNotRead && { call: tagsNotRead.call, error: tagsNotRead.error, message: tagsNotRead.message },
  };
}

function findingJson(finding: Finding) {
  const { rule, account, region, kind, name, reason, detail, exposure, references, referencesIncomplete } = finding;
  const { accepted, owner } = finding;
  return {
    rule,
    account,
    region,
    kind,
    name,
    reason,
    detail,
    exposure,
    references: references.map(referenceJson),
    referencesIncomplete: referencesIncomplete?.map(({ call, error, message }) => ({ call, error, message })),
    accepted: accepted && acceptedJson(accepted),
    owner: owner && { channel: owner.channel, usergroup: owner.usergroup },
  };
}

function acceptedJson({ id, reason, owner, until, from, disagrees }: Acceptance) {
  return { id, reason, owner, until, from, disagrees };
}

function referenceJson({ type, name, bookmarks, via }: Reference) {
  return { type, name, bookmarks, via };
}

function sum(results: readonly ReportTarget[], of: (target: ReportTarget) => number): number {
  return results.reduce((total, target) => total + of(target), 0);
}

function summaryJson(report: AuditReport) {
  const { results, startedAt, finishedAt, keyCheck } = report;
  const findings = results.flatMap((result) => result.findings);
  const { id, title, riskLevel, standards } = glue005;
  return {
    // What is accepted is noncompliant all the same: the exit code alone lets it pass.
    compliant: exitCode(report) === 0 && findings.length === 0,
    targets: results.length,
    scanned: results.filter(({ outcome }) => outcome === 'scanned').length,
    unknown: results.filter(({ outcome }) => outcome === 'unknown').length,
    configurations: sum(results, ({ configurations }) => configurations),
    jobs: sum(results, ({ jobs }) => jobs),
    findings: { ...countByExposure(findings), byKind: countByKind(findings) },
    accepted: findings.filter((finding) => !isOpen(finding)).length,
    keyCheck,
    keysNotChecked: sum(results, ({ keysNotChecked }) => keysNotChecked.length),
    rule: { id, title, riskLevel, standards },
    notChecked: keyCheck ? notListed : [...notListed, 'KMS keys (--no-key-check)'],
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: new Date(finishedAt).toISOString(),
  };
}

function countByKind(findings: readonly Finding[]): Record<string, number> {
  return Object.fromEntries(seenKinds.map((kind) => [kind, findings.filter((it) => it.kind === kind).length]));
}
