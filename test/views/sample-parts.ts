import type { Exposure, FindingKind, FindingReason, Reference } from '../../src/domain/model.ts';
import { countByExposure, groupFindings, noCounts } from '../../src/usecases/audit/views.ts';
import type {
  FindingGroup,
  FindingView,
  TargetSummary,
  UnwatchedFindings,
} from '../../src/usecases/messages/audit-messages.ts';
import { iamAction } from '../../src/usecases/words/explain.ts';

/** Monday 23 November 2026, 08:00 UTC. */
export const now = Date.UTC(2026, 10, 23, 8);
export const minutes = 60_000;
export const hours = 60 * minutes;
export const days = 24 * hours;

export const accounts = [
  { id: '111122223333', name: 'data-production' },
  { id: '222233334444', name: 'data-staging' },
  { id: '333344445555', name: 'analytics' },
] as const;
export const regions = ['eu-west-1', 'eu-central-1', 'us-east-1', 'ap-southeast-2'] as const;

export const staleOrganization = {
  since: now - 3 * hours,
  listedAt: now - 4 * hours,
  error: {
    call: 'ListAccounts',
    error: 'AccessDeniedException',
    message: "You don't have permissions to access this resource.",
  },
};

export const inactiveAccounts = {
  total: 24,
  named: [
    { id: '700000000021', name: 'parked', state: 'SUSPENDED' },
    { id: '700000000022', name: 'sold', state: 'CLOSED' },
    { id: '700000000023', name: 'leaving', state: 'PENDING_CLOSURE' },
    { id: '700000000024', name: 'new', state: 'PENDING_ACTIVATION' },
  ],
};

/** Of an account that left the configuration. */
export const unwatched: UnwatchedFindings = {
  total: 20,
  targets: 9,
  places: ['eu-west-1', 'eu-central-1', 'us-east-1', 'ap-southeast-2', 'eu-north-1'].map((region) => ({
    account: accounts[2].id,
    accountName: accounts[2].name,
    region,
    ...{ total: 2, exposed: 1, latent: 1, unused: 0 },
  })),
};

export const hostileUnwatched = (names: readonly string[]): UnwatchedFindings => ({
  total: names.length,
  targets: names.length,
  places: names.map((name) => ({ account: name, accountName: name, region: name, ...noCounts, total: 1 })),
});

/** Names that somebody chose to do harm with, or by accident. */
export const hostileNames: readonly string[] = [
  '<!channel>',
  '<@U0123ABCD> <!here|x>',
  'a & b &lt;c&gt;',
  '*bold* _italic_ ~gone~ `code`',
  '<https://evil.example|click here>',
  'https://evil.example/a',
  'line\nbreak\tand\u0000null\u001b[31m',
  'abc\u202egnp.exe',
  'zero\u200bwidth\ufeffname',
  'עברית-job',
  ':fire: :rotating_light:',
  'x'.repeat(255),
  '<&>"\''.repeat(51),
  '𝒳'.repeat(127),
  '\ud800 lone',
  '   ',
  '```\nfence',
];

function at<T>(values: readonly T[], index: number): T {
  const value = values[index % values.length];
  if (value === undefined) throw new Error('nothing to choose from');
  return value;
}

export function jobs(count: number, bookmarks: Reference['bookmarks'], prefix = 'job'): Reference[] {
  return Array.from({ length: count }, (_, index) => ({
    type: 'job',
    name: `${prefix}-${index + 1}`,
    ...(bookmarks && { bookmarks }),
  }));
}

export function finding(given: Partial<FindingView> = {}): FindingView {
  return {
    rule: 'Glue-005',
    account: accounts[0].id,
    accountName: accounts[0].name,
    region: 'eu-west-1',
    kind: 'configuration',
    name: 'orders-etl',
    reason: 'disabled',
    exposure: 'exposed',
    references: jobs(3, 'job-bookmark-enable', 'orders'),
    ...given,
  };
}

const shapes: readonly {
  kind: FindingKind;
  reason: FindingReason;
  detail?: string;
  exposure: Exposure;
  prefix: string;
}[] = [
  { kind: 'configuration', reason: 'disabled', exposure: 'exposed', prefix: 'etl-standard' },
  { kind: 'unprotected-job', reason: 'no-configuration', exposure: 'exposed', prefix: 'load-invoices' },
  { kind: 'configuration', reason: 'mode-missing', exposure: 'latent', prefix: 'logs-only' },
  {
    kind: 'dangling-reference',
    reason: 'configuration-missing',
    detail: 'etl-old',
    exposure: 'exposed',
    prefix: 'sync-customers',
  },
  {
    kind: 'configuration',
    reason: 'mode-unrecognised',
    detail: 'SSE-KMS',
    exposure: 'unused',
    prefix: 'terraform-import',
  },
  {
    kind: 'unusable-key',
    reason: 'key-disabled',
    detail: 'arn:aws:kms:eu-west-1:111122223333:key/1b2c3d4e-0000-4000-8000-1234567890ab (Disabled)',
    exposure: 'exposed',
    prefix: 'billing-secure',
  },
  { kind: 'unprotected-job', reason: 'no-configuration', exposure: 'latent', prefix: 'adhoc-export' },
];

