import { compareSummaries } from '../../../usecases/audit/views.ts';
import type { AuditResultMessage, Counts, TargetSummary } from '../../../usecases/messages/audit-messages.ts';
import {
  capital,
  countWords,
  durationWords,
  explainedCounts,
  fixedTail,
  numberWords,
  openCounts,
} from '../../../usecases/words/explain.ts';
import { afterWords } from '../../../usecases/words/progress-words.ts';
import { actOnItems } from '../common/act-on.ts';
import { actionIds } from '../common/action-ids.ts';
import type { Document, Item, Line } from '../common/document.ts';
import { cancelledItems, neverListed, scannedWords, unknownCount } from '../common/report-words.ts';
import { accountNamer, type TargetNamer } from '../common/target-words.ts';
import { findingRows } from './finding-lines.ts';
import { nextStep } from './next-step.ts';
import { keysItems, tagsItems, unknownItems } from './unknown-targets.ts';
import { notWatchedItems } from './unwatched.ts';

/** What an audit that somebody asked for saw. */
export function auditResultView(message: AuditResultMessage): Document {
  const { scope, finishedAt, durationMs, unknown } = message;
  return {
    summary: [`Audit of ${scope}: ${verdict(message)}.`],
    items: [
      { type: 'heading', text: `${capital(verdict(message))}: ${scope}` },
      {
        type: 'note',
        line: [`${scannedWords(message)} It took ${durationWords(durationMs)} and ended `, { at: finishedAt }, '.'],
      },
      ...cancelledItems(message.cancelled),
      ...unrecordedItems(message),
      ...findingItems(message),
      ...actOnItems(message.findings.named, message.acts ?? {}),
      ...unknownItems(unknown, { at: finishedAt, quoteAws: true }),
      ...targetItems(message),
      ...keysItems(message.keysNotChecked, message.keysNotCheckedTotal),
      ...tagsItems(message.tagsNotRead),
      { type: 'text', line: [{ bold: 'What now: ' }, ...whatNow(message)] },
      ...notConfigured(message),
      neverListed,
      ...showAll(message),
    ],
  };
}

function unrecordedItems({ unrecorded }: AuditResultMessage): Item[] {
  if (!unrecorded) return [];
  const line = [
    { bold: 'Not recorded: ' },
    'the database did not hear of this process for a while, and gave the audit up. This is what it saw; lists, digests',
    ' and status do not have it.',
  ];
  return [{ type: 'text', line }];
}

/** Somebody asked about a region that no account of the configuration has, or not every one of those scanned. */
function notConfigured({ unwatched, notWatched, scanned, unknown }: AuditResultMessage): Item[] {
  if (notWatched !== undefined) return notWatchedItems(notWatched, scanned + unknownCount(unknown));
  if (!unwatched) return [];
  const line = ['Not in the configuration, so not watched: no digest, status or metric counts what was found here.'];
  return [{ type: 'note', line }];
}

/** Never "compliant" while something could not be scanned, or when there was nothing to scan. */
function verdict(message: AuditResultMessage): string {
  const { cancelled, findings } = message;
  if (cancelled === undefined) return fullVerdict(message);
  const found = findings.total > 0 ? foundWords(findings) : 'no findings in what was read';
  return `${cancelled.read === 0 ? '' : `${found}; `}cancelled ${afterWords(cancelled)}`;
}

function fullVerdict({ findings, scanned, unknown }: AuditResultMessage): string {
  const targets = scanned + unknownCount(unknown);
  if (targets === 0) return 'nothing was scanned';
  const blind = unknownCount(unknown);
  if (findings.total === 0 && blind === 0)
    return targets === 1 ? 'compliant' : `all ${countWords(targets, 'account-region')} compliant`;
  if (findings.total === 0 && targets === 1) return 'could not be scanned';
  if (findings.total === 0 && scanned === 0) return `none of ${countWords(targets, 'account-region')} could be scanned`;
  const found = findings.total === 0 ? 'no findings in what could be read' : foundWords(findings);
  if (blind === 0) return found;
  if (targets === 1) return `${found}, and the rest could not be scanned`;
  return `${found}, ${numberWords(blind)} of ${countWords(targets, 'account-region')} not scanned`;
}

