import { isFixed } from '../../../domain/fixed.ts';
import { exposures } from '../../../domain/model.ts';
import { isRemediable } from '../../../domain/rules/index.ts';
import type { Became, DigestMessage, FindingView } from '../../../usecases/messages/audit-messages.ts';
import { digestRows, rowKey } from '../../../usecases/messages/digest-news.ts';
import {
  capital,
  countWords,
  exposureCountWords,
  kindWords,
  numberWords,
  openCounts,
} from '../../../usecases/words/explain.ts';
import { ruleNamer } from '../../../usecases/words/rule-words.ts';
import { groupLine } from '../audit/finding-lines.ts';
import { remediateCommand, showButton, showCommand } from '../audit/next-step.ts';
import { actionIds } from '../common/action-ids.ts';
import type { Button, Item, Part } from '../common/document.ts';
import { type TargetNamer, targetNamer } from '../common/target-words.ts';
import { acceptButton } from '../exceptions/accept-button.ts';
import { remediateButton } from '../remediation/remediation-offer.ts';

/** Ten seconds of reading: the rest is counted. Fewer where the message would be too long. */
export const rowCaps = [8, 5, 3, 1] as const;

interface RowParts {
  readonly message: DigestMessage;
  readonly nameOf: TargetNamer;
  readonly ruleOf: ReturnType<typeof ruleNamer>;
}

/** Each new finding with who owns it and the one button that makes sense, the worst first; what is not named is counted. */
export function newRows(message: DigestMessage, most: number): Item[] {
  const { fresh } = message;
  return [...rowsOf(message, fresh.named, most), ...restItems(message, most)];
}

/** Exposed ones that are open for long, each with its button; how many more there are. */
export function overdueItems(message: DigestMessage, most: number): Item[] {
  const { overdue } = message;
  if (overdue === undefined) return [];
  const { total, days, named } = overdue;
  const left = total - digestRows(named).slice(0, most).flat().length;
  return [
    { type: 'text', line: [{ bold: `Exposed for more than ${days} days: ${numberWords(total)}` }, '. Said once.'] },
    ...rowsOf(message, named, most, true),
    ...(left > 0 ? [{ type: 'text', line: [`and ${numberWords(left)} more.`] } as const] : []),
  ];
}

function rowsOf(message: DigestMessage, named: readonly FindingView[], most: number, since = false): Item[] {
  const parts = { message, nameOf: targetNamer(named), ruleOf: ruleNamer(named) };
  return digestRows(named)
    .slice(0, most)
    .map((group) => rowOf(parts, group, since));
}

function rowOf({ message, nameOf, ruleOf }: RowParts, group: readonly FindingView[], since: boolean): Item {
  const [first] = group;
  if (first === undefined) return { type: 'row', line: [] };
  const became = group.flatMap(({ id }) => (id === undefined ? [] : (own(message.became, id) ?? [])));
  const owner = ownerPart(message, first);
  const line: Part[] = [
    { bold: capital(isFixed(first) ? 'fixed' : first.exposure) },
    ` in ${nameOf(first)}: `,
    ...groupLine(group, { among: [], since: since || wasKnown(message, group), ruleOf }),
    ...(owner === undefined ? [] : ['; owner ', owner]),
    ...(group.length > 1 ? becameCounts(became) : became.flatMap(becameParts)),
  ];
  return { type: 'row', line, ...controlOf(message, group, became) };
}

/** The one button that makes sense: none where it would only say that somebody was first. */
function controlOf(
  message: DigestMessage,
  group: readonly FindingView[],
  became: readonly Became[],
): { readonly button?: Button; readonly instead?: string } {
  const [first] = group;
  if (first === undefined || became.filter(({ is }) => is !== 'now').length === group.length) return {};
  if (group.length > 1) return showAllOf(message, group, first);
  const { id, name } = first;
  if (id === undefined) return {};
  const { remediable = [], acceptable = [] } = message;
  if (isRemediable(first) && remediable.includes(id)) {
    const { style: _, ...button } = remediateButton(id, name);
    return { button, instead: remediateCommand(first) };
  }
  if (acceptable.includes(id)) return { button: acceptButton(id, name), instead: acceptCommand(first) };
  return { button: showButton(id, name), instead: showCommand(first) ?? listCommand(first) };
}

