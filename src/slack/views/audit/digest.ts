import type { Counts, DigestMessage, FindingGroup } from '../../../usecases/messages/audit-messages.ts';
import { addCounts } from '../../../usecases/running/fleet-result.ts';
import {
  capital,
  countWords,
  durationWords,
  explainedCounts,
  exposureCountWords,
  fixedTail,
  numberWords,
  openCounts,
} from '../../../usecases/words/explain.ts';
import { afterWords } from '../../../usecases/words/progress-words.ts';
import { ruleNamer } from '../../../usecases/words/rule-words.ts';
import { actionIds } from '../common/action-ids.ts';
import { shortenMiddle } from '../common/display-name.ts';
import type { Document, Item, Line, Part, Select } from '../common/document.ts';
import { cancelledItems, neverListed, scannedWords, unknownCount } from '../common/report-words.ts';
import { targetNamer, whereWords } from '../common/target-words.ts';
import { findingNames, findingRows } from './finding-lines.ts';
import { nextItem } from './next-step.ts';
import { organizationLines } from './organization.ts';
import { keysItems, unknownItems } from './unknown-targets.ts';
import { unwatchedItems } from './unwatched.ts';

/** The scheduled message: the verdict first; one quiet line when there is nothing to do. */
export function digestView(message: DigestMessage): Document {
  const open = addCounts([message.fresh, message.open]);
  const summary: Line = [`Glue digest "${message.schedule}"${ownedWords(message)}: ${summaryWords(message, open)}`];
  if (open.total === 0 && unknownCount(message.unknown) === 0 && message.scanned > 0 && !message.cancelled)
    return { summary, items: quietItems(message) };
  return {
    summary,
    items: [
      { type: 'heading', text: headingWords(message, open) },
      ...ownerItems(message),
      { type: 'note', line: whatWasDone(message) },
      ...cancelledItems(message.cancelled),
      ...groupItems(message),
      ...fixedItems(open),
      ...acceptedItems(open),
      ...resolvedItems(message),
      ...unknownItems(message.unknown, { at: message.finishedAt, kept: keptWords(message) }),
      ...unwatchedItems(message.unwatched),
      ...organizationLines(message.organization),
      ...keysItems(message.keysNotChecked, message.keysNotCheckedTotal),
      ...(open.total > 0 ? [nextItem([...message.fresh.named, ...message.open.named])] : []),
      neverListed,
      ...showAll(message, open.total),
    ],
  };
}

/** In the list of messages. */
function ownedWords({ owner }: DigestMessage): string {
  return owner === undefined ? '' : ` of ${countWords(owner.accounts, 'account')}`;
}

/** Whose accounts it is of, and why it stands where it was not to stand. */
function ownerItems({ owner }: DigestMessage): Item[] {
  if (owner === undefined) return [];
  const { channel, accounts, refused } = owner;
  const of = accounts === 1 ? 'the one account' : `the ${countWords(accounts, 'account')}`;
  if (refused === undefined) return [{ type: 'note', line: [`Only ${of} that this channel owns.`] }];
  const next = ` (${refused}): only ${of} that it owns. Invite Gluewarden there, or name another owner.`;
  return [{ type: 'text', line: ['Posted here because Slack did not take it in ', { channel }, next] }];
}

function targetsOf({ scanned, unknown }: DigestMessage): number {
  return scanned + unknownCount(unknown);
}

/** "12 Glue findings: 3 new, 5 exposed". A first digest has no new ones: all are. */
function headingWords(message: DigestMessage, open: Counts): string {
  const { cancelled } = message;
  if (cancelled) return `${capital(openWords(message, open))}; cancelled ${afterWords(cancelled)}`;
  const targets = targetsOf(message);
  if (targets === 0) return 'Nothing was scanned: the schedule reaches no account and region';
  const blind = unknownCount(message.unknown);
  if (message.scanned === 0 && open.total === 0)
    return `None of ${countWords(targets, 'account-region')} could be scanned`;
  const unread = blind === 0 ? '' : `; ${numberWords(blind)} of ${countWords(targets, 'account-region')} not scanned`;
  if (open.total === 0) return `No Glue findings in what could be read${unread}`;
  return `${capital(openWords(message, open))}${unread}`;
}

