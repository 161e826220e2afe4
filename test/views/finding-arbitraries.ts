import {
  type Acceptance,
  bookmarkOptions,
  type CallError,
  exceptionSources,
  exposures,
  type FailedList,
  type FindingReason,
  findingKinds,
  type Reference,
  type ReferenceType,
} from '../../src/domain/model.ts';
import type {
  Counts,
  DigestOwner,
  FindingGroup,
  FindingView,
  NotWatched,
  OrganizationNotice,
  TargetCounts,
  TargetSummary,
  UnwatchedFindings,
} from '../../src/usecases/messages/audit-messages.ts';
import type { FoundFinding, FoundMessage } from '../../src/usecases/messages/finding-messages.ts';
import fc from '../support/fast-check.ts';
import {
  account,
  anyOf,
  count,
  type Field,
  type Item,
  id,
  instant,
  name,
  optional,
  region,
  upTo,
  yes,
} from './arbitrary-parts.ts';

/** Findings and account-regions, with any numbers and the worst of names. */

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
  'of-another-version',
];
const types: readonly ReferenceType[] = ['job', 'trigger', 'crawler', 'dev-endpoint', 'session', 'ml-transform'];
export const codes = [
  'AccessDeniedException',
  'ThrottlingException',
  'NotScanned',
  'Http503',
  '<!channel>',
  'toString',
];
const calls = ['GetJobs', 'GetTriggers', 'DescribeKey', 'AssumeRole'];

export const reference = anyOf<Reference>(
  { type: fc.constantFrom(...types), name },
  { bookmarks: fc.constantFrom(...bookmarkOptions), via: upTo(5, name), kept: yes },
);
export const callError = anyOf<CallError>(
  { call: fc.constantFrom(...calls), error: fc.constantFrom(...codes) },
  { message: name },
);
const failedList = anyOf<FailedList>(
  { call: fc.constantFrom(...calls), error: fc.constantFrom(...codes) },
  { message: name, list: fc.constantFrom(...types) },
);

const gone: fc.Arbitrary<Field<FindingView, 'gone'>> = fc.oneof(
  fc.record({
    why: fc.constantFrom(
      'deleted' as const,
      'takes-none' as const,
      'encrypts' as const,
      'key-usable' as const,
      'replaced' as const,
    ),
  }),
  fc.record({ why: fc.constantFrom('names' as const, 'exists' as const), configuration: name }),
);

const accepted: fc.Arbitrary<Acceptance> = fc
  .tuple(
    fc.record({
      id: name,
      reason: name,
      owner: name,
      until: fc.constantFrom('2027-03-31', '2026-12-01'),
      endsAt: instant,
      from: fc.constantFrom(...exceptionSources),
    }),
    optional({ disagrees: fc.constant(true as const) }),
  )
  .map(([all, more]) => ({ ...all, ...more }));

export const finding = anyOf<FindingView>(
  {
    rule: fc.constantFrom('Glue-005', 'Glue-006'),
    account,
    region,
    kind: fc.constantFrom(...findingKinds),
    name,
    reason: fc.constantFrom(...reasons),
    exposure: fc.constantFrom(...exposures),
    references: fc.array(reference, { maxLength: 30 }),
  },
  {
    accountName: name,
    detail: name,
    firstSeenAt: instant,
    lastSeenAt: instant,
    resolvedAt: instant,
    fixedAt: instant,
    referencesIncomplete: fc.array(failedList, { maxLength: 5 }),
    referencesTotal: count,
    id,
    gone,
    accepted,
    tags: fc.dictionary(name, name, { maxKeys: 3 }),
    owner: optional({ channel: id, usergroup: id }),
  },
);

/** With ids that can be remediated, whether they are among those that are shown or not. */
export const foundMessage = anyOf<FoundMessage>(
  {
    kind: fc.constant('found'),
    total: count,
    items: fc
      .array(
        fc.tuple(
          finding,
          optional<Pick<FoundFinding, 'through' | 'throughTotal'>>({
            through: fc.array(reference),
            throughTotal: count,
          }),
        ),
        { maxLength: 12 },
      )
      .map((all) => all.map(([one, more]): FoundFinding => ({ ...one, ...more }))),
    remediable: fc.array(id, { maxLength: 12 }),
  },
  { part: name, partial: yes },
);

export const counts: fc.Arbitrary<Counts> = fc
  .record({ exposed: count, latent: count, unused: count, left: count, accepted: fc.constantFrom(0, 1, 5) })
  .map(({ left, accepted: risks, ...each }) => {
    const fixed = Math.min(left, each.unused);
    const total = each.exposed + each.latent + each.unused + risks;
    return { ...each, total, ...(fixed > 0 && { fixed }), ...(risks > 0 && { accepted: risks }) };
  });

const targetCounts = fc
  .tuple(counts, fc.record({ account, region }), optional({ accountName: name }))
  .map(([numbers, place, more]): TargetCounts => ({ ...numbers, ...place, ...more }));

export const group: fc.Arbitrary<FindingGroup> = fc
  .tuple(counts, fc.oneof(fc.array(finding, { maxLength: 10 }), fc.array(finding, { minLength: 40, maxLength: 60 })))
  .chain(([numbers, named]) =>
    optional({ places: fc.array(targetCounts, { maxLength: 20 }) }).map((more) => ({
      ...numbers,
      total: Math.max(numbers.total, named.length),
      named,
      ...more,
    })),
  );

export const unwatched: fc.Arbitrary<UnwatchedFindings> = fc.record({
  total: count,
  targets: count,
  places: upTo(20, targetCounts),
});
export const organization = anyOf<OrganizationNotice>(
  {},
  {
    stale: fc.record({ since: instant, listedAt: fc.option(instant), error: callError }),
    inactive: fc.record({ total: count, named: upTo(20, fc.record({ id: account, name, state: name })) }),
  },
);
export const namedPlace = anyOf<Item<NotWatched['places']>>({ account, region }, { accountName: name });
export const notWatched: fc.Arbitrary<NotWatched> = fc.record({
  targets: count,
  findings: count,
  places: upTo(20, namedPlace),
});

const target = anyOf<TargetSummary>(
  {
    account,
    region,
    outcome: fc.constantFrom('scanned', 'unknown'),
    configurations: count,
    jobs: count,
    findings: counts,
    lastGoodAt: fc.option(instant),
  },
  { accountName: name, reason: fc.constantFrom(...codes), call: fc.constantFrom(...calls), message: name, more: count },
);
export const targets = fc.oneof(
  fc.array(target, { maxLength: 6 }),
  fc.array(target, { minLength: 80, maxLength: 100 }),
);

export const tagsNotRead = fc.record({ targets: fc.integer({ min: 1, max: 20_000 }), call: name, error: name });

export const digestOwner = anyOf<DigestOwner>(
  { channel: id, accounts: count, otherwise: id },
  { refused: name, divided: yes },
);
