import { isFixed } from '../../../domain/fixed.ts';
import { isRemediable } from '../../../domain/rules/index.ts';
import type { Became, DigestMessage, FindingView } from '../../../usecases/messages/audit-messages.ts';
import { capital, exposureCountWords, numberWords, openCounts } from '../../../usecases/words/explain.ts';
import { ruleNamer } from '../../../usecases/words/rule-words.ts';
import { groupLine } from '../audit/finding-lines.ts';
import { remediateCommand } from '../audit/next-step.ts';
import { actionIds } from '../common/action-ids.ts';
import { shortenMiddle } from '../common/display-name.ts';
import type { Button, Item, Part } from '../common/document.ts';
import { type TargetNamer, targetNamer } from '../common/target-words.ts';

/** Ten seconds of reading: the rest is counted. */
const mostRows = 8;

interface RowParts {
  readonly message: DigestMessage;
  readonly nameOf: TargetNamer;
  readonly ruleOf: ReturnType<typeof ruleNamer>;
}

/** Each new finding with who owns it and the one button that makes sense, the worst first; what is not named is counted. */
export function newRows(message: DigestMessage): Item[] {
  const { fresh } = message;
  return [...rowsOf(message, fresh.named), ...restItems(message)];
}

/** Exposed ones that are open for long, each with its button; how many more there are. */
export function overdueItems(message: DigestMessage): Item[] {
  const { overdue } = message;
  if (overdue === undefined) return [];
  const { total, days, named } = overdue;
  const left = total - named.length;
  return [
    { type: 'text', line: [{ bold: `Exposed for more than ${days} days: ${numberWords(total)}` }, '. Said once.'] },
    ...rowsOf(message, named, true),
    ...(left > 0 ? [{ type: 'text', line: [`and ${numberWords(left)} more.`] } as const] : []),
  ];
}

function rowsOf(message: DigestMessage, named: readonly FindingView[], since = false): Item[] {
  const parts = { message, nameOf: targetNamer(named), ruleOf: ruleNamer(named) };
  return groupsOf(named)
    .slice(0, mostRows)
    .map((group) => rowOf(parts, group, since));
}

/** Bare jobs of one place share a row: 300 of them are one problem. */
function groupsOf(named: readonly FindingView[]): readonly (readonly FindingView[])[] {
  const key = ({ id, rule, account, region, kind, name, exposure, owner = {} }: FindingView) =>
    JSON.stringify(
      kind === 'unprotected-job'
        ? [rule, account, region, exposure, owner.channel, owner.usergroup]
        : [id, rule, account, region, kind, name],
    );
  return [...Map.groupBy(named, key).values()];
}

function rowOf({ message, nameOf, ruleOf }: RowParts, group: readonly FindingView[], since: boolean): Item {
  const [first] = group;
  if (first === undefined) return { type: 'row', line: [] };
  const became = group.length === 1 && first.id !== undefined ? own(message.became, first.id) : undefined;
  const owner = ownerPart(message, first);
  const line: Part[] = [
    { bold: capital(isFixed(first) ? 'fixed' : first.exposure) },
    ` in ${nameOf(first)}: `,
    ...groupLine(group, { among: [], since: since || wasKnown(message, group), ruleOf }),
    ...(owner === undefined ? [] : ['; owner ', owner]),
    ...(became === undefined ? [] : becameParts(became)),
  ];
  const button = group.length > 1 || became !== undefined ? undefined : remediateButton(message, first);
  return { type: 'row', line, ...(button && { button, instead: remediateCommand(first) }) };
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
    case 'resolved':
      return [' — ', { bold: 'resolved' }, ' ', { at: became.at }];
  }
}

function remediateButton({ remediable = [] }: DigestMessage, finding: FindingView): Button | undefined {
  const { id, name } = finding;
  if (id === undefined || !isRemediable(finding) || !remediable.includes(id)) return undefined;
  return {
    label: 'Remediate',
    actionId: actionIds.remediate,
    value: id,
    says: `Remediate ${shortenMiddle(name, 60)}`,
  };
}

/** "Also new: 8 exposed, 6 latent." */
function restItems({ fresh, previousAt }: DigestMessage): Item[] {
  const named = groupsOf(fresh.named).slice(0, mostRows).flat();
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
