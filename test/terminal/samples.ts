import type { Acceptance, Finding, Reference } from '../../src/domain/model.ts';
import type { AuditReport, ReportTarget } from '../../src/terminal/report.ts';
import type { DoctorCheck } from '../../src/usecases/doctor/doctor-report.ts';

const startedAt = Date.UTC(2026, 10, 23, 8, 0, 0);

export function report(results: readonly ReportTarget[], keyCheck = true): AuditReport {
  return { results, startedAt, finishedAt: startedAt + 2_340, keyCheck };
}

export function target(overrides: Partial<ReportTarget> = {}): ReportTarget {
  return {
    account: '111122223333',
    accountName: 'data-production',
    region: 'eu-west-1',
    outcome: 'scanned',
    configurations: 3,
    jobs: 12,
    findings: [],
    rules: ['Glue-005'],
    keysNotChecked: [],
    keysChecked: true,
    ...overrides,
  };
}

export function finding(overrides: Partial<Finding> = {}): Finding {
  return {
    rule: 'Glue-005',
    account: '111122223333',
    region: 'eu-west-1',
    kind: 'configuration',
    name: 'orders-etl',
    reason: 'disabled',
    exposure: 'unused',
    references: [],
    ...overrides,
  };
}

export function bareJob(name: string, overrides: Partial<Finding> = {}): Finding {
  return finding({
    kind: 'unprotected-job',
    name,
    reason: 'no-configuration',
    exposure: 'latent',
    references: [{ type: 'job', name, bookmarks: 'job-bookmark-disable' }],
    ...overrides,
  });
}

const key = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

const orders: readonly Reference[] = [
  { type: 'trigger', name: 'nightly', bookmarks: 'job-bookmark-enable' },
  { type: 'job', name: 'orders-hourly', bookmarks: 'job-bookmark-enable', via: ['hourly-trigger'] },
  { type: 'job', name: 'orders-nightly', bookmarks: 'job-bookmark-enable' },
  { type: 'job', name: 'orders-backfill', bookmarks: 'job-bookmark-disable' },
  { type: 'crawler', name: 'orders-raw' },
  { type: 'dev-endpoint', name: 'notebook-anna' },
];

function production(): ReportTarget {
  return target({
    configurations: 9,
    jobs: 41,
    findings: [
      finding({ exposure: 'exposed', references: orders }),
      finding({ name: 'legacy-2019', reason: 'mode-missing' }),
      finding({
        name: 'crawler-only',
        reason: 'mode-unrecognised',
        detail: 'SSE-KMS',
        exposure: 'latent',
        references: [{ type: 'crawler', name: 'customers-raw' }],
        referencesIncomplete: [{ call: 'GetTriggers', error: 'ThrottlingException', message: 'Rate exceeded' }],
      }),
      finding({ name: 'no-key-here', reason: 'no-key' }),
      finding({
        kind: 'unusable-key',
        name: 'payments-cse',
        reason: 'key-pending-deletion',
        detail: `${key} (PendingDeletion)`,
        exposure: 'exposed',
        references: [{ type: 'job', name: 'payments', bookmarks: 'job-bookmark-pause' }],
      }),
      finding({
        kind: 'dangling-reference',
        name: 'invoices',
        reason: 'configuration-missing',
        detail: 'deleted-config',
        exposure: 'exposed',
        references: [{ type: 'job', name: 'invoices', bookmarks: 'job-bookmark-enable' }],
      }),
      bareJob('clickstream-sessions', {
        exposure: 'exposed',
        references: [
          {
            type: 'job',
            name: 'clickstream-sessions',
            bookmarks: 'job-bookmark-enable',
            via: ['clickstream-every-15m'],
          },
        ],
      }),
      ...Array.from({ length: 14 }, (_, at) => bareJob(`adhoc-export-${String(at + 1).padStart(2, '0')}`)),
    ],
    keysNotChecked: [
      { configuration: 'shared-cmk', key: key.replace('111122223333', '999988887777'), error: 'AccessDeniedException' },
    ],
  });
}

