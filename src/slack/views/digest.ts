import { countWords, durationWords, exposureCountWords, numberWords } from '../../usecases/explain.ts';
import type { Counts, DigestMessage, FindingGroup, FindingView } from '../../usecases/message.ts';
import { actionIds } from '../action-ids.ts';
import type { Document, Item, Line, Part } from './document.ts';
import { findingLine, findingLineSince, groupedLines, nameParts, nextStep, placeWords } from './finding-lines.ts';
import { glossary, lookedAt } from './report-words.ts';
import { keysItems, unknownItems } from './unknown-targets.ts';

/** The scheduled message: the verdict first; one quiet line when there is nothing to do. */
export function digestView(message: DigestMessage): Document {
  const open = addCounts(message.fresh, message.open);
  const summary: Line = [`Glue digest "${message.schedule}": ${summaryWords(message, open)}`];
  if (open.total === 0 && message.unknown.length === 0 && message.scanned > 0)
    return { summary, items: quietItems(message) };
  return {
    summary,
    items: [
      { type: 'heading', text: headingWords(message, open) },
      { type: 'note', line: whatWasDone(message) },
      ...freshItems(message),
      ...openItems(message),
      ...resolvedItems(message),
      ...unknownItems(message.unknown, message.finishedAt, keptWords(message)),
      ...keysItems(message.keysNotChecked, message.keysNotCheckedTotal),
      ...nextItems(message),
      ...(open.total > 0 ? [glossary] : []),
      ...showAll(message, open.total),
    ],
  };
}

function addCounts(a: Counts, b: Counts): Counts {
  return {
    total: a.total + b.total,
    exposed: a.exposed + b.exposed,
    latent: a.latent + b.latent,
    unused: a.unused + b.unused,
  };
}

function targetsOf({ scanned, unknown }: DigestMessage): number {
  return scanned + unknown.length;
}

/** "12 Glue findings: 3 new, 5 exposed". A first digest has no new ones: all are. */
function headingWords(message: DigestMessage, open: Counts): string {
  const targets = targetsOf(message);
  if (targets === 0) return 'Nothing was looked at: the schedule reaches no account and region';
  const blind = message.unknown.length;
  if (message.scanned === 0 && open.total === 0) return `None of ${countWords(targets, 'target')} could be looked at`;
  const unread = blind === 0 ? '' : `; ${numberWords(blind)} of ${countWords(targets, 'target')} not looked at`;
  if (open.total === 0) return `No Glue findings in what could be read${unread}`;
  return `${countWords(open.total, 'Glue finding')}: ${newWords(message)}${exposedWords(open)}${unread}`;
}

function newWords({ previousAt, fresh }: DigestMessage): string {
  if (previousAt === null) return '';
  return fresh.total === 0 ? 'none new, ' : `${numberWords(fresh.total)} new, `;
}

function exposedWords({ exposed }: Counts): string {
  return exposed === 0 ? 'none exposed' : `${numberWords(exposed)} exposed`;
}

function summaryWords(message: DigestMessage, open: Counts): string {
  const targets = targetsOf(message);
  if (targets === 0) return 'nothing was looked at, because the schedule reaches no account and region.';
  const blind =
    message.unknown.length === 0
      ? ''
      : `; ${numberWords(message.unknown.length)} of ${countWords(targets, 'target')} could not be looked at`;
  if (open.total === 0 && blind === '') return `all ${countWords(targets, 'target')} compliant.`;
  if (message.scanned === 0 && open.total === 0) return `none of ${countWords(targets, 'target')} could be looked at.`;
  if (open.total === 0) return `no findings in what could be read${blind}.`;
  const where = blind === '' ? ` in ${countWords(targets, 'target')}` : blind;
  return `${countWords(open.total, 'finding')} open (${newWords(message)}${exposedWords(open)})${where}.`;
}

