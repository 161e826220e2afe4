import type { Message } from '../../../src/usecases/messages/message.ts';
import type {
  HistoryEntry,
  ProcessStatus,
  ScheduleStatus,
  StatusMessage,
} from '../../../src/usecases/messages/status-messages.ts';
import {
  days,
  hostileNames,
  hostileUnwatched,
  hours,
  inactiveAccounts,
  minutes,
  now,
  staleOrganization,
  unknownTarget,
  unknownTargets,
  unwatched,
} from '../sample-parts.ts';
import { oneRunning, severalRunning } from './running.ts';

function entry(given: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    startedAt: now,
    finishedAt: now + 12_400,
    state: 'finished',
    schedule: 'daily',
    caughtUp: false,
    scope: '3 accounts',
    scanned: 12,
    unknown: 0,
    opened: 3,
    resolved: 2,
    open: 12,
    ...given,
  };
}

/** Somebody asked, so no schedule did. */
function asked(given: Partial<HistoryEntry> = {}): HistoryEntry {
  const { schedule: _, ...rest } = entry({
    askedBy: 'U024BE7LH',
    scope: 'eu-west-1 in data-production (111122223333)',
    ...given,
  });
  return rest;
}

function running(): HistoryEntry {
  const { finishedAt: _, ...rest } = asked({ state: 'running', startedAt: now + minutes });
  return rest;
}

/** After a change nobody asks. */
function rescan(): HistoryEntry {
  const { askedBy: _, ...rest } = asked({ scanned: 1, opened: 0, resolved: 2 });
  return rest;
}

const cancelledEntry = entry({
  ...{ state: 'cancelled', scope: '300 accounts', scanned: 117, unknown: 3, opened: 4, resolved: 0 },
  cancelled: { by: 'U024BE7LH', left: 180 },
});

const entries = [
  running(),
  rescan(),
  entry({ unknown: 2, scanned: 10 }),
  asked({ startedAt: now - 3 * hours, finishedAt: now - 3 * hours + 900, scanned: 1, opened: 0, resolved: 1 }),
  entry({ startedAt: now - days, finishedAt: now - days + 61_000, caughtUp: true }),
  entry({ startedAt: now - 2 * days, state: 'interrupted' }),
  entry({ startedAt: now - 3 * days, state: 'failed' }),
];

function schedule(given: Partial<ScheduleStatus> = {}): ScheduleStatus {
  return {
    name: 'daily',
    words: 'At 08:00, Monday through Friday',
    timezone: 'Europe/Berlin',
    channel: 'C0123456789',
    nextAt: now + days,
    lastDigestAt: now,
    running: false,
    ...given,
  };
}

function processStatus(given: Partial<ProcessStatus> = {}): ProcessStatus {
  const runs = { version: '0.1.0', configuration: '1f0c9ab2-04d1' };
  return { host: 'ip-10-0-1-4', pid: 17, startedAt: now - 6 * days, silentMs: 4_000, ...runs, ...given };
}

function status(given: Partial<StatusMessage> = {}): StatusMessage {
  return {
    kind: 'status',
    at: now + 10 * minutes,
    version: '0.1.0',
    startedAt: now - 6 * days,
    schedules: [
      schedule(),
      schedule({ name: 'weekly-all', words: 'At 06:00, only on Monday', lastDigestAt: null, running: true }),
    ],
    accounts: 3,
    scanned: 12,
    unknown: [],
    open: { total: 14, exposed: 5, latent: 3, unused: 6, fixed: 2 },
    lastScans: entries.slice(0, 5),
    delivery: { waiting: 0, oldestAt: null, trouble: [] },
    ...given,
  };
}

const sixty = Array.from({ length: 60 }, (_, index) =>
  schedule({
    name: `team-${index + 1}`,
    words: `At ${String(index % 24).padStart(2, '0')}:30`,
    nextAt: index % 9 === 0 ? null : now + index * hours,
  }),
);

