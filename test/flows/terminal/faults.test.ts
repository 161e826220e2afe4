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

test.each<[string, FaultRule, string]>([
  ['a list that is denied', { operation: 'GetJobs', effect: { kind: 'deny' } }, 'AccessDeniedException'],
  ['a token that repeats', { operation: 'GetJobs', effect: { kind: 'repeated-token' } }, 'RepeatedToken'],
  ['half an answer', { operation: 'GetJobs', effect: { kind: 'malformed' } }, 'MalformedResponse'],
  [
    'credentials that expired',
    { operation: 'GetJobs', effect: { kind: 'error', code: 'ExpiredTokenException', status: 400 } },
    'ExpiredTokenException',
  ],
  ['a reset connection', { operation: 'GetJobs', effect: { kind: 'reset' } }, 'ECONNRESET'],
])('%s: the target is unknown with the code', async (_, fault, reason) => {
  const { code, stderr, ...report } = await audit({ words: production, faults: [{ service: 'glue', ...fault }] });
  expect([code, stderr]).toEqual([3, '']);
  expect(unknown(report)).toEqual([
    expect.objectContaining({ account: '111122223333', region: 'us-east-1', reason, call: 'GetJobs' }),
  ]);
});

test('pages that are short or empty, and items that are odd, hide nothing', async () => {
  const whole = await audit({ words: production });
  const paged = await audit({
    words: production,
    faults: [
      { service: 'glue', effect: { kind: 'short-pages', size: 3 } },
      { service: 'glue', effect: { kind: 'empty-page' } },
    ],
  });
  expect([paged.code, paged.stderr]).toEqual([2, '']);
  expect(paged.findings).toEqual(whole.findings);
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
    'a role that cannot be assumed',
    {
      fleet: ([first]) => [{ ...first, scanRoleArn: 'arn:aws:iam::111122223333:role/Nobody', regions: ['us-east-1'] }],
    },
    '111122223333',
    'AccessDenied',
  ],
  [
    'a wrong external id',
    { fleet: ([first]) => [{ ...first, externalId: 'not-this-one', regions: ['us-east-1'] }] },
    '111122223333',
    'AccessDenied',
  ],
  [
    'credentials of another account than the configured one',
    { fleet: () => [{ id: '111122223333', name: 'mistaken', regions: ['us-east-1'] }] },
    '111122223333',
    'AccountMismatch',
  ],
  [
    'an opt-in region that is off',
    { fleet: ([first]) => [{ ...first, regions: ['me-south-1'] }] },
    '111122223333',
    'UnrecognizedClientException',
  ],
])('%s: unknown, exit 3, and the reason by its code', async (_, given, account, reason) => {
  const { code, stderr, ...report } = await audit(given);
  expect([code, stderr]).toEqual([3, '']);
  expect(report.targets).toEqual([expect.objectContaining({ account, outcome: 'unknown', reason })]);
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

test('an AWS that takes no page above 20 costs nothing but requests', async () => {
  const faults = [{ effect: { kind: 'page-bound', most: 20 } }] as const;
  const [free, bound] = await Promise.all([audit({ words: production }), audit({ words: production, faults })]);
  expect(unknown(bound)).toEqual([]);
  expect(bound.findings).toEqual(free.findings);
  expect(bound.code).toBe(2);
});
