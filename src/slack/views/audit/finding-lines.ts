import { largest, smallest } from '../../../domain/audit/extremes.ts';
import { isFixed } from '../../../domain/fixed.ts';
import type { FindingView, TargetCounts } from '../../../usecases/messages/audit-messages.ts';
import type { FindingActs } from '../../../usecases/messages/finding-acts.ts';
import {
  capital,
  countWords,
  fixedWords,
  kindWords,
  listWords,
  numberWords,
  shortReasonWords,
  shortUsageWords,
} from '../../../usecases/words/explain.ts';
import { goneWords } from '../../../usecases/words/explain-gone.ts';
import { ruleNamer } from '../../../usecases/words/rule-words.ts';
import { recipient } from '../common/delivery-words.ts';
import { shortenMiddle } from '../common/display-name.ts';
import type { Line, ListItem, Part } from '../common/document.ts';
import { accountNamer, type NamedTarget, regionWords, type TargetNamer } from '../common/target-words.ts';

export interface RowWords extends Pick<FindingActs, 'requests' | 'askedToAccept'> {
  /** Every place that this list could name: accounts that share a name among them are told apart. */
  readonly among: readonly NamedTarget[];
  /** How many are exposed in each place: said where fewer are named. */
  readonly counts?: readonly TargetCounts[] | undefined;
  /** Say the exposure with the place; else the list's title has said it. */
  readonly sayExposure?: boolean;
  /** Say since when each is open. */
  readonly since?: boolean;
}

export interface ToldWords extends RowWords {
  readonly ruleOf: ReturnType<typeof ruleNamer>;
}

interface Row {
  readonly under: string;
  readonly standsFor: number;
  readonly line: Line;
}

/**
 * One short row a finding, under its account (and region, when the account has only that one here). Bare jobs of one
 * place share a row: 300 of them are one problem, not 300. `all`: what the list has beside these.
 */
export function findingRows(
  findings: readonly FindingView[],
  words: RowWords,
  all = findings,
): Required<Pick<ListItem, 'rows' | 'under' | 'standsFor'>> {
  const nameOf = accountNamer([...words.among, ...all]);
  const told = { ...words, ruleOf: ruleNamer(all) };
  const headings = Map.groupBy(findings, (finding) =>
    JSON.stringify(words.sayExposure ? [stateWord(finding), finding.account] : [finding.account]),
  );
  const rows = [...headings.values()].flatMap((some) => rowsUnder(some, told, nameOf));
  return {
    rows: rows.map(({ line }) => line),
    under: rows.map(({ under }) => under),
    standsFor: rows.map(({ standsFor }) => standsFor),
  };
}

function stateWord(finding: FindingView): string {
  if (finding.accepted !== undefined) return 'accepted';
  return isFixed(finding) ? 'fixed' : finding.exposure;
}

/** Findings of one account (and exposure), in the order of their regions. */
function rowsUnder(findings: readonly FindingView[], words: ToldWords, nameOf: TargetNamer): Row[] {
  const [first] = findings;
  if (first === undefined) return [];
  const regions = Map.groupBy(findings, ({ region }) => region);
  const who = `${words.sayExposure ? `${capital(stateWord(first))} in ` : ''}${nameOf(first)}`;
  return [...regions.values()].flatMap((some) => {
    const [head] = some;
    if (head === undefined) return [];
    const where = `${regionWords(head)}${countIn(head, some.length, words)}`;
    return [...Map.groupBy(some, rowKey).values()].map((group, index): Row => {
      const line = groupLine(group, words);
      const standsFor = group.length;
      if (regions.size === 1) return { under: `${who}, ${where}`, line, standsFor };
      return { under: who, standsFor, line: [`${index === 0 ? where : regionWords(head)}: `, ...line] };
    });
  });
}

function countIn(target: NamedTarget, named: number, { counts = [] }: RowWords): string {
  const found = counts.find(({ account, region }) => account === target.account && region === target.region);
  return found === undefined || found.exposed <= named ? '' : ` (${numberWords(found.exposed)} exposed)`;
}

/** One finding of a list whose rows stand alone: what it would stand under, and its row. */
export function rowOfOne(
  finding: FindingView,
  all: readonly FindingView[],
  words: RowWords,
): { readonly under: string; readonly line: Line } {
  const { rows, under } = findingRows([finding], words, all);
  return { under: under[0] ?? '', line: rows[0] ?? [] };
}

export function groupLine(group: readonly FindingView[], words: ToldWords): Line {
  const { since, ruleOf } = words;
  const [first] = group;
  if (first === undefined) return [];
  const rule = ruleOf(first);
  return [
    ...(group.length > 1 ? jobsRow(group) : findingRow(first)),
    ...acceptedParts(first),
    ...(rule === undefined ? [] : [`; rule ${rule}`]),
    ...(since ? sinceParts(group) : []),
    ...goesOnParts(group, words),
  ];
}

