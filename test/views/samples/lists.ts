import { notListed } from '../../../src/domain/audit/assess.ts';
import { glue005 } from '../../../src/domain/rules/glue-005.ts';
import { countByExposure } from '../../../src/usecases/audit/views.ts';
import type { FindingView } from '../../../src/usecases/messages/audit-messages.ts';
import type {
  ConfigurationMessage,
  FindingsMessage,
  FoundMessage,
} from '../../../src/usecases/messages/finding-messages.ts';
import {
  accounts,
  bareJobs,
  days,
  finding,
  findings,
  fixedFindings,
  hostileFindings,
  hostileNames,
  hostileUnwatched,
  jobs,
  now,
  regions,
  unwatched,
} from '../sample-parts.ts';

const pageSize = 10;
const tenIds = Array.from({ length: 10 }, (_, index) => `finding-${index}`);
/** Ten names of 255 characters, each in a place of its own. */
const everyHostile = hostileFindings()
  .slice(0, 10)
  .map((each, index) => ({
    ...each,
    name: `${each.name}${'-'.repeat(255)}`.slice(0, 255),
    account: String(600_000_000_000 + index),
  }));

function page(all: readonly FindingView[], number: number, given: Partial<FindingsMessage> = {}): FindingsMessage {
  return {
    kind: 'findings',
    filter: {},
    filterWords: '',
    queryId: 'Qx7dP2mVbN4',
    page: number,
    pages: Math.max(1, Math.ceil(all.length / pageSize)),
    counts: countByExposure(all),
    items: all
      .slice(number * pageSize, (number + 1) * pageSize)
      .map((one, index) => ({ id: `finding-${index}`, firstSeenAt: now - 4 * days, ...one })),
    ...(all.length > 0 && {
      remediable: ['finding-0', 'finding-2'],
      acceptable: ['finding-0', 'finding-1', 'finding-4'],
    }),
    choices: { accounts, regions },
    lastScanAt: now,
    ...given,
  };
}

const manyAccounts = Array.from({ length: 1_000 }, (_, index) => ({
  id: String(500_000_000_000 + index),
  name: `team-${index + 1}`,
}));

const findingsSamples = {
  'findings-none': page([], 0, { choices: { accounts: [], regions: [] } }),
  'findings-none-filtered': page([], 0, {
    filter: { exposures: ['exposed'], regions: ['eu-west-1'] },
    filterWords: 'exposed, in eu-west-1',
  }),
  'findings-none-but-unread': page([], 0, {
    notLookedAt: 2,
    filter: { regions: ['eu-west-1'] },
    filterWords: 'in eu-west-1',
  }),
  'findings-never-read-there': page([], 0, {
    lastScanAt: null,
    notLookedAt: 1,
    filter: { regions: ['eu-west-1'] },
    filterWords: 'in eu-west-1',
  }),
  'findings-never-scanned': page([], 0, { lastScanAt: null, choices: { accounts: [], regions: [] } }),
  'findings-never-scanned-there': page([], 0, { neverScanned: 12, notLookedAt: 1 }),
  'findings-partly-never-scanned': page(findings(3), 0, { neverScanned: 1 }),
  'findings-besides-unwatched': page(findings(3), 0, { unwatched }),
  'findings-unwatched': page(findings(3), 0, { filter: { unwatched: true }, filterWords: 'no longer watched' }),
  'findings-unwatched-hostile': page([], 0, { unwatched: hostileUnwatched(hostileNames) }),
  'findings-fixed': page([...findings(3), ...fixedFindings], 0),
  'findings-only-fixed': page(fixedFindings, 0),
  'findings-reverted': page(
    [
      finding({
        kind: 'reverted',
        name: 'etl-orders',
        reason: 'points-back',
        detail: 'std',
        references: jobs(1, 'job-bookmark-enable'),
      }),
      finding({
        kind: 'reverted',
        name: 'clicks',
        reason: 'points-back',
        exposure: 'latent',
        references: jobs(1, 'job-bookmark-disable'),
      }),
    ],
    0,
  ),
  'findings-requested': page([...findings(4), ...bareJobs(3)], 0, {
    requests: {
      'finding-0': {
        requestId: 'r1',
        isOpen: true,
        channel: 'C0APPROVALS',
        link: 'https://acme.slack.com/archives/C1/p1',
      },
      'finding-1': { requestId: 'r2', isOpen: false, channel: 'C0APPROVALS' },
      'finding-5': { requestId: 'r1', isOpen: true, channel: 'C0APPROVALS' },
    },
    remediable: ['finding-2', 'finding-4'],
    askedToAccept: ['finding-2', 'finding-6'],
  }),
  'findings-all-hostile': page(everyHostile, 0, {
    remediable: tenIds,
    acceptable: tenIds,
    counts: countByExposure(findings(5_000)),
  }),
  'findings-1': page(findings(1), 0),
  'findings-49-first': page(findings(49), 0),
  'findings-49-last': page(findings(49), 4),
  'findings-500-filtered': page(findings(500), 7, {
    filter: { accounts: ['111122223333'], exposures: ['exposed'], kinds: ['configuration', 'unusable-key'] },
    filterWords: 'exposed, configuration, unusable-key, in data-production',
  }),
  'findings-5000': page(findings(5_000), 499, { choices: { accounts: manyAccounts, regions } }),
  'findings-1000-accounts': page(findings(50), 1, {
    filter: { accounts: manyAccounts.map(({ id }) => id) },
    filterWords: `in ${manyAccounts.map(({ name }) => name).join(', ')}`,
    choices: { accounts: manyAccounts, regions },
  }),
  'findings-hostile': page(hostileFindings(), 1, {
    choices: {
      accounts: hostileNames.map((name, index) => ({ id: String(600_000_000_000 + index), name })),
      regions: hostileNames,
    },
    filter: { accounts: ['600000000003'], regions: ['<!channel>'] },
    filterWords: 'in *bold* _italic_ ~gone~ `code`, <!channel>',
  }),
} satisfies Record<string, FindingsMessage>;

