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
import type {
  FindingFilter,
  FindingsMessage,
  FoundFinding,
  FoundMessage,
} from '../../src/usecases/messages/finding-messages.ts';
import fc from '../support/fast-check.ts';
import {
  account,
  anyOf,
  count,
  type Field,
  findingActs,
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
    keepsTags: yes,
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
  },
  { part: name, partial: yes, ...findingActs },
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

const filter = anyOf<FindingFilter>(
  {},
  {
    rules: upTo(3, name),
    accounts: upTo(5, account),
    regions: upTo(3, region),
    exposures: fc.subarray([...exposures]),
    kinds: fc.subarray([...findingKinds]),
    firstSeenSince: instant,
    unwatched: yes,
    owner: fc.record({ channel: id, accounts: fc.array(account, { maxLength: 3 }) }),
  },
);

const accountChoice = anyOf<Item<FindingsMessage['choices']['accounts']>>({ id: account }, { name });

/** Of the first three of its own findings: with ids of others alone no menu would have more than one option. */
function actsOfOwn({ items }: Pick<FindingsMessage, 'items'>): Pick<FindingsMessage, 'remediable' | 'acceptable'> {
  const ids = items.flatMap(({ id: own }) => own ?? []).slice(0, 3);
  return ids.length === 0 ? {} : { remediable: ids, acceptable: ids };
}

export const findingsMessage = anyOf<FindingsMessage>(
  {
    kind: fc.constant('findings'),
    filter,
    filterWords: name,
    queryId: id,
    page: fc.nat(9),
    pages: fc.constant(1),
    counts,
    items: fc.array(finding, { maxLength: 20 }),
    choices: anyOf<FindingsMessage['choices']>(
      {
        accounts: fc.uniqueArray(accountChoice, { maxLength: 130, selector: (one) => one.id }),
        regions: fc.uniqueArray(region, { maxLength: 130 }),
      },
      { rules: fc.uniqueArray(name, { minLength: 2, maxLength: 5 }) },
    ),
    lastScanAt: fc.option(instant),
  },
  {
    notLookedAt: fc.constantFrom(1, 1_000),
    neverScanned: fc.constantFrom(1, 1_000),
    unwatched,
    ...findingActs,
  },
).map((message) => ({ ...message, pages: message.page + 1 + (message.counts.total % 3), ...actsOfOwn(message) }));

export const tagsNotRead = fc.record({ targets: fc.integer({ min: 1, max: 20_000 }), call: name, error: name });

export const digestOwner = anyOf<DigestOwner>(
  { channel: id, accounts: count, otherwise: id },
  { refused: name, divided: yes },
);
