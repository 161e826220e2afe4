import type { ScheduleStatus, StatusMessage } from '../../../usecases/messages/status-messages.ts';
import {
  countWords,
  durationWords,
  exposureCountWords,
  fixedTail,
  numberWords,
  openCounts,
} from '../../../usecases/words/explain.ts';
import { deliveryWords, recipient } from '../common/delivery-words.ts';
import type { Document, Item, Line, Part } from '../common/document.ts';
import { scansTable } from './history.ts';
import { organizationItems } from './organization.ts';
import { differenceWords, processItems } from './processes.ts';
import { runningItems } from './running-scans.ts';
import { unknownItems } from './unknown-targets.ts';
import { neverScannedItems, unwatchedItems } from './unwatched.ts';

/** How the bot does: what is open, what it cannot see, what runs when, what it could not deliver. */
export function statusView(message: StatusMessage): Document {
  const { unknown, open, scanned, accounts, at, version, startedAt } = message;
  const targets = scanned + unknown.length;
  const trouble = troubleWords(message);
  const count = openCounts(open).total;
  return {
    summary: [
      `Gluewarden status: ${countWords(count, 'open finding')} in ${countWords(targets, 'account-region')}; ${trouble}.`,
    ],
    items: [
      { type: 'heading', text: `Gluewarden: ${trouble}` },
      {
        type: 'text',
        line: [
          { bold: `Open findings: ${numberWords(count)}` },
          `${count === 0 ? '' : ` (${exposureCountWords(open)})`}${fixedTail(open)}.`,
          targets === 0
            ? ` Nothing was scanned yet: this is no proof that all is well. ${countWords(accounts, 'account')} configured; /glue-audit all scans now.`
            : ` Last seen in ${countWords(targets, 'account-region')} of ${countWords(accounts, 'configured account')}.`,
        ],
      },
      ...runningItems(message.running ?? [], at),
      ...unknownItems(unknown, { at, quoteAws: true }),
      ...(targets === 0 ? [] : neverScannedItems(message.neverScanned)),
      ...unwatchedItems(message.unwatched),
      ...organizationItems(message.organization),
      ...processItems(message.processes),
      ...connectionItems(message),
      ...deliveryItems(message),
      ...undeliverableItems(message),
      ...scheduleItems(message),
      ...(message.lastScans.length > 0 ? [scansTable(message.lastScans, [{ bold: 'Last scans' }])] : []),
      {
        type: 'note',
        line: [
          `Version ${version}, running for ${durationWords(at - startedAt)} (since `,
          { at: startedAt },
          '). As of ',
          { at },
          '.',
        ],
      },
    ],
  };
}

function troubleWords(message: StatusMessage): string {
  const { scanned, unknown, neverScanned, delivery, schedules, lastScans, otherConnections } = message;
  const differ = differenceWords(message.processes);
  const [last] = lastScans.filter(({ state }) => state !== 'running');
  const troubles = [
    ...(scanned + unknown.length === 0 ? ['nothing was scanned yet'] : []),
    ...(unknown.length > 0 ? [`${countWords(unknown.length, 'account-region')} could not be scanned`] : []),
    ...(scanned + unknown.length > 0 && neverScanned !== undefined
      ? [`${countWords(neverScanned.total, 'account-region')} never scanned`]
      : []),
    ...(last !== undefined && last.state !== 'finished'
      ? [`the last scan ${last.state === 'failed' ? 'failed' : `was ${last.state}`}`]
      : []),
    ...(message.organization?.stale ? ['the organization could not be listed'] : []),
    ...(otherConnections ? ['another bot takes some of the commands'] : []),
    ...(differ === '' ? [] : [`the bot's processes differ in ${differ}`]),
    ...(delivery.waiting > 0 ? [`${countWords(delivery.waiting, 'message')} waiting for delivery`] : []),
    ...(countGivenUp(delivery) > 0 ? [`${countWords(countGivenUp(delivery), 'message')} undeliverable`] : []),
    ...(schedules.length === 0 ? ['no schedule is configured'] : []),
  ];
  return troubles.length > 0 ? troubles.join('; ') : 'all in order';
}

