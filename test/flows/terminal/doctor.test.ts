import { expect, onTestFinished, test } from 'vitest';
import { seedNamed } from '../../../sandbox/aws/seed/index.ts';
import { startAws } from '../../../sandbox/aws/server.ts';
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
