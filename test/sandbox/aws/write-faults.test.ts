import {
  CreateSecurityConfigurationCommand,
  DeleteSecurityConfigurationCommand,
  GetJobCommand,
  type GlueClient,
  StartJobRunCommand,
  UpdateCrawlerCommand,
  UpdateJobCommand,
  UpdateTriggerCommand,
} from '@aws-sdk/client-glue';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import type { Effect } from '../../../sandbox/aws/faults/faults.ts';
import { keyArnOf } from '../../../sandbox/aws/seed/keys.ts';
import type { AwsSandbox } from '../../../sandbox/aws/server.ts';
import { account, builder, glueClient, oneAccount, start, stsClient } from './support.ts';

const key = keyArnOf(account, 'us-east-1', 'data');

function startSandbox(): Promise<AwsSandbox> {
  const region = builder();
  region.encrypted('twin', region.key('data')).disabled('old').disabled('spare');
  region.jobs(['a', 'b'], { configuration: 'old' }).crawler('c', 'old');
  return start({ seed: oneAccount([region.trigger('t', [{ job: 'a', configuration: 'old' }]).build()]) });
}

const regionOf = (aws: AwsSandbox) => aws.state.region(account, 'us-east-1');

interface Write {
  readonly send: (glue: GlueClient, aws: AwsSandbox) => Promise<unknown>;
  /** What the write changes. */
  readonly look: (aws: AwsSandbox) => unknown;
  readonly before: unknown;
  readonly after: unknown;
}

function updateJob(name: string): Write['send'] {
  return (glue, aws) => {
    const { Role, Command, GlueVersion } = regionOf(aws).jobs.get(name) ?? {};
    const JobUpdate = { Role, Command, GlueVersion, SecurityConfiguration: 'twin' };
    return glue.send(new UpdateJobCommand({ JobName: name, JobUpdate }));
  };
}

const bookmarks = { JobBookmarksEncryptionMode: 'CSE-KMS', KmsKeyArn: key } as const;
const Actions = [{ JobName: 'a', SecurityConfiguration: 'twin' }];

const writes: Readonly<Record<string, Write>> = {
  CreateSecurityConfiguration: {
    send: (glue) =>
      glue.send(
        new CreateSecurityConfigurationCommand({
          Name: 'new',
          EncryptionConfiguration: { JobBookmarksEncryption: bookmarks },
        }),
      ),
    look: (aws) => regionOf(aws).securityConfigurations.get('new') !== undefined,
    before: false,
    after: true,
  },
  DeleteSecurityConfiguration: {
    send: (glue) => glue.send(new DeleteSecurityConfigurationCommand({ Name: 'spare' })),
    look: (aws) => regionOf(aws).securityConfigurations.get('spare') !== undefined,
    before: true,
    after: false,
  },
  UpdateJob: {
    send: updateJob('a'),
    look: (aws) => regionOf(aws).jobs.get('a')?.SecurityConfiguration,
    before: 'old',
    after: 'twin',
  },
  UpdateTrigger: {
    send: (glue) =>
      glue.send(new UpdateTriggerCommand({ Name: 't', TriggerUpdate: { Schedule: 'cron(0 3 * * ? *)', Actions } })),
    look: (aws) => regionOf(aws).triggers.get('t')?.Actions[0]?.SecurityConfiguration,
    before: 'old',
    after: 'twin',
  },
  UpdateCrawler: {
    send: (glue) => glue.send(new UpdateCrawlerCommand({ Name: 'c', CrawlerSecurityConfiguration: 'twin' })),
    look: (aws) => regionOf(aws).crawlers.get('c')?.CrawlerSecurityConfiguration,
    before: 'old',
    after: 'twin',
  },
  StartJobRun: {
    send: (glue) => glue.send(new StartJobRunCommand({ JobName: 'a' })),
    look: (aws) => regionOf(aws).jobRuns.size,
    before: 0,
    after: 1,
  },
};

