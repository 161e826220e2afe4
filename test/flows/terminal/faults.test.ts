import { expect, onTestFinished, test } from 'vitest';
import type { FaultRule } from '../../../sandbox/aws/faults/faults.ts';
import { type SeedName, seedNamed } from '../../../sandbox/aws/seed/index.ts';
import type { FleetAccount } from '../../../sandbox/aws/seed/model.ts';
import { startAws } from '../../../sandbox/aws/server.ts';
import { run, tempFolder, writeConfig } from '../../support/processes/run.ts';

interface Report {
  readonly targets: readonly { account: string; region: string; outcome: string; reason?: string; call?: string }[];
  readonly findings: readonly {
    region: string;
    kind: string;
    name: string;
    exposure: string;
    referencesIncomplete?: readonly { call: string; error: string }[];
  }[];
  readonly summary: { readonly jobs: number };
}

interface Given {
  readonly seed?: SeedName;
  readonly regions?: number;
  readonly faults?: readonly FaultRule[];
  readonly fleet?: (fleet: readonly FleetAccount[]) => readonly object[];
  readonly words?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** The terminal audit as a person runs it, with faults in AWS. */
async function audit({ seed = 'demo', regions = 2, faults = [], fleet, words = [], env = {} }: Given) {
  const aws = await startAws({ seed: seedNamed(seed, { now: Date.now(), regions }) });
  onTestFinished(() => aws.close());
  for (const fault of faults) aws.faults.add(fault);
  const folder = tempFolder();
  const GLUEWARDEN_CONFIG = writeConfig(folder, { accounts: fleet?.(aws.fleet) ?? aws.fleet });
  const environment = { ...aws.environment(), GLUEWARDEN_CONFIG, ...env };
  const ended = await run(['audit', '--format', 'json', ...words], folder, environment);
  const report: Report = JSON.parse(ended.stdout);
  return { ...ended, ...report, requests: aws.requests.counts };
}

const unknown = ({ targets }: Report) => targets.filter(({ outcome }) => outcome === 'unknown');
const production = ['--account', 'data-production', '--region', 'us-east-1'];

test('throttling at 1 request a second loses no region of 17; a hang ends by itself', async () => {
  const slow = { service: 'glue', operation: 'GetJobs' };
  const [throttled, hung] = await Promise.all([
    audit({
      seed: 'clean',
      regions: 17,
      faults: [
        { ...slow, effect: { kind: 'short-pages', size: 100 } },
        { ...slow, effect: { kind: 'rate-limit', perSecond: 1 } },
      ],
    }),
    // One attempt only: the time-out of a request cannot be shortened, and three attempts would take 45 s.
    audit({
      words: production,
      faults: [{ service: 'glue', operation: 'GetJobs', effect: { kind: 'hang' } }],
      env: { AWS_MAX_ATTEMPTS: '1' },
    }),
  ]);
  expect([throttled.code, throttled.stderr]).toEqual([0, '']);
  expect(unknown(throttled)).toEqual([]);
  expect(throttled.summary.jobs).toBe(17 * 200);
  expect(throttled.requests['glue:GetJobs']).toBeGreaterThan(17 * 2);
  expect([hung.code, hung.stderr]).toEqual([3, '']);
  expect(unknown(hung)).toEqual([expect.objectContaining({ reason: 'TimeoutError', call: 'GetJobs' })]);
});

test('throttling on a later page keeps what was seen, and the target is unknown with the code', async () => {
  const jobs = { service: 'glue', operation: 'GetJobs', region: 'us-east-1' };
  const { code, stderr, ...report } = await audit({
    seed: 'noncompliant',
    faults: [
      { ...jobs, effect: { kind: 'short-pages', size: 100 } },
      { ...jobs, page: 2, effect: { kind: 'throttle' } },
    ],
    env: { AWS_MAX_ATTEMPTS: '2', AWS_RETRY_MODE: 'standard' },
  });
  expect([code, stderr]).toEqual([3, '']);
  expect(unknown(report)).toEqual([
    expect.objectContaining({ region: 'us-east-1', reason: 'ThrottlingException', call: 'GetJobs' }),
  ]);
  const seen = report.findings.filter(({ region }) => region === 'us-east-1');
  expect(seen.some(({ kind }) => kind === 'configuration')).toBe(true);
  expect(seen.some(({ kind, name }) => kind === 'unprotected-job' && name < 'pipeline-101')).toBe(true);
  expect(seen.some(({ name }) => name > 'pipeline-101' && name.startsWith('pipeline'))).toBe(false);
});

test('a secondary list that is denied makes references a lower bound, and nothing unknown', async () => {
  const { code, stderr, ...report } = await audit({
    words: production,
    faults: [{ service: 'glue', operation: 'GetTriggers', effect: { kind: 'deny' } }],
  });
  expect([code, stderr]).toEqual([2, '']);
  expect(unknown(report)).toEqual([]);
  const configurations = report.findings.filter(({ kind }) => kind === 'configuration');
  expect(configurations.length).toBeGreaterThan(0);
  for (const { referencesIncomplete } of configurations)
    expect(referencesIncomplete).toEqual([
      expect.objectContaining({ call: 'GetTriggers', error: 'AccessDeniedException' }),
    ]);
});

/** What is wrong with the list of jobs there, and its code. */
const broken: readonly (readonly [where: string, effect: FaultRule['effect'], reason: string])[] = [
  ['111122223333 us-east-1', { kind: 'deny' }, 'AccessDeniedException'],
  ['111122223333 eu-west-1', { kind: 'repeated-token' }, 'RepeatedToken'],
  ['111122223333 ap-southeast-2', { kind: 'malformed' }, 'MalformedResponse'],
  ['222233334444 us-east-1', { kind: 'error', code: 'ExpiredTokenException', status: 400 }, 'ExpiredTokenException'],
  ['333344445555 us-east-1', { kind: 'reset' }, 'ECONNRESET'],
];

test('a list that is denied, repeats a token, is half an answer, expired or reset: unknown, each with its code', async () => {
  const faults = broken.map(([where, effect]) => {
    const [account = '', region = ''] = where.split(' ');
    return { service: 'glue', operation: 'GetJobs', account, region, effect };
  });
  const { code, stderr, ...report } = await audit({ faults });
  expect([code, stderr]).toEqual([3, '']);
  const seen = unknown(report).map((target) => [`${target.account} ${target.region}`, target.reason, target.call]);
  // One of the demo's is unknown in any case.
  expect(seen.filter(([where]) => where !== '222233334444 ap-southeast-2').sort()).toEqual(
    broken.map(([where, , reason]) => [where, reason, 'GetJobs']).sort(),
  );
});

test('pages that are short or empty, a bound on their size, and items that are odd, hide nothing', async () => {
  const bound = [{ effect: { kind: 'page-bound', most: 20 } }] as const;
  const short = [
    { service: 'glue', effect: { kind: 'short-pages', size: 3 } },
    { service: 'glue', effect: { kind: 'empty-page' } },
  ] as const;
  const [whole, paged, bounded] = await Promise.all([
    audit({ words: production }),
    audit({ words: production, faults: short }),
    audit({ words: production, faults: bound }),
  ]);
  for (const { code, stderr, findings } of [paged, bounded])
    expect([code, stderr, findings]).toEqual([2, '', whole.findings]);
  // It costs nothing but requests.
  expect(unknown(bounded)).toEqual([]);
  const odd = await audit({
    words: production,
    faults: [
      {
        service: 'glue',
        operation: 'GetSecurityConfigurations',
        effect: { kind: 'odd-item', oddity: 'no-encryption' },
      },
    ],
  });
  expect(odd.findings.length).toBeGreaterThanOrEqual(whole.findings.length);
});

const noKeys = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };

test.each<[string, Given, string, string]>([
  ['no credentials', { env: noKeys, fleet: () => [{ regions: ['us-east-1'] }] }, 'unknown', 'CredentialsMissing'],
  [
    'expired credentials of its own',
    {
      fleet: () => [{ regions: ['us-east-1'] }],
      faults: [{ service: 'sts', effect: { kind: 'error', code: 'ExpiredToken', status: 403 } }],
    },
    'unknown',
    'ExpiredToken',
  ],
  [
    'credentials of another account than the configured one',
    { fleet: () => [{ id: '111122223333', name: 'mistaken', regions: ['us-east-1'] }] },
    '111122223333',
    'AccountMismatch',
  ],
])('%s: unknown, exit 3, and the reason by its code', async (_, given, account, reason) => {
  const { code, stderr, ...report } = await audit(given);
  expect([code, stderr]).toEqual([3, '']);
  expect(report.targets).toEqual([expect.objectContaining({ account, outcome: 'unknown', reason })]);
  expect(report.findings).toEqual([]);
});

test('a role that cannot be assumed, a wrong external id, a Region that is off: unknown, each with its code', async () => {
  const { code, stderr, ...report } = await audit({
    fleet: ([first, second, third]) => [
      { ...first, scanRoleArn: `arn:aws:iam::${first?.id}:role/Nobody`, regions: ['us-east-1'] },
      { ...second, externalId: 'not-this-one', regions: ['us-east-1'] },
      { ...third, regions: ['me-south-1'] },
    ],
  });
  expect([code, stderr]).toEqual([3, '']);
  expect(report.targets.map(({ account, outcome, reason }) => [account, outcome, reason]).sort()).toEqual([
    ['111122223333', 'unknown', 'AccessDenied'],
    ['222233334444', 'unknown', 'AccessDenied'],
    ['333344445555', 'unknown', 'UnrecognizedClientException'],
  ]);
  expect(report.findings).toEqual([]);
});