function sandbox(): ReportTarget[] {
  const account = '444455556666';
  const base = { account, accountName: 'data-sandbox', configurations: 0, jobs: 0 } as const;
  const denied = {
    ...base,
    outcome: 'unknown',
    reason: 'AccessDeniedException',
    call: 'GetJobs',
    message: `User: arn:aws:sts::${account}:assumed-role/gluewarden-scan/gluewarden is not authorized to perform: glue:GetJobs`,
    keysChecked: false,
  } as const;
  return [
    target({ ...denied, region: 'eu-west-1' }),
    target({
      ...denied,
      region: 'us-east-1',
      configurations: 2,
      findings: [finding({ account, region: 'us-east-1', name: 'play', exposure: 'unused' })],
    }),
    target({ ...base, region: 'us-west-2', configurations: 1 }),
  ];
}

export const noName: ReportTarget = {
  account: 'unknown',
  region: 'eu-central-1',
  outcome: 'unknown',
  reason: 'CredentialsMissing',
  call: 'GetCallerIdentity',
  configurations: 0,
  jobs: 0,
  findings: [],
  rules: [],
  keysNotChecked: [],
  keysChecked: false,
};

/** What a hostile or merely unlucky person could call things. */
export const hostileNames: readonly string[] = [
  '\u001B[2J\u001B[1;1HCOMPLIANT: nothing to see',
  'a\r\nCOMPLIANT: forged line\n',
  '\u202Egnp.exe\u202C',
  '<!channel> & *bold* `code`',
  '=HYPERLINK("http://evil.example","click")',
  '@SUM(1+1)',
  '-2+3',
  'шифрование-заказов',
  'הזמנות-לילה',
  '注文暗号化設定の本番環境向け構成',
  `Z${'\u0300\u0301\u0302'.repeat(40)}algo`,
  '👩‍👩‍👧 family',
  '\u2028line separator\u2029',
  'tab\there "quoted", and comma',
  'c1 \u009B31m csi',
  `${'long-'.repeat(50)}name`,
  'blank\u3164\u00A0\u200Bfiller',
  '\uD800lone surrogate',
];

/** An accepted risk, as people may have written it. */
export function acceptance(overrides: Partial<Acceptance> = {}): Acceptance {
  return {
    id: 'file-0123456789abcdef0123',
    reason: 'replaced with the new platform in March, DATA-1234',
    owner: 'data team',
    until: '2027-03-31',
    endsAt: Date.UTC(2027, 3, 1),
    from: 'file',
    ...overrides,
  };
}

const quiet = [
  finding({ exposure: 'latent', name: 'crawler-only', accepted: acceptance() }),
  finding({
    name: 'legacy-2019',
    accepted: acceptance({ reason: '=1+1\n\u001B[2JCOMPLIANT', owner: 'U0\u202E', from: 'slack', disagrees: true }),
  }),
];
const acceptedJobs = Array.from({ length: 5 }, (_, at) => bareJob(`adhoc-${at}`, { accepted: acceptance() }));

export const samples: Readonly<Record<string, AuditReport>> = {
  'nothing-looked-at': report([]),
  compliant: report([target(), target({ region: 'us-east-1', configurations: 0, jobs: 0 })]),
  'compliant-without-keys': report([target({ keysChecked: false })], false),
  'nothing-there': report([target({ configurations: 0, jobs: 0 })]),
  mixed: report([production(), ...sandbox()]),
  accepted: report([target({ findings: [finding({ exposure: 'exposed' }), ...quiet, ...acceptedJobs] })]),
  'accepted-only': report([target({ findings: quiet }), target({ region: 'us-east-1' })]),
  'accepted-unknown': report([target({ findings: quiet }), noName]),
  'unknown-only': report([
    noName,
    target({
      account: '777788889999',
      accountName: 'analytics',
      region: '*',
      configurations: 0,
      jobs: 0,
      keysChecked: false,
      outcome: 'unknown',
      reason: 'AccessDenied',
      call: 'AssumeRole',
      message: 'not authorized to perform: sts:AssumeRole',
    }),
  ]),
  'bare-jobs': report([
    target({
      jobs: 320,
      findings: Array.from({ length: 300 }, (_, at) =>
        bareJob(
          `${['orders', 'customers', 'clickstream'][at % 3]}-${at}`,
          at % 10 === 0
            ? { exposure: 'exposed', references: [{ type: 'job', name: `x-${at}`, bookmarks: 'job-bookmark-enable' }] }
            : {},
        ),
      ),
    }),
  ]),
  hostile: report([
    target({
      accountName: 'evil\u001B[31m\u202Eaccount',
      findings: hostileNames.flatMap((name, at) => [
        finding({ name, references: [{ type: 'job', name, bookmarks: 'job-bookmark-enable' }], exposure: 'exposed' }),
        finding({ kind: 'configuration', name: `m${at}`, reason: 'mode-unrecognised', detail: name }),
        bareJob(name),
      ]),
      keysNotChecked: [{ configuration: hostileNames[0] ?? '', key: hostileNames[1] ?? '', error: '\u001B[0m' }],
    }),
    target({
      region: 'us-east-1',
      outcome: 'unknown',
      reason: 'Odd\u001B[31mCode',
      call: 'Get\nJobs',
      message: 'first line\nsecond \u202Eline\u0007',
    }),
  ]),
};

