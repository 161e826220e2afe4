import type { Gone } from '../../../src/domain/audit/gone.ts';
import type { DigestMessage, FindingView } from '../../../src/usecases/messages/audit-messages.ts';
import { namedIn } from '../../../src/usecases/messages/digest-news.ts';
import { makeRowQueries } from '../../../src/usecases/schedule/row-queries.ts';
import {
  bareJobs,
  days,
  finding,
  findings,
  fixedFindings,
  group,
  hostileFindings,
  hostileNames,
  hours,
  inactiveAccounts,
  isExposed,
  minutes,
  now,
  staleOrganization,
  unknownTarget,
  unknownTargets,
  unwatched,
} from '../sample-parts.ts';
import { cancelledEarly, someCancelled } from './running.ts';

const goneSamples: readonly Gone[] = [
  { why: 'deleted' },
  { why: 'takes-none' },
  { why: 'encrypts' },
  { why: 'key-usable' },
  { why: 'names', configuration: 'std-encrypted' },
  { why: 'exists', configuration: 'std-encrypted' },
  { why: 'replaced' },
];

const owner = { channel: 'C0TEAMDATA', accounts: 3, otherwise: 'C0SECURITY' };

interface Given extends Partial<Omit<DigestMessage, 'fresh' | 'open' | 'resolved'>> {
  readonly fresh?: readonly FindingView[];
  readonly open?: readonly FindingView[];
  readonly resolved?: readonly FindingView[];
}

function digest({ fresh = [], open = [], resolved = [], ...given }: Given = {}): DigestMessage {
  const named = group(fresh, 10);
  return {
    kind: 'digest',
    schedule: 'daily',
    slotAt: now,
    finishedAt: now + 12_000,
    previousAt: now - days,
    caughtUp: false,
    scanned: 12,
    unknown: [],
    configurations: 312,
    jobs: 1_204,
    keysNotChecked: [],
    keysNotCheckedTotal: 0,
    fresh: named,
    open: group(open, 0),
    resolved: group(resolved),
    openUnverified: 0,
    queryId: 'Qx7dP2mVbN4',
    ...given,
  };
}

/** Old ones are one third new, two thirds known. */
function sized(count: number): DigestMessage {
  const all = findings(count);
  const fresh = all.filter((_, index) => index % 3 === 0);
  const open = all.filter((_, index) => index % 3 !== 0).map((one) => ({ ...one, firstSeenAt: now - 9 * days }));
  return digest({ fresh, open });
}

const typical = {
  fresh: [
    finding({ name: 'orders-etl', references: findings(1)[0]?.references ?? [] }),
    finding({ name: 'clickstream', region: 'us-east-1', exposure: 'latent', references: [] }),
    ...bareJobs(1, { region: 'us-east-1' }),
  ],
  open: findings(9).map((one, index) => ({ ...one, firstSeenAt: now - (index + 2) * days })),
  resolved: [
    finding({ name: 'payments-etl', resolvedAt: now, gone: { why: 'deleted' } }),
    finding({ name: 'refunds-etl', resolvedAt: now }),
  ],
};

/** Every named finding recorded, and in an account that may be changed. */
function remediable({ fresh, open, ...rest }: DigestMessage): DigestMessage {
  const withIds = (named: readonly FindingView[], prefix: string) =>
    named.map((one, index) => ({ ...one, id: `${prefix}-${index}` }));
  const [first, others] = [withIds(fresh.named, 'fresh'), withIds(open.named, 'open')];
  return {
    ...rest,
    fresh: { ...fresh, named: first },
    open: { ...open, named: others },
    remediable: [...first, ...others, ...(rest.overdue?.named ?? [])].flatMap(({ id }) => id ?? []),
  };
}

/** Every named finding recorded, in an account that may not be changed, but where risks can be accepted. */
function acceptable(message: DigestMessage): DigestMessage {
  const { remediable: ids = [], ...rest } = remediable(message);
  return { ...rest, acceptable: ids.slice(1), rowQueries: makeRowQueries(rest, () => 'Qb4reJobs2Z') };
}

function withAccepted({ open, ...rest }: DigestMessage): DigestMessage {
  return { ...rest, open: { ...open, total: open.total + 2, accepted: 2 } };
}