/** "35 findings, 21 exposed; 3 more are fixed and close when retired" */
function foundWords(counts: Counts): string {
  const { total, exposed } = openCounts(counts);
  const open = total === 0 ? 'no open finding' : countWords(total, 'finding');
  const how = total === 0 ? '' : exposed === 0 ? ', none exposed' : `, ${numberWords(exposed)} exposed`;
  return `${open}${how}${fixedTail(counts)}`;
}

function findingItems({ findings, acts }: AuditResultMessage): Item[] {
  const { named, total, accepted = 0 } = findings;
  if (total === 0) return [];
  const sayExposure = named.some(({ exposure }) => exposure !== 'exposed');
  return [
    {
      type: 'list',
      title: findingsTitle(findings),
      ...findingRows(named, { ...acts, among: findings.places ?? [], sayExposure }),
      hidden: Math.max(0, total - accepted - named.length),
      more: (count) => `and ${numberWords(count)} more`,
    },
  ];
}

function findingsTitle(counts: Counts): Line {
  const open = openCounts(counts);
  const how = open.total === 0 ? '' : ` — ${explainedCounts(open)}`;
  return [{ bold: `Findings: ${numberWords(open.total)}` }, `${how}${fixedTail(counts)}`];
}

/** Those that matter most; the quiet ones are counted, and the whole fits on a screen. */
const mostTargetRows = 6;

function targetItems({ targets, scanned, unknown }: AuditResultMessage): Item[] {
  const all = scanned + unknownCount(unknown);
  if (all < 2) return [];
  const nameOf = accountNamer(targets);
  const rows = targets
    .toSorted(compareSummaries)
    .slice(0, mostTargetRows)
    .map((target) => targetRow(target, nameOf));

  return [
    {
      type: 'table',
      title: [{ bold: `Account-regions: ${numberWords(all)}` }],
      head: ['Account', 'Region', 'Result', 'Findings', 'Exposed', 'Configurations', 'Jobs'],
      numeric: [3, 4, 5, 6],
      rows,
      hidden: Math.max(0, all - rows.length),
      more: (count) => `and ${countWords(count, 'more account-region')}`,
    },
  ];
}

function targetRow(target: TargetSummary, nameOf: TargetNamer): Line[] {
  const { findings, configurations, jobs, outcome } = target;
  const unknown = outcome === 'unknown';
  const open = openCounts(findings);
  const known = findings.total === 0 ? 'compliant' : open.total === 0 ? 'fixed' : 'noncompliant';
  const result = unknown ? 'not scanned' : known;
  const numbers = [open.total, findings.exposed, configurations, jobs];
  return [
    [nameOf(target)],
    [target.region === '*' ? 'all' : target.region],
    [result],
    ...numbers.map((count): Line => numberCell(count, unknown)),
  ];
}

/** What was really read of an unknown target is a lower bound, and nothing read is not zero. */
function numberCell(count: number, unknown: boolean): Line {
  if (!unknown) return [numberWords(count)];
  return count === 0 ? ['?'] : [`${numberWords(count)} or more`];
}

function whatNow({ findings, unknown, scanned, cancelled, unrecorded }: AuditResultMessage): Line {
  if (unrecorded || cancelled?.unrecorded) return ['audit again: no list has what was found here.'];
  if (findings.total > 0) return nextStep(findings.named);
  if (cancelled) return ['audit again when it suits: what was not read may hide findings.'];
  if (scanned + unknownCount(unknown) === 0)
    return ['check the accounts and regions in the configuration: there was nothing to scan.'];
  if (unknownCount(unknown) > 0)
    return ['fix what is named above and audit again: what was not scanned may hide findings.'];
  return ['nothing. Every configuration encrypts job bookmarks, and every job uses one.'];
}

function showAll({ queryId, findings, scope }: AuditResultMessage): Item[] {
  if (queryId === undefined || findings.total === 0) return [];
  const says = `Show all ${countWords(findings.total, 'finding')} of ${scope}`;
  const buttons = [{ label: 'Show all', actionId: actionIds.browse, value: queryId, says }];
  return [{ type: 'buttons', buttons, instead: '/glue-audit findings' }];
}
