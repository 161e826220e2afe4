import { noCounts } from '../../../src/usecases/audit/views.ts';
import type { ProblemMessage } from '../../../src/usecases/messages/command-messages.ts';
import type {
  HomePage,
  HomePlace,
  HomeRefused,
  OwnRequest,
  WaitingRequest,
} from '../../../src/usecases/messages/home-page.ts';
import type { HistoryEntry } from '../../../src/usecases/messages/status-messages.ts';
import {
  accounts,
  days,
  finding,
  hostileNames,
  hostileUnwatched,
  hours,
  minutes,
  now,
  unwatched,
} from '../sample-parts.ts';
import { risk } from './exceptions.ts';

const daily = {
  name: 'daily',
  words: 'At 08:00, Monday through Friday',
  timezone: 'Europe/Berlin',
  channel: 'C0123456789',
  nextAt: now + 24 * hours,
  lastDigestAt: now - 10 * minutes,
  running: false,
};

const scan: HistoryEntry = {
  startedAt: now - 12 * minutes,
  finishedAt: now - 10 * minutes,
  state: 'finished',
  schedule: 'daily',
  caughtUp: false,
  scope: 'all accounts',
  scanned: 46,
  unknown: 2,
  opened: 3,
  resolved: 1,
  open: 35,
};

const empty: HomePage = {
  kind: 'home',
  at: now,
  accounts: 3,
  open: noCounts,
  scanned: 0,
  unknown: 0,
  neverScanned: 12,
  worst: [],
  acts: {},
  places: { total: 0, shown: [] },
  trends: [],
  requests: { waiting: { total: 0, shown: [] }, mine: { total: 0, shown: [] } },
  schedules: [{ ...daily, lastDigestAt: null }],
  lastScans: [],
  running: [],
};

const compliant: HomePage = {
  ...empty,
  scanned: 48,
  neverScanned: 0,
  schedules: [daily],
  lastScans: [{ ...scan, scanned: 48, unknown: 0, opened: 0, resolved: 0, open: 0 }],
  trends: [{ days: 3, since: now - 2 * days, cut: true, opened: 0, resolved: 0, openThen: 0, openNow: 0 }],
};

const about = {
  account: accounts[0].id,
  accountName: accounts[0].name,
  region: 'eu-west-1',
  findings: [{ kind: 'configuration' as const, name: 'orders-etl' }],
  findingsTotal: 1,
  createdAt: now - 2 * hours,
};

const waiting: WaitingRequest = {
  ...about,
  requestId: 'request-1',
  askedBy: 'U0REQUESTER',
  expiresAt: now + 20 * hours,
  approvals: 0,
  required: 1,
};

const own: OwnRequest = {
  ...about,
  requestId: 'request-2',
  state: 'approved',
  expiresAt: now + 20 * hours,
  approvals: 1,
  required: 1,
  headline: 'Done: 3 jobs use `orders-etl-encrypted`.',
};

const orders = finding({ id: 'finding-1', firstSeenAt: now - 4 * days });
const place: HomePlace = {
  account: accounts[0].id,
  accountName: accounts[0].name,
  region: 'eu-west-1',
  total: 1,
  exposed: 1,
  latent: 0,
  unused: 0,
  lastGoodAt: now - 10 * minutes,
};

const one: HomePage = {
  ...compliant,
  open: { ...noCounts, total: 1, exposed: 1 },
  worst: [orders],
  acts: { remediable: ['finding-1'], acceptable: ['finding-1'] },
  places: { total: 1, shown: [place] },
  trends: [
    { days: 30, since: now - 29 * days, cut: false, opened: 1, resolved: 0, openThen: 0, openNow: 1 },
    { days: 90, since: now - 89 * days, cut: false, opened: 4, resolved: 3, openThen: 0, openNow: 1 },
  ],
};

const blindPlace: HomePlace = {
  ...place,
  ...noCounts,
  account: accounts[1].id,
  accountName: accounts[1].name,
  region: 'us-east-1',
  failed: 'AccessDeniedException',
  lastGoodAt: now - 3 * days,
};

