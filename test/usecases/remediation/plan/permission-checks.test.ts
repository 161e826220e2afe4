import { describe, expect, test } from 'vitest';
import { type Fakes, world } from '../../../support/fakes/fake-plan-reads.ts';
import {
  alias,
  arn,
  checks,
  etl,
  jobArn,
  old,
  policy,
  remediationRoleArn,
  says,
  two,
} from '../../../support/remediation/permission-checks.ts';
import { key, rawJob, rawStatistics } from '../../../support/remediation/plans.ts';

test('everything is allowed', async () => {
  const { roles, policy, pass, calls } = await checks();
  expect(roles).toMatchObject([
    says('passed', 'etl, old allow kms:Encrypt and kms:Decrypt on the bookmark key (simulated)'),
  ]);
  expect(policy).toMatchObject([says('passed', 'leaves kms:Encrypt and kms:Decrypt to the policies of the account')]);
  expect(pass).toMatchObject([says('passed', 'may pass etl, old to Glue (simulated)')]);
  const asked = calls.filter((call) => call.startsWith('Simulate'));
  expect(asked).toEqual([etl, old, remediationRoleArn].map((who) => `SimulatePrincipalPolicy ${who}`));
});

describe('job roles', () => {
  test('a denial warns, with role and actions, and proves nothing', async () => {
    const { roles, policy, pass } = await checks({
      simulated: { [`kms:Decrypt ${old}`]: { decision: 'explicitDeny' } },
    });
    expect(roles).toMatchObject([says('warning', 'old: ', 'denies kms:Decrypt on the bookmark key', 'proves nothing')]);
    expect([policy[0]?.outcome, pass[0]?.outcome]).toEqual(['passed', 'passed']);
  });

  test('an allowance on a condition that the simulation did not know warns', async () => {
    const { roles } = await checks({ simulated: { [`kms:Encrypt ${etl}`]: { missingContext: ['kms:ViaService'] } } });
    expect(roles).toMatchObject([says('warning', 'etl: ', 'did not know kms:ViaService')]);
  });

  test('what cannot be asked is not checked, with the code, and is no pass of the others', async () => {
    const { roles, pass } = await checks({ fails: { [`SimulatePrincipalPolicy ${old}`]: 'AccessDenied' } });
    expect(roles).toMatchObject([says('not-checked', 'old: ', '(AccessDenied)')]);
    expect(pass).toMatchObject([{ outcome: 'passed' }]);
  });

  test('a bare name is made an ARN; one that is not there has perhaps a path', async () => {
    const { roles, pass, calls } = await checks({
      world: { ...world, jobs: [rawJob('a', { Role: 'lost' }), rawJob('b', { Role: 'old' })] },
      fails: { [`SimulatePrincipalPolicy ${arn}lost`]: 'NoSuchEntityException' },
    });
    expect(calls).toContain(`SimulatePrincipalPolicy ${old}`);
    expect(roles).toMatchObject([says('not-checked', 'lost: ', 'NoSuchEntityException', 'without its path')]);
    expect(pass).toMatchObject([says('not-checked', 'lost: ', 'ARN of the role is not known')]);
  });

  test('data in S3 needs a data key', async () => {
    const bare = { Name: 'std', EncryptionConfiguration: {} };
    const { roles } = await checks({ world: { ...two, configurations: [bare] } }, { mode: 'full' });
    expect(roles).toMatchObject([says('passed', 'kms:GenerateDataKey')]);
  });
});

describe('an alias', () => {
  test('is asked about as the key that it stands for', async () => {
    const { policy, calls } = await checks({ aliases: { [alias]: key } }, { key: alias });
    expect(calls).toContain(`GetKeyPolicy ${key}`);
    expect(policy).toMatchObject([{ outcome: 'passed' }]);
  });

  test('that cannot be looked up leaves two results open, and the third is asked', async () => {
    const { roles, policy, pass } = await checks(
      { fails: { [`DescribeKey ${alias}`]: 'AccessDeniedException' } },
      { key: alias },
    );
    expect(roles).toMatchObject([says('not-checked', 'etl, old: ', alias, 'AccessDeniedException')]);
    expect(policy).toMatchObject([says('not-checked', alias, 'AccessDeniedException')]);
    expect(pass).toMatchObject([{ outcome: 'passed' }]);
  });

  test('of another account’s key has a policy that nobody here may read', async () => {
    const theirs = key.replace('111122223333', '444455556666');
    const { roles, policy, calls } = await checks({ aliases: { [alias]: theirs } }, { key: alias });
    expect(policy).toMatchObject([says('not-checked', "account 444455556666's", 'Ask its owner')]);
    expect(roles).toMatchObject([{ outcome: 'passed' }]);
    expect(calls.filter((call) => call.startsWith('GetKeyPolicy'))).toEqual([]);
  });
});

