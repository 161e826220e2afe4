import type { DigestMessage, OrganizationNotice } from '../../../usecases/messages/audit-messages.ts';
import { hasNews } from '../../../usecases/messages/digest-news.ts';
import {
  countWords,
  durationWords,
  exposureCountWords,
  exposureMeaning,
  instantWords,
  numberWords,
  openCounts,
} from '../../../usecases/words/explain.ts';
import { ruleNamer } from '../../../usecases/words/rule-words.ts';
import { findingNames } from '../audit/finding-lines.ts';
import { nextItem } from '../audit/next-step.ts';
import { organizationLines } from '../audit/organization.ts';
import { keysItems, tagsItems, tagsLine, unknownItems } from '../audit/unknown-targets.ts';
import { sinceWords, unwatchedItems } from '../audit/unwatched.ts';
import { actionIds } from '../common/action-ids.ts';
import type { Chart, Document, Item, Line, Part } from '../common/document.ts';
import { cancelledItems, neverListed, scannedWords } from '../common/report-words.ts';
import { targetNamer } from '../common/target-words.ts';
import { fitShortened } from '../common/to-blocks.ts';
import { newRows, overdueItems, rowCaps } from './digest-rows.ts';
import { allOpen, verdictWords } from './digest-words.ts';

/** The scheduled message: the verdict, what is new with its buttons, and the rest in a line each. Three lines without news. */
export function digestView(message: DigestMessage): Document {
  const summary: Line = [`Glue digest "${message.schedule}"${ownedWords(message)}: ${verdictWords(message)}.`];
  const items = hasNews(message) ? fittingNews(message) : quietItems(message);
  return { summary, items, ...trendChart(message) };
}

/** In the list of messages. */
function ownedWords({ owner }: DigestMessage): string {
  if (owner === undefined) return '';
  return owner.divided ? ' of one owner' : ` of ${countWords(owner.accounts, 'account')}`;
}

/** With as many rows as fit: each is long where names are. */
function fittingNews(message: DigestMessage): Item[] {
  let items: Item[] = [];
  for (const most of rowCaps) {
    items = newsItems(message, most);
    if (fitShortened(items)) break;
  }
  return items;
}

function newsItems(message: DigestMessage, most: number): Item[] {
  const open = allOpen(message);
  return [
    { type: 'heading', text: verdictWords(message) },
    ...ownerItems(message),
    ...cancelledItems(message.cancelled),
    ...newRows(message, most),
    ...overdueItems(message, most),
    ...whatNow(message),
    ...textItem(resolvedLine(message)),
    ...unknownItems(message.unknown, { at: message.finishedAt, kept: keptWords(message) }),
    ...textItem(seenAgainLine(message)),
    ...textItem(stillUnknownLine(message)),
    ...textItem(olderLine(message)),
    ...textItem(trendLine(message)),
    ...unwatchedItems(message.unwatched),
    ...organizationLines(message.organization),
    ...keysItems(message.keysNotChecked, message.keysNotCheckedTotal),
    ...tagsItems(message.tagsNotRead),
    { type: 'note', line: whatWasDone(message) },
    { type: 'note', line: [...meaningOf(message), ...neverListed.line] },
    ...showAll(message, open.total),
  ];
}

/** Nothing new and nothing worse: three lines at most. */
function quietItems(message: DigestMessage): Item[] {
  const { unwatched, organization, keysNotCheckedTotal } = message;
  const besides: readonly Line[] = [
    resolvedLine(message),
    seenAgainLine(message),
    stillUnknownLine(message),
    trendLine(message),
    unwatched ? [`No longer watched: ${countWords(unwatched.total, 'open finding')}${sinceWords(unwatched)}.`] : [],
    organization?.stale ? staleLine(organization.stale) : [],
    organization?.inactive
      ? [`Left out: ${countWords(organization.inactive.total, 'account')}, suspended or closed.`]
      : [],
    keysNotCheckedTotal > 0 ? [`Keys not checked: ${numberWords(keysNotCheckedTotal)}.`] : [],
    message.tagsNotRead ? tagsLine(message.tagsNotRead) : [],
    ownerLine(message),
  ];
  return [
    { type: 'text', line: [{ bold: `${verdictWords(message)}.` }] },
    ...textItem(besides.filter(({ length }) => length > 0).flatMap((line, n) => (n === 0 ? line : [' ', ...line]))),
    { type: 'note', line: whatWasDone(message) },
    ...showAll(message, allOpen(message).total),
  ];
}

/** Where nothing has a button, a command says how to go on. */
function whatNow({ fresh, overdue, remediable = [] }: DigestMessage): Item[] {
  const named = [...fresh.named, ...(overdue?.named ?? [])];
  return named.length > 0 && remediable.length === 0 ? [nextItem(named)] : [];
}

function staleLine({ since, error }: NonNullable<OrganizationNotice['stale']>): Line {
  const why = ` (${error.error}): `;
  return [
    'The AWS organization could not be listed since ',
    { at: since },
    why,
    { code: '/glue-audit status' },
    ' says more.',
  ];
}

function textItem(line: Line): Item[] {
  return line.length === 0 ? [] : [{ type: 'text', line }];
}

