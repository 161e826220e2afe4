import { notListed } from '../domain/audit/assess.ts';
import { rules } from '../domain/rules/index.ts';
import { countByExposure } from '../usecases/audit/views.ts';
import { countWords, durationWords, fixedTail, numberWords, openCounts } from '../usecases/words/explain.ts';
import { nextSteps } from './next-steps.ts';
import { createPaint, type Paint } from './paint.ts';
import { type AuditReport, exitCode, isOpen } from './report.ts';
import { countedWords, findingLines, type Style } from './table-findings.ts';
import { keyLines, tagLines, unknownLines } from './table-trouble.ts';
import { paragraph } from './text.ts';

export interface TableOptions {
  /** Columns of the terminal; less than 40 counts as 40. */
  readonly width: number;
  readonly colour: boolean;
}

const narrowest = 40;

/** The audit for people: the verdict first, then everything that was found, what could not be scanned, what to do. */
export function renderTable(report: AuditReport, options: TableOptions): string {
  const style: Style = { width: Math.max(narrowest, options.width), paint: createPaint(options.colour) };
  const findings = findingLines(report, style);
  const shortened = findings.some((line) => line.includes('…'));
  const lines = [
    ...verdict(report, style),
    '',
    ...findings,
    ...(shortened
      ? [...paragraph('Long names are shortened (…): --format json has them whole.', style.width, 0), '']
      : []),
    ...legend(report, style),
    ...unknownLines(report, style),
    ...keyLines(report, style),
    ...tagLines(report, style),
    ...totals(report, style),
    ...nextStepLines(report, style),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function verdict(report: AuditReport, { width, paint }: Style): string[] {
  const { word, sentence, colour } = verdictWords(report);
  const [first = '', ...rest] = paragraph(`${word}: ${sentence}`, width, 0);
  return [paint[colour](first), ...rest.map(paint[colour])];
}

function verdictWords(report: AuditReport): { word: string; sentence: string; colour: keyof Paint } {
  const { results } = report;
  const targets = countWords(results.length, 'account-region');
  const unknown = results.filter(({ outcome }) => outcome === 'unknown').length;
  const findings = results.flatMap((result) => result.findings);
  const hit = results.filter((result) => result.findings.some(isOpen)).length;
  const missed = `${numberWords(unknown)} of ${targets} could not be scanned`;
  const counts = countByExposure(findings);
  const accepted = counts.accepted ?? 0;
  const found = `${countedWords(openCounts(counts))} in ${numberWords(hit)} of ${targets}${fixedTail(counts)}`;
  if (results.length === 0)
    return {
      word: 'UNKNOWN',
      sentence: 'nothing was scanned, because no account and region was found.',
      colour: 'doubtful',
    };
  if (exitCode(report) === 0 && accepted > 0)
    return { word: 'ACCEPTED', sentence: acceptedOnly(accepted, targets), colour: 'good' };
  if (exitCode(report) === 0) return { word: 'COMPLIANT', sentence: compliantWords(report), colour: 'good' };
  if (unknown === 0) return { word: 'NONCOMPLIANT', sentence: `${found}.`, colour: 'bad' };
  if (findings.some(isOpen))
    return { word: 'NONCOMPLIANT AND INCOMPLETE', sentence: `${found}; ${missed}.`, colour: 'bad' };
  if (accepted > 0)
    return { word: 'UNKNOWN', sentence: `${missed}; elsewhere ${acceptedWords(accepted)}.`, colour: 'doubtful' };
  const sentence =
    unknown === results.length ? `${nothing(results.length)}.` : `${missed}; nothing was found elsewhere.`;
  return { word: 'UNKNOWN', sentence, colour: 'doubtful' };
}

function acceptedWords(count: number): string {
  return count === 1 ? 'the one finding is an accepted risk' : `all ${numberWords(count)} findings are accepted risks`;
}

function acceptedOnly(count: number, targets: string): string {
  return `${targets} scanned to the end; ${acceptedWords(count)}. They stay noncompliant, and come back when their end is over.`;
}

function nothing(targets: number): string {
  if (targets === 1) return 'the only account-region could not be scanned, so nothing is known';
  return `none of the ${numberWords(targets)} account-regions could be scanned, so nothing is known`;
}

function compliantWords({ results, keyCheck }: AuditReport): string {
  const things = results.reduce((sum, { configurations, jobs }) => sum + configurations + jobs, 0);
  const all = `${countWords(results.length, 'account-region')} scanned to the end`;
  if (things === 0) return `${all}; there is no security configuration and no job.`;
  return `${all}; every configuration and job encrypts its bookmarks${keyCheck ? '' : ' (keys were not checked)'}.`;
}

function legend({ results }: AuditReport, { width, paint }: Style): string[] {
  if (results.every(({ findings }) => findings.length === 0)) return [];
  const words =
    'exposed: at least one run would write or read bookmarks with it. latent: in use, but no such run. unused: nothing uses it. All three are noncompliant.';
  return [...paragraph(words, width, 0).map(paint.quiet), ''];
}

function totals(report: AuditReport, { width, paint }: Style): string[] {
  const { results, startedAt, finishedAt, keyCheck } = report;
  const scanned = results.filter(({ outcome }) => outcome === 'scanned').length;
  const accounts = new Set(results.map(({ account }) => account)).size;
  const configurations = results.reduce((sum, result) => sum + result.configurations, 0);
  const jobs = results.reduce((sum, result) => sum + result.jobs, 0);
  return [
    paint.strong('Totals'),
    ...(results.length === 0
      ? []
      : paragraph(
          `Scanned ${numberWords(scanned)} of ${countWords(results.length, 'account-region')} to the end (one account in one region each): ${countWords(accounts, 'account')}, ${countWords(configurations, 'configuration')}, ${countWords(jobs, 'job')}, in ${durationWords(finishedAt - startedAt)}.`,
          width,
          2,
        )),
    ...paragraph(`Not checked: ${notListed.join('; ')}.`, width, 2),
    ...(keyCheck ? [] : paragraph('KMS keys were not checked, as asked (--no-key-check).', width, 2)),
    ...rules.flatMap(({ id, title, riskLevel, standards }) =>
      paragraph(`Rule ${id}, ${title}. Risk: ${riskLevel}. Standards: ${standards.join(', ')}.`, width, 2),
    ),
    '',
  ];
}

function nextStepLines(report: AuditReport, { width, paint }: Style): string[] {
  const steps = nextSteps(report);
  if (steps.length === 0) return [];
  return [paint.strong('What to do now'), ...steps.flatMap((step, at) => paragraph(step, width, 5, `  ${at + 1}.`))];
}