const mostTrouble = 5;

function connectionItems({ otherConnections }: StatusMessage): Item[] {
  if (otherConnections === undefined) return [];
  const { counted, ours, since } = otherConnections;
  return [
    {
      type: 'text',
      line: [
        { bold: 'Another bot with the same Slack tokens is connected' },
        `: Slack counts ${countWords(counted, 'connection')}, and the bot processes of this database have ${numberWords(ours)}, since `,
        { at: since },
        '. It takes some of the commands and presses. Stop it, or give it a Slack app of its own.',
      ],
    },
  ];
}

function deliveryItems({ delivery, at }: StatusMessage): Item[] {
  const { waiting, oldestAt, trouble } = delivery;
  if (waiting === 0) return [];
  const age = oldestAt === null ? '' : `, the oldest for ${durationWords(at - oldestAt)}`;
  const rows = trouble
    .slice(0, mostTrouble)
    .map(({ channel, error, since }): Line => [recipient(channel), `: ${deliveryWords(error)}, since `, { at: since }]);
  return [
    {
      type: 'list',
      title: [
        { bold: `Waiting for delivery: ${countWords(waiting, 'message')}` },
        `${age}. Nothing is lost; delivery is tried again by itself.`,
      ],
      rows,
      hidden: trouble.length - rows.length,
      more: (count) => `and ${countWords(count, 'other channel')}`,
    },
  ];
}

function countGivenUp({ undeliverable = [] }: StatusMessage['delivery']): number {
  return undeliverable.reduce((sum, { count }) => sum + count, 0);
}

function undeliverableItems({ delivery }: StatusMessage): Item[] {
  const { undeliverable = [] } = delivery;
  if (undeliverable.length === 0) return [];
  const rows = undeliverable
    .slice(0, mostTrouble)
    .map(
      ({ channel, error, count, since }): Line => [
        recipient(channel),
        `: ${countWords(count, 'message')}; ${deliveryWords(error)}, last `,
        { at: since },
      ],
    );
  return [
    {
      type: 'list',
      title: [
        { bold: `Undeliverable: ${countWords(countGivenUp(delivery), 'message')}` },
        '. They are not tried again by themselves: ',
        { code: '/glue-audit undelivered' },
        ' lists them, tries them again or drops them.',
      ],
      rows,
      hidden: undeliverable.length - rows.length,
      more: (count) => `and ${countWords(count, 'other place')}`,
    },
  ];
}

const mostSchedules = 20;

function scheduleItems({ schedules }: StatusMessage): Item[] {
  if (schedules.length > 0) return [scheduleList(schedules, mostSchedules)];
  return [
    {
      type: 'text',
      line: ['Without a schedule nothing is scanned by itself: add one to the configuration, under "schedules".'],
    },
  ];
}

/** What runs when, at most so many of them. */
export function scheduleList(schedules: readonly ScheduleStatus[], most: number): Item {
  const rows = schedules.slice(0, most).map(scheduleLine);
  return {
    type: 'list',
    title: [{ bold: `Schedules: ${numberWords(schedules.length)}` }],
    rows,
    hidden: schedules.length - rows.length,
    more: (count) => `and ${countWords(count, 'more schedule')}`,
  };
}

function scheduleLine(schedule: ScheduleStatus): Line {
  const { name, words, timezone, channel, running } = schedule;
  return [
    { bold: name },
    `: ${words} (${timezone}), to `,
    { channel },
    '. ',
    ...(running ? ['Running now. '] : []),
    ...whenParts(schedule),
  ];
}

function whenParts({ nextAt, lastDigestAt }: ScheduleStatus): Part[] {
  return [
    ...(nextAt === null ? ['Never due again'] : ['Next ', { at: nextAt }]),
    ...(lastDigestAt === null ? ['; no digest yet.'] : ['; last digest ', { at: lastDigestAt }, '.']),
  ];
}