/** A day later: one was asked for, one accepted, one resolved. */
function became(message: DigestMessage): DigestMessage {
  const [first = '', second = '', third = ''] = namedIn(message).keys();
  return {
    ...message,
    became: {
      [first]: { is: 'requested', by: 'U0123456789', requestId: 'r1' },
      [second]: { is: 'resolved', at: now + days },
      [third]: { is: 'accepted', until: now + 90 * days, day: '2027-02-20' },
    },
  };
}

/** After a remediation: nothing uses the first any more, and it was not deleted; what still uses the second has no bookmarks. */
function becameLess(message: DigestMessage): DigestMessage {
  const [first = '', second = ''] = namedIn(message).keys();
  return {
    ...message,
    became: { [first]: { is: 'fixed', at: now + days }, [second]: { is: 'now', exposure: 'latent' } },
  };
}

const twoUnknown = [
  unknownTarget(),
  unknownTarget({
    reason: 'UnrecognizedClientException',
    call: 'GetSecurityConfigurations',
    message: 'The security token included in the request is invalid.',
    region: 'ap-southeast-2',
    lastGoodAt: null,
  }),
];

const tagsNotRead = { targets: 2, call: 'GetResources', error: 'AccessDeniedException' };

export const digestSamples = {
  'digest-quiet': digest({ scanned: 48 }),
  'digest-quiet-resolved': digest({ scanned: 48, resolved: findings(5) }),
  'digest-quiet-other-configuration': digest({ scanned: 48, configuration: '1f0c9ab2-04d1' }),
  'digest-quiet-first': digest({ scanned: 48, previousAt: null }),
  'digest-quiet-unwatched': { ...digest({ scanned: 48 }), unwatched },
  'digest-quiet-unwatched-since': { ...digest({ scanned: 48 }), unwatched: { ...unwatched, since: 2 } },
  'digest-quiet-organization': { ...digest({ scanned: 48 }), organization: { inactive: inactiveAccounts } },
  'digest-organization-stale': {
    ...digest(typical),
    organization: { stale: staleOrganization, inactive: { ...inactiveAccounts, total: 1 } },
  },
  'digest-unwatched': { ...digest(typical), unwatched },
  'digest-unwatched-since': { ...digest(typical), unwatched: { ...unwatched, since: 1 } },
  'digest-cancelled': digest({ ...typical, scanned: 118, unknown: twoUnknown, cancelled: someCancelled }),
  'digest-cancelled-quiet': digest({ scanned: 120, cancelled: someCancelled }),
  'digest-cancelled-at-once': digest({ scanned: 0, configurations: 0, jobs: 0, cancelled: cancelledEarly }),
  'digest-typical': digest({
    ...typical,
    scanned: 10,
    unknown: twoUnknown,
    openUnverified: 2,
    keysNotChecked: [
      {
        configuration: 'shared-key',
        key: 'arn:aws:kms:eu-west-1:999900001111:key/abc',
        error: 'AccessDeniedException',
      },
    ],
    keysNotCheckedTotal: 1,
  }),
  'digest-fixed': digest({ fresh: typical.fresh, open: [...typical.open, ...fixedFindings] }),
  'digest-only-fixed': digest({ open: fixedFindings.slice(0, 1) }),
  'digest-remediable': remediable(digest(typical)),
  'digest-remediable-hostile': remediable(digest({ fresh: hostileFindings() })),
  'digest-acceptable': acceptable(digest(typical)),
  'digest-acceptable-hostile': acceptable(digest({ fresh: hostileFindings() })),
  'digest-grouped': acceptable(digest({ fresh: [...bareJobs(7), ...typical.fresh] })),
  'digest-grouped-became': became(acceptable(digest({ fresh: bareJobs(7) }))),
  'digest-none-new': digest({ open: typical.open }),
  'digest-none-new-blind': digest({
    ...{ open: typical.open, scanned: 10, resolved: typical.resolved, seenAgain: 2 },
    stillUnknown: { targets: 2, oldestSince: now - 3 * days },
    openUnverified: 2,
  }),
  'digest-blind-before': digest({
    ...{ ...typical, scanned: 9, unknown: twoUnknown.slice(0, 1) },
    stillUnknown: { targets: 1, oldestSince: now - 3 * days },
  }),
  'digest-trend': digest({
    open: typical.open,
    trend: Array.from({ length: 14 }, (_, n) => ({ day: now - (13 - n) * days, open: 22 - n })),
  }),
  'digest-trend-accepted': withAccepted(
    digest({
      open: typical.open,
      trend: Array.from({ length: 14 }, (_, n) => ({ day: now - (13 - n) * days, open: 24 - n })),
    }),
  ),
  'digest-overdue': remediable(
    digest({
      open: typical.open,
      overdue: {
        total: 7,
        days: 30,
        named: bareJobs(3).map((one, n) => ({ ...one, id: `late-${n}`, firstSeenAt: now - 40 * days })),
      },
    }),
  ),
  'digest-owners': {
    ...remediable(digest(typical)),
    owners: { '111122223333': 'C0TEAMDATA' },
  },
  'digest-became': became(remediable(digest(typical))),
  'digest-became-less': becameLess(remediable(digest(typical))),
  'digest-none-exposed': digest({ open: findings(12).filter((one) => !isExposed(one)) }),
  'digest-caught-up': digest({ ...typical, caughtUp: true, slotAt: now - 5 * hours, finishedAt: now + 2 * minutes }),
  'digest-first-300-bare-jobs': digest({
    previousAt: null,
    fresh: [
      ...bareJobs(180),
      ...bareJobs(80, { region: 'us-east-1' }),
      ...bareJobs(40, { exposure: 'latent', region: 'eu-central-1' }),
    ],
  }),
  'digest-1': sized(1),
  'digest-49': sized(49),
  'digest-50': sized(50),
  'digest-51': sized(51),
  'digest-500': sized(500),
  'digest-5000': sized(5_000),
  'digest-resolved-why': digest({
    open: findings(3),
    resolved: goneSamples.map((gone, index) => finding({ name: `orders-${index}`, resolvedAt: now, gone })),
  }),
  'digest-resolved-why-hostile': digest({
    open: findings(1),
    resolved: hostileFindings().map((each, index) => ({
      ...each,
      gone: { why: 'names', configuration: hostileNames[index % hostileNames.length] ?? '' } as const,
    })),
  }),
  'digest-5000-resolved': digest({ resolved: findings(5_000), open: findings(3) }),
  'digest-hostile': digest({
    fresh: hostileFindings(),
    resolved: hostileFindings(),
    schedule: '<!channel> *daily*',
    unknown: [unknownTarget({ accountName: '<!here>', message: '<@U0123ABCD> & `x`', reason: '<!everyone>' })],
    keysNotChecked: [{ configuration: '<!channel>', key: '<&>', error: '<!here>' }],
    keysNotCheckedTotal: 40,
  }),
  'digest-owner': digest({ fresh: findings(2), open: findings(3), owner }),
  'digest-owner-compliant': digest({ owner: { ...owner, accounts: 1 } }),
  'digest-owner-elsewhere': digest({ open: findings(3), owner: { ...owner, refused: 'not_in_channel' } }),
  'digest-owner-divided': digest({
    fresh: findings(2),
    open: findings(3),
    owner: { ...owner, accounts: 0, divided: true },
  }),
  'digest-owner-divided-resolved': digest({ resolved: findings(1), owner: { ...owner, divided: true } }),
  'digest-owner-divided-elsewhere': digest({
    open: findings(3),
    owner: { ...owner, divided: true, refused: 'not_in_channel' },
  }),
  'digest-owners-by-finding': {
    ...remediable(
      digest({
        fresh: [
          finding({ name: 'finance-config', owner: { channel: 'C0FINANCE' } }),
          finding({ name: 'orders-config', owner: { usergroup: 'S0ORDERS0' } }),
          finding({ name: 'of-the-account' }),
          ...bareJobs(2, { owner: { channel: 'C0FINANCE' } }),
          ...bareJobs(3),
        ],
      }),
    ),
    owners: { '111122223333': 'C0TEAMDATA' },
  },
  'digest-tags-not-read': { ...digest({ fresh: findings(1) }), tagsNotRead },
  'digest-tags-not-read-quiet': { ...digest({ open: findings(3) }), tagsNotRead },
  'digest-blind-in-part': digest({ scanned: 10, unknown: twoUnknown }),
  'digest-all-unknown': digest({ scanned: 0, unknown: twoUnknown, configurations: 0, jobs: 0 }),
  'digest-1000-unknown': digest({
    scanned: 12,
    unknown: unknownTargets(1_000),
    open: findings(30),
    openUnverified: 30,
  }),
  'digest-no-target': digest({ scanned: 0, configurations: 0, jobs: 0, previousAt: null }),
} satisfies Record<string, DigestMessage>;