function configuration(given: Partial<ConfigurationMessage> = {}): ConfigurationMessage {
  return {
    kind: 'configuration',
    account: accounts[0].id,
    accountName: accounts[0].name,
    region: 'eu-west-1',
    partition: 'aws',
    seenAt: now,
    configuration: {
      name: 'orders-etl',
      createdAt: Date.UTC(2024, 3, 2, 9, 30),
      s3: [{ mode: 'SSE-KMS', keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/11111111-0000-4000-8000-000000000000' }],
      cloudWatch: { mode: 'DISABLED' },
      jobBookmarks: { mode: 'DISABLED' },
    },
    findings: [finding({ firstSeenAt: now - 12 * days })],
    exposure: 'exposed',
    references: [
      { type: 'job', name: 'orders-load', bookmarks: 'job-bookmark-enable' },
      { type: 'job', name: 'orders-clean', bookmarks: 'job-bookmark-enable', via: ['nightly'] },
      { type: 'job', name: 'orders-report', bookmarks: 'job-bookmark-disable' },
      { type: 'trigger', name: 'nightly', bookmarks: 'job-bookmark-enable' },
      { type: 'crawler', name: 'orders-crawler' },
    ],
    referencesIncomplete: [],
    notChecked: notListed,
    rules: [{ id: glue005.id, riskLevel: glue005.riskLevel, standards: glue005.standards }],
    ...given,
  };
}

const key = 'arn:aws:kms:eu-west-1:111122223333:key/22222222-0000-4000-8000-000000000000';
const encrypted = {
  name: 'payments',
  s3: [],
  jobBookmarks: { mode: 'CSE-KMS', keyArn: key },
  dataQuality: { mode: 'SSE-KMS', keyArn: key },
};
const hostile = '<!channel> *a* `b` & \u202eevil '.repeat(8);

const configurationSamples = {
  'configuration-exposed': configuration(),
  'configuration-remediable': configuration({ remediate: 'finding-1', owner: { channel: 'C0TEAMDATA' } }),
  'configuration-requested': configuration({
    request: {
      requestId: 'r1',
      isOpen: true,
      channel: 'C0APPROVE1',
      link: 'https://acme-data.slack.com/archives/C0APPROVE1/p1738000000000200',
    },
  }),
  'configuration-with-namesake': configuration({ namesake: true }),
  'configuration-compliant': configuration({
    owner: { usergroup: 'S0604QSJC' },
    configuration: encrypted,
    findings: [],
    exposure: 'exposed',
    key: 'usable',
  }),
  'configuration-key-not-checked': configuration({
    configuration: encrypted,
    findings: [],
    key: 'not checked: AccessDeniedException',
  }),
  'configuration-unusable-key': configuration({
    configuration: encrypted,
    findings: [
      finding({
        name: 'payments',
        kind: 'unusable-key',
        reason: 'key-pending-deletion',
        detail: `${key} (PendingDeletion)`,
      }),
    ],
    key: 'key-pending-deletion (PendingDeletion)',
  }),
  'configuration-unused': configuration({
    findings: [finding({ exposure: 'unused', reason: 'mode-missing' })],
    exposure: 'unused',
    references: [],
    configuration: { name: 'empty', s3: [] },
  }),
  'configuration-retirable': configuration({
    findings: [finding({ exposure: 'unused', firstSeenAt: now - 12 * days })],
    exposure: 'unused',
    references: [],
    remediate: 'finding-1',
    retire: true,
  }),
  'configuration-fixed': configuration({
    findings: fixedFindings.slice(0, 1),
    exposure: 'unused',
    references: [],
    remediate: 'finding-1',
    retire: true,
  }),
  'configuration-lower-bound': configuration({
    exposure: 'latent',
    references: jobs(1, 'job-bookmark-disable'),
    referencesIncomplete: [
      { call: 'GetTriggers', error: 'AccessDeniedException' },
      { call: 'ListSessions', error: 'ThrottlingException' },
    ],
  }),
  'configuration-500-jobs': configuration({
    references: [...jobs(20, 'job-bookmark-disable', 'quiet'), ...jobs(480, 'job-bookmark-enable')],
  }),
  'configuration-hostile': configuration({
    accountName: hostile,
    configuration: {
      name: hostile,
      s3: hostileNames.map((name) => ({ mode: name, keyArn: name })),
      jobBookmarks: { mode: hostile, keyArn: `arn:aws:kms:${'k'.repeat(2_000)}` },
    },
    findings: [finding({ name: hostile, reason: 'mode-unrecognised', detail: hostile })],
    references: hostileNames.map((name) => ({
      type: 'job',
      name,
      bookmarks: 'job-bookmark-enable',
      via: hostileNames,
    })),
    key: `not checked: ${hostile}`,
  }),
} satisfies Record<string, ConfigurationMessage>;

export const listSamples = { ...findingsSamples, ...configurationSamples };

const foundOrders = finding({ id: 'finding-1', firstSeenAt: now - 4 * days });

/** By a part of a name, and by the words of a message. */
export const foundSamples = {
  'found-none': { kind: 'found', part: 'ordres', total: 0, items: [] },
  'found-none-in-message': { kind: 'found', total: 0, items: [] },
  'found-one': {
    kind: 'found',
    part: 'orders',
    total: 1,
    items: [foundOrders],
    remediable: ['finding-1'],
    acceptable: ['finding-1'],
  },
  'found-through-jobs': {
    kind: 'found',
    total: 2,
    items: [
      { ...foundOrders, name: 'etl-standard', through: jobs(3, 'job-bookmark-enable', 'orders'), throughTotal: 5 },
      {
        ...foundOrders,
        id: 'finding-2',
        name: 'etl-shared',
        through: [{ type: 'trigger', name: 'nightly' }, ...jobs(1, undefined, 'nightly')],
      },
    ],
    remediable: ['finding-1'],
    requests: { 'finding-2': { requestId: 'r1', isOpen: false, channel: 'C0APPROVALS' } },
    acceptable: ['finding-2'],
  },
  'found-many': {
    kind: 'found',
    part: 'etl',
    total: 4_711,
    partial: true,
    items: findings(10).map((each, index) => ({ ...each, id: `finding-${index}`, firstSeenAt: now - index * days })),
    remediable: ['finding-1', 'finding-2'],
    acceptable: ['finding-1', 'finding-5'],
  },
  'found-hostile': {
    kind: 'found',
    part: hostileNames[1] ?? '',
    total: 10,
    items: hostileFindings()
      .slice(0, 10)
      .map((each, index) => ({
        ...each,
        id: `finding-${index}`,
        through: [{ type: 'job' as const, name: hostileNames[index] ?? '' }],
      })),
    remediable: tenIds,
    acceptable: tenIds,
  },
} satisfies Readonly<Record<string, FoundMessage>>;