describe('key policy', () => {
  const statement = (AWS: string, more: object = {}) => ({
    Effect: 'Allow',
    Principal: { AWS },
    Action: 'kms:*',
    Resource: '*',
    ...more,
  });

  test.each<[string, Fakes, ReturnType<typeof says>]>([
    [
      'names the roles',
      { keyPolicy: policy(statement(etl), statement(old)) },
      says('passed', 'allows kms:Encrypt and kms:Decrypt to etl, old'),
    ],
    [
      'has a Deny',
      { keyPolicy: policy(statement('*'), statement(old, { Effect: 'Deny' })) },
      says('warning', 'old: ', 'has a Deny that may hit it'),
    ],
    [
      'has conditions',
      { keyPolicy: policy(statement(etl), statement(old, { Condition: { Bool: { x: 'true' } } })) },
      says('warning', 'old: ', 'only under conditions'),
    ],
    ['names one role', { keyPolicy: policy(statement(etl)) }, says('warning', 'old: ', 'does not allow kms:Encrypt')],
    ['cannot be understood', { keyPolicy: '[]' }, says('not-checked', 'not understood')],
    [
      'may not be read',
      { fails: { [`GetKeyPolicy ${key}`]: 'AccessDeniedException' } },
      says('not-checked', '(AccessD'),
    ],
  ])('%s', async (_what, options, expected) => {
    expect((await checks(options)).policy).toMatchObject([expected]);
  });

  test('must let CloudWatch Logs use the key where it begins to', async () => {
    const root = statement('arn:aws:iam::111122223333:root');
    const logs = { ...root, Principal: { Service: 'logs.eu-west-1.amazonaws.com' } };
    const without = await checks({ keyPolicy: policy(root) }, { mode: 'full' });
    expect(without.policy).toMatchObject([says('warning', 'logs.eu-west-1.amazonaws.com', 'does not allow')]);
    const named = await checks({ keyPolicy: policy(root, logs) }, { mode: 'full' });
    expect(named.policy).toMatchObject([says('passed', 'lets logs.eu-west-1.amazonaws.com encrypt logs')]);
  });
});

describe('PassRole', () => {
  test('a denial warns that the update is likely to be refused', async () => {
    const { pass } = await checks({ simulated: { [`iam:PassRole ${old}`]: { decision: 'implicitDeny' } } });
    expect(pass).toMatchObject([says('warning', 'old: ', 'denies iam:PassRole', 'likely to be refused')]);
  });

  test('is asked for the roles of column statistics too, which need no bookmark key', async () => {
    const tables = { sales: { orders: rawStatistics('sales', 'orders') } };
    const statistics = `${arn}statistics`;
    const simulated = { [`iam:PassRole ${statistics}`]: { decision: 'implicitDeny' } } as const;
    const named = await checks({ world: { ...two, tables }, simulated }, { databases: ['sales'] });
    expect(named.pass).toMatchObject([says('warning', 'statistics: ', 'denies iam:PassRole')]);
    expect(named.roles).toMatchObject([says('passed', 'etl, old allow')]);
    const alone = { ...world, jobs: [], triggers: [], crawlers: [], tables };
    const { roles, pass, calls } = await checks({ world: alone }, { databases: ['sales'] });
    expect([roles, pass]).toMatchObject([[], [says('passed', 'statistics')]]);
    expect(calls).not.toContain(`SimulatePrincipalPolicy ${statistics}`);
  });

  test('is not checked without a remediation role, or when it may not be asked', async () => {
    expect((await checks({}, { bare: true })).pass).toMatchObject([says('not-checked', 'no remediation role')]);
    const { pass } = await checks({ fails: { [`SimulatePrincipalPolicy ${remediationRoleArn}`]: 'Throttling' } });
    expect(pass).toMatchObject([says('not-checked', 'etl, old: ', '(Throttling)')]);
  });

  test('asks about fifty roles at once', async () => {
    const jobs = Array.from({ length: 51 }, (_, index) => rawJob(`j${index}`, { Role: `${arn}r${index}` }));
    const { pass, calls } = await checks({ world: { ...world, jobs } });
    expect(calls.filter((call) => call === `SimulatePrincipalPolicy ${remediationRoleArn}`)).toHaveLength(2);
    expect(pass).toMatchObject([{ outcome: 'passed' }]);
  });
});

test.each([`SimulatePrincipalPolicy ${etl}`, `GetKeyPolicy ${key}`, 'GetJobRuns a', `GetTags ${jobArn}`])(
  'a defect in %s is no check that could not be made: there is no plan, and its caller reports it',
  async (call) => {
    const defect = new Error('a bug');
    await expect(checks({ defects: { [call]: defect } })).rejects.toBe(defect);
  },
);
