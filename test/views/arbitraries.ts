import { exposures, type SecurityConfiguration } from '../../src/domain/model.ts';
import type { AuditResultMessage, DigestMessage, ScanReport } from '../../src/usecases/messages/audit-messages.ts';
import type { HelpMessage, InterruptedMessage, ProblemMessage } from '../../src/usecases/messages/command-messages.ts';
import type { UndeliveredMessage } from '../../src/usecases/messages/delivery-messages.ts';
import { namedIn } from '../../src/usecases/messages/digest-news.ts';
import type { ConfigurationMessage } from '../../src/usecases/messages/finding-messages.ts';
import type { Message } from '../../src/usecases/messages/message.ts';
import type { HistoryEntry, StatusMessage } from '../../src/usecases/messages/status-messages.ts';
import { makeRowQueries } from '../../src/usecases/schedule/row-queries.ts';
import fc from '../support/fast-check.ts';
import { firstRuns, remediationOutcome, remediationProgress } from './afterwards-arbitraries.ts';
import {
  account,
  anyOf,
  count,
  findingActs,
  type Item,
  id,
  instant,
  name,
  optional,
  person,
  region,
  requestLink,
  upTo,
  yes,
} from './arbitrary-parts.ts';
import { auditHead, editClosed, reportMade, requestLog } from './evidence-arbitraries.ts';
import { acceptedRisks, exceptionNotice, exceptionRequest } from './exception-arbitraries.ts';
import {
  callError,
  codes,
  counts,
  digestOwner,
  finding,
  findingsMessage,
  foundMessage,
  group,
  namedPlace,
  notWatched,
  organization,
  reference,
  tagsNotRead,
  targets,
  unwatched,
} from './finding-arbitraries.ts';
import { jobMessage } from './job-arbitraries.ts';
import {
  approvalRequest,
  bulkOffer,
  decisionNote,
  offer,
  openRequests,
  pauseNotice,
  planDetails,
  requestNotice,
  revertedNotice,
} from './request-arbitraries.ts';
import { auditProgress, cancelled, runningScan, runningScans, scanCancel } from './running-arbitraries.ts';

/** Messages of every kind, with any numbers and the worst of names. */

const reportNeeded = {
  scanned: count,
  unknown: targets,
  configurations: count,
  jobs: count,
  keysNotChecked: fc.array(fc.record({ configuration: name, key: name, error: fc.constantFrom(...codes) }), {
    maxLength: 12,
  }),
  keysNotCheckedTotal: count,
} satisfies { [K in Exclude<keyof ScanReport, 'queryId' | 'cancelled' | 'tagsNotRead'>]: fc.Arbitrary<ScanReport[K]> };

const entry = anyOf<HistoryEntry>(
  {
    startedAt: instant,
    state: fc.constantFrom('running', 'finished', 'cancelled', 'interrupted', 'failed'),
    caughtUp: fc.boolean(),
    scope: name,
    scanned: count,
    unknown: count,
    opened: count,
    resolved: count,
    open: count,
  },
  { finishedAt: instant, schedule: name, askedBy: person, cancelled: fc.record({ by: person, left: count }) },
);
const setting = optional({ mode: name, keyArn: name });
const rule = fc.record({
  id: fc.constantFrom('Glue-005', '<!channel>'),
  riskLevel: name,
  standards: fc.array(name, { maxLength: 5 }),
});

const schedule = fc.record({
  name,
  words: name,
  timezone: name,
  channel: person,
  nextAt: fc.option(instant),
  lastDigestAt: fc.option(instant),
  running: fc.boolean(),
});

export const problemMessage = anyOf<ProblemMessage>(
  { kind: fc.constant('problem'), what: name, next: name, suggestions: fc.array(name, { maxLength: 8 }) },
  {
    who: fc.record({ users: fc.array(person, { maxLength: 30 }), usergroups: fc.array(name, { maxLength: 30 }) }),
    details: fc.array(name, { maxLength: 12 }),
  },
);

const help = fc.record({
  kind: fc.constant('help' as const),
  command: fc.constant('/glue-audit'),
  summary: name,
  entries: fc.array(anyOf<Item<HelpMessage['entries']>>({ usage: name, does: name }, { example: name }), {
    maxLength: 20,
  }),
  notes: fc.array(name, { maxLength: 5 }),
});

const auditResult = anyOf<AuditResultMessage>(
  {
    ...reportNeeded,
    kind: fc.constant('audit-result'),
    scope: name,
    finishedAt: instant,
    durationMs: count,
    findings: group,
    targets,
  },
  {
    queryId: id,
    unwatched: fc.boolean(),
    notWatched,
    cancelled,
    unrecorded: fc.constant(true),
    tagsNotRead,
    acts: optional(findingActs),
  },
);