/** `count` findings of every kind and exposure over several targets. */
export function manyFindings(count: number): AuditReport {
  const regions = ['eu-west-1', 'eu-central-1', 'us-east-1', 'us-west-2'];
  const all = Array.from({ length: count }, (_, at) => {
    const region = regions[at % regions.length] ?? 'eu-west-1';
    const name = `thing-${at}`;
    if (at % 3 > 0) return bareJob(name, { region });
    const references: Reference[] = Array.from({ length: at % 7 }, (_unused, job) => ({
      type: 'job',
      name: `job-${at}-${job}`,
      bookmarks: 'job-bookmark-enable',
    }));
    return finding({ region, name, references, exposure: references.length > 0 ? 'exposed' : 'unused' });
  });
  return report(regions.map((region) => target({ region, findings: all.filter((it) => it.region === region) })));
}

const statement = JSON.stringify(
  {
    Effect: 'Allow',
    Action: ['glue:GetSecurityConfigurations', 'glue:GetJobs', 'glue:GetTriggers', 'glue:GetCrawlers'],
    Resource: '*',
  },
  null,
  2,
);

export const doctorSamples: Readonly<Record<string, readonly DoctorCheck[]>> = {
  problems: [
    { group: 'Configuration', check: 'gluewarden.yaml', outcome: 'ok', detail: '3 accounts, 2 schedules' },
    { group: 'Slack', check: 'bot token', outcome: 'ok' },
    {
      group: 'Slack',
      check: 'scopes',
      outcome: 'problem',
      detail: 'usergroups:read is missing, so nobody in a user group can be let in.',
      fix: 'Add the scope usergroups:read under "OAuth & Permissions" of the app, then install the app again. Or apply the manifest:\n  npm run -s manifest',
    },
    { group: 'data-production (111122223333)', check: 'assume the scan role', outcome: 'ok' },
    {
      group: 'data-production (111122223333)',
      check: 'glue:GetCrawlers in eu-west-1',
      outcome: 'problem',
      detail: 'AWS denied glue:GetCrawlers (AccessDeniedException)',
      fix: `Add this statement to the policy of the scan role:\n${statement}\nThen run npm run -s doctor again.`,
    },
    {
      group: 'data-production (111122223333)',
      check: 'kms:DescribeKey',
      outcome: 'not-checked',
      detail: 'No configuration names a key in eu-west-1.',
    },
  ],
  good: [
    { group: 'Configuration', check: 'gluewarden.yaml', outcome: 'ok' },
    {
      group: 'data-production (111122223333), remediation role',
      check: 'Source identity',
      outcome: 'warning',
      detail: 'refused: plans will be carried in the session name alone',
      fix: `Allow sts:SetSourceIdentity on both sides:\n${statement}`,
    },
    { group: 'Slack', check: 'tokens', outcome: 'not-checked', detail: 'SLACK_BOT_TOKEN is not set: audit only.' },
  ],
  nothing: [],
  hostile: [
    {
      group: 'evil\u001B[31m',
      check: 'role\u202E\nforged',
      outcome: 'problem',
      detail: 'a\u0007b\nc',
      fix: 'line \u001B[2J one\n\tindented\u009B\n{\n\t"a": "\u202E"\n}',
    },
  ],
};
