import {
  GetJobCommand,
  type GetJobCommandOutput,
  GetJobsCommand,
  type JobUpdate,
  UpdateJobCommand,
  type UpdateJobCommandInput,
} from '@aws-sdk/client-glue';
import { describe, expect, test } from 'vitest';
import type { Job } from '../../../sandbox/aws/glue/shapes.ts';
import type { JobOptions } from '../../../sandbox/aws/seed/jobs.ts';
import type { AwsSandbox } from '../../../sandbox/aws/server.ts';
import { account, builder, glueClient, oneAccount, start } from './support.ts';

async function startWith(options: JobOptions = {}): Promise<AwsSandbox> {
  const region = builder();
  region.encrypted('twin', region.key('data')).disabled('old');
  return start({ seed: oneAccount([region.job('j', { configuration: 'old', ...options }).build()]) });
}

const jobsOf = (aws: AwsSandbox) => aws.state.region(account, 'us-east-1').jobs;

function putMembers(aws: AwsSandbox, members: Partial<Job>): void {
  const job = jobsOf(aws).get('j');
  if (job) jobsOf(aws).put('j', { ...job, ...members });
}

async function read(aws: AwsSandbox): Promise<NonNullable<GetJobCommandOutput['Job']>> {
  const { Job: job } = await glueClient(aws).send(new GetJobCommand({ JobName: 'j' }));
  return job ?? {};
}

/** What a careful caller sends: all that JobUpdate has, but the graph and the computed capacity. */
async function careful(aws: AwsSandbox, change: JobUpdate = {}): Promise<JobUpdate> {
  const { Name, CreatedOn, LastModifiedOn, ProfileName, AutoUpgradeMetadata, ...rest } = await read(aws);
  const { AllocatedCapacity, MaxCapacity, CodeGenConfigurationNodes, ...sent } = rest;
  return { ...sent, ...(!sent.WorkerType && MaxCapacity && { MaxCapacity }), ...change };
}

async function update(aws: AwsSandbox, JobUpdate: JobUpdate): Promise<void> {
  const input: UpdateJobCommandInput = { JobName: 'j', JobUpdate };
  expect((await glueClient(aws).send(new UpdateJobCommand(input))).JobName).toBe('j');
}

