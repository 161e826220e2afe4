import { networkFaultOf } from '../../../domain/network-fault.ts';
import type { ScheduleStatus, StatusMessage } from '../../../usecases/messages/status-messages.ts';
import {
  countWords,
  durationWords,
  exposureCountWords,
  fixedTail,
  numberWords,
  openCounts,
} from '../../../usecases/words/explain.ts';
import { networkExplanations } from '../../../usecases/words/explain-network.ts';
import type { Document, Item, Line, Part } from '../common/document.ts';
import { scansTable } from './history.ts';
import { unknownItems } from './unknown-targets.ts';

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
      ...unknownItems(unknown, { at, quoteAws: true }),
      ...deliveryItems(message),
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

function troubleWords({ scanned, unknown, delivery, schedules }: StatusMessage): string {
  const troubles = [
    ...(scanned + unknown.length === 0 ? ['nothing was scanned yet'] : []),
    ...(unknown.length > 0 ? [`${countWords(unknown.length, 'account-region')} could not be scanned`] : []),
    ...(delivery.waiting > 0 ? [`${countWords(delivery.waiting, 'message')} waiting for delivery`] : []),
    ...(schedules.length === 0 ? ['no schedule is configured'] : []),
  ];
  return troubles.length > 0 ? troubles.join('; ') : 'all in order';
}

const mostTrouble = 5;

function deliveryItems({ delivery, at }: StatusMessage): Item[] {
  const { waiting, oldestAt, trouble } = delivery;
  if (waiting === 0) return [];
  const age = oldestAt === null ? '' : `, the oldest for ${durationWords(at - oldestAt)}`;
  const rows = trouble
    .slice(0, mostTrouble)
    .map(({ channel, error, since }): Line => [{ channel }, `: ${deliveryWords(error)}, since `, { at: since }]);
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

const notThere = 'no such channel, or a private one that Gluewarden was not invited to';
const refused = "Slack refuses Gluewarden's token: run npm run -s doctor";
const unreachable = 'Slack could not be reached';

const slackCodes: Readonly<Record<string, string>> = {
  not_in_channel: 'Gluewarden is not a member: invite it to the channel',
  channel_not_found: notThere,
  user_not_found: 'no such person',
  is_archived: 'the channel is archived: name another one in the configuration',
  ratelimited: 'Slack asks to go slower',
  invalid_auth: refused,
  not_authed: refused,
  token_revoked: refused,
  token_expired: refused,
  account_inactive: refused,
  missing_scope: refused,
  timeout: 'Slack did not answer in time',
  econnrefused: unreachable,
  econnreset: unreachable,
  enotfound: unreachable,
  eai_again: unreachable,
  no_answer: unreachable,
  service_unavailable: 'Slack has trouble of its own',
};

/** Slack's code, or the network's, in words and as it is, for those who search for it. */
function deliveryWords(code: string): string {
  const network = networkFaultOf(code);
  const words = network ? networkExplanations[network].what : Object.hasOwn(slackCodes, code) && slackCodes[code];
  return !words ? `not delivered (${code})` : `${words} (${code})`;
}

const mostSchedules = 20;

function scheduleItems({ schedules }: StatusMessage): Item[] {
  if (schedules.length === 0)
    return [
      {
        type: 'text',
        line: ['Without a schedule nothing is scanned by itself: add one to the configuration, under "schedules".'],
      },
    ];
  const rows = schedules.slice(0, mostSchedules).map(scheduleLine);
  return [
    {
      type: 'list',
      title: [{ bold: `Schedules: ${numberWords(schedules.length)}` }],
      rows,
      hidden: schedules.length - rows.length,
      more: (count) => `and ${countWords(count, 'more schedule')}`,
    },
  ];
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