export const otherSamples = {
  help: {
    kind: 'help',
    command: '/glue-audit',
    summary: 'Audit the encryption of AWS Glue job bookmarks',
    entries: [
      { usage: '<region>', does: 'Audit one region of every account now', example: 'us-east-1' },
      { usage: '<account> [region]', does: 'Audit an account, by name or id', example: 'data-production eu-west-1' },
      { usage: 'all', does: 'Audit every account and region' },
      {
        usage: 'findings [account] [region] [exposed|latent|unused] [new]',
        does: 'List the open findings; "new" means first seen in the last 7 days',
        example: 'findings exposed eu-west-1',
      },
      {
        usage: 'show "<configuration>" [account] <region>',
        does: 'Show one security configuration and everything that uses it',
        example: 'show "orders-etl" us-east-1',
      },
      { usage: 'history', does: 'List the latest scans: when, who asked, what changed' },
      { usage: 'status', does: 'Show schedules, last scans, and what cannot be scanned' },
      { usage: 'help', does: 'Show this' },
    ],
    notes: [
      'Answers are only for you. Add "share" at the end to answer in the channel.',
      'Names with spaces go in double quotes. An account is its name or its 12-digit id.',
    ],
  },
  'problem-who-may': {
    kind: 'problem',
    what: 'You are not among the approvers of any account: only they may pause and resume remediation.',
    next: 'Ask one of them.',
    suggestions: [],
    who: { users: ['U024BE7LH', 'U0WAITER12'], usergroups: ['S0LEADS123', '<!channel>'] },
  },
  'problem-region': {
    kind: 'problem',
    what: 'There is no region "us-esat-1".',
    next: 'Check the spelling: a region is written like eu-west-1.',
    suggestions: ['/glue-audit us-east-1', '/glue-audit us-east-2', '/glue-audit us-west-1'],
  },
  'problem-no-suggestion': {
    kind: 'problem',
    what: 'You are not among those who may ask this.',
    next: 'Ask the operator of Gluewarden to add you.',
    suggestions: [],
  },
  'problem-hostile': {
    kind: 'problem',
    what: `There is no account "${hostileNames.join(' ')}".`,
    next: '<!channel> & `',
    suggestions: hostileNames.map((name) => `/glue-audit "${name}"`),
  },
  'progress-listing': { kind: 'audit-progress', scope: '3 accounts', startedAt: now, done: 0, found: 0, unknown: 0 },
  'progress-half': {
    kind: 'audit-progress',
    scope: '3 accounts',
    startedAt: now,
    done: 6,
    total: 12,
    found: 4,
    unknown: 1,
  },
  interrupted: { kind: 'interrupted', scope: '3 accounts', startedAt: now, again: '/glue-audit all' },
  'interrupted-shared': {
    kind: 'interrupted',
    scope: '3 accounts',
    startedAt: now,
    again: '/glue-audit all share',
    shared: { scan: 's1', askedBy: 'UNINA' },
  },
  'interrupted-hostile': {
    kind: 'interrupted',
    scope: hostileNames.join(' '),
    startedAt: now,
    again: '/glue-audit "<!channel>" `x`',
  },
  'history-empty': { kind: 'history', scope: 'everything', entries: [] },
  history: { kind: 'history', scope: 'everything', entries },
  'history-cancelled': { kind: 'history', scope: 'everything', entries: [cancelledEntry, entry()] },
  'history-hostile': {
    kind: 'history',
    scope: '<!channel>',
    entries: hostileNames
      .map((name) => entry({ schedule: name, scope: name }))
      .concat(asked({ askedBy: '<!channel>' })),
  },
  'status-fine': status(),
  'status-ended-risks': status({ open: { total: 9, exposed: 1, latent: 4, unused: 0, accepted: 4 }, endedRisks: 2 }),
  'status-fresh': status({
    schedules: [],
    scanned: 0,
    open: { total: 0, exposed: 0, latent: 0, unused: 0 },
    lastScans: [],
  }),
  'status-nothing-scanned': status({
    scanned: 0,
    open: { total: 0, exposed: 0, latent: 0, unused: 0 },
    lastScans: [],
  }),
  'status-partly-never-scanned': status({
    neverScanned: {
      total: 14,
      named: [
        { account: '222233334444', accountName: 'data-staging', region: '*' },
        ...['eu-west-1', 'us-east-1', 'eu-north-1', 'eu-south-1'].map((region) => ({
          account: '333344445555',
          region,
        })),
      ],
    },
  }),
  'status-unwatched': status({ unwatched }),
  'status-organization-stale': status({ organization: { stale: staleOrganization } }),
  'status-organization-never-listed': status({ organization: { stale: { ...staleOrganization, listedAt: null } } }),
  'status-organization-inactive': status({ organization: { inactive: inactiveAccounts } }),
  'status-organization-hostile': status({
    organization: {
      stale: { ...staleOrganization, error: { call: 'ListAccounts', error: '<!channel>', message: '`*_~<@U1>' } },
      inactive: { total: 40, named: hostileNames.map((name) => ({ id: '111122223333', name, state: name })) },
    },
  }),
  'status-last-scan-failed': status({ lastScans: [entry({ state: 'failed' }), entry()] }),
  'status-running': status({ running: oneRunning, lastScans: [running(), cancelledEntry, entry()] }),
  'status-running-many': status({ running: severalRunning }),
  'status-last-scan-cancelled': status({ lastScans: [cancelledEntry, entry()] }),
  'status-other-bot': status({ otherConnections: { counted: 6, ours: 4, since: now - 40 * minutes } }),
  'status-two-processes': status({
    processes: [processStatus({ silentMs: 0 }), processStatus({ host: 'ip-10-0-3-7' })],
  }),
  'status-processes-differ': status({
    processes: [
      processStatus({ silentMs: 0 }),
      processStatus({ host: '<!channel> `*_~', version: '0.2.0', configuration: '77aa01fe-e93b' }),
      { host: 'old', pid: 1, startedAt: now - 9 * days, silentMs: 29_000 },
    ],
  }),
  'status-many-processes': status({
    processes: Array.from({ length: 40 }, (_, index) => processStatus({ host: `pod-${index}`.padEnd(200, 'x') })),
  }),
  'status-trouble': status({
    unknown: [unknownTarget()],
    delivery: {
      waiting: 3,
      oldestAt: now - 2 * hours,
      trouble: [
        { channel: 'C0123456789', error: 'not_in_channel', since: now - 2 * hours },
        { channel: 'C0987654321', error: 'timeout', since: now - hours },
        { channel: 'U024BE7LH', error: 'missing_scope', since: now - hours },
      ],
      undeliverable: [
        { channel: 'U0LEFTUS1', error: 'user_disabled', count: 2, since: now - days },
        { channel: 'C0777777777', error: 'is_archived', count: 1, since: now - 3 * days },
      ],
    },
  }),
  'status-60-schedules': status({ schedules: sixty, unknown: unknownTargets(1_000), accounts: 1_000 }),
  'status-hostile': status({
    unwatched: hostileUnwatched(hostileNames),
    neverScanned: { total: 20, named: hostileUnwatched(hostileNames).places },
    version: '<!channel>',
    schedules: hostileNames.map((name) => schedule({ name, words: name, timezone: name, channel: name })),
    delivery: {
      waiting: 20,
      oldestAt: null,
      trouble: hostileNames.map((name) => ({ channel: name, error: name, since: now })),
      undeliverable: hostileNames.map((name) => ({ channel: name, error: name, count: 1, since: now })),
    },
  }),
} satisfies Record<string, Message>;
