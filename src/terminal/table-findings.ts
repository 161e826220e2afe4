import { largest } from '../domain/audit/extremes.ts';
import { exposures, type Finding, findingKinds, type Reference } from '../domain/model.ts';
import { countByExposure } from '../usecases/audit/views.ts';
import { acceptedWords } from '../usecases/exceptions/exception-words.ts';
import type { Counts } from '../usecases/messages/audit-messages.ts';
import {
  countWords,
  exposureCountWords,
  fixedTail,
  kindWords,
  listWords,
  numberWords,
  openCounts,
  reasonWords,
  referenceTypeWords,
  thingWords,
  writes,
} from '../usecases/words/explain.ts';
import { ruleNamer } from '../usecases/words/rule-words.ts';
import type { Paint } from './paint.ts';
import { type AuditReport, compareText, isOpen, type ReportTarget, sortedTargets } from './report.ts';
import { flow, oneLine, pad, paragraph, sentence, shorten, textWidth, visible } from './text.ts';

export interface Style {
  /** Columns of the terminal. */
  readonly width: number;
  readonly paint: Paint;
}

/** Where the texts of a finding begin: behind "  EXPOSED  ". */
const margin = 11;
/** This many findings that differ only in their name are listed side by side. */
const flowFrom = 4;
const namedReferences = 4;

/** Every finding, by account and region; targets with something exposed come first, and exposed findings in each. */
export function findingLines(report: AuditReport, style: Style): string[] {
  const targets = sortedTargets(report).filter(({ findings }) => findings.length > 0);
  const urgent = ({ findings }: ReportTarget) => (countByExposure(findings).exposed > 0 ? 0 : 1);
  return targets
    .toSorted((a, b) => urgent(a) - urgent(b))
    .flatMap((target) => [...targetHead(target, style), ...targetFindings(target, style), '']);
}

/** "data-production (111122223333), eu-west-1" */
export function targetLabel({ account, accountName, region }: ReportTarget): string {
  return `${accountWords({ account, ...(accountName !== undefined && { accountName }) })}, ${visible(region)}`;
}

export function accountWords({ account, accountName }: { account: string; accountName?: string }): string {
  return accountName === undefined ? visible(account) : `${visible(accountName)} (${visible(account)})`;
}

function targetHead(target: ReportTarget, { width, paint }: Style): string[] {
  const partly = target.outcome === 'unknown' ? '; not read to the end, so there may be more' : '';
  const { findings } = target;
  const words = `${targetLabel(target)}: ${countedWords(countByExposure(findings))}${partly}`;
  return paragraph(words, width, 0).map(paint.strong);
}

/** "3 findings (1 exposed, 2 latent); 1 more is an accepted risk" */
export function countedWords(counts: Counts): string {
  const open = openCounts(counts);
  if (open.total === 0) return `no open finding${fixedTail(counts)}`;
  return `${countWords(open.total, 'finding')} (${exposureCountWords(open)})${fixedTail(counts)}`;
}

/** "job-9" before "job-10". */
const naturally = new Intl.Collator('en', { numeric: true });

function compareNames(a: Finding, b: Finding): number {
  return (
    Number(isOpen(b)) - Number(isOpen(a)) ||
    exposures.indexOf(a.exposure) - exposures.indexOf(b.exposure) ||
    findingKinds.indexOf(a.kind) - findingKinds.indexOf(b.kind) ||
    naturally.compare(a.name, b.name) ||
    compareText(a.name, b.name) ||
    compareText(a.rule, b.rule)
  );
}

function targetFindings({ findings }: ReportTarget, style: Style): string[] {
  const groups = Map.groupBy(findings.toSorted(compareNames), likeness);
  const thingWidth = largest(findings.map(({ kind }) => textWidth(thingWords(kind))));
  const ruleOf = ruleNamer(findings);
  return [...groups.values()].flatMap((group) =>
    group.length >= flowFrom
      ? groupLines(group, ruleOf, style)
      : group.flatMap((finding) => singleLines(finding, ruleOf, thingWidth, style)),
  );
}

/** Equal for findings that one sentence describes; what is used by many things has a sentence of its own. */
function likeness(finding: Finding): string {
  const { rule, exposure, kind, reason, detail, references, referencesIncomplete = [], accepted } = finding;
  const own = aboutJob(finding) || references.length === 0 ? '' : finding.name;
  const failed = referencesIncomplete.map(({ call }) => call);
  return JSON.stringify([rule, exposure, kind, reason, detail, own, failed, accepted?.id]);
}

function aboutJob({ kind }: Finding): boolean {
  return kind === 'unprotected-job' || kind === 'dangling-reference';
}

function label({ exposure, accepted }: Finding, { paint }: Style): string {
  if (accepted !== undefined) return paint.quiet(pad('  accepted', margin));
  const word = pad(`  ${exposure === 'exposed' ? 'EXPOSED' : exposure}`, margin);
  return { exposed: paint.bad, latent: paint.doubtful, unused: paint.quiet }[exposure](word);
}

/** Paints the exposure after the lines were measured. */
function labelled(lines: readonly string[], first: Finding, style: Style): string[] {
  return lines.map((line, index) => (index === 0 ? label(first, style) + line.slice(margin) : line));
}