/** As many findings as asked for, of every kind, spread over accounts and regions; always the same. */
export function findings(count: number, given: Partial<FindingView> = {}): FindingView[] {
  return Array.from({ length: count }, (_, index) => {
    const { prefix, ...shape } = at(shapes, index);
    const account = at(accounts, Math.floor(index / shapes.length));
    const name = `${prefix}-${String(index + 1).padStart(3, '0')}`;
    return finding({
      ...shape,
      name,
      account: account.id,
      accountName: account.name,
      region: at(regions, index),
      references: referencesOf(shape.kind, shape.exposure, name, index),
      ...given,
    });
  });
}

function referencesOf(kind: FindingKind, exposure: Exposure, name: string, index: number): Reference[] {
  if (exposure === 'unused') return [];
  const bookmarks = exposure === 'exposed' ? 'job-bookmark-enable' : 'job-bookmark-disable';
  if (kind === 'unprotected-job' || kind === 'dangling-reference') return [{ type: 'job', name, bookmarks }];
  return [...jobs((index % 4) + 1, bookmarks), { type: 'crawler', name: 'nightly-crawler' }];
}

/** Old configurations whose jobs were moved away. */
export const fixedFindings: readonly FindingView[] = [1, 2, 3].map((index) =>
  finding({
    name: `etl-old-${index}`,
    exposure: 'unused',
    references: [],
    firstSeenAt: now - 9 * days,
    fixedAt: now - 2 * hours,
  }),
);

export function bareJobs(count: number, given: Partial<FindingView> = {}): FindingView[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `load-${String(index + 1).padStart(3, '0')}`;
    return finding({
      kind: 'unprotected-job',
      reason: 'no-configuration',
      name,
      references: [{ type: 'job', name, bookmarks: 'job-bookmark-enable' }],
      ...given,
    });
  });
}

export function hostileFindings(): FindingView[] {
  return hostileNames.flatMap((name, index) => [
    finding({
      name,
      firstSeenAt: now - index * days,
      accountName: name,
      references: jobs(index, 'job-bookmark-pause', name),
    }),
    finding({ name, kind: 'dangling-reference', reason: 'configuration-missing', detail: name, region: 'us-east-1' }),
    finding({ name, reason: 'mode-unrecognised', detail: name, region: 'eu-central-1' }),
  ]);
}

/** Exposed ones first, at most `most` by name: as the use cases group them. */
export function group(all: readonly FindingView[], most = 10, pick?: (finding: FindingView) => boolean): FindingGroup {
  return groupFindings(all, most, pick);
}

export const isExposed = (view: FindingView): boolean => view.exposure === 'exposed';

export function target(given: Partial<TargetSummary> = {}): TargetSummary {
  return {
    account: accounts[0].id,
    accountName: accounts[0].name,
    region: 'eu-west-1',
    outcome: 'scanned',
    configurations: 9,
    jobs: 41,
    findings: noCounts,
    lastGoodAt: now,
    ...given,
  };
}

export function unknownTarget(given: Partial<TargetSummary> = {}): TargetSummary {
  return target({
    outcome: 'unknown',
    reason: 'AccessDeniedException',
    call: 'GetJobs',
    message: `User: arn:aws:sts::222233334444:assumed-role/gluewarden-scan/gluewarden is not authorized to perform: ${iamAction(given.call ?? 'GetJobs')}`,
    account: accounts[1].id,
    accountName: accounts[1].name,
    region: 'eu-central-1',
    configurations: 0,
    jobs: 0,
    lastGoodAt: now - 3 * days,
    ...given,
  });
}

const codes: readonly (readonly [reason: string, call: string, message?: string])[] = [
  ['AccessDeniedException', 'GetJobs'],
  ['AccessDenied', 'AssumeRole', 'User: … is not authorized to perform: sts:AssumeRole'],
  [
    'UnrecognizedClientException',
    'GetSecurityConfigurations',
    'The security token included in the request is invalid.',
  ],
  ['ThrottlingException', 'GetJobs', 'Rate exceeded'],
  ['TimeoutError', 'GetSecurityConfigurations'],
  ['ENOTFOUND', 'GetJobs'],
];

export function unknownTargets(count: number): TargetSummary[] {
  return Array.from({ length: count }, (_, index) => {
    const [reason, call, message] = at(codes, index);
    const { message: usual, ...rest } = unknownTarget();
    return {
      ...rest,
      account: String(400_000_000_000 + index),
      accountName: `team-${String(index + 1).padStart(4, '0')}`,
      region: at(regions, index),
      reason,
      call,
      message: message ?? usual ?? reason,
      lastGoodAt: index % 5 === 0 ? null : now - (index % 40) * days,
    };
  });
}

/** A row for every region of every account, with the findings that belong there. */
export function targetsOf(all: readonly FindingView[]): TargetSummary[] {
  return accounts.flatMap(({ id, name }) =>
    regions.map((region) =>
      target({
        account: id,
        accountName: name,
        region,
        findings: countByExposure(all.filter((one) => one.account === id && one.region === region)),
      }),
    ),
  );
}