const many: HomePage = {
  ...one,
  scanned: 46,
  unknown: 2,
  neverScanned: 1,
  open: { total: 39, exposed: 12, latent: 20, unused: 3, fixed: 1, accepted: 4 },
  worst: ['orders-etl', 'billing-nightly', 'clicks', 'returns', 'survey'].map((name, index) => ({
    ...orders,
    id: `finding-${index}`,
    name,
  })),
  acts: {
    remediable: ['finding-0', 'finding-1', 'finding-2'],
    acceptable: ['finding-1', 'finding-4'],
    requests: {
      'finding-3': {
        requestId: 'r1',
        isOpen: true,
        channel: 'C0APPROVALS',
        link: 'https://acme.slack.com/archives/C1/p1',
      },
    },
    askedToAccept: ['finding-2'],
  },
  places: {
    total: 14,
    shown: [
      { ...place, total: 20, exposed: 9, latent: 8, unused: 3, accepted: 1, fixed: 1 },
      { ...blindPlace, total: 2, exposed: 2 },
      { ...place, account: accounts[2].id, accountName: accounts[2].name, total: 4, exposed: 1, accepted: 3 },
      blindPlace,
      { ...blindPlace, account: 'unknown', region: '*', lastGoodAt: null },
      { ...place, account: accounts[1].id, region: 'eu-central-1', total: 2, exposed: 0, accepted: 2 },
      { ...place, account: accounts[1].id, region: 'eu-west-1', total: 1, exposed: 0, unused: 1, fixed: 1 },
    ],
  },
  unwatched,
  trends: [
    { days: 30, since: now - 29 * days, cut: false, opened: 12, resolved: 9, openThen: 36, openNow: 39 },
    { days: 61, since: now - 60 * days, cut: true, opened: 120, resolved: 81, openThen: 0, openNow: 39 },
  ],
  requests: {
    waiting: {
      total: 7,
      shown: [
        waiting,
        { ...waiting, requestId: 'request-3', required: 2, approvals: 1, approvedByMe: true },
        { ...waiting, requestId: 'request-4', groups: ['S0DATALEADS', 'S0SECURITY'] },
      ],
    },
    mine: {
      total: 8,
      shown: [
        { ...own, requestId: 'request-5', state: 'open', approvals: 0, findingsTotal: 12 },
        own,
        { ...own, requestId: 'request-6', state: 'rejected' },
        { ...own, requestId: 'request-7', state: 'withdrawn' },
        { ...own, requestId: 'request-8', state: 'expired' },
      ],
    },
  },
  lastScans: [
    scan,
    { ...scan, startedAt: now - 2 * hours, state: 'failed' },
    { ...asked('U0REQUESTER'), startedAt: now - 3 * hours, scope: 'data-production', scanned: 4, unknown: 0 },
  ],
  running: [
    {
      id: 'scan-1',
      scope: 'data-staging',
      startedAt: now - minutes,
      askedBy: 'U0REQUESTER',
      progress: { done: 3, total: 12, found: 1, unknown: 0 },
    },
  ],
};

function asked(askedBy: string): HistoryEntry {
  const { schedule: _, ...rest } = scan;
  return { ...rest, askedBy };
}

const hostile: HomePage = {
  ...many,
  worst: hostileNames.slice(0, 5).map((name, index) => ({
    ...orders,
    id: `finding-${index}`,
    name,
    accountName: name,
    references: [{ type: 'job', name, bookmarks: 'job-bookmark-enable' }],
  })),
  places: {
    total: 2_000_000,
    shown: hostileNames.slice(0, 8).map((name) => ({ ...place, accountName: name, region: name, failed: name })),
  },
  unwatched: hostileUnwatched(hostileNames),
  requests: {
    waiting: {
      total: 5,
      shown: hostileNames.slice(0, 5).map((name, index) => ({
        ...waiting,
        requestId: `request-${index}`,
        accountName: name,
        region: name,
        askedBy: name,
        findings: [{ kind: 'configuration', name }],
        groups: [name],
      })),
    },
    mine: {
      total: 5,
      shown: hostileNames.slice(5, 10).map((name, index) => ({
        ...own,
        requestId: `own-${index}`,
        accountName: name,
        findings: [{ kind: 'configuration', name }],
        headline: name,
      })),
    },
  },
  schedules: hostileNames.map((name) => ({ ...daily, name, words: name, timezone: name, channel: name })),
  lastScans: hostileNames.slice(10, 13).map((name) => ({ ...asked(name), scope: name })),
  running: [{ id: 'scan-1', scope: hostileNames[0] ?? '', startedAt: now, askedBy: hostileNames[1] ?? '' }],
};

