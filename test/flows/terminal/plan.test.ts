import { expect, onTestFinished, test } from 'vitest';
import { seedNamed } from '../../../sandbox/aws/seed/index.ts';
import { startAws } from '../../../sandbox/aws/server.ts';
import { run, tempFolder, writeConfig } from '../../support/processes/run.ts';

const now = Date.now();

/** The terminal's plan as a person asks for it, against the demo fleet of the local AWS. */
async function startDemo() {
  const seed = seedNamed('demo', { now, regions: 3 });
  const aws = await startAws({ seed });
  // One of the jobs has a role that may use no key.
  const { jobs } = aws.state.region('111122223333', 'us-east-1');
  const nightly = jobs.get('orders-nightly-etl');
  const legacy = 'arn:aws:iam::111122223333:role/service-role/AWSGlueServiceRole-legacy';
  if (nightly) jobs.put(nightly.Name, { ...nightly, Role: legacy });
  onTestFinished(() => aws.close());
  const folder = tempFolder();
  const GLUEWARDEN_CONFIG = writeConfig(folder, { accounts: aws.fleet });
  const account = seed.accounts.find(({ name }) => name === 'data-production');
  const region = account?.regions.find(({ name }) => name === 'us-east-1');
  const key = region?.kms?.keys.find(
    ({ metadata }) => metadata.KeyState === 'Enabled' && metadata.KeySpec === 'SYMMETRIC_DEFAULT',
  );
  const plan = (...words: readonly string[]) =>
    run(['remediate', 'plan', ...words], folder, { ...aws.environment(), GLUEWARDEN_CONFIG });
  return { aws, plan, key: key?.metadata.Arn ?? '', requests: () => Object.keys(aws.requests.counts) };
}

/** The checks as printed, without the line breaks. */
const checksOf = (stdout: string) => stdout.slice(0, stdout.indexOf('To know')).replaceAll(/\s+/g, ' ');

const at = ['--account', 'data-production', '--region', 'us-east-1'];

test('a plan through the real process: everything is read, nothing is written', async () => {
  const { plan, key, requests } = await startDemo();
  const ended = await plan('etl-default-2019', ...at, '--key', key);
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(ended.stdout).toContain('It creates 1 configuration and switches 4 jobs and 1 trigger');
  expect(ended.stdout).toMatch(/managed\s+by CloudFormation stack/);
  expect(ended.stdout).toContain('This is only a plan: nothing was changed.');
  const calls = requests();
  expect(calls).toEqual(
    expect.arrayContaining([
      'glue:GetJob',
      'glue:GetTrigger',
      'glue:GetTags',
      'glue:GetJobRuns',
      'kms:DescribeKey',
      'kms:GetKeyPolicy',
      'iam:SimulatePrincipalPolicy',
    ]),
  );
  expect(calls.filter((call) => !/:(?:Get|List|Describe|Simulate|AssumeRole)/.test(call))).toEqual([]);
});

test('who may use the key is simulated and read, also for an alias and the logs', async () => {
  const { plan, key } = await startDemo();
  const alias = key.replace(/:key\/.*/, ':alias/data-platform');
  const { code, stdout } = await plan('etl-default-2019', ...at, '--key', alias, '--full');
  expect(code).toBe(0);
  const checks = checksOf(stdout);
  expect(checks).toContain(
    "warning job roles: AWSGlueServiceRole-legacy: a simulation of the role's own policies denies kms:Encrypt, kms:Decrypt on the bookmark and CloudWatch logs key.",
  );
  expect(checks).toContain('warning key policy: logs.us-east-1.amazonaws.com, which encrypts the logs with this key:');
  expect(checks).toContain(
    'warning encrypted logs: AWSGlueServiceRole-legacy: a simulation of its own policies denies logs:AssociateKmsKey',
  );
  expect(checks).toContain('The logs of 4 jobs go to /aws-glue/jobs/logs-v2-etl-default-2019-encrypted-bookmarks');
  expect(checks).toContain(
    'passed PassRole: The remediation role may pass AWSGlueServiceRole-etl, AWSGlueServiceRole-legacy to Glue (simulated).',
  );
});

test('what may not be asked is not checked, with the code, and the plan is made', async () => {
  const { aws, plan, key } = await startDemo();
  for (const operation of ['SimulatePrincipalPolicy', 'GetKeyPolicy'])
    aws.faults.add({ operation, effect: { kind: 'deny' } });
  const { code, stdout } = await plan('etl-default-2019', ...at, '--key', key);
  expect(code).toBe(0);
  const checks = checksOf(stdout);
  const roles = 'AWSGlueServiceRole-etl, AWSGlueServiceRole-legacy';
  for (const line of [
    `not checked job roles: ${roles}: whether the role may use the keys of the configuration could not be simulated (AccessDenied`,
    'not checked key policy: The own policy of the bookmark key was not evaluated: it could not be read (AccessDeniedException).',
    `not checked PassRole: ${roles}: whether the remediation role may pass the role could not be simulated (AccessDenied`,
  ])
    expect(checks).toContain(line);
});

test('a database that is named is looked into, table by table; what cannot be read there is said', async () => {
  const { aws, plan, key, requests } = await startDemo();
  const words = ['etl-default-2019', ...at, '--key', key, '--database', 'sales'];
  const named = await plan(...words);
  expect(named).toMatchObject({ code: 0, stderr: '' });
  const text = named.stdout.replaceAll(/\s+/g, ' ');
  expect(text).toContain('switches 4 jobs, 1 trigger and the column statistics of 1 table');
  expect(text).toContain('Switch column statistics of sales.orders from etl-default-2019 to');
  expect(text).toContain('passed column statistics: Tables checked: 3,');
  expect(requests()).toEqual(expect.arrayContaining(['glue:GetTables', 'glue:GetColumnStatisticsTaskSettings']));
  aws.faults.add({ operation: 'GetColumnStatisticsTaskSettings', name: 'orders', effect: { kind: 'deny' } });
  const denied = (await plan(...words)).stdout.replaceAll(/\s+/g, ' ');
  expect(denied).toContain('column statistics of sales.orders: Its definition could not be read');
  expect(denied).toContain('not checked column statistics: Settings that could not be read');
  const none = await plan(...words.slice(0, -1), 'sails');
  expect(none.code).toBe(2);
  expect(none.stdout).toContain('There is no database "sails"');
});

test('a plan that retires what nothing uses, and none for what is used', async () => {
  const { plan, requests } = await startDemo();
  const frankfurt = ['--account', 'data-production', '--region', 'eu-central-1'];
  const ended = await plan('migration-2021', ...frankfurt, '--retire');
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(ended.stdout).toContain('It deletes the configuration migration-2021, which nothing references');
  const used = await plan('etl-default-2019', ...at, '--retire');
  expect(used.code).toBe(2);
  expect(used.stdout).toMatch(/still referenced.*job\s+orders-nightly-etl/s);
  expect(requests().filter((call) => call.includes('Delete'))).toEqual([]);
});

test('no plan, a wrong word and help each have their exit code', async () => {
  const { plan } = await startDemo();
  const none = await plan('etl-default-2019', ...at, '--key', 'arn:aws:kms:us-east-1:111122223333:key/none');
  expect(none.code).toBe(2);
  expect(none.stdout).toContain('it does not');
  const wrong = await plan('etl-default-2019', '--regoin', 'us-east-1');
  expect([wrong.code, wrong.stdout]).toEqual([1, '']);
  expect(wrong.stderr).toContain('--region');
  expect(wrong.stderr).toContain('npm run -s remediate -- --help');
  expect(await plan('--help')).toMatchObject({ code: 0, stderr: '' });
});
