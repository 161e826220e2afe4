import { expect, test } from 'vitest';
import type { Account } from '../../src/domain/fleet.ts';
import { type DoctorDependencies, runDoctor } from '../../src/usecases/doctor.ts';
import type { AccountProbe, PermissionCheck } from '../../src/usecases/ports.ts';

const account: Account = { id: '111122223333', name: 'production', regions: ['eu-west-1', 'us-east-1'] };
const schedule = { name: 'daily', cron: '0 8 * * *', timezone: 'UTC', channel: 'C1' };

function look(probe: (region: string, key?: string) => AccountProbe, more: Partial<DoctorDependencies> = {}) {
  return runDoctor({
    accounts: [account],
    schedules: [schedule],
    slackProblems: [],
    homeRegion: 'us-east-1',
    keyFor: () => undefined,
    statementFor: (permission) => ({ Action: permission }),
    cloud: { probe: async (_account, { region, key }) => probe(region, key) },
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
    accounts: [{ ...account, scanRoleArn: 'arn:aws:iam::111122223333:role/Scan' }],
  });
  expect(checks).toHaveLength(1);
  expect(checks[0]).toMatchObject({
    check: 'Scan role',
    outcome: 'problem',
    detail: expect.stringContaining('not authorized'),
  });
  expect(checks[0]?.fix).toBeTruthy();
});

test('a key of the configuration is what DescribeKey is tried with; without one it is said not to be checked', async () => {
  const asked: unknown[] = [];
  const probe = (region: string, key?: string) => {
    asked.push([region, key]);
    return { identity, permissions: [permission(region, 'not-checked')] };
  };
  const checks = await look(probe, { keyFor: (_account, region) => (region === 'eu-west-1' ? 'alias/x' : undefined) });
  expect(asked).toEqual([
    ['eu-west-1', 'alias/x'],
    ['us-east-1', undefined],
  ]);
  expect(checks.at(-1)).toMatchObject({ check: 'glue:GetJobs', outcome: 'not-checked' });
});

test('Slack: settings that cannot be used, and what the workspace says', async () => {
  const channels: (readonly string[])[] = [];
  const checks = await look(() => ({ identity, permissions: [] }), {
    slackProblems: ['SLACK_APP_TOKEN is missing'],
    chat: {
      check: async (asked) => {
        channels.push(asked);
        return [{ check: 'Channel C1', ok: false, detail: 'the bot is not in it', fix: 'Type /invite' }];
      },
    },
  });
  expect(channels).toEqual([['C1']]);
  expect(checks.filter(({ group }) => group === 'Slack')).toMatchObject([
    { outcome: 'problem', detail: 'SLACK_APP_TOKEN is missing' },
    { outcome: 'problem', fix: 'Type /invite' },
  ]);
});

test('no schedule is said, and is no problem', async () => {
  const checks = await look(() => ({ identity, permissions: [] }), { schedules: [] });
  expect(checks.at(-1)).toMatchObject({ check: 'Schedules', outcome: 'not-checked' });
});