function quietItems(message: DigestMessage): Item[] {
  const { scanned, configurations, jobs, resolved } = message;
  const all = scanned === 1 ? 'The one target is' : `All ${countWords(scanned, 'target')}`;
  const line: Line = [
    `${all} compliant: ${countWords(configurations, 'Glue security configuration')} and ${countWords(jobs, 'job')} looked at `,
    { at: message.finishedAt },
    ' (schedule ',
    { name: message.schedule },
    '). ',
    ...resolvedSentence(resolved),
    ...comparedWith(message),
  ];
  return [{ type: 'text', line }, ...keysItems(message.keysNotChecked, message.keysNotCheckedTotal)];
}

function resolvedSentence(resolved: FindingGroup): Part[] {
  if (resolved.total === 0) return [];
  const named = resolved.named.slice(0, 3).map(({ name }) => name);
  const left = resolved.total - named.length;
  return [
    `Resolved: `,
    ...nameParts(named),
    left > 0 ? `${named.length > 0 ? ' and ' : ''}${numberWords(left)} more. ` : '. ',
  ];
}

function whatWasDone(message: DigestMessage): Line {
  return [
    'Schedule ',
    { name: message.schedule },
    ', ',
    { at: message.finishedAt },
    `. ${lookedAt(message)} `,
    ...comparedWith(message),
  ];
}

function comparedWith({ previousAt, caughtUp, slotAt, finishedAt }: DigestMessage): Part[] {
  const compared: Part[] =
    previousAt === null
      ? ['This is the first digest of this schedule: there is nothing to compare with.']
      : ['Compared with the digest of ', { at: previousAt }, '.'];
  if (!caughtUp) return compared;
  const late = durationWords(finishedAt - slotAt);
  return [...compared, ' It was due ', { at: slotAt }, `, while Gluewarden was down, and was made up ${late} later.`];
}

function freshItems({ fresh, previousAt }: DigestMessage): Item[] {
  if (fresh.total === 0) return [];
  const word = previousAt === null ? 'Open' : 'New';
  return [groupItem(`${word}: ${numberWords(fresh.total)}`, fresh, findingLine)];
}

function openItems({ open, previousAt, fresh }: DigestMessage): Item[] {
  if (open.total === 0) return [];
  const before = previousAt === null && fresh.total === 0 ? 'Open' : 'Still open';
  return [groupItem(`${before}: ${numberWords(open.total)}`, open, findingLineSince)];
}

/** The exposed ones by name, the others as numbers. */
function groupItem(title: string, group: FindingGroup, line: (finding: FindingView) => Line): Item {
  return {
    type: 'list',
    title: [{ bold: title }, ` (${exposureCountWords(group)})`],
    rows: groupedLines(group.named, line),
    // With no name at all there is nothing to add to the title's numbers.
    hidden: group.named.length === 0 ? 0 : Math.max(0, group.exposed - group.named.length),
    more: (count) => `and ${numberWords(count)} more exposed`,
  };
}

function resolvedItems({ resolved }: DigestMessage): Item[] {
  if (resolved.total === 0) return [];
  const rows = resolved.named.map((finding): Line => [{ name: finding.name }, ` in ${placeWords(finding)}`]);
  return [
    {
      type: 'list',
      title: [{ bold: `Resolved since: ${numberWords(resolved.total)}` }],
      rows,
      hidden: resolved.total - rows.length,
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

function nextItems({ fresh, open }: DigestMessage): Item[] {
  const first = fresh.named[0] ?? open.named[0];
  if (first === undefined)
    return fresh.total + open.total === 0
      ? []
      : [
          {
            type: 'text',
            line: [{ bold: 'What now: ' }, 'none is exposed. ', { code: '/glue-audit findings' }, ' lists them.'],
          },
        ];
  return [{ type: 'text', line: [{ bold: 'What now: ' }, ...nextStep(first)] }];
}

function showAll({ queryId, schedule }: DigestMessage, total: number): Item[] {
  if (queryId === undefined || total === 0) return [];
  const says = `Show all ${countWords(total, 'open finding')} of schedule ${schedule}`;
  const buttons = [{ label: 'Show all', actionId: actionIds.browse, value: queryId, says }];
  return [{ type: 'buttons', buttons, instead: '/glue-audit findings' }];
}
