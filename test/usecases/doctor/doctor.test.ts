import { describe, expect, test } from 'vitest';
import { type DoctorDependencies, runDoctor } from '../../../src/usecases/doctor/doctor.ts';
import type { DoctorAccount, DoctorConfig } from '../../../src/usecases/doctor/doctor-config.ts';
import type { AccountProbe, PermissionCheck, RemediationProbe } from '../../../src/usecases/ports/cloud-probe.ts';

const account: DoctorAccount = { id: '111122223333', name: 'production', regions: ['eu-west-1', 'us-east-1'] };
const schedule = { name: 'daily', cron: '0 8 * * *', timezone: 'UTC', channel: 'C1' };

function look(
  probe: (region: string, key?: string) => AccountProbe,
  { config, ...more }: Partial<Omit<DoctorDependencies, 'config'>> & { readonly config?: Partial<DoctorConfig> } = {},
) {
  return runDoctor({
    config: { accounts: [account], schedules: [schedule], warnings: [], ...config },
    slackProblems: [],
    homeRegion: 'us-east-1',
    statementFor: (permission) => ({ Action: permission }),
    enterStatement: (arn) => ({ Resource: [arn] }),
    cloud: {
      probe: async (_account, { region, key }) => probe(region, key),
      probeRemediation: async () => ({ permissions: [] }),
      probeKey: async () => ({ state: 'usable' }),
    },
    ...more,
  });
}
const identity = { account: '111122223333', arn: 'arn:aws:sts::111122223333:assumed-role/Scan/x' };
const permission = (region: string, outcome: PermissionCheck['outcome'], error?: string): PermissionCheck => ({
  permission: 'glue:GetJobs',
  region,
  outcome,
  ...(error !== undefined && { error: { call: 'GetJobs', error } }),
});

test('a permission that one region denies is a problem there, with the statement to copy', async () => {
  const checks = await look((region) => ({
    identity,
    permissions: [
      region === 'eu-west-1' ? permission(region, 'allowed') : permission(region, 'denied', 'AccessDeniedException'),
    ],
  }));
  expect(checks).toMatchObject(
    [
      { group: 'production (111122223333)', check: 'Scan role', outcome: 'ok', detail: identity.arn },
      { check: 'glue:GetJobs', outcome: 'ok', detail: 'in eu-west-1' },
      { check: 'glue:GetJobs', outcome: 'problem', detail: 'denied in us-east-1 (AccessDeniedException)' },
    ].map((check) => (check.check === 'Scan role' ? { ...check, check: 'Credentials' } : check)),
  );
  expect(checks.at(-1)?.fix).toContain('"Action": "glue:GetJobs"');
});

test('a role that cannot be assumed is one problem, with what AWS says and what to do', async () => {
  const error = { call: 'AssumeRole', error: 'AccessDenied', message: 'not authorized to perform: sts:AssumeRole' };
  const checks = await look(() => ({ error, permissions: [permission('eu-west-1', 'not-checked')] }), {
    config: { accounts: [{ ...account, scanRoleArn: 'arn:aws:iam::111122223333:role/Scan' }] },
  });
  expect(checks).toHaveLength(1);
  expect(checks[0]).toMatchObject({
    check: 'Scan role',
    outcome: 'problem',
    detail: expect.stringContaining('not authorized'),
  });
  expect(checks[0]?.fix).toBeTruthy();
});

test("AWS's own sentence is a sentence of its own", async () => {
  const refused = { call: 'AssumeRole', error: 'SignatureDoesNotMatch', message: 'The signature was refused.' };
  const [check] = await look(() => ({ error: refused, permissions: [] }));
  expect(check?.detail).toBe('AWS refused the signature of the request. AWS says: The signature was refused.');
  const failed = { call: 'GetJobs', error: 'InternalServiceException', message: 'Try later.' };
  const checks = await look((region) => ({
    identity,
    permissions: [{ permission: 'glue:GetJobs', region, outcome: 'failed', error: failed }],
  }));
  expect(checks.at(-1)?.detail).toBe('failed in us-east-1 (InternalServiceException). AWS says: Try later.');
});

