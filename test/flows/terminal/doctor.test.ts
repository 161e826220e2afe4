import { chmodSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { seedNamed } from '../../../sandbox/aws/seed/index.ts';
import { startAws } from '../../../sandbox/aws/server.ts';
import { startSlack } from '../../../sandbox/slack/server.ts';
import { run, tempFolder, writeConfig } from '../../support/processes/run.ts';

test('the doctor tries the remediation roles of the demo, and changes nothing', async () => {
  const aws = await startAws({ seed: seedNamed('demo', { now: Date.now(), regions: 1 }) });
  onTestFinished(() => aws.close());
  const folder = tempFolder();
  const GLUEWARDEN_CONFIG = writeConfig(folder, { accounts: aws.fleet });
  const doctor = async () => {
    const { stdout } = await run(['doctor'], folder, { ...aws.environment(), GLUEWARDEN_CONFIG });
    const group = stdout.slice(stdout.indexOf('data-production (111122223333), remediation role'));
    return group.slice(0, group.indexOf('\n\n')).replaceAll(/\s+/g, ' ');
  };
  const found = await doctor();
  expect(found).toMatch(/ok Remediation role arn:aws:sts::111122223333:assumed-role\/\w+\/ ?gluewarden-doctor/);
  for (const check of [
    'Source identity',
    'glue:GetSecurityConfiguration',
    'iam:SimulatePrincipalPolicy',
    'kms:ListKeys',
  ])
    expect(found).toContain(`ok ${check}`);
  expect(found).toContain('not checked Other permissions');
  const role = aws.requests.list.find(({ caller }) => caller?.sessionName === 'gluewarden-doctor')?.caller;
  expect(role?.sessionPolicy).toBeDefined();
  expect(Object.keys(aws.requests.counts).filter((call) => !/:(Get|List|Describe|Simulate|Assume)/.test(call))).toEqual(
    [],
  );

  aws.faults.add({ operation: 'ListAliases', effect: { kind: 'deny' } });
  expect(await doctor()).toMatch(/PROBLEM kms:ListAliases denied in .*"Sid": "ListKeys".*"kms:ListAliases"/);
});

test('the doctor asks for the pages of the audit, and a bound of AWS is no trouble', async () => {
  const aws = await startAws({ seed: seedNamed('demo', { now: Date.now(), regions: 1 }) });
  onTestFinished(() => aws.close());
  aws.faults.add({ effect: { kind: 'page-bound', most: 20 } });
  const folder = tempFolder();
  const GLUEWARDEN_CONFIG = writeConfig(folder, { accounts: aws.fleet });
  const { stdout } = await run(['doctor'], folder, { ...aws.environment(), GLUEWARDEN_CONFIG });
  for (const permission of ['glue:GetSecurityConfigurations', 'glue:GetJobs', 'glue:ListSessions', 'kms:ListKeys'])
    expect(stdout).toMatch(new RegExp(`ok\\s+${permission}`));
  expect(stdout).not.toMatch(/between 1 and/);
  expect(aws.requests.counts['glue:GetJobs']).toBeGreaterThan(1);
});

test('the doctor looks up whatever the configuration names in Slack, its keys, and the file itself', async () => {
  const [aws, slack] = await Promise.all([
    startAws({ seed: seedNamed('demo', { now: Date.now(), regions: 1 }) }),
    startSlack(),
  ]);
  onTestFinished(async () => {
    await Promise.all([aws.close(), slack.close()]);
  });
  slack.workspace.users.push({ id: 'UGONE', name: 'gone', realName: 'Gone Girl', deleted: true });
  const [first, ...others] = aws.fleet;
  const region = 'us-east-1';
  const missing = `arn:aws:kms:${region}:${first?.id}:key/00000000-0000-4000-8000-000000000000`;
  const folder = tempFolder();
  const GLUEWARDEN_CONFIG = writeConfig(folder, {
    accounts: [{ ...first, kmsKeys: { [region]: missing } }, ...others],
    approvals: { channel: 'CRANDOM', approvers: { users: ['UAMIR', 'UGONE'], usergroups: ['SDATALEADS'] } },
    access: { users: ['UGONE'], channels: ['CHIDDEN'] },
    operations: { channel: 'CDATAALERTS' },
  });
  chmodSync(GLUEWARDEN_CONFIG, 0o666);
  const doctor = async () => {
    const { stdout, code } = await run(['doctor', '--format', 'json'], folder, {
      ...aws.environment(),
      GLUEWARDEN_CONFIG,
      SLACK_BOT_TOKEN: slack.app.botToken,
      SLACK_APP_TOKEN: slack.app.appToken,
      SLACK_API_URL: slack.apiUrl,
    });
    expect(code).toBe(1);
    expect(stdout).not.toContain(slack.app.botToken);
    const report: { checks: { check: string; outcome: string; detail?: string }[]; summary: object } =
      JSON.parse(stdout);
    expect(report.summary).toMatchObject({ passed: false });
    return Object.fromEntries(report.checks.map(({ check, outcome }) => [check, outcome]));
  };
  expect(await doctor()).toMatchObject({
    File: 'warning',
    'Slack channel CDATAALERTS': 'ok',
    'Slack channel CRANDOM': 'problem',
    'Slack channel CHIDDEN': 'not-checked',
    'Slack user UAMIR': 'ok',
    'Slack user UGONE': 'problem',
    'Slack user group SDATALEADS': 'ok',
    'Approvers of approvals': 'ok',
    [`KMS key in ${region}`]: 'problem',
  });

  // Whatever is different now is shown as it is now: nothing of the answers from before is kept anywhere.
  const user = slack.workspace.users.find(({ id }) => id === 'UGONE');
  const group = slack.workspace.userGroups.find(({ id }) => id === 'SDATALEADS');
  const channel = slack.workspace.channels.find(({ id }) => id === 'CRANDOM');
  Object.assign(user ?? {}, { deleted: false });
  Object.assign(group ?? {}, { disabled: true });
  channel?.members.push(slack.app.botUserId);
  aws.faults.add({ operation: 'AssumeRole', effect: { kind: 'deny' } });
  aws.faults.add({ operation: 'GetCallerIdentity', effect: { kind: 'deny' } });
  const now = await doctor();
  expect(now).toMatchObject({
    'Slack channel CRANDOM': 'ok',
    'Slack user UGONE': 'ok',
    'Slack user group SDATALEADS': 'problem',
  });
  // For one reason in all of them.
  expect([now['Scan role of 3 accounts'], now['Remediation role of 2 accounts']]).toEqual(['problem', 'problem']);
  expect(now).not.toHaveProperty('glue:GetJobs');
});
