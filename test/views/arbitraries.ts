import {
  bookmarkOptions,
  exposures,
  type FindingReason,
  findingKinds,
  type ReferenceType,
} from '../../src/domain/model.ts';
import type {
  Counts,
  FindingGroup,
  FindingView,
  ScanReport,
  TargetCounts,
  TargetSummary,
} from '../../src/usecases/messages/audit-messages.ts';
import type { Message } from '../../src/usecases/messages/message.ts';
import fc from '../support/fast-check.ts';
import { firstRuns, remediationProgress } from './afterwards-arbitraries.ts';
import { account, count, id, instant, name, optional, person, region } from './arbitrary-parts.ts';
import { jobMessage } from './job-arbitraries.ts';
import {
  approvalRequest,
  bulkOffer,
  decisionNote,
  offer,
  openRequests,
  pauseNotice,
  revertedNotice,
} from './request-arbitraries.ts';

/** Messages of every kind, with any numbers and the worst of names. */

const reasons: readonly FindingReason[] = [
  'disabled',
  'mode-missing',
  'mode-unrecognised',
  'no-key',
  'no-configuration',
  'configuration-missing',
  'points-back',
  'key-disabled',
  'key-pending-deletion',
  'key-missing',
  'key-asymmetric',
  'key-other-region',
];
const types: readonly ReferenceType[] = ['job', 'trigger', 'crawler', 'dev-endpoint', 'session', 'ml-transform'];
const codes = ['AccessDeniedException', 'ThrottlingException', 'NotScanned', 'Http503', '<!channel>', 'toString'];

const reference = fc
  .tuple(
    fc.record({ type: fc.constantFrom(...types), name }),
    optional({ bookmarks: fc.constantFrom(...bookmarkOptions), via: fc.array(name, { maxLength: 5 }) }),
  )
  .map(([needed, more]) => ({ ...needed, ...more }));
const callError = fc.record({
  call: fc.constantFrom('GetJobs', 'GetTriggers', 'DescribeKey'),
  error: fc.constantFrom(...codes),
});

const finding: fc.Arbitrary<FindingView> = fc
  .tuple(
    fc.record({
      rule: fc.constantFrom('Glue-005', 'Glue-006'),
      account,
      region,
      kind: fc.constantFrom(...findingKinds),
      name,
      reason: fc.constantFrom(...reasons),
      exposure: fc.constantFrom(...exposures),
      references: fc.array(reference, { maxLength: 30 }),
    }),
    optional({
      accountName: name,
      detail: name,
      firstSeenAt: instant,
      fixedAt: instant,
      referencesIncomplete: fc.array(callError, { maxLength: 4 }),
      referencesTotal: count,
      id,
    }),
  )
  .map(([needed, more]) => ({ ...needed, ...more }));

const counts: fc.Arbitrary<Counts> = fc
  .record({ exposed: count, latent: count, unused: count, left: count })
  .map(({ left, ...each }) => {
    const fixed = Math.min(left, each.unused);
    return { ...each, total: each.exposed + each.latent + each.unused, ...(fixed > 0 && { fixed }) };
  });

const targetCounts = fc
  .tuple(counts, fc.record({ account, region }), optional({ accountName: name }))
  .map(([numbers, place, more]): TargetCounts => ({ ...numbers, ...place, ...more }));

const group: fc.Arbitrary<FindingGroup> = fc
  .tuple(counts, fc.oneof(fc.array(finding, { maxLength: 10 }), fc.array(finding, { minLength: 40, maxLength: 60 })))
  .chain(([numbers, named]) =>
    optional({ places: fc.array(targetCounts, { maxLength: 20 }) }).map((more) => ({
      ...numbers,
      total: Math.max(numbers.total, named.length),
      named,
      ...more,
    })),
  );

const target: fc.Arbitrary<TargetSummary> = fc
  .tuple(
    fc.record({
      account,
      region,
      outcome: fc.constantFrom('scanned' as const, 'unknown' as const),
      configurations: count,
      jobs: count,
      findings: counts,
      lastGoodAt: fc.option(instant),
    }),
    optional({
      accountName: name,
      reason: fc.constantFrom(...codes),
      call: fc.constantFrom('GetJobs', 'AssumeRole'),
      message: name,
    }),
  )
  .map(([needed, more]) => ({ ...needed, ...more }));
const targets = fc.oneof(fc.array(target, { maxLength: 6 }), fc.array(target, { minLength: 80, maxLength: 100 }));

const report: fc.Arbitrary<ScanReport> = fc
  .tuple(
    fc.record({
      scanned: count,
      unknown: targets,
      configurations: count,
      jobs: count,
      keysNotChecked: fc.array(fc.record({ configuration: name, key: name, error: fc.constantFrom(...codes) }), {
        maxLength: 12,
      }),
      keysNotCheckedTotal: count,
    }),
    optional({ queryId: id }),
  )
  .map(([needed, more]) => ({ ...needed, ...more }));

const entry = fc
  .tuple(
    fc.record({
      startedAt: instant,
      state: fc.constantFrom('running' as const, 'finished' as const, 'interrupted' as const, 'failed' as const),
      caughtUp: fc.boolean(),
      scope: name,
      scanned: count,
      unknown: count,
      opened: count,
      resolved: count,
      open: count,
    }),
    optional({ finishedAt: instant, schedule: name, askedBy: person }),
  )
  .map(([needed, more]) => ({ ...needed, ...more }));
const setting = optional({ mode: name, keyArn: name });