test('regions that cannot be listed make the account one loud unknown; the others go on', async () => {
  const { code, ...report } = await audit({
    fleet: ([first, second]) => [
      { ...first, regions: 'enabled' },
      { ...second, regions: ['eu-west-1'] },
    ],
    faults: [{ service: 'account', account: '111122223333', effect: { kind: 'deny' } }],
  });
  expect(code).toBe(3);
  expect(report.targets).toEqual([
    expect.objectContaining({ account: '111122223333', region: '*', outcome: 'unknown', call: 'ListRegions' }),
    expect.objectContaining({ account: '222233334444', region: 'eu-west-1', outcome: 'scanned' }),
  ]);
});

test('exit codes 1, 2 and 0, with nothing of an error on stdout', async () => {
  const aws = await startAws({ seed: 'cases' });
  onTestFinished(() => aws.close());
  const folder = tempFolder();
  const GLUEWARDEN_CONFIG = writeConfig(folder, { accounts: aws.fleet });
  const auditOnce = (...words: string[]) =>
    run(['audit', ...words], folder, { ...aws.environment(), GLUEWARDEN_CONFIG });
  for (const words of [
    ['--regoin', 'eu-west-1'],
    ['--account', 'caes'],
    ['--region', 'eu-wset-1'],
    ['--format', 'yaml'],
  ]) {
    const wrong = await auditOnce(...words);
    expect([wrong.code, wrong.stdout]).toEqual([1, '']);
    expect(wrong.stderr).not.toContain('    at ');
    expect(wrong.stderr.length).toBeGreaterThan(20);
  }
  const table = await auditOnce('--region', 'us-east-1', '--account', 'cases');
  expect([table.code, table.stderr]).toEqual([2, '']);
  expect(table.stdout).not.toContain('\u001b');
  const csv = await auditOnce('--region', 'us-east-1', '--account', 'cases', '--format', 'csv');
  expect(csv.stdout.split('\n').length).toBeGreaterThan(10);
  const broken = await run(['audit'], folder, {
    ...aws.environment(),
    GLUEWARDEN_CONFIG: writeConfig(folder, 'accounts: 7'),
  });
  expect([broken.code, broken.stdout]).toEqual([1, '']);
  expect(broken.stderr).toContain('accounts');
});
