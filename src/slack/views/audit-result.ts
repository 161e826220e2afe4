import { capital, countWords, durationWords, exposureCountWords, numberWords } from '../../usecases/explain.ts';
import type { AuditResultMessage, TargetSummary } from '../../usecases/message.ts';
import { compareSummaries } from '../../usecases/views.ts';
import { actionIds } from '../action-ids.ts';
import { shortenMiddle } from './display-name.ts';
import type { Document, Item, Line } from './document.ts';
import { findingLine, groupedLines, nextStep } from './finding-lines.ts';
import { glossary, lookedAt } from './report-words.ts';
import { keysItems, unknownItems } from './unknown-targets.ts';

/** What an audit that somebody asked for saw. */
export function auditResultView(message: AuditResultMessage): Document {
  const { scope, findings, finishedAt, durationMs, unknown } = message;
  return {
    summary: [`Audit of ${scope}: ${verdict(message)}.`],
    items: [
      { type: 'heading', text: `${capital(verdict(message))}: ${scope}` },
      {
        type: 'note',
        line: [`${lookedAt(message)} It took ${durationWords(durationMs)} and ended `, { at: finishedAt }, '.'],
      },
      ...findingItems(message),
      ...unknownItems(unknown, finishedAt),
      ...targetItems(message),
      ...keysItems(message.keysNotChecked, message.keysNotCheckedTotal),
      { type: 'text', line: [{ bold: 'What now: ' }, ...whatNow(message)] },
      ...(findings.total > 0 ? [glossary] : []),
      ...showAll(message),
    ],
  };
}

/** Never "compliant" while something could not be looked at, or when there was nothing to look at. */
function verdict({ findings, scanned, unknown }: AuditResultMessage): string {
  const targets = scanned + unknown.length;
  if (targets === 0) return 'nothing was looked at';
  const blind = unknown.length;
  if (findings.total === 0 && blind === 0)
    return targets === 1 ? 'compliant' : `all ${countWords(targets, 'target')} compliant`;
  if (findings.total === 0 && targets === 1) return 'could not be looked at';
  if (findings.total === 0 && scanned === 0) return `none of ${countWords(targets, 'target')} could be looked at`;
  const exposed = findings.exposed === 0 ? 'none exposed' : `${numberWords(findings.exposed)} exposed`;
  const found =
    findings.total === 0 ? 'no findings in what could be read' : `${countWords(findings.total, 'finding')}, ${exposed}`;
  if (blind === 0) return found;
  if (targets === 1) return `${found}, and the rest could not be looked at`;
  return `${found}, ${numberWords(blind)} of ${countWords(targets, 'target')} not looked at`;
}

function findingItems({ findings }: AuditResultMessage): Item[] {
  if (findings.total === 0) return [];
  return [
    {
      type: 'list',
      title: [{ bold: `Findings: ${numberWords(findings.total)}` }, ` (${exposureCountWords(findings)})`],
      rows: groupedLines(findings.named, (finding) => [
        { bold: capital(finding.exposure) },
        '. ',
        ...findingLine(finding),
      ]),
      hidden: Math.max(0, findings.total - findings.named.length),
      more: (count) => `and ${numberWords(count)} more`,
    },
  ];
}

function targetItems({ targets, scanned, unknown }: AuditResultMessage): Item[] {
  const all = scanned + unknown.length;
  if (all < 2) return [];
  const rows = targets.toSorted(compareSummaries).map(targetRow);
  return [
    {
      type: 'table',
      title: [{ bold: `Targets: ${numberWords(all)}` }],
      head: ['Account', 'Region', 'Result', 'Findings', 'Exposed', 'Configurations', 'Jobs'],
      numeric: [3, 4, 5, 6],
      rows,
      hidden: Math.max(0, all - rows.length),
      more: (count) => `and ${countWords(count, 'more target')}`,
    },
  ];
}

function targetRow(target: TargetSummary): Line[] {
  const { findings, configurations, jobs, outcome } = target;
  const unknown = outcome === 'unknown';
  const result = unknown ? 'not looked at' : findings.total === 0 ? 'compliant' : 'noncompliant';
  const numbers = [findings.total, findings.exposed, configurations, jobs];
  return [
    [accountWords(target)],
    [target.region === '*' ? 'all' : target.region],
    [result],
    ...numbers.map((count): Line => numberCell(count, unknown)),
  ];
}

/** The name alone: ids are above, and a narrow table reads better. */
function accountWords({ account, accountName }: TargetSummary): string {
  if (accountName !== undefined) return shortenMiddle(accountName, 60);
  return account === 'unknown' ? 'unknown account' : account;
}

/** What was really read of an unknown target is a lower bound, and nothing read is not zero. */
function numberCell(count: number, unknown: boolean): Line {
  if (!unknown) return [numberWords(count)];
  return count === 0 ? ['?'] : [`${numberWords(count)} or more`];
}

function whatNow({ findings, unknown, scanned }: AuditResultMessage): Line {
  const [first] = findings.named;
  if (first !== undefined) return nextStep(first);
  if (scanned + unknown.length === 0)
    return ['check the accounts and regions in the configuration: there was none to look at.'];
  if (unknown.length > 0)
    return ['mend what is named above and audit again: what was not looked at may hide findings.'];
  return ['nothing. Every configuration encrypts job bookmarks, and every job uses one.'];
}

function showAll({ queryId, findings, scope }: AuditResultMessage): Item[] {
  if (queryId === undefined || findings.total === 0) return [];
  const says = `Show all ${countWords(findings.total, 'finding')} of ${scope}`;
  const buttons = [{ label: 'Show all', actionId: actionIds.browse, value: queryId, says }];
  return [{ type: 'buttons', buttons, instead: '/glue-audit findings' }];
}