test.each([
  ['kms:DescribeKey', /no key to try it on: kmsKeys .* names none/],
  ['account:ListRegions', /^not needed: the configuration lists the regions/],
])('why %s was not tried is said', async (name, why) => {
  const checks = await look((region) => ({
    identity,
    permissions: [{ permission: name, region, outcome: 'not-checked' }],
  }));
  expect(checks.find(({ check }) => check === name)).toMatchObject({ outcome: 'not-checked' });
  expect(checks.find(({ check }) => check === name)?.detail).toMatch(why);
});

test('settings of Slack that are missing come with where to find them', async () => {
  const checks = await look(() => ({ identity, permissions: [] }), { slackProblems: ['SLACK_BOT_TOKEN is missing'] });
  expect(checks.find(({ check }) => check === 'Settings')?.fix).toContain('npm start');
});

test('a key of the configuration is what DescribeKey is tried with; without one it is said not to be checked', async () => {
  const asked: unknown[] = [];
  const probe = (region: string, key?: string) => {
    asked.push([region, key]);
    return { identity, permissions: [permission(region, 'not-checked')] };
  };
  const checks = await look(probe, { config: { accounts: [{ ...account, kmsKeys: { 'eu-west-1': 'alias/x' } }] } });
  expect(asked).toEqual([
    ['eu-west-1', 'alias/x'],
    ['us-east-1', undefined],
  ]);
  expect(checks.find(({ check }) => check === 'glue:GetJobs')).toMatchObject({ outcome: 'not-checked' });
});

test('Slack: settings that cannot be used, and what the workspace says', async () => {
  const checks = await look(() => ({ identity, permissions: [] }), {
    slackProblems: ['SLACK_APP_TOKEN is missing'],
    chat: {
      check: async () => [
        { check: 'Channel C1', ok: false, detail: 'the bot is not in it', fix: 'Type /invite' },
        { check: 'Slack scopes', ok: false, notChecked: true, detail: 'Slack did not say' },
      ],
    },
  });
  expect(checks.filter(({ group }) => group === 'Slack')).toMatchObject([
    { outcome: 'problem', detail: 'SLACK_APP_TOKEN is missing' },
    { outcome: 'problem', fix: 'Type /invite' },
    { outcome: 'not-checked', detail: 'Slack did not say' },
  ]);
});

test('no schedule is said, and is no problem', async () => {
  const checks = await look(() => ({ identity, permissions: [] }), { config: { schedules: [] } });
  expect(checks[0]).toMatchObject({ check: 'Schedules', outcome: 'not-checked' });
});