/** What somebody asked for already: it stands in place of a control. */
function goesOnParts(group: readonly FindingView[], { requests = {}, askedToAccept = [] }: RowWords): Part[] {
  const ids = group.flatMap(({ id }) => id ?? []);
  const held = ids.flatMap((id) => (Object.hasOwn(requests, id) ? (requests[id] ?? []) : []));
  const asked = ids.filter((id) => askedToAccept.includes(id)).length;
  const consent = asked === 0 ? [] : [`; ${group.length > 1 ? `${numberWords(asked)} asked` : 'asked'} to be accepted`];
  const [first] = held;
  if (first === undefined) return consent;
  if (group.length > 1) return [`; ${numberWords(held.length)} requested`, ...consent];
  const { link, channel, isOpen } = first;
  const state = isOpen ? 'waits for a decision' : 'is being carried out';
  return [
    '; ',
    link === undefined ? { bold: 'requested' } : { link, words: 'requested' },
    ` (${state}${link === undefined ? ' in ' : ''}`,
    ...(link === undefined ? [recipient(channel)] : []),
    ')',
    ...consent,
  ];
}

/** Within one place. */
function rowKey({ rule, kind, name, exposure, accepted }: FindingView): string {
  return JSON.stringify(kind === 'unprotected-job' ? [rule, exposure, accepted?.id] : [rule, kind, name]);
}

/** A reason is read whole in the list of accepted risks. */
const longestReason = 80;

function acceptedParts({ accepted, exposure }: FindingView): Part[] {
  if (accepted === undefined) return [];
  return [`; ${exposure}, accepted until ${accepted.until}: ${shortenMiddle(accepted.reason, longestReason)}`];
}

/** Raw data inside a reason (an unknown mode, a missing configuration) stays readable in a row. */
const longestDetail = 40;

/** Name, why, who uses it. */
function findingRow(finding: FindingView): Part[] {
  const { rule, reason, detail } = finding;
  const why = shortReasonWords({
    rule,
    reason,
    ...(detail !== undefined && { detail: shortenMiddle(detail, longestDetail) }),
  });
  const usage = isFixed(finding) ? fixedWords(finding) : shortUsageWords(finding);
  return [{ name: finding.name }, ` ${[why, ...(usage === '' ? [] : [usage])].join('; ')}`, ...lowerBound([finding])];
}

const mostInRow = 10;

function jobsRow(group: readonly FindingView[]): Part[] {
  const left = group.length - mostInRow;
  return [
    `${countWords(group.length, kindWords('unprotected-job'), kindWords('unprotected-job', 2))}: `,
    ...nameParts(group.slice(0, mostInRow).map(({ name }) => name)),
    ...(left > 0 ? [` and ${numberWords(left)} more`] : []),
    ...lowerBound(group),
  ];
}

function lowerBound(group: readonly FindingView[]): Part[] {
  const incomplete = group.flatMap(({ referencesIncomplete = [] }) => referencesIncomplete);
  if (incomplete.length === 0) return [];
  const calls = [...new Set(incomplete.map(({ call, error }) => `${call} failed (${error})`))];
  const kept = group.some(({ references }) => references.some((reference) => reference.kept));
  const stays = kept ? '; what only that can list is as last listed' : '';
  return [`; a lower bound, as ${listWords(calls.slice(0, 3))}${stays}`];
}

function sinceParts(group: readonly FindingView[]): Part[] {
  const seen = group.flatMap(({ firstSeenAt }) => firstSeenAt ?? []);
  if (seen.length === 0) return [];
  const oldest = smallest(seen);
  return [largest(seen) === oldest ? '; since ' : '; oldest since ', { day: oldest }];
}

/** Why it is resolved, with the name of a configuration cut. */
function goneBeside({ rule, gone }: FindingView): string | undefined {
  if (gone === undefined) return undefined;
  const short = 'configuration' in gone ? { ...gone, configuration: shortenMiddle(gone.configuration, 60) } : gone;
  return goneWords(rule, short);
}

/** Names of findings with commas between them, with their rules where those differ, and with why each is resolved. */
export function findingNames(findings: readonly FindingView[], ruleOf: ReturnType<typeof ruleNamer>): Part[] {
  return findings.flatMap((finding, index): Part[] => {
    const besides = [ruleOf(finding) ?? [], goneBeside(finding) ?? []].flat();
    const name = [{ name: finding.name }, ...(besides.length === 0 ? [] : [` (${besides.join('; ')})`])];
    return index === 0 ? name : [', ', ...name];
  });
}

/** Names with commas between them. */
export function nameParts(names: readonly string[]): Part[] {
  return names.flatMap((name, index): Part[] => (index === 0 ? [{ name }] : [', ', { name }]));
}