/** The list behind a row, with filters: bare jobs are acted on there. Digests of older versions stored none. */
function showAllOf(message: DigestMessage, group: readonly FindingView[], first: FindingView) {
  const queryId = own(message.rowQueries, rowKey(first));
  if (queryId === undefined) return {};
  const what = countWords(group.length, kindWords('unprotected-job'), kindWords('unprotected-job', 2));
  const says = `Show all, the ${what} in ${targetNamer(group)(first)} among them`;
  return {
    button: { label: 'Show all', actionId: actionIds.browse, value: queryId, says },
    instead: listCommand(first),
  };
}

function acceptCommand(finding: FindingView): string {
  const { name, account, region } = finding;
  const named = showCommand(finding) === undefined ? '"<name>"' : `"${name}" ${account} ${region}`;
  return `/glue-audit accept ${named} until <day> because "<reason>"`;
}

function listCommand({ account, region, exposure, kind }: FindingView): string {
  return `/glue-audit findings ${account} ${region === '*' ? '' : `${region} `}${exposure} ${kind}`;
}

/** Where all are told; a group without a channel hears of it nowhere else. In an owner's own digest nobody is named. */
function ownerPart({ owner: reader, owners }: DigestMessage, { owner, account }: FindingView): Part | undefined {
  if (reader !== undefined) return undefined;
  const { channel, usergroup } = owner ?? { channel: own(owners, account) };
  if (channel !== undefined) return { channel };
  return usergroup === undefined ? undefined : { usergroup };
}

/** It grew worse, or came back from being accepted: the reader has seen its name before. */
function wasKnown({ previousAt }: DigestMessage, group: readonly FindingView[]): boolean {
  return previousAt !== null && group.some(({ firstSeenAt = Number.POSITIVE_INFINITY }) => firstSeenAt <= previousAt);
}

/** A key can be any word, those of every object's own members too. */
function own<T>(map: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined;
}

function becameParts(became: Became): Part[] {
  switch (became.is) {
    case 'requested':
      return [
        ' — ',
        became.link === undefined ? { bold: 'requested' } : { link: became.link, words: 'requested' },
        ' by ',
        { user: became.by },
      ];
    case 'accepted':
      // Not by the reader's clock, on which another day may have begun.
      return [' — ', { bold: 'accepted' }, ' until ', became.day ?? { day: became.until - 1 }];
    case 'now':
      return [' — now ', { bold: became.exposure }];
    case 'fixed':
    case 'resolved':
      return [' — ', { bold: became.is }, ' ', { at: became.at }];
  }
}

/** " — 2 requested, 1 resolved, 1 now latent" */
function becameCounts(became: readonly Became[]): Part[] {
  const words = became.map((each) => (each.is === 'now' ? `now ${each.exposure}` : each.is));
  const order = ['requested', 'accepted', 'fixed', 'resolved', ...exposures.map((exposure) => `now ${exposure}`)];
  const counts = order.flatMap((what) => {
    const count = words.filter((word) => word === what).length;
    return count === 0 ? [] : `${numberWords(count)} ${what}`;
  });
  return counts.length === 0 ? [] : [' — ', { bold: counts.join(', ') }];
}

/** "Also new: 8 exposed, 6 latent." */
function restItems({ fresh, previousAt }: DigestMessage, most: number): Item[] {
  const named = digestRows(fresh.named).slice(0, most).flat();
  const open = openCounts(fresh);
  const left = { total: open.total, exposed: open.exposed, latent: open.latent, unused: open.unused };
  for (const finding of named) {
    if (isFixed(finding)) continue;
    left.total -= 1;
    left[finding.exposure] -= 1;
  }
  if (left.total <= 0) return [];
  const word = previousAt === null ? 'Also open' : 'Also new';
  return [{ type: 'text', line: [{ bold: `${word}: ` }, `${exposureCountWords(left)}.`] }];
}