/** What is open, also where not everything was read. */
function openWords(message: DigestMessage, open: Counts): string {
  const { total } = openCounts(open);
  if (total === 0) return `no open Glue finding${fixedTail(open)}`;
  return `${countWords(total, 'Glue finding')}: ${newWords(message)}${exposedWords(open)}${fixedTail(open)}`;
}

function newWords({ previousAt, fresh }: DigestMessage): string {
  if (previousAt === null) return '';
  const { total } = openCounts(fresh);
  return total === 0 ? 'none new, ' : `${numberWords(total)} new, `;
}

function exposedWords({ exposed }: Counts): string {
  return exposed === 0 ? 'none exposed' : `${numberWords(exposed)} exposed`;
}

function summaryWords(message: DigestMessage, open: Counts): string {
  if (message.cancelled) return `${openWords(message, open)}; cancelled ${afterWords(message.cancelled)}.`;
  const targets = targetsOf(message);
  if (targets === 0) return 'nothing was scanned, because the schedule reaches no account and region.';
  const blind =
    unknownCount(message.unknown) === 0
      ? ''
      : `; ${numberWords(unknownCount(message.unknown))} of ${countWords(targets, 'account-region')} could not be scanned`;
  if (open.total === 0 && blind === '') return `all ${countWords(targets, 'account-region')} compliant.`;
  if (message.scanned === 0 && open.total === 0)
    return `none of ${countWords(targets, 'account-region')} could be scanned.`;
  if (open.total === 0) return `no findings in what could be read${blind}.`;
  const where = blind === '' ? ` in ${countWords(targets, 'account-region')}` : blind;
  const { total } = openCounts(open);
  if (total === 0) return `no finding open${where}${fixedTail(open)}.`;
  return `${countWords(total, 'finding')} open (${newWords(message)}${exposedWords(open)})${where}${fixedTail(open)}.`;
}

function quietItems(message: DigestMessage): Item[] {
  const { scanned, configurations, jobs } = message;
  const all = scanned === 1 ? 'The one account-region is' : `All ${countWords(scanned, 'account-region')}`;
  const line: Line = [
    `${all} compliant: ${countWords(configurations, 'Glue security configuration')} and ${countWords(jobs, 'job')} scanned `,
    { at: message.finishedAt },
    ' (schedule ',
    { name: message.schedule },
    '). ',
    ...resolvedSentence(message),
    ...comparedWith(message),
  ];
  return [
    { type: 'text', line },
    ...ownerItems(message),
    ...unwatchedItems(message.unwatched),
    ...organizationLines(message.organization),
    ...keysItems(message.keysNotChecked, message.keysNotCheckedTotal),
  ];
}

function resolvedSentence(message: DigestMessage): Part[] {
  const { resolved } = message;
  if (resolved.total === 0) return [];
  const named = resolved.named.slice(0, 3);
  const left = resolved.total - named.length;
  return [
    `Resolved: `,
    ...findingNames(named, rulesOf(message)),
    left > 0 ? `${named.length > 0 ? ' and ' : ''}${numberWords(left)} more. ` : '. ',
  ];
}

function whatWasDone(message: DigestMessage): Line {
  return [
    'Schedule ',
    { name: message.schedule },
    ', ',
    { at: message.finishedAt },
    `. ${scannedWords(message)} `,
    ...comparedWith(message),
  ];
}

/** Another process of the bot has another one: whoever wonders at the difference between two digests sees why. */
function configuredWith({ configuration }: DigestMessage): Part[] {
  return configuration === undefined ? [] : [` Made with configuration ${configuration}; other bot processes differ.`];
}

function comparedWith(message: DigestMessage): Part[] {
  return [...comparison(message), ...configuredWith(message)];
}

function comparison({ previousAt, caughtUp, slotAt, finishedAt }: DigestMessage): Part[] {
  const compared: Part[] =
    previousAt === null
      ? ['First digest: nothing to compare with yet.']
      : ['Compared with the digest of ', { at: previousAt }, '.'];
  if (!caughtUp) return compared;
  const late = durationWords(finishedAt - slotAt);
  return [...compared, ' It was due ', { at: slotAt }, `, while Gluewarden was down, and ran ${late} late.`];
}