describe('UpdateJob', () => {
  test.each(['glueetl', 'gluestreaming', 'pythonshell'] as const)(
    '%s: all sent back with another configuration changes only that and LastModifiedOn',
    async (kind) => {
      const aws = await startWith({ kind, bookmark: 'enable', workers: 4 });
      const before = await read(aws);
      await update(aws, await careful(aws, { SecurityConfiguration: 'twin' }));
      const after = await read(aws);
      expect(after.LastModifiedOn?.getTime()).toBeGreaterThan(before.LastModifiedOn?.getTime() ?? 0);
      expect({ ...after, LastModifiedOn: 0, $metadata: 0 }).toEqual({
        ...before,
        SecurityConfiguration: 'twin',
        LastModifiedOn: 0,
        $metadata: 0,
      });
      const { Jobs } = await glueClient(aws).send(new GetJobsCommand({}));
      expect(Jobs?.[0]?.SecurityConfiguration).toBe('twin');
    },
  );

  test('what is not sent is lost', async () => {
    const aws = await startWith({ bookmark: 'enable', description: 'Nightly' });
    putMembers(aws, {
      Connections: { Connections: ['vpc'] },
      MaintenanceWindow: 'Sun:10',
      SourceControlDetails: { Provider: 'GITHUB', AuthToken: 'x' },
      NotificationProperty: { NotifyDelayAfter: 10 },
    });
    const { Role, Command } = await read(aws);
    await update(aws, { Role, Command });
    const after = await read(aws);
    for (const lost of [
      'Description',
      'DefaultArguments',
      'Connections',
      'MaintenanceWindow',
      'SourceControlDetails',
      'NotificationProperty',
      'SecurityConfiguration',
      'WorkerType',
      'NumberOfWorkers',
      'ExecutionClass',
    ] as const) {
      expect(after[lost], lost).toBeUndefined();
    }
    expect(after).toMatchObject({ Timeout: 2880, MaxCapacity: 10, AllocatedCapacity: 10, GlueVersion: '0.9' });
  });

  test('the graph: left out it stays, sent it makes the script again, empty it is deleted', async () => {
    const aws = await startWith({ graph: true });
    const { regenerated } = aws.state.region(account, 'us-east-1');
    await update(aws, await careful(aws));
    expect(Object.keys((await read(aws)).CodeGenConfigurationNodes ?? {})).toEqual(['node-1', 'node-2']);
    expect(regenerated.get('j')).toBeUndefined();
    const { CodeGenConfigurationNodes } = await read(aws);
    await update(aws, await careful(aws, { CodeGenConfigurationNodes }));
    expect(regenerated.get('j')).toEqual({ times: 1 });
    await update(aws, await careful(aws, { CodeGenConfigurationNodes: {} }));
    expect((await read(aws)).CodeGenConfigurationNodes).toBeUndefined();
    expect(regenerated.get('j')).toEqual({ times: 1 });
  });

  test('a usage profile stays, or goes where the setting says so', async () => {
    const aws = await startWith();
    putMembers(aws, { ProfileName: 'small' });
    await update(aws, await careful(aws));
    expect((await read(aws)).ProfileName).toBe('small');
    aws.settings.updateDropsProfile = true;
    await update(aws, await careful(aws));
    expect((await read(aws)).ProfileName).toBeUndefined();
  });

  test('a role by name and path stays as it was sent', async () => {
    const aws = await startWith();
    await update(aws, await careful(aws, { Role: 'service-role/AWSGlueServiceRole-etl' }));
    expect((await read(aws)).Role).toBe('service-role/AWSGlueServiceRole-etl');
  });

  test('capacity is computed from the workers', async () => {
    const aws = await startWith();
    await update(aws, await careful(aws, { WorkerType: 'G.2X', NumberOfWorkers: 5 }));
    expect(await read(aws)).toMatchObject({ MaxCapacity: 10, AllocatedCapacity: 10, NumberOfWorkers: 5 });
    await update(aws, await careful(aws, { WorkerType: 'G.025X', NumberOfWorkers: 2 }));
    expect(await read(aws)).toMatchObject({ MaxCapacity: 0.5, AllocatedCapacity: 0 });
  });

  test('Glue 1.0 takes MaxCapacity alone', async () => {
    const aws = await startWith();
    const { WorkerType, NumberOfWorkers, ...rest } = await careful(aws);
    await update(aws, { ...rest, GlueVersion: '1.0', MaxCapacity: 7 });
    expect(await read(aws)).toMatchObject({ MaxCapacity: 7, AllocatedCapacity: 7 });
  });

  const noWorkers = { WorkerType: undefined, NumberOfWorkers: undefined };
  test.each<[string, JobOptions, JobUpdate, RegExp]>([
    ['MaxCapacity beside workers', {}, { MaxCapacity: 10 }, /do not set Max Capacity/],
    ['AllocatedCapacity beside workers', {}, { AllocatedCapacity: 10 }, /do not set Allocated Capacity/],
    ['AllocatedCapacity beside MaxCapacity', {}, { ...noWorkers, AllocatedCapacity: 10, MaxCapacity: 10 }, /Allocated/],
    ['MaxCapacity in Glue 4.0', {}, { ...noWorkers, MaxCapacity: 10 }, /Glue version 2.0 or later/],
    ['a worker type alone', {}, { NumberOfWorkers: undefined }, /set both Worker Type/],
    ['one worker', {}, { NumberOfWorkers: 1 }, /minimum allowed value of Number of Workers is 2/],
    [
      'workers of a python shell job',
      { kind: 'pythonshell' },
      { MaxCapacity: undefined, WorkerType: 'G.1X', NumberOfWorkers: 2 },
      /python shell/,
    ],
    ['half a unit for a python shell job', { kind: 'pythonshell' }, { MaxCapacity: 0.5 }, /0.0625 or 1/],
    ['a time-out for Ray', { kind: 'glueray' }, { Timeout: 60 }, /Timeout not supported for Ray/],
    [
      'Ray without its runtime',
      { kind: 'glueray' },
      { Command: { Name: 'glueray', ScriptLocation: 's3://b/s' } },
      /Runtime/,
    ],
    ['no role', {}, { Role: undefined }, /Role should not be null/],
    ['no command', {}, { Command: undefined }, /Command name should not be null or empty/],
    ['a configuration for Ray', { kind: 'glueray' }, { SecurityConfiguration: 'twin' }, /not supported for Ray jobs/],
    [
      'a role that is not there',
      {},
      { Role: `arn:aws:iam::${account}:role/service-role/None` },
      /Role .* should be given/,
    ],
    [
      'a role without its path',
      {},
      { Role: `arn:aws:iam::${account}:role/AWSGlueServiceRole-etl` },
      /Role .* should be given/,
    ],
    [
      'a role of another account',
      {},
      { Role: 'arn:aws:iam::999999999999:role/service-role/AWSGlueServiceRole-etl' },
      /should be given/,
    ],
    [
      'a configuration that is not there',
      {},
      { SecurityConfiguration: 'none' },
      /Error trying to retrieve security config/,
    ],
    ['an empty configuration name', {}, { SecurityConfiguration: '' }, /length greater than or equal to 1/],
    ['an unknown worker type', {}, { WorkerType: 'G.3X' as 'G.1X' }, /enum value set/],
    ['a time-out of nothing', {}, { Timeout: 0 }, /jobUpdate.timeout.*greater than or equal to 1/],
  ])('%s is refused and changes nothing', async (_name, options, change, message) => {
    const aws = await startWith(options);
    const before = jobsOf(aws).get('j');
    const input = { JobName: 'j', JobUpdate: await careful(aws, change) };
    await expect(glueClient(aws).send(new UpdateJobCommand(input))).rejects.toMatchObject({
      name: 'InvalidInputException',
      message: expect.stringMatching(message),
      $metadata: { httpStatusCode: 400 },
    });
    expect(jobsOf(aws).get('j')).toBe(before);
  });

  test('a job that is not there', async () => {
    const aws = await startWith();
    const JobUpdate = await careful(aws);
    jobsOf(aws).delete('j');
    await expect(glueClient(aws).send(new UpdateJobCommand({ JobName: 'j', JobUpdate }))).rejects.toMatchObject({
      name: 'EntityNotFoundException',
    });
  });

  test('the log holds what was sent, word for word', async () => {
    const aws = await startWith();
    const JobUpdate = await careful(aws, { SecurityConfiguration: 'twin' });
    await update(aws, JobUpdate);
    const logged = aws.requests.list.find(({ operation }) => operation === 'UpdateJob');
    expect(logged).toMatchObject({
      name: 'j',
      carriedOut: true,
      input: { JobName: 'j', JobUpdate: { SecurityConfiguration: 'twin' } },
    });
    expect(JSON.stringify(logged?.input)).not.toContain('CodeGen');
  });
});
