import {
  CreateSecurityConfigurationCommand,
  DeleteSecurityConfigurationCommand,
  GetJobBookmarkCommand,
  GetJobCommand,
  GetJobsCommand,
  GetSecurityConfigurationsCommand,
  StartJobRunCommand,
  UpdateJobCommand,
} from '@aws-sdk/client-glue';
import { AssumeRoleCommand, type AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import type { Statement } from '../../../sandbox/aws/access/policy.ts';
import {
  adminPolicy,
  assumePolicy,
  makeRemediationRole,
  makeUser,
  remediationPolicy,
  scanPolicy,
} from '../../../sandbox/aws/seed/identities.ts';
import { jobRoles } from '../../../sandbox/aws/seed/job-roles.ts';
import type { RoleSeed, Seed } from '../../../sandbox/aws/seed/model.ts';
import { RegionBuilder } from '../../../sandbox/aws/seed/region-builder.ts';
import type { AwsSandbox } from '../../../sandbox/aws/server.ts';
import { assume, glueClient, start, stsClient } from './support.ts';

const home = '111111111111';
const target = '222222222222';
/** What the printed policies give, the lists of an audit besides, and tags. */
const fixRole: RoleSeed = {
  ...makeRemediationRole('Fix', target, home, 'word'),
  policy: [...remediationPolicy(target), ...scanPolicy],
  trustedActions: ['sts:SetSourceIdentity', 'sts:TagSession'],
};
const plain: RoleSeed = { name: 'Plain', trustedAccounts: [home], policy: adminPolicy };

function seed(botPolicy: readonly Statement[] = assumePolicy): Seed {
  const region = new RegionBuilder(target, 'us-east-1', Date.now())
    .disabled('old')
    .jobs(['a', 'b'], { configuration: 'old' });
  return {
    name: 'sessions',
    home,
    accounts: [
      {
        id: home,
        name: 'home',
        users: [makeUser(home, 'bot', botPolicy)],
        roles: [],
        regions: [{ name: 'us-east-1', status: 'ENABLED_BY_DEFAULT' }],
      },
      {
        id: target,
        name: 'target',
        users: [makeUser(target, 'admin', adminPolicy)],
        roles: [
          fixRole,
          { ...plain, trustedActions: [] },
          { name: 'Next', trustedAccounts: [target], trustedActions: ['sts:SetSourceIdentity'], policy: adminPolicy },
          ...jobRoles(),
        ],
        regions: [region.build()],
      },
    ],
  };
}

const fix: AssumeRoleCommandInput = {
  RoleArn: `arn:aws:iam::${target}:role/Fix`,
  RoleSessionName: 'gluewarden-plan-7',
  ExternalId: 'word',
};
const job = (name: string) => `arn:aws:glue:us-east-1:${target}:job/${name}`;
const etl = `arn:aws:iam::${target}:role/service-role/AWSGlueServiceRole-etl`;

interface Parts {
  readonly Effect?: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: object;
}

function policy(...statements: Parts[]): string {
  const Statement = statements.map((statement) => ({ Effect: 'Allow', ...statement }));
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

const passRole = { Action: 'iam:PassRole', Resource: etl };
const ownJob = policy({ Action: ['glue:GetJob', 'glue:UpdateJob'], Resource: job('a') }, passRole);

async function session(aws: AwsSandbox, Policy: string) {
  return glueClient(aws, { credentials: await assume(aws, { ...fix, Policy }) });
}

async function switchBy(aws: AwsSandbox, glue: ReturnType<typeof glueClient>, name: string) {
  const found = aws.state.region(target, 'us-east-1').jobs.get(name);
  const JobUpdate = { Role: found?.Role, Command: found?.Command, GlueVersion: '4.0', SecurityConfiguration: 'old' };
  return glue.send(new UpdateJobCommand({ JobName: name, JobUpdate }));
}

describe('a session policy', () => {
  test('leaves what it names of what the role may do, and nothing else', async () => {
    const aws = await start({ seed: seed() });
    const glue = await session(aws, ownJob);
    await expect(glue.send(new GetJobCommand({ JobName: 'a' }))).resolves.toBeDefined();
    await expect(switchBy(aws, glue, 'a')).resolves.toBeDefined();
    for (const refused of [glue.send(new GetJobCommand({ JobName: 'b' })), switchBy(aws, glue, 'b')]) {
      await expect(refused).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: expect.stringMatching(
          /on resource: .*:job\/b because no session policy allows the glue:(Get|Update)Job action/,
        ),
      });
    }
    await expect(glue.send(new GetJobsCommand({}))).rejects.toThrow(/no session policy/);
    await expect(glue.send(new GetSecurityConfigurationsCommand({}))).rejects.toThrow(/no session policy/);
  });

  test('reading a bookmark has no resource type: allowed on the ARN of the job it is denied', async () => {
    const aws = await start({ seed: seed() });
    const read = { Action: 'glue:GetJobBookmark' };
    const narrow = await session(aws, policy({ ...read, Resource: job('a') }));
    await expect(narrow.send(new GetJobBookmarkCommand({ JobName: 'a' }))).rejects.toThrow(
      'no session policy allows the glue:GetJobBookmark action',
    );
    const wide = await session(aws, policy({ ...read, Resource: '*' }));
    await expect(wide.send(new GetJobBookmarkCommand({ JobName: 'a' }))).rejects.toMatchObject({
      name: 'EntityNotFoundException',
    });
  });

  test('gives nothing that the role has not', async () => {
    const aws = await start({ seed: seed() });
    const glue = await session(aws, policy({ Action: '*', Resource: '*' }));
    await expect(glue.send(new GetJobsCommand({}))).resolves.toBeDefined();
    await expect(glue.send(new StartJobRunCommand({ JobName: 'a' }))).rejects.toThrow(/no identity-based policy/);
  });

  test('a name with IAM’s own wildcards in it needs them escaped, or it lets more in', async () => {
    const aws = await start({ seed: seed() });
    const { jobs } = aws.state.region(target, 'us-east-1');
    const a = jobs.get('a');
    for (const name of ['x*', 'xy', '日本']) if (a) jobs.put(name, { ...a, Name: name });
    const may = async (Resource: string, JobName: string) => {
      const glue = await session(aws, policy({ Action: 'glue:GetJob', Resource }));
      return glue.send(new GetJobCommand({ JobName })).then(
        () => true,
        () => false,
      );
    };
    expect([await may(job('x*'), 'x*'), await may(job('x*'), 'xy')]).toEqual([true, true]);
    const escaped = job(`x$${'{*}'}`);
    expect([await may(escaped, 'x*'), await may(escaped, 'xy')]).toEqual([true, false]);
    expect(await may(job('??'), '日本')).toBe(true);
    expect(await may(job('a.'), 'ab')).toBe(false);
  });

  test('an explicit deny, in its own words', async () => {
    const aws = await start({ seed: seed() });
    const deny = { Effect: 'Deny', Action: 'glue:Get*', Resource: job('b') };
    const glue = await session(aws, policy({ Action: 'glue:*', Resource: '*' }, deny));
    await expect(glue.send(new GetJobCommand({ JobName: 'a' }))).resolves.toBeDefined();
    await expect(glue.send(new GetJobCommand({ JobName: 'b' }))).rejects.toThrow(/explicit deny in a session policy/);
  });

  test('what has no resource-level permission needs the resource *', async () => {
    const aws = await start({ seed: seed() });
    const EncryptionConfiguration = { S3Encryption: [] };
    const create = (glue: ReturnType<typeof glueClient>) =>
      glue.send(new CreateSecurityConfigurationCommand({ Name: 'n', EncryptionConfiguration }));
    const Action = 'glue:CreateSecurityConfiguration';
    const narrow = await session(aws, policy({ Action, Resource: `arn:aws:glue:us-east-1:${target}:catalog` }));
    await expect(create(narrow)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(create(await session(aws, policy({ Action, Resource: '*' })))).resolves.toBeDefined();
  });

  test('deletes a configuration only where it says so, on the resource *, whoever still uses it', async () => {
    const aws = await start({ seed: seed() });
    const remove = (glue: ReturnType<typeof glueClient>) =>
      glue.send(new DeleteSecurityConfigurationCommand({ Name: 'old' }));
    const Action = 'glue:DeleteSecurityConfiguration';
    for (const without of [ownJob, policy({ Action, Resource: `arn:aws:glue:us-east-1:${target}:catalog` })]) {
      await expect(remove(await session(aws, without))).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: expect.stringContaining('no session policy allows the glue:DeleteSecurityConfiguration action'),
      });
    }
    const { securityConfigurations, jobs } = aws.state.region(target, 'us-east-1');
    expect(securityConfigurations.names()).toEqual(['old']);
    await expect(remove(await session(aws, policy({ Action, Resource: '*' })))).resolves.toBeDefined();
    expect(securityConfigurations.names()).toEqual([]);
    expect(jobs.list().map(({ SecurityConfiguration }) => SecurityConfiguration)).toEqual(['old', 'old']);
  });

  test('UpdateJob needs PassRole for the job’s role, to Glue', async () => {
    const aws = await start({ seed: seed() });
    const update = { Action: 'glue:UpdateJob', Resource: job('a') };
    const condition = (service: string) => ({ StringEquals: { 'iam:PassedToService': service } });
    for (const pass of [
      [],
      [{ ...passRole, Resource: `${etl}-other` }],
      [{ ...passRole, Condition: condition('lambda.amazonaws.com') }],
    ]) {
      await expect(switchBy(aws, await session(aws, policy(update, ...pass)), 'a')).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: expect.stringContaining(`not authorized to perform: iam:PassRole on resource: ${etl}`),
      });
    }
    const right = policy(update, { ...passRole, Condition: condition('glue.amazonaws.com') });
    await expect(switchBy(aws, await session(aws, right), 'a')).resolves.toBeDefined();
  });

  test.each<[string, string, string, RegExp]>([
    ['2,049 characters', ownJob.padEnd(2049), 'ValidationError', /length less than or equal to 2048/],
    ['no JSON', '{', 'MalformedPolicyDocumentException', /invalid Json/],
    ['no version', '{"Statement":[]}', 'MalformedPolicyDocumentException', /Version/],
    [
      'a resource that is no ARN',
      policy({ Action: 'glue:GetJob', Resource: 'job/a' }),
      'MalformedPolicyDocumentException',
      /ARN format/,
    ],
    [
      'an action without its service',
      policy({ Action: 'GetJob', Resource: '*' }),
      'MalformedPolicyDocumentException',
      /vendor/,
    ],
    [
      'what the sandbox cannot judge',
      policy({ Action: 'glue:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
      'MalformedPolicyDocumentException',
      /does not model/,
    ],
    [
      'a policy variable',
      policy({ Action: 'glue:GetJob', Resource: `${job('')}\${aws:username}` }),
      'MalformedPolicyDocumentException',
      /policy variables/,
    ],
    [
      'characters beyond Latin-1',
      policy({ Action: 'glue:GetJob', Resource: job('日本') }),
      'ValidationError',
      /regular expression/,
    ],
  ])('%s is refused', async (_name, Policy, name, message) => {
    const aws = await start({ seed: seed() });
    const answer = stsClient(aws).send(new AssumeRoleCommand({ ...fix, Policy }));
    await expect(answer).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  });

  test('2,048 characters are allowed, and the packed size is told and limited', async () => {
    const aws = await start({ seed: seed() });
    const Policy = ownJob.padEnd(2048);
    const answer = await stsClient(aws).send(new AssumeRoleCommand({ ...fix, Policy }));
    expect(answer.PackedPolicySize).toBe(100);
    aws.settings.packedPolicyCharacters = 1000;
    await expect(stsClient(aws).send(new AssumeRoleCommand({ ...fix, Policy }))).rejects.toMatchObject({
      name: 'PackedPolicyTooLargeException',
      message: expect.stringContaining('205%'),
    });
  });
});

