import {
  DeleteJobCommand,
  GetCrawlersCommand,
  GetDevEndpointsCommand,
  GetJobCommand,
  GetJobsCommand,
  GetMLTransformsCommand,
  GetSecurityConfigurationCommand,
  GetSecurityConfigurationsCommand,
  GetTriggersCommand,
  type GlueClient,
  ListSessionsCommand,
  paginateGetJobs,
} from '@aws-sdk/client-glue';
import { describe, expect, test } from 'vitest';
import { builder, glueClient, oneAccount, start } from './support.ts';

const names = (count: number) => Array.from({ length: count }, (_, index) => `job-${index}`);

describe('what Glue returns', () => {
  test('a job has the members that a real one has, capacity computed beside the workers, instants as dates', async () => {
    const seed = oneAccount([builder().job('orders', { workers: 7, bookmark: 'enable', configuration: 'c' }).build()]);
    const aws = await start({ seed });
    const { Jobs } = await glueClient(aws).send(new GetJobsCommand({}));
    expect(Jobs).toHaveLength(1);
    expect(Jobs?.[0]).toMatchObject({
      Name: 'orders',
      JobMode: 'SCRIPT',
      Command: { Name: 'glueetl', PythonVersion: '3' },
      AllocatedCapacity: 7,
      MaxCapacity: 7,
      NumberOfWorkers: 7,
      WorkerType: 'G.1X',
      SecurityConfiguration: 'c',
      ExecutionProperty: { MaxConcurrentRuns: 1 },
      ExecutionClass: 'STANDARD',
    });
    expect(Jobs?.[0]?.DefaultArguments).toMatchObject({ '--job-bookmark-option': 'job-bookmark-enable' });
    expect(Jobs?.[0]?.CreatedOn?.getTime()).toBeLessThan(Jobs?.[0]?.LastModifiedOn?.getTime() ?? 0);
  });

  test('every kind of job has the capacity of its kind', async () => {
    const region = builder().job('py', { kind: 'pythonshell' }).job('ray', { kind: 'glueray', workers: 3 }).build();
    const aws = await start({ seed: oneAccount([region]) });
    const { Jobs } = await glueClient(aws).send(new GetJobsCommand({}));
    expect(Jobs?.[0]).toMatchObject({ MaxCapacity: 0.0625, Command: { Name: 'pythonshell' } });
    expect(Jobs?.[0]?.WorkerType).toBeUndefined();
    expect(Jobs?.[1]).toMatchObject({ WorkerType: 'Z.2X', MaxCapacity: 6, Command: { Runtime: 'Ray2.4' } });
    expect(Jobs?.[1]?.Timeout).toBeUndefined();
  });

  test('every list answers with what the seed has', async () => {
    const region = builder()
      .disabled('c')
      .trigger('t', [{ job: 'j', configuration: 'c' }], { workflow: 'w' })
      .crawler('cr', 'c')
      .devEndpoint('d', 'c')
      .session('s', 'c')
      .mlTransform('m', 'c')
      .build();
    const glue = glueClient(await start({ seed: oneAccount([region]) }));
    const configurations = await glue.send(new GetSecurityConfigurationsCommand({}));
    expect(configurations.SecurityConfigurations?.[0]).toMatchObject({
      Name: 'c',
      EncryptionConfiguration: { JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'DISABLED' } },
    });
    expect((await glue.send(new GetTriggersCommand({}))).Triggers?.[0]).toMatchObject({
      Name: 't',
      WorkflowName: 'w',
      Actions: [{ JobName: 'j', SecurityConfiguration: 'c' }],
    });
    expect((await glue.send(new GetCrawlersCommand({}))).Crawlers?.[0]?.CrawlerSecurityConfiguration).toBe('c');
    expect((await glue.send(new GetDevEndpointsCommand({}))).DevEndpoints?.[0]?.SecurityConfiguration).toBe('c');
    const sessions = await glue.send(new ListSessionsCommand({}));
    expect(sessions.Ids).toEqual(['s']);
    expect(sessions.Sessions?.[0]?.SecurityConfiguration).toBe('c');
    const { Transforms } = await glue.send(new GetMLTransformsCommand({}));
    expect(Transforms?.[0]?.TransformEncryption?.TaskRunSecurityConfigurationName).toBe('c');
  });

  test('one thing by name, and EntityNotFoundException where there is none', async () => {
    const glue = glueClient(await start({ seed: oneAccount([builder().disabled('c').job('j').build()]) }));
    const one = await glue.send(new GetSecurityConfigurationCommand({ Name: 'c' }));
    expect(one.SecurityConfiguration?.Name).toBe('c');
    expect((await glue.send(new GetJobCommand({ JobName: 'j' }))).Job?.Name).toBe('j');
    await expect(glue.send(new GetJobCommand({ JobName: 'no' }))).rejects.toMatchObject({
      name: 'EntityNotFoundException',
      $fault: 'client',
      $metadata: { httpStatusCode: 400, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
  });

  test('triggers of one job', async () => {
    const region = builder()
      .trigger('a', [{ job: 'x' }])
      .trigger('b', [{ job: 'y' }])
      .build();
    const glue = glueClient(await start({ seed: oneAccount([region]) }));
    const { Triggers } = await glue.send(new GetTriggersCommand({ DependentJobName: 'y' }));
    expect(Triggers?.map(({ Name }) => Name)).toEqual(['b']);
  });

  test('an operation that it does not have is refused, not answered empty', async () => {
    const glue = glueClient(await start({ seed: oneAccount([builder().build()]) }));
    await expect(glue.send(new DeleteJobCommand({ JobName: 'j' }))).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
  });
});

describe('paging', () => {
  test('pages to the end, in order, once each', async () => {
    const aws = await start({ seed: oneAccount([builder().jobs(names(250)).build()]) });
    const seen: (string | undefined)[] = [];
    const sizes: (number | undefined)[] = [];
    for await (const page of paginateGetJobs({ client: glueClient(aws) }, {})) {
      sizes.push(page.Jobs?.length);
      seen.push(...(page.Jobs ?? []).map(({ Name }) => Name));
    }
    expect(sizes).toEqual([100, 100, 50]);
    expect(seen).toEqual(names(250));
    expect(aws.requests.counts).toEqual({ 'glue:GetJobs': 3 });
    expect(aws.requests.list.map(({ page }) => page)).toEqual([1, 2, 3]);
  });

  test('MaxResults bounds a page, and a page that ends exactly has no token', async () => {
    const glue = glueClient(await start({ seed: oneAccount([builder().jobs(names(4)).build()]) }));
    const first = await glue.send(new GetJobsCommand({ MaxResults: 2 }));
    expect(first.Jobs).toHaveLength(2);
    const last = await glue.send(new GetJobsCommand({ MaxResults: 2, NextToken: first.NextToken }));
    expect(last.Jobs?.map(({ Name }) => Name)).toEqual(['job-2', 'job-3']);
    expect(last.NextToken).toBeUndefined();
  });

  test.each([0, 1001])('GetJobs refuses MaxResults %i', async (MaxResults) => {
    const glue = glueClient(await start({ seed: oneAccount([builder().build()]) }));
    await expect(glue.send(new GetJobsCommand({ MaxResults }))).rejects.toMatchObject({
      name: 'InvalidInputException',
      message: expect.stringContaining(`Value '${MaxResults}' at 'maxResults'`),
    });
  });

  test('triggers come at most 200 a page', async () => {
    const glue = glueClient(await start({ seed: oneAccount([builder().build()]) }));
    await expect(glue.send(new GetTriggersCommand({ MaxResults: 200 }))).resolves.toBeDefined();
    await expect(glue.send(new GetTriggersCommand({ MaxResults: 201 }))).rejects.toThrow('less than or equal to 200');
  });

  test.each<[string, number, (glue: GlueClient, MaxResults: number) => Promise<unknown>]>([
    ['configurations', 200, (glue, size) => glue.send(new GetSecurityConfigurationsCommand({ MaxResults: size }))],
    ['dev endpoints', 200, (glue, size) => glue.send(new GetDevEndpointsCommand({ MaxResults: size }))],
    ['crawlers', 100, (glue, size) => glue.send(new GetCrawlersCommand({ MaxResults: size }))],
    ['sessions', 100, (glue, size) => glue.send(new ListSessionsCommand({ MaxResults: size }))],
    ['transforms', 100, (glue, size) => glue.send(new GetMLTransformsCommand({ MaxResults: size }))],
  ])('%s: more than %i a page are refused, though the model allows it', async (_what, most, list) => {
    const glue = glueClient(await start({ seed: oneAccount([builder().build()]) }));
    await expect(list(glue, most)).resolves.toBeDefined();
    await expect(list(glue, most + 1)).rejects.toMatchObject({
      name: 'InvalidInputException',
      message: `MaxResults size must be between 1 and ${most}`,
    });
  });

  test('a token is good for its own operation and Region only', async () => {
    const regions = [builder().jobs(names(3)).build(), builder('eu-west-1').jobs(names(3)).build()];
    const aws = await start({ seed: oneAccount(regions) });
    const { NextToken } = await glueClient(aws).send(new GetJobsCommand({ MaxResults: 1 }));
    const refused = { name: 'InvalidInputException' };
    await expect(glueClient(aws).send(new GetTriggersCommand({ NextToken }))).rejects.toMatchObject(refused);
    await expect(
      glueClient(aws, { region: 'eu-west-1' }).send(new GetJobsCommand({ NextToken })),
    ).rejects.toMatchObject(refused);
    await expect(glueClient(aws).send(new GetJobsCommand({ NextToken: 'x' }))).rejects.toMatchObject(refused);
  });

  test('a change shows in the next answer, though pages are kept', async () => {
    const aws = await start({ seed: oneAccount([builder().job('one').build()]) });
    const glue = glueClient(aws);
    const read = async () => (await glue.send(new GetJobsCommand({}))).Jobs?.map(({ Name }) => Name);
    expect(await read()).toEqual(['one']);
    const { jobs } = aws.state.region('123456789012', 'us-east-1');
    const one = jobs.get('one');
    if (one) jobs.put('two', { ...one, Name: 'two' });
    expect(await read()).toEqual(['one', 'two']);
    jobs.delete('one');
    expect(await read()).toEqual(['two']);
  });
});