/** What is new before what was known; the first of the two explains the words for exposure. */
function groupItems({ fresh, open, previousAt }: DigestMessage): Item[] {
  const first = previousAt === null;
  const lists = [
    { word: first ? 'Open' : 'New', group: fresh, since: false },
    { word: first && fresh.total === 0 ? 'Open' : 'Still open', group: open, since: true },
  ].filter(({ group }) => openCounts(group).total > 0);
  return lists.map(({ word, group, since }, index) => {
    const counts = index === 0 ? explainedCounts(group) : exposureCountWords(group);
    return groupItem([{ bold: `${word}: ${numberWords(openCounts(group).total)}` }, ` — ${counts}`], group, since);
  });
}

function fixedItems({ fixed = 0 }: Counts): Item[] {
  if (fixed === 0) return [];
  const [it, close] = fixed === 1 ? ['it', 'it closes'] : ['them', 'they close'];
  const words = ` — nothing runs with ${it}; ${close} when retired.`;
  return [{ type: 'text', line: [{ bold: `Fixed: ${numberWords(fixed)}` }, words] }];
}

function acceptedItems({ accepted = 0 }: Counts): Item[] {
  if (accepted === 0) return [];
  const line: Line = [
    { bold: `Accepted: ${numberWords(accepted)}` },
    ' — ',
    { code: '/glue-audit accepted' },
    ' says until when and why.',
  ];
  return [{ type: 'text', line }];
}

/** The exposed ones by name, the others as numbers. */
function groupItem(title: Line, group: FindingGroup, since: boolean): Item {
  const { named, places = [] } = group;
  const where = whereWords(group);
  if (named.length === 0) {
    const known = where === undefined ? '' : `. ${group.exposed > 0 ? 'Exposed: ' : ''}${capital(where)}.`;
    return { type: 'text', line: [...title, known] };
  }
  const elsewhere = where === undefined ? '' : `; not named above: ${where}`;
  return {
    type: 'list',
    title,
    ...findingRows(named, { among: places, counts: places, since }),
    hidden: Math.max(0, group.exposed - named.length),
    more: (count) => `and ${numberWords(count)} more exposed${elsewhere}`,
  };
}

function rulesOf({ fresh, open, resolved }: DigestMessage): ReturnType<typeof ruleNamer> {
  return ruleNamer([fresh, open, resolved].flatMap(({ named }) => named));
}

function resolvedItems(message: DigestMessage): Item[] {
  const { resolved } = message;
  if (resolved.total === 0) return [];
  const ruleOf = rulesOf(message);
  const nameOf = targetNamer([...(resolved.places ?? []), ...resolved.named]);
  const byTarget = [...Map.groupBy(resolved.named, nameOf)];
  return [
    {
      type: 'list',
      title: [{ bold: `Resolved since: ${numberWords(resolved.total)}` }],
      rows: byTarget.map(([target, all]): Line => [`${target}: `, ...findingNames(all, ruleOf)]),
      standsFor: byTarget.map(([, all]) => all.length),
      hidden: resolved.total - resolved.named.length,
      more: (count) => `and ${numberWords(count)} more`,
    },
  ];
}

function keptWords({ openUnverified }: DigestMessage): string | undefined {
  if (openUnverified === 0) return undefined;
  return openUnverified === 1
    ? '1 open finding there stays as last seen'
    : `${numberWords(openUnverified)} open findings there stay as last seen`;
}

function showAll(message: DigestMessage, total: number): Item[] {
  const { queryId, schedule } = message;
  if (queryId === undefined || total === 0) return [];
  const says = `Show all ${countWords(total, 'open finding')} of schedule ${schedule}`;
  const buttons = [{ label: 'Show all', actionId: actionIds.browse, value: queryId, says }];
  const select = remediateSelect(message);
  return [{ type: 'buttons', buttons, ...(select && { select }), instead: '/glue-audit findings' }];
}

/** The form for any of the findings that are named above. */
function remediateSelect({ fresh, open, remediable = [] }: DigestMessage): Select | undefined {
  const named = [...fresh.named, ...open.named];
  const nameOf = targetNamer(named);
  const byId = new Map(named.flatMap((finding) => (finding.id === undefined ? [] : [[finding.id, finding] as const])));
  const options = [...byId].flatMap(([value, finding]) =>
    remediable.includes(value) ? { text: `${shortenMiddle(finding.name, 40)} in ${nameOf(finding)}`, value } : [],
  );
  return options.length === 0 ? undefined : { label: 'Remediate…', actionId: actionIds.remediateChosen, options };
}