const schedule = fc.record({
  name,
  words: name,
  timezone: name,
  channel: person,
  nextAt: fc.option(instant),
  lastDigestAt: fc.option(instant),
  running: fc.boolean(),
});

export const findingsMessage = fc
  .record({
    notLookedAt: fc.constantFrom(0, 1, 1_000),
    kind: fc.constant('findings' as const),
    filter: optional({
      accounts: fc.array(account, { maxLength: 5 }),
      regions: fc.array(region, { maxLength: 3 }),
      exposures: fc.subarray([...exposures]),
      kinds: fc.subarray([...findingKinds]),
    }),
    filterWords: name,
    queryId: id,
    page: fc.nat(9),
    counts,
    items: fc.array(finding, { maxLength: 20 }),
    choices: fc.record({
      accounts: fc.uniqueArray(fc.record({ id: account, name }), { maxLength: 130, selector: (one) => one.id }),
      regions: fc.uniqueArray(region, { maxLength: 130 }),
    }),
    lastScanAt: fc.option(instant),
  })
  .map((message) => ({ ...message, pages: message.page + 1 + (message.counts.total % 3) }));

export const problemMessage = fc.record({
  kind: fc.constant('problem' as const),
  what: name,
  next: name,
  suggestions: fc.array(name, { maxLength: 8 }),
  who: fc.record({ users: fc.array(person, { maxLength: 30 }), usergroups: fc.array(name, { maxLength: 30 }) }),
});

export const anyMessage: fc.Arbitrary<Message> = fc.oneof(
  approvalRequest,
  openRequests,
  decisionNote,
  pauseNotice,
  offer,
  revertedNotice,
  bulkOffer,
  remediationProgress,
  firstRuns,
  problemMessage,
  findingsMessage,
  fc.record({
    kind: fc.constant('help' as const),
    command: fc.constant('/glue-audit'),
    summary: name,
    entries: fc.array(fc.record({ usage: name, does: name, example: name }), { maxLength: 20 }),
    notes: fc.array(name, { maxLength: 5 }),
  }),
  fc
    .tuple(
      fc.record({
        kind: fc.constant('audit-progress' as const),
        scope: name,
        startedAt: instant,
        done: count,
        found: count,
        unknown: count,
      }),
      optional({ total: count }),
    )
    .map(([needed, more]) => ({ ...needed, ...more })),
  fc
    .tuple(
      report,
      fc.record({
        kind: fc.constant('audit-result' as const),
        scope: name,
        finishedAt: instant,
        durationMs: count,
        findings: group,
        targets,
      }),
    )
    .map(([base, rest]) => ({ ...base, ...rest })),
  fc
    .tuple(
      report,
      fc.record({
        kind: fc.constant('digest' as const),
        schedule: name,
        slotAt: instant,
        finishedAt: instant,
        previousAt: fc.option(instant),
        caughtUp: fc.boolean(),
        fresh: group,
        resolved: group,
        open: group,
        openUnverified: count,
      }),
    )
    .map(([base, rest]) => {
      const remediable = [...rest.fresh.named, ...rest.open.named].flatMap(({ id: one }) => one ?? []);
      return { ...base, ...rest, remediable };
    }),
  fc
    .tuple(
      fc.record({
        kind: fc.constant('configuration' as const),
        account,
        accountName: name,
        region,
        seenAt: instant,
        configuration: fc.record({
          name,
          s3: fc.array(setting, { maxLength: 3 }),
          cloudWatch: setting,
          jobBookmarks: setting,
          dataQuality: setting,
        }),
        findings: fc.array(finding, { maxLength: 2 }),
        exposure: fc.constantFrom(...exposures),
        references: fc.array(reference, { maxLength: 200 }),
        referencesIncomplete: fc.array(callError, { maxLength: 4 }),
        notChecked: fc.array(name, { maxLength: 4 }),
        rules: fc.array(
          fc.record({
            id: fc.constantFrom('Glue-005', '<!channel>'),
            riskLevel: name,
            standards: fc.array(name, { maxLength: 5 }),
          }),
          { minLength: 1, maxLength: 3 },
        ),
      }),
      optional({ key: fc.oneof(name, fc.constantFrom('usable', 'not checked: AccessDeniedException')) }),
    )
    .map(([needed, more]) => ({ ...needed, ...more })),
  jobMessage(finding, callError),
  fc.record({ kind: fc.constant('history' as const), scope: name, entries: fc.array(entry, { maxLength: 150 }) }),
  fc.record({
    kind: fc.constant('status' as const),
    at: instant,
    version: name,
    startedAt: instant,
    schedules: fc.array(schedule, { maxLength: 60 }),
    accounts: count,
    scanned: count,
    unknown: targets,
    open: counts,
    lastScans: fc.array(entry, { maxLength: 20 }),
    delivery: fc.record({
      waiting: count,
      oldestAt: fc.option(instant),
      trouble: fc.array(fc.record({ channel: person, error: name, since: instant }), { maxLength: 20 }),
      undeliverable: fc.array(fc.record({ channel: person, error: name, count, since: instant }), { maxLength: 20 }),
    }),
  }),
  fc.record({
    kind: fc.constant('undelivered' as const),
    event: fc.constantFrom('listed', 'ended', 'retried', 'dropped'),
    count,
    items: fc.array(
      fc.record({ id: name, to: person, about: name, createdAt: instant, endedAt: instant, error: name }),
      { maxLength: 20 },
    ),
  }),
  fc.record({ kind: fc.constant('interrupted' as const), scope: name, startedAt: instant, again: name }),
);
