import type { KeyNotChecked } from '../../domain/model.ts';
import { capital, codeWords, countWords, durationWords, explainCode, numberWords } from '../../usecases/explain.ts';
import type { TargetSummary } from '../../usecases/message.ts';
import { shortenMiddle } from './display-name.ts';
import { type Item, type Line, newLine, type Part } from './document.ts';
import { nameParts, placeWords } from './finding-lines.ts';

const mostPlaces = 4;
const longestAwsWords = 200;

/**
 * What could not be looked at: grouped by cause, each with its code, the places, how old the last good look at each
 * is (before `at`, the instant of this message), and what to do.
 */
export function unknownItems(unknown: readonly TargetSummary[], at: number, kept?: string): Item[] {
  if (unknown.length === 0) return [];
  const title: Line = [
    { bold: `Could not be looked at: ${countWords(unknown.length, 'target')}` },
    kept === undefined ? '' : ` (${kept})`,
  ];
  const rows = causes(unknown).map((group) => causeLine(group, at));
  return [{ type: 'list', title, rows, more: (count) => `and ${countWords(count, 'other cause')}` }];
}

function causes(unknown: readonly TargetSummary[]): TargetSummary[][] {
  const groups = new Map<string, TargetSummary[]>();
  for (const target of unknown) {
    const key = JSON.stringify([target.reason, target.call]);
    const group = groups.get(key);
    if (group) group.push(target);
    else groups.set(key, [target]);
  }
  return [...groups.values()].sort((a, b) => b.length - a.length);
}

function causeLine(group: readonly TargetSummary[], at: number): Line {
  const [first] = group;
  if (first === undefined) return [];
  const { reason, call } = first;
  const left = group.length - mostPlaces;
  const places = group.slice(0, mostPlaces).map((target) => `${placeWords(target)} (${lastGoodWords(target, at)})`);
  const where = `${places.join('; ')}${left > 0 ? `; and ${numberWords(left)} more` : ''}`;
  const why: Line = [`${capital(codeWords(reason, call))}. `, ...awsWords(group)];
  const what: Line = [`What to do: ${explainCode(reason, call).next}`];
  if (group.length === 1) return [where, newLine, ...why, newLine, ...what];
  return [{ bold: countWords(group.length, 'target') }, ': ', ...why, newLine, where, newLine, ...what];
}

/** AWS's own sentence names the role and the action; worth its room when it is the same for the whole group. */
function awsWords(group: readonly TargetSummary[]): Part[] {
  const messages = new Set(group.map(({ message }) => message ?? ''));
  const [only = ''] = messages;
  const said = only.trim().replace(/\.$/, '');
  if (messages.size !== 1 || said === '' || said === group[0]?.reason) return [];
  return [`AWS says: "${shortenMiddle(said, longestAwsWords)}". `];
}

function lastGoodWords({ lastGoodAt }: TargetSummary, at: number): string {
  return lastGoodAt === null ? 'never read so far' : `last good look ${durationWords(at - lastGoodAt)} before`;
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
      ? [{ bold: 'Keys not checked: 1' }, ', of ', ...nameParts(named), `: ${why}. ${oneKey}`]
      : [
          { bold: `Keys not checked: ${numberWords(total)}` },
          ', among them of ',
          ...nameParts(named),
          `: ${why}. ${keysWords}`,
        ];
  return [{ type: 'text', line }];
}

const oneKey = 'The configuration fulfils the rule; whether its key still works is not known.';
const keysWords = 'The configurations fulfil the rule; whether their keys still work is not known.';