const digest = anyOf<DigestMessage>(
  {
    ...reportNeeded,
    kind: fc.constant('digest'),
    schedule: name,
    slotAt: instant,
    finishedAt: instant,
    previousAt: fc.option(instant),
    caughtUp: fc.boolean(),
    fresh: group,
    resolved: group,
    open: group,
    openUnverified: count,
  },
  {
    queryId: id,
    unwatched,
    organization,
    configuration: name,
    remediable: fc.constant([]),
    acceptable: fc.constant([]),
    rowQueries: fc.constant({}),
    cancelled,
    tagsNotRead,
    owner: digestOwner,
    stillUnknown: fc.record({ targets: fc.integer({ min: 1, max: 20_000 }), oldestSince: instant }),
    seenAgain: count,
    overdue: fc.record({ total: count, days: count, named: fc.array(finding, { maxLength: 5 }) }),
    owners: fc.dictionary(account, id, { maxKeys: 3 }),
    became: fc.constant({}),
    trend: fc.array(fc.record({ day: instant, open: count }), { maxLength: 30 }),
  },
).map((message) => {
  const named = [...namedIn(message).keys()];
  const [first, second, third] = named;
  const became = {
    ...(first && {
      [first]: { is: 'requested', by: 'U0ANA', requestId: 'r', link: 'https://acme.slack.com/archives/C1/p1' } as const,
    }),
    ...(second && { [second]: { is: 'resolved', at: message.finishedAt } as const }),
    ...(third && { [third]: { is: 'accepted', until: message.finishedAt } as const }),
  };
  return {
    ...message,
    ...(message.became && { became }),
    ...(message.remediable && { remediable: named.slice(1) }),
    ...(message.acceptable && { acceptable: named.slice(0, 2) }),
    ...(message.rowQueries && { rowQueries: makeRowQueries(message, () => 'query') }),
  };
});

const securityConfiguration = anyOf<SecurityConfiguration>(
  { name, s3: fc.array(setting, { maxLength: 3 }) },
  { createdAt: instant, cloudWatch: setting, jobBookmarks: setting, dataQuality: setting },
);

const configuration = anyOf<ConfigurationMessage>(
  {
    kind: fc.constant('configuration'),
    account,
    region,
    seenAt: instant,
    configuration: securityConfiguration,
    findings: fc.array(finding, { maxLength: 2 }),
    exposure: fc.constantFrom(...exposures),
    references: fc.array(reference, { maxLength: 200 }),
    referencesIncomplete: fc.array(callError, { maxLength: 4 }),
    notChecked: fc.array(name, { maxLength: 4 }),
    rules: fc.array(rule, { minLength: 1, maxLength: 3 }),
  },
  {
    owner: optional({ channel: id, usergroup: id }),
    partition: fc.constantFrom('aws', 'aws-cn', 'aws-none'),
    accountName: name,
    remediate: id,
    request: requestLink,
    accept: id,
    retire: yes,
    namesake: yes,
    key: fc.oneof(name, fc.constantFrom('usable', 'not checked: AccessDeniedException')),
  },
);

const delivery = anyOf<StatusMessage['delivery']>(
  {
    waiting: count,
    oldestAt: fc.option(instant),
    trouble: upTo(20, fc.record({ channel: person, error: name, since: instant })),
  },
  { undeliverable: upTo(20, fc.record({ channel: person, error: name, count, since: instant })) },
);

const status = anyOf<StatusMessage>(
  {
    kind: fc.constant('status'),
    at: instant,
    version: name,
    startedAt: instant,
    schedules: fc.array(schedule, { maxLength: 60 }),
    accounts: count,
    scanned: count,
    unknown: targets,
    open: counts,
    lastScans: fc.array(entry, { maxLength: 20 }),
    delivery,
  },
  {
    endedRisks: count,
    neverScanned: fc.record({ total: count, named: upTo(20, namedPlace) }),
    unwatched,
    organization,
    running: upTo(20, runningScan),
    processes: fc.array(
      fc.record(
        { host: name, pid: count, startedAt: instant, silentMs: count, version: name, configuration: name },
        { requiredKeys: ['host', 'pid', 'startedAt', 'silentMs'] },
      ),
      { maxLength: 40 },
    ),
    otherConnections: fc.record({ counted: count, ours: count, since: instant }),
  },
);

const undelivered: fc.Arbitrary<UndeliveredMessage> = fc.record({
  kind: fc.constant('undelivered'),
  event: fc.constantFrom('listed', 'ended', 'retried', 'dropped'),
  count,
  items: upTo(20, fc.record({ id: name, to: person, about: name, createdAt: instant, endedAt: instant, error: name })),
});

const interrupted = anyOf<InterruptedMessage>(
  { kind: fc.constant('interrupted'), scope: name, startedAt: instant, again: name },
  { shared: fc.record({ scan: name, askedBy: person }) },
);

/** A record, so that a kind that is added does not compile before it is made here. */
export const messagesByKind: { readonly [K in Message['kind']]: fc.Arbitrary<Extract<Message, { kind: K }>> } = {
  help,
  problem: problemMessage,
  'audit-progress': auditProgress,
  'audit-result': auditResult,
  digest,
  findings: findingsMessage,
  found: foundMessage,
  configuration,
  job: jobMessage(finding, callError),
  history: fc.record({ kind: fc.constant('history'), scope: name, entries: fc.array(entry, { maxLength: 150 }) }),
  status,
  'running-scans': runningScans,
  'scan-cancel': scanCancel,
  interrupted,
  undelivered,
  'edit-closed': editClosed(interrupted),
  'audit-head': auditHead,
  'request-log': requestLog,
  'report-made': reportMade,
  'request-news': requestNotice,
  'decision-note': decisionNote,
  'pause-news': pauseNotice,
  'remediation-outcome': remediationOutcome,
  'remediation-progress': remediationProgress,
  'first-runs': firstRuns,
  'reverted-news': revertedNotice,
  'remediation-offer': offer,
  'several-offer': bulkOffer,
  'approval-request': approvalRequest,
  'plan-details': planDetails,
  'open-requests': openRequests,
  'exception-request': exceptionRequest,
  'exception-notice': exceptionNotice,
  'accepted-risks': acceptedRisks,
};