function why({ rule, reason, detail }: Finding): string {
  return sentence(reasonWords({ rule, reason, ...(detail !== undefined && { detail: visible(detail) }) }));
}

/** "Exposed, and accepted until 2027-03-31 (data team): the job ends in March." */
function acceptance({ exposure, accepted }: Finding): string {
  if (accepted === undefined) return '';
  const [owner, reason] = [visible(oneLine(accepted.owner)), visible(oneLine(accepted.reason))];
  return sentence(`${exposure}, and ${acceptedWords(accepted, owner, reason)}`);
}

type RuleOf = ReturnType<typeof ruleNamer>;

function ruleWords(finding: Finding, ruleOf: RuleOf): string {
  const rule = ruleOf(finding);
  return rule === undefined ? '' : `Rule ${visible(rule)}.`;
}

function joined(...sentences: readonly string[]): string {
  return sentences.filter((words) => words !== '').join(' ');
}

function singleLines(finding: Finding, ruleOf: RuleOf, thingWidth: number, style: Style): string[] {
  const { width, paint } = style;
  const thing = pad(thingWords(finding.kind), thingWidth);
  const room = Math.max(8, width - margin - thingWidth - 2);
  const title = `${label(finding, style)}${thing}  ${paint.strong(shorten(visible(finding.name), room))}`;
  const words = joined(
    acceptance(finding),
    why(finding),
    usage(finding),
    incompleteness(finding),
    ruleWords(finding, ruleOf),
  );
  return [title, ...paragraph(words, width, margin)];
}

function groupLines(group: readonly Finding[], ruleOf: RuleOf, style: Style): string[] {
  const [first] = group;
  if (!first) return [];
  const many = `${countWords(group.length, kindWords(first.kind), kindWords(first.kind, group.length))}.`;
  // The kind says it already.
  const reason = first.kind === 'unprotected-job' ? '' : why(first);
  const words = joined(
    many,
    acceptance(first),
    reason,
    groupUsage(first),
    incompleteness(first),
    ruleWords(first, ruleOf),
  );
  const head = paragraph(words, style.width, margin);
  return [...labelled(head, first, style), ...flow(group.map(flowName), style.width, margin + 2)];
}

function groupUsage(first: Finding): string {
  if (!aboutJob(first)) return first.referencesIncomplete ? 'No use was seen.' : 'Nothing uses them.';
  if (first.exposure !== 'exposed') return 'Their runs write no bookmarks.';
  return `Their runs use bookmarks (${usualBookmarks}, where nothing else is said).`;
}

const usualBookmarks = 'enable';

function flowName(finding: Finding): string {
  const [reference] = finding.references;
  const how = aboutJob(finding) && reference ? bookmarks(reference) : '';
  return `${visible(finding.name)}${how === '' || how === usualBookmarks ? '' : ` (${how})`}`;
}

/** What uses it, or, for a job, whether its own runs have bookmarks: pausing reads one and writes none. */
function usage(finding: Finding): string {
  if (!aboutJob(finding)) return usedBy(finding);
  const [reference] = finding.references;
  const how = reference ? bookmarks(reference) : '';
  if (how === '') return 'Its runs write no bookmarks.';
  return how.startsWith('pause')
    ? `Its runs read bookmarks and write none (${how}).`
    : `Its runs write bookmarks (${how}).`;
}

function usedBy({ references, referencesIncomplete }: Finding): string {
  const least = referencesIncomplete ? 'at least ' : '';
  if (references.length === 0) return referencesIncomplete ? 'No use was seen.' : 'Nothing uses it.';
  const named = references.toSorted(strongestFirst).slice(0, namedReferences).map(referenceName);
  const more = references.length - named.length;
  return `Used by ${least}${named.join(', ')}${more > 0 ? ` (+${numberWords(more)})` : ''}.`;
}

const strength = ['job-bookmark-enable', 'job-bookmark-pause', 'job-bookmark-disable', undefined];
const types = ['job', 'trigger', 'crawler', 'dev-endpoint', 'session', 'ml-transform'];

function strongestFirst(a: Reference, b: Reference): number {
  return (
    strength.indexOf(a.bookmarks) - strength.indexOf(b.bookmarks) ||
    types.indexOf(a.type) - types.indexOf(b.type) ||
    (a.name < b.name ? -1 : 1)
  );
}

function referenceName(reference: Reference): string {
  const type = reference.type === 'job' ? '' : `${referenceTypeWords(reference.type)} `;
  const how = bookmarks(reference);
  return `${type}${shorten(visible(reference.name), 48)}${how && ` (${how})`}`;
}

/** "enable", "pause by trigger hourly"; empty when bookmarks are off or do not apply. */
function bookmarks(reference: Reference): string {
  if (!writes(reference)) return '';
  const [first, ...others] = (reference.via ?? []).map((name) => shorten(visible(name), 40));
  const by = first === undefined ? '' : ` by trigger ${first}${others.length > 0 ? ` (+${others.length})` : ''}`;
  return `${reference.bookmarks?.replace('job-bookmark-', '')}${by}`;
}

function incompleteness({ referencesIncomplete = [] }: Finding): string {
  if (referencesIncomplete.length === 0) return '';
  const failed = referencesIncomplete.map(({ call, error }) => `${visible(call)}: ${visible(error)}`);
  return `There may be more uses than could be seen (${listWords(failed)}).`;
}