const before: readonly (readonly [Effect, object])[] = [
  [{ kind: 'deny' }, { name: 'AccessDeniedException' }],
  [{ kind: 'throttle' }, { name: 'ThrottlingException' }],
  [{ kind: 'error', code: 'InternalServiceException', status: 500 }, { name: 'InternalServiceException' }],
  [{ kind: 'error', code: 'ConcurrentModificationException' }, { name: 'ConcurrentModificationException' }],
  [{ kind: 'reset' }, { code: 'ECONNRESET' }],
];
const after: readonly (readonly [Effect, object])[] = [
  [{ kind: 'lose-answer', how: 'error' }, { name: 'InternalServiceException' }],
  [{ kind: 'lose-answer', how: 'reset' }, { code: 'ECONNRESET' }],
  [{ kind: 'malformed' }, { name: 'SyntaxError' }],
];

describe.each(Object.entries(writes))('%s', (operation, write) => {
  test.each(before)('fails before it took effect: %j', async (effect, error) => {
    const aws = await startSandbox();
    aws.faults.add({ operation, effect });
    await expect(write.send(glueClient(aws), aws)).rejects.toMatchObject(error);
    expect(write.look(aws)).toEqual(write.before);
    expect(aws.requests.list.at(-1)).toMatchObject({ operation, carriedOut: false });
  });

  test.each(after)('fails after it took effect: %j', async (effect, error) => {
    const aws = await startSandbox();
    aws.faults.add({ operation, effect });
    await expect(write.send(glueClient(aws), aws)).rejects.toMatchObject(error);
    expect(write.look(aws)).toEqual(write.after);
    expect(aws.requests.list.at(-1)).toMatchObject({ operation, carriedOut: true });
  });

  test.each([
    ['before', { kind: 'hang' }, false],
    ['after', { kind: 'lose-answer', how: 'hang' }, true],
  ] as const)('never answers, %s it took effect; a test learns of it', async (_when, effect, done) => {
    const aws = await startSandbox();
    aws.faults.add({ operation, effect });
    const seen = aws.requests.next((request) => request.operation === operation);
    const glue = glueClient(aws);
    const answer = write.send(glue, aws).catch((error: unknown) => error);
    expect(await seen).toMatchObject({ operation, status: 0, carriedOut: done });
    expect(write.look(aws)).toEqual(done ? write.after : write.before);
    await aws.close();
    expect(await answer).toBeInstanceOf(Error);
  });
});

describe('which call', () => {
  test('only the one that names it', async () => {
    const aws = await startSandbox();
    aws.faults.add({ operation: 'UpdateJob', name: 'b', effect: { kind: 'deny' } });
    await expect(updateJob('a')(glueClient(aws), aws)).resolves.toBeDefined();
    await expect(updateJob('b')(glueClient(aws), aws)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  test('the Nth of all calls, once', async () => {
    const aws = await startSandbox();
    aws.faults.add({ skip: 2, times: 1, effect: { kind: 'throttle' } });
    const outcomes: string[] = [];
    for (let call = 0; call < 4; call += 1) {
      await glueClient(aws)
        .send(new GetJobCommand({ JobName: 'a' }))
        .then(() => outcomes.push('answered'))
        .catch((error: Error) => outcomes.push(error.name));
    }
    expect(outcomes).toEqual(['answered', 'answered', 'ThrottlingException', 'answered']);
  });

  test('a refusal that is lost was carried out no more than one that arrives', async () => {
    const aws = await startSandbox();
    aws.faults.add({ operation: 'AssumeRole', effect: { kind: 'lose-answer', how: 'error' } });
    const input = { RoleArn: `arn:aws:iam::${account}:role/None`, RoleSessionName: 'test' };
    await expect(stsClient(aws).send(new AssumeRoleCommand(input))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 500 },
    });
    expect(aws.requests.list.at(-1)?.carriedOut).toBe(false);
  });

  test('a read that is stale shows the job as it was before its last change', async () => {
    const aws = await startSandbox();
    const glue = glueClient(aws);
    await updateJob('a')(glue, aws);
    aws.faults.add({ operation: 'GetJob', times: 1, effect: { kind: 'stale' } });
    const read = async () => (await glue.send(new GetJobCommand({ JobName: 'a' }))).Job?.SecurityConfiguration;
    expect([await read(), await read()]).toEqual(['old', 'twin']);
  });
});