describe('the remediation role', () => {
  const remediationRoleArn = 'arn:aws:iam::111122223333:role/Fix';
  const group = 'production (111122223333), remediation role';

  async function checkRole(probe: RemediationProbe) {
    const asked: unknown[] = [];
    const checks = await look(() => ({ identity, permissions: [] }), {
      config: { accounts: [{ ...account, remediationRoleArn, kmsKeys: { 'eu-west-1': 'key' } }] },
      statementFor: (permission, role) => ({ Action: permission, role }),
      cloud: {
        probe: async () => ({ identity, permissions: [] }),
        probeRemediation: async (of, options) => {
          asked.push([of.remediationRoleArn, options]);
          return probe;
        },
        probeKey: async () => ({ state: 'usable' }),
      },
    });
    expect(asked).toEqual([[remediationRoleArn, { region: 'eu-west-1', key: 'key' }]]);
    return checks.filter((check) => check.group === group);
  }

  test('is not asked about where there is none', async () => {
    const checks = await look(() => ({ identity, permissions: [] }));
    expect(checks.filter((check) => check.group.includes('remediation'))).toEqual([]);
  });

  test('works, and what was not tried is said in one line', async () => {
    const not = (name: string) => ({ ...permission('eu-west-1', 'not-checked'), permission: name });
    const permissions = [permission('eu-west-1', 'allowed'), not('glue:UpdateJob'), not('glue:GetJob')];
    expect(await checkRole({ identity, sourceIdentity: 'allowed', permissions })).toMatchObject([
      { check: 'Remediation role', outcome: 'ok', detail: identity.arn },
      { check: 'Source identity', outcome: 'ok' },
      { check: 'glue:GetJobs', outcome: 'ok', detail: 'in eu-west-1' },
      {
        check: 'Other permissions',
        outcome: 'not-checked',
        detail: expect.stringMatching(/^glue:UpdateJob, glue:GetJob and iam:PassRole: /),
      },
    ]);
  });

  test('that refuses a source identity works, with a warning and what to allow', async () => {
    const checks = await checkRole({ identity, sourceIdentity: 'refused', permissions: [] });
    expect(checks[1]).toMatchObject({
      check: 'Source identity',
      outcome: 'warning',
      detail: 'refused: plans will be carried in the session name alone',
      fix: expect.stringContaining(remediationRoleArn),
    });
  });

  test('lacks a read: the statement is the remediation role’s', async () => {
    const permissions = [permission('eu-west-1', 'denied', 'AccessDeniedException')];
    const checks = await checkRole({ identity, sourceIdentity: 'allowed', permissions });
    expect(checks.at(-1)).toMatchObject({
      outcome: 'problem',
      fix: expect.stringContaining('"role": "remediation"'),
    });
  });

  test('that cannot be assumed comes with the statement for the bot; one that nobody can reach does not', async () => {
    const failed = (error: string) => checkRole({ error: { call: 'AssumeRole', error }, permissions: [] });
    const [denied, ...rest] = await failed('AccessDenied');
    expect(rest).toEqual([]);
    expect(denied).toMatchObject({ outcome: 'problem', detail: expect.stringContaining('the remediation role') });
    expect(denied?.fix).toContain(remediationRoleArn);
    const [unreachable] = await failed('ECONNREFUSED');
    expect(unreachable?.fix).not.toContain(remediationRoleArn);
  });

  test('of another account is a problem', async () => {
    const error = { call: 'AssumeRole', error: 'AccountMismatch' };
    const [wrong] = await checkRole({ identity, sourceIdentity: 'allowed', error, permissions: [] });
    expect(wrong).toMatchObject({ outcome: 'problem', fix: expect.stringContaining('remediationRoleArn') });
  });
});

test('a role that many accounts lack is one problem with what makes it; what works elsewhere is still told', async () => {
  const accounts = Array.from({ length: 7 }, (_, index) => ({
    id: String(100_000_000_000 + index),
    name: `team-${index}`,
    scanRoleArn: `arn:aws:iam::${100_000_000_000 + index}:role/Scan`,
    regions: ['eu-west-1'],
  }));
  const error = { call: 'AssumeRole', error: 'AccessDenied', message: 'is not authorized to perform: sts:AssumeRole' };
  const checks = await look(() => ({ identity, permissions: [] }), {
    config: { accounts },
    roleCommands: () => ['make-roles'],
    cloud: {
      probe: async ({ name }) => (name === 'team-3' ? { identity, permissions: [] } : { error, permissions: [] }),
      probeRemediation: async () => ({ permissions: [] }),
      probeKey: async () => ({ state: 'usable' }),
    },
  });
  expect(checks.map(({ group, check, outcome }) => [group, check, outcome])).toEqual([
    ['Roles that cannot be assumed', 'Scan role of 6 accounts', 'problem'],
    ['team-3 (100000000003)', 'Scan role', 'ok'],
  ]);
  expect(checks[0]?.fix).toContain('  make-roles');
});
