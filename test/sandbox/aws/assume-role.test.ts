import { GetJobsCommand, GetSecurityConfigurationsCommand, GetTagsCommand } from '@aws-sdk/client-glue';
import { AssumeRoleCommand, type AssumeRoleCommandInput, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { adminPolicy, assumePolicy, makeUser, scanPolicy } from '../../../sandbox/aws/seed/identities.ts';
import type { Seed } from '../../../sandbox/aws/seed/model.ts';
import { RegionBuilder } from '../../../sandbox/aws/seed/region-builder.ts';
import { assume, glueClient, start, stsClient } from './support.ts';

const home = '111111111111';
const target = '222222222222';
const stranger = '333333333333';
const now = Date.now();

const seed: Seed = {
  name: 'roles',
  home,
  accounts: [
    {
      id: home,
      name: 'home',
      users: [makeUser(home, 'bot', assumePolicy)],
      roles: [],
      regions: [{ name: 'us-east-1', status: 'ENABLED_BY_DEFAULT' }],
    },
    {
      id: target,
      name: 'target',
      users: [makeUser(target, 'admin', adminPolicy)],
      roles: [
        {
          name: 'Scan',
          trustedAccounts: [home],
          externalId: 'secret-word',
          policy: [...scanPolicy, { effect: 'Deny', actions: ['glue:GetJobs'], regions: ['eu-west-1'] }],
        },
        { name: 'Long', trustedAccounts: [home, target], maxSessionDuration: 43_200, policy: adminPolicy },
      ],
      regions: [
        new RegionBuilder(target, 'us-east-1', now).job('j').build(),
        new RegionBuilder(target, 'eu-west-1', now).disabled('c').build(),
      ],
    },
    {
      id: stranger,
      name: 'stranger',
      users: [makeUser(stranger, 'admin', adminPolicy)],
      roles: [],
      regions: [{ name: 'us-east-1', status: 'ENABLED_BY_DEFAULT' }],
    },
  ],
};

const scan: AssumeRoleCommandInput = {
  RoleArn: `arn:aws:iam::${target}:role/Scan`,
  RoleSessionName: 'gluewarden-scan',
  ExternalId: 'secret-word',
};
const long: AssumeRoleCommandInput = { RoleArn: `arn:aws:iam::${target}:role/Long`, RoleSessionName: 'long' };

describe('AssumeRole', () => {
  test('gives credentials of the role’s account, which may do what the role may', async () => {
    const aws = await start({ seed });
    const credentials = await assume(aws, scan);
    expect(await stsClient(aws, { credentials }).send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: target,
      Arn: `arn:aws:sts::${target}:assumed-role/Scan/gluewarden-scan`,
    });
    const glue = glueClient(aws, { credentials });
    expect((await glue.send(new GetJobsCommand({}))).Jobs).toHaveLength(1);
    await expect(glue.send(new GetTagsCommand({ ResourceArn: 'x' }))).rejects.toThrow();
  });

  test('a denied action in one Region, and the caller’s own lack of permission', async () => {
    const aws = await start({ seed });
    const glue = glueClient(aws, { credentials: await assume(aws, scan), region: 'eu-west-1' });
    expect((await glue.send(new GetSecurityConfigurationsCommand({}))).SecurityConfigurations).toHaveLength(1);
    await expect(glue.send(new GetJobsCommand({}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringMatching(/assumed-role\/Scan\/.* glue:GetJobs with an explicit deny/),
    });
    await expect(glueClient(aws).send(new GetJobsCommand({}))).rejects.toThrow(/no identity-based policy allows/);
  });

  test.each([
    ['a wrong external id', { ...scan, ExternalId: 'wrong' }],
    ['no external id', { RoleArn: scan.RoleArn, RoleSessionName: 'x1' }],
    ['a role that is not there', { ...scan, RoleArn: `arn:aws:iam::${target}:role/None` }],
    ['an account that is not there', { ...scan, RoleArn: 'arn:aws:iam::999999999999:role/Scan' }],
  ])('%s is AccessDenied, all alike', async (_name, input) => {
    const aws = await start({ seed });
    await expect(stsClient(aws).send(new AssumeRoleCommand(input))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: arn:aws:iam::${home}:user/bot is not authorized to perform: sts:AssumeRole on resource: ${input.RoleArn}`,
      $metadata: { httpStatusCode: 403 },
    });
  });

  test('a caller from an account that is not trusted', async () => {
    const aws = await start({ seed });
    const sts = stsClient(aws, { credentials: aws.credentials(stranger) });
    await expect(sts.send(new AssumeRoleCommand(scan))).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test.each([
    ['DurationSeconds 899', { ...scan, DurationSeconds: 899 }, /greater than or equal to 900/],
    ['DurationSeconds beyond the role’s', { ...scan, DurationSeconds: 3601 }, /MaxSessionDuration/],
    ['a session name of one letter', { ...scan, RoleSessionName: 'x' }, /length greater than or equal to 2/],
    ['a session name of 65 letters', { ...scan, RoleSessionName: 'x'.repeat(65) }, /length less than or equal to 64/],
    ['a session name with a space', { ...scan, RoleSessionName: 'a b' }, /regular expression/],
    ['an ARN that is none', { ...scan, RoleArn: 'arn:aws:iam::no-account-here' }, /is invalid/],
    [
      'managed session policies',
      { ...scan, PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/x' }] },
      /does not know PolicyArns/,
    ],
  ])('%s is a ValidationError', async (_name, input, message) => {
    const aws = await start({ seed });
    const answer = stsClient(aws).send(new AssumeRoleCommand(input));
    await expect(answer).rejects.toMatchObject({ name: 'ValidationError', message: expect.stringMatching(message) });
  });

  test('a role that assumes a role gets an hour at most', async () => {
    const aws = await start({ seed });
    const credentials = await assume(aws, { ...long, DurationSeconds: 7200 });
    await expect(
      stsClient(aws, { credentials }).send(new AssumeRoleCommand({ ...long, DurationSeconds: 3601 })),
    ).rejects.toThrow(/role chaining/);
  });

  test('credentials expire when DurationSeconds have passed, and not before', async () => {
    let clock = now;
    const aws = await start({ seed, now: () => clock });
    const { Credentials } = await stsClient(aws).send(new AssumeRoleCommand({ ...scan, DurationSeconds: 900 }));
    expect(Credentials?.Expiration?.getTime()).toBe(Math.floor((now + 900_000) / 1000) * 1000);
    const credentials = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
    // Two attempts: the first answer tells the client the sandbox's time.
    const options = { credentials, maxAttempts: 2 };
    clock = now + 899_000;
    await expect(glueClient(aws, options).send(new GetJobsCommand({}))).resolves.toBeDefined();
    clock = now + 900_000;
    await expect(glueClient(aws, options).send(new GetJobsCommand({}))).rejects.toMatchObject({
      name: 'ExpiredTokenException',
    });
    await expect(stsClient(aws, options).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: expect.stringMatching(/^ExpiredToken/),
    });
  });

  test('sessions can be made to expire, and a session without its token is nobody', async () => {
    const aws = await start({ seed });
    const credentials = await assume(aws, scan);
    const { sessionToken: _token, ...bare } = credentials;
    await expect(glueClient(aws, { credentials: bare }).send(new GetJobsCommand({}))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
    aws.expireSessions();
    await expect(glueClient(aws, { credentials }).send(new GetJobsCommand({}))).rejects.toMatchObject({
      name: 'ExpiredTokenException',
    });
  });

  test('a change of the role holds for sessions that it gave out before', async () => {
    const aws = await start({ seed });
    const glue = glueClient(aws, { credentials: await assume(aws, scan) });
    await expect(glue.send(new GetJobsCommand({}))).resolves.toBeDefined();
    aws.state.account(target).roles.delete('Scan');
    await expect(glue.send(new GetJobsCommand({}))).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