const tooMany: HomePage = {
  ...many,
  accounts: 1_000,
  scanned: 16_915,
  unknown: 85,
  neverScanned: 1_204,
  open: { total: 5_000, exposed: 2_500, latent: 1_250, unused: 1_250 },
  places: {
    total: 3_412,
    shown: Array.from({ length: 8 }, (_, n) => ({ ...place, account: String(n), exposed: 99 - n })),
  },
  requests: {
    waiting: { total: 300, shown: Array.from({ length: 5 }, (_, n) => ({ ...waiting, requestId: `waits-${n}` })) },
    mine: { total: 300, shown: Array.from({ length: 5 }, (_, n) => ({ ...own, requestId: `mine-${n}` })) },
  },
  schedules: Array.from({ length: 60 }, (_, n) => ({ ...daily, name: `schedule-${n}` })),
  risks: {
    total: 120,
    shown: hostileNames.slice(0, 3).map((name, n) => ({
      ...risk({ reason: name.repeat(20), scope: { name, kinds: ['configuration'] } }),
      ...(n > 0 && { channel: 'UNINA' }),
      ...(n > 1 && { link: 'https://example.slack.com/archives/C1/p1' }),
    })),
  },
  running: Array.from({ length: 12 }, (_, n) => ({ id: `scan-${n}`, scope: `account ${n}`, startedAt: now - minutes })),
};

const { requests: _, ...withoutRemediation } = one;

/** Every Home, from nothing to far too much, by name. */
export const homeSamples: Readonly<Record<string, HomePage | HomeRefused | ProblemMessage>> = {
  'home-empty': empty,
  'home-empty-scanning': { ...empty, running: many.running, schedules: [] },
  'home-compliant': compliant,
  'home-latent-but-accepted': { ...compliant, open: { ...noCounts, total: 3, latent: 1, accepted: 2 } },
  'home-unknown-but-accepted': { ...compliant, unknown: 1, open: { ...noCounts, total: 2, accepted: 2 } },
  'home-compliant-but-accepted': { ...compliant, open: { ...noCounts, total: 2, accepted: 2 } },
  'home-blind': { ...compliant, scanned: 46, unknown: 2, places: { total: 2, shown: [blindPlace] } },
  'home-never-scanned': { ...compliant, neverScanned: 3 },
  'home-latent': { ...one, open: { ...noCounts, total: 3, latent: 3 }, worst: [], acts: {} },
  'home-one': one,
  'home-without-remediation': { ...withoutRemediation, acts: { acceptable: ['finding-1'] } },
  'home-waiting-for-me': {
    ...one,
    requests: { waiting: { total: 1, shown: [waiting] }, mine: { total: 0, shown: [] } },
  },
  'home-risk-waiting': {
    ...compliant,
    open: { ...noCounts, total: 1, latent: 1 },
    risks: { total: 1, shown: [{ ...risk(), channel: 'C0123456789' }] },
  },
  'home-many': many,
  'home-too-many': tooMany,
  'home-hostile': hostile,
  'home-refused': {
    kind: 'home-refused',
    what: 'You are not among those who may ask this.',
    next: 'Ask the operator of Gluewarden to add you, one of your user groups or this channel to the access list of its configuration.',
    channels: ['C0123456789', 'C0123456780'],
  },
  'home-refused-everywhere': {
    kind: 'home-refused',
    what: 'Whether you may ask this could not be checked: Slack did not list the members of a user group (ratelimited).',
    next: 'Try again in a minute. If it stays, the operator should check its usergroups:read scope.',
    channels: [],
  },
  'home-problem': {
    kind: 'problem',
    what: 'Something went wrong in Gluewarden itself.',
    next: 'Try again. If it happens again, tell the operator of Gluewarden: the cause is in its log. Reference: id-00001.',
    suggestions: [],
  },
};