function ownerItems(message: DigestMessage): Item[] {
  const line = ownerLine(message);
  if (line.length === 0) return [];
  return [{ type: message.owner?.refused === undefined ? 'note' : 'text', line }];
}

/** Whose accounts it is of, and why it stands where it was not to stand. */
function ownerLine({ owner }: DigestMessage): Line {
  if (owner === undefined) return [];
  const { channel, refused } = owner;
  const of = ownedThings(owner);
  if (refused === undefined) return [`Only ${of} that this channel owns.`];
  const next = ` (${refused}): only ${of} that it owns. Invite Gluewarden there, or name another owner.`;
  return ['Posted here because Slack did not take it in ', { channel }, next];
}

function ownedThings({ accounts, divided }: NonNullable<DigestMessage['owner']>): string {
  if (divided) return 'the findings';
  return accounts === 1 ? 'the one account' : `the ${countWords(accounts, 'account')}`;
}

const mostResolved = 4;

/** "Resolved: a (deleted), b in data-production, eu-west-1; and 12 more." */
function resolvedLine(message: DigestMessage): Line {
  const { resolved } = message;
  if (resolved.total === 0) return [];
  const named = resolved.named.slice(0, mostResolved);
  const nameOf = targetNamer([...(resolved.places ?? []), ...resolved.named]);
  const ruleOf = ruleNamer([message.fresh, message.open, resolved].flatMap((group) => group.named));
  const places = [...Map.groupBy(named, nameOf)].flatMap(([place, some], index): Part[] => [
    ...(index === 0 ? [] : ['; ']),
    ...findingNames(some, ruleOf),
    ` in ${place}`,
  ]);
  const left = resolved.total - named.length;
  const more = left > 0 ? `${named.length > 0 ? '; and ' : ''}${numberWords(left)} more` : '';
  return [
    { bold: `Resolved: ${numberWords(resolved.total)}` },
    ...(named.length > 0 ? [' — '] : []),
    ...places,
    `${more}.`,
  ];
}

function keptWords({ openUnverified }: DigestMessage): string | undefined {
  if (openUnverified === 0) return undefined;
  return openUnverified === 1
    ? '1 open finding there stays as last seen'
    : `${numberWords(openUnverified)} open findings there stay as last seen`;
}

function seenAgainLine({ seenAgain = 0 }: DigestMessage): Line {
  return seenAgain === 0 ? [] : [{ bold: `Scanned again: ${countWords(seenAgain, 'account-region')}` }, '.'];
}

/** What was named before is counted, with its age. */
function stillUnknownLine({ stillUnknown, finishedAt }: DigestMessage): Line {
  if (stillUnknown === undefined) return [];
  const { targets, oldestSince } = stillUnknown;
  const age = durationWords(finishedAt - oldestSince);
  return [
    { bold: `Still not scanned: ${countWords(targets, 'account-region')}` },
    `, ${targets === 1 ? 'for' : 'the oldest for'} ${age}; `,
    { code: '/glue-audit status' },
    ' says why.',
  ];
}

/** Everything that was open before, in a line. */
function olderLine({ open, previousAt }: DigestMessage): Line {
  const older = openCounts(open);
  if (previousAt === null || older.total === 0) return [];
  return [{ bold: `Open before: ${numberWords(older.total)}` }, ` — ${exposureCountWords(open)}.`];
}

/** "Open in 14 days: 41 → 35." */
function trendLine(message: DigestMessage): Line {
  const { trend = [] } = message;
  const [first, last] = [trend[0], trend.at(-1)];
  if (first === undefined || last === undefined) return [];
  // Days are counted without knowing what was fixed or accepted on them, the verdict is not.
  const { fixed = 0, accepted = 0 } = allOpen(message);
  const also = fixed + accepted > 0 ? ', with what is fixed or accepted' : '';
  return [
    { bold: `Open in ${countWords(trend.length, 'day')}` },
    `${also}: from ${numberWords(first.open)} to ${numberWords(last.open)}.`,
  ];
}

function trendChart({ trend = [] }: DigestMessage): { readonly chart?: Chart } {
  if (trend.length < 2) return {};
  const points = trend.map(({ day, open }) => ({ label: instantWords(day).slice(5, 10), value: open }));
  return { chart: { title: `Open findings in ${trend.length} days`, series: 'open', points } };
}

/** The words for exposure that this digest uses. */
function meaningOf(message: DigestMessage): Line {
  const words = exposureMeaning(allOpen(message)).trim();
  return words === '' ? [] : [`${words} `];
}

function whatWasDone(message: DigestMessage): Line {
  const { schedule, finishedAt, stillUnknown, configuration } = message;
  const made =
    configuration === undefined ? [] : [` Made with configuration ${configuration}; other bot processes differ.`];
  return [
    'Schedule ',
    { name: schedule },
    ', ',
    { at: finishedAt },
    `. ${scannedWords(message, stillUnknown?.targets)} `,
    ...comparison(message),
    ...made,
  ];
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

function showAll({ queryId, schedule }: DigestMessage, total: number): Item[] {
  if (queryId === undefined || total === 0) return [];
  const says = `Show all ${countWords(total, 'open finding')} of schedule ${schedule}`;
  const buttons = [{ label: 'Show all', actionId: actionIds.browse, value: queryId, says }];
  return [{ type: 'buttons', buttons, instead: '/glue-audit findings' }];
}
