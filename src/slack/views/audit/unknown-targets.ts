import type { KeyNotChecked } from '../../../domain/model.ts';
import type { ScanReport, TargetSummary } from '../../../usecases/messages/audit-messages.ts';
import {
  capital,
  codeWords,
  countWords,
  durationWords,
  explainCode,
  numberWords,
} from '../../../usecases/words/explain.ts';
import { withoutArns } from '../../../usecases/words/explain-sentence.ts';
import { causeOf } from '../../../usecases/words/unknown-causes.ts';
import { shortenMiddle } from '../common/display-name.ts';
import { type Item, type Line, newLine, type Part } from '../common/document.ts';
import { unknownCount } from '../common/report-words.ts';
import { type TargetNamer, targetNamer } from '../common/target-words.ts';
import { nameParts } from './finding-lines.ts';

const mostTargets = 4;
const longestAwsWords = 200;

export interface UnknownWords {
  /** The instant of this message: the last good looks are told from here. */
  readonly at: number;
  /** Said with the number of targets. */
  readonly kept?: string | undefined;
  /** With AWS's own sentence, for somebody who asked and wants to fix it. */
  readonly quoteAws?: boolean;
}

/**
 * What could not be scanned: grouped by cause, each with the places, how old the last successful scan at each is, the
 * code in words, and what to do.
 */
export function unknownItems(unknown: readonly TargetSummary[], words: UnknownWords): Item[] {
  if (unknown.length === 0) return [];
  const title: Line = [
    { bold: `Could not be scanned: ${countWords(unknownCount(unknown), 'account-region')}` },
    words.kept === undefined ? '' : ` (${words.kept})`,
  ];
  const nameOf = targetNamer(unknown);
  const rows = causes(unknown).map((group) => causeLine(group, words, nameOf));
  return [{ type: 'list', title, rows, more: (count) => `and ${countWords(count, 'other cause')}` }];
}

function causes(unknown: readonly TargetSummary[]): TargetSummary[][] {
  const groups = new Map<string, TargetSummary[]>();
  for (const target of unknown) {
    const key = causeOf(target);
    const group = groups.get(key);
    if (group) group.push(target);
    else groups.set(key, [target]);
  }
  return [...groups.values()].sort((a, b) => unknownCount(b) - unknownCount(a));
}

function causeLine(group: readonly TargetSummary[], { at, quoteAws }: UnknownWords, nameOf: TargetNamer): Line {
  const [first] = group;
  if (first === undefined) return [];
  const { reason, call } = first;
  const count = unknownCount(group);
  const left = count - Math.min(group.length, mostTargets);
  const places = group.slice(0, mostTargets).map((target) => `${nameOf(target)} (${lastGoodWords(target, at)})`);
  const where = `${places.join('; ')}${left > 0 ? `; and ${numberWords(left)} more` : ''}`;
  const said = saidOfAll(group);
  const why: Line = [`${capital(codeWords(reason, call, undefined, said))}.`, ...(quoteAws ? awsWords(group) : [])];
  const what: Line = [newLine, `What to do: ${explainCode(reason, call, undefined, said).next}`];
  if (count === 1) return [where, newLine, ...why, ...what];
  return [{ bold: countWords(count, 'account-region') }, ': ', ...why, newLine, where, ...what];
}

/** The sentence of one, or what is common to those of many. */
function saidOfAll(group: readonly TargetSummary[]): string | undefined {
  const messages = new Set(group.map(({ message = '' }) => message));
  const [only = ''] = messages;
  return messages.size === 1 ? only : withoutArns(only);
}

/** AWS's own sentence names the role and the action; worth its room when it is the same for the whole group. */
function awsWords(group: readonly TargetSummary[]): Part[] {
  const messages = new Set(group.map(({ message }) => message ?? ''));
  const [only = ''] = messages;
  const said = only.trim().replace(/\.$/, '');
  if (messages.size !== 1 || said === '' || said === group[0]?.reason) return [];
  return [` AWS says: "${shortenMiddle(said, longestAwsWords)}".`];
}

function lastGoodWords({ lastGoodAt }: TargetSummary, at: number): string {
  return lastGoodAt === null
    ? 'never scanned successfully'
    : `last successful scan ${durationWords(at - lastGoodAt)} before`;
}

/** What owners and accepted risks go by there. */
export function tagsItems(notRead: ScanReport['tagsNotRead']): Item[] {
  if (notRead === undefined) return [];
  const { call, error } = notRead;
  return [{ type: 'text', line: [...tagsLine(notRead), newLine, `What to do: ${explainCode(error, call).next}`] }];
}

/** The same where there is one line for everything. */
export function tagsLine({ targets, call, error }: NonNullable<ScanReport['tagsNotRead']>): Line {
  return [
    { bold: `Tags of jobs not read: ${countWords(targets, 'account-region')}` },
    ` (${call}: ${error}). Owners and accepted risks by tag go by what was read before.`,
  ];
}

const mostKeys = 3;

/** Keys that nobody could look at: no finding, and never silent. */
export function keysItems(keys: readonly KeyNotChecked[], total: number): Item[] {
  const [first] = keys;
  if (total === 0 || first === undefined) return [];
  const named = [...new Set(keys.map(({ configuration }) => configuration))].slice(0, mostKeys);
  const errors = [...new Set(keys.map(({ error }) => codeWords(error, 'DescribeKey')))];
  const why = errors.slice(0, 2).join('; ');
  const line: Line =
    total === 1
      ? [{ bold: 'Keys not checked: 1' }, ', of ', ...nameParts(named), `: ${why}. No finding, but it may not work.`]
      : [
          { bold: `Keys not checked: ${numberWords(total)}` },
          ', among them of ',
          ...nameParts(named),
          `: ${why}. No finding, but they may not work.`,
        ];
  return [{ type: 'text', line }];
}