describe('who CloudTrail shows', () => {
  test('session name, source identity and session policy are in the log of every call', async () => {
    const aws = await start({ seed: seed() });
    const input = { ...fix, SourceIdentity: 'plan-7', Policy: ownJob };
    const glue = glueClient(aws, { credentials: await assume(aws, input) });
    await glue.send(new GetJobCommand({ JobName: 'a' }));
    const [assumed, read] = aws.requests.list;
    expect(assumed).toMatchObject({
      operation: 'AssumeRole',
      name: fix.RoleArn,
      opens: 'gluewarden-plan-7',
      caller: { arn: `arn:aws:iam::${home}:user/bot` },
    });
    expect(read).toMatchObject({ operation: 'GetJob', name: 'a', carriedOut: true });
    expect(read?.caller).toEqual({
      arn: `arn:aws:sts::${target}:assumed-role/Fix/gluewarden-plan-7`,
      sessionName: 'gluewarden-plan-7',
      sourceIdentity: 'plan-7',
      sessionPolicy: ownJob,
    });
  });

  test('the answer names the source identity; a bare session has none and no policy', async () => {
    const aws = await start({ seed: seed() });
    const answer = await stsClient(aws).send(new AssumeRoleCommand({ ...fix, SourceIdentity: 'plan-7' }));
    expect(answer.SourceIdentity).toBe('plan-7');
    await glueClient(aws, { credentials: await assume(aws, fix) }).send(new GetJobsCommand({}));
    expect(Object.keys(aws.requests.list.at(-1)?.caller ?? {})).toEqual(['arn', 'sessionName']);
  });

  test('both sides must allow a source identity', async () => {
    const aws = await start({ seed: seed() });
    const refused = { name: 'AccessDenied', message: expect.stringContaining('sts:SetSourceIdentity') };
    const input = { RoleArn: `arn:aws:iam::${target}:role/Plain`, RoleSessionName: 'plan-7' };
    await expect(
      stsClient(aws).send(new AssumeRoleCommand({ ...input, SourceIdentity: 'plan-7' })),
    ).rejects.toMatchObject(refused);
    await expect(stsClient(aws).send(new AssumeRoleCommand(input))).resolves.toBeDefined();
    const { roles } = aws.state.account(target);
    const role = roles.get('Fix');
    if (role) roles.set('Fix', { ...role, trustedActions: [] });
    await expect(
      stsClient(aws).send(new AssumeRoleCommand({ ...fix, SourceIdentity: 'plan-7' })),
    ).rejects.toMatchObject(refused);
  });

  test('a caller who may only assume cannot set one', async () => {
    const aws = await start({ seed: seed([{ effect: 'Allow', actions: ['sts:AssumeRole'] }]) });
    await expect(stsClient(aws).send(new AssumeRoleCommand(fix))).resolves.toBeDefined();
    await expect(
      stsClient(aws).send(new AssumeRoleCommand({ ...fix, SourceIdentity: 'plan-7' })),
    ).rejects.toMatchObject({ name: 'AccessDenied', message: expect.stringContaining('sts:SetSourceIdentity') });
  });

  test('a source identity goes with the session and cannot be changed', async () => {
    const aws = await start({ seed: seed() });
    const { roles } = aws.state.account(target);
    roles.set('Plain', { ...plain, trustedActions: ['sts:SetSourceIdentity'] });
    const first = { RoleArn: `arn:aws:iam::${target}:role/Plain`, RoleSessionName: 'plan-7', SourceIdentity: 'plan-7' };
    const credentials = await assume(aws, first);
    const next = { RoleArn: `arn:aws:iam::${target}:role/Next`, RoleSessionName: 'next' };
    const sts = stsClient(aws, { credentials });
    expect((await sts.send(new AssumeRoleCommand(next))).SourceIdentity).toBe('plan-7');
    await expect(sts.send(new AssumeRoleCommand({ ...next, SourceIdentity: 'plan-8' }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });

  test('tags need the trust too, and count for the packed size', async () => {
    const aws = await start({ seed: seed() });
    const Tags = [{ Key: 'plan', Value: '7' }];
    const answer = await stsClient(aws).send(new AssumeRoleCommand({ ...fix, Tags }));
    expect(answer.PackedPolicySize).toBe(1);
    const input = { RoleArn: `arn:aws:iam::${target}:role/Plain`, RoleSessionName: 'plan-7', Tags };
    await expect(stsClient(aws).send(new AssumeRoleCommand(input))).rejects.toThrow(/sts:TagSession/);
  });
});
