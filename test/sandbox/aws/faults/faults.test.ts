import { ListRegionsCommand } from '@aws-sdk/client-account';
import {
  GetJobsCommand,
  GetSecurityConfigurationsCommand,
  GetTriggersCommand,
  paginateGetJobs,
} from '@aws-sdk/client-glue';
import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import type { Effect } from '../../../../sandbox/aws/faults/faults.ts';
import type { AwsSandbox } from '../../../../sandbox/aws/server.ts';
import { account, accountClient, builder, glueClient, kmsClient, oneAccount, start, stsClient } from '../support.ts';

const jobs = ['a', 'b', 'c', 'd'];
const regions = () => [
  builder().disabled('c1').disabled('c2').jobs(jobs).build(),
  builder('eu-west-1').jobs(jobs).build(),
];

async function startWith(effect: Effect): Promise<AwsSandbox> {
  const aws = await start({ seed: oneAccount(regions()) });
  aws.faults.add({ operation: 'GetJobs', effect });
  return aws;
}

describe('refusals', () => {
  test('a denial in the words of each service', async () => {
    const aws = await start({ seed: oneAccount(regions()) });
    aws.faults.add({ effect: { kind: 'deny' } });
    await expect(glueClient(aws).send(new GetJobsCommand({}))).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(kmsClient(aws).send(new DescribeKeyCommand({ KeyId: 'k' }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    await expect(stsClient(aws).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(accountClient(aws).send(new ListRegionsCommand({}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      $metadata: { httpStatusCode: 403 },
    });
  });

  test('throttling in the words of each service', async () => {
    const aws = await start({ seed: oneAccount(regions()) });
    aws.faults.add({ effect: { kind: 'throttle' } });
    await expect(glueClient(aws).send(new GetJobsCommand({}))).rejects.toMatchObject({ name: 'ThrottlingException' });
    await expect(stsClient(aws).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'Throttling' });
    await expect(accountClient(aws).send(new ListRegionsCommand({}))).rejects.toMatchObject({
      name: 'TooManyRequestsException',
    });
  });

  test('any code and status', async () => {
    const aws = await startWith({ kind: 'error', code: 'InternalServiceException', status: 500, message: 'oh dear' });
    await expect(glueClient(aws).send(new GetJobsCommand({}))).rejects.toMatchObject({
      name: 'InternalServiceException',
      message: 'oh dear',
      $metadata: { httpStatusCode: 500 },
    });
  });

  test('only the calls that the rule names, in this Region and account', async () => {
    const aws = await start({ seed: oneAccount(regions()) });
    aws.faults.add({ service: 'glue', operation: 'GetSecurity*', region: 'eu-*', account, effect: { kind: 'deny' } });
    aws.faults.add({ operation: 'GetTriggers', account: '999999999999', effect: { kind: 'deny' } });
    const europe = glueClient(aws, { region: 'eu-west-1' });
    await expect(europe.send(new GetSecurityConfigurationsCommand({}))).rejects.toThrow();
    await expect(europe.send(new GetJobsCommand({}))).resolves.toBeDefined();
    await expect(glueClient(aws).send(new GetSecurityConfigurationsCommand({}))).resolves.toBeDefined();
    await expect(europe.send(new GetTriggersCommand({}))).resolves.toBeDefined();
  });

  test('AssumeRole counts for the account of the role', async () => {
    const aws = await start({ seed: oneAccount(regions()) });
    aws.faults.add({ account: '222222222222', effect: { kind: 'throttle' } });
    const input = { RoleArn: 'arn:aws:iam::222222222222:role/Scan', RoleSessionName: 'test' };
    await expect(stsClient(aws).send(new AssumeRoleCommand(input))).rejects.toMatchObject({ name: 'Throttling' });
    await expect(stsClient(aws).send(new GetCallerIdentityCommand({}))).resolves.toBeDefined();
    expect(aws.requests.list[0]?.account).toBe('222222222222');
  });

  test('a count: it strikes that often and is gone; the SDK’s retries get over it', async () => {
    const aws = await start({ seed: oneAccount(regions()) });
    aws.faults.add({ operation: 'GetJobs', times: 2, effect: { kind: 'throttle' } });
    const answer = await glueClient(aws, { maxAttempts: 3 }).send(new GetJobsCommand({}));
    expect(answer.Jobs).toHaveLength(4);
    expect(answer.$metadata.attempts).toBe(3);
    expect(aws.faults.list()).toEqual([]);
  });

  test('removed and cleared', async () => {
    const aws = await start({ seed: oneAccount(regions()) });
    const glue = glueClient(aws);
    const id = aws.faults.add({ effect: { kind: 'deny' } });
    await expect(glue.send(new GetJobsCommand({}))).rejects.toThrow();
    expect(aws.faults.list()[0]?.struck).toBe(1);
    expect(aws.faults.remove(id)).toBe(true);
    await expect(glue.send(new GetJobsCommand({}))).resolves.toBeDefined();
    aws.faults.add({ effect: { kind: 'deny' } });
    aws.faults.clear();
    await expect(glue.send(new GetJobsCommand({}))).resolves.toBeDefined();
  });

  test('throttling on the second page only', async () => {
    const aws = await start({ seed: oneAccount(regions()) });
    aws.faults.add({ operation: 'GetJobs', page: 2, effect: { kind: 'throttle' } });
    const pages: number[] = [];
    const read = async () => {
      for await (const { Jobs } of paginateGetJobs({ client: glueClient(aws), pageSize: 2 }, {}))
        pages.push(Jobs?.length ?? 0);
    };
    await expect(read()).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(pages).toEqual([2]);
  });
});

describe('rates', () => {
  test('N requests a second for each operation in each Region, by the given clock', async () => {
    let clock = Date.now();
    const aws = await start({ seed: oneAccount(regions()), now: () => clock });
    aws.faults.add({ service: 'glue', effect: { kind: 'rate-limit', perSecond: 1 } });
    const glue = glueClient(aws);
    const throttled = { name: 'ThrottlingException' };
    await expect(glue.send(new GetJobsCommand({}))).resolves.toBeDefined();
    await expect(glue.send(new GetJobsCommand({}))).rejects.toMatchObject(throttled);
    await expect(glue.send(new GetTriggersCommand({}))).resolves.toBeDefined();
    await expect(glueClient(aws, { region: 'eu-west-1' }).send(new GetJobsCommand({}))).resolves.toBeDefined();
    clock += 999;
    await expect(glue.send(new GetJobsCommand({}))).rejects.toMatchObject(throttled);
    clock += 1;
    await expect(glue.send(new GetJobsCommand({}))).resolves.toBeDefined();
    await expect(glue.send(new GetJobsCommand({}))).rejects.toMatchObject(throttled);
  });

  test('a burst', async () => {
    const clock = Date.now();
    const aws = await start({ seed: oneAccount(regions()), now: () => clock });
    aws.faults.add({ effect: { kind: 'rate-limit', perSecond: 1, burst: 3 } });
    const answers = await Promise.allSettled(
      Array.from({ length: 5 }, () => glueClient(aws).send(new GetJobsCommand({}))),
    );
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  });
});

describe('the connection', () => {
  test('a reset', async () => {
    const aws = await startWith({ kind: 'reset' });
    await expect(glueClient(aws).send(new GetJobsCommand({}))).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(aws.requests.list[0]).toMatchObject({ operation: 'GetJobs', status: 0 });
  });

  test('no answer: the request hangs until the client gives up', async () => {
    const aws = await startWith({ kind: 'hang' });
    const controller = new AbortController();
    const answer = glueClient(aws).send(new GetJobsCommand({}), { abortSignal: controller.signal });
    const arrived = async (): Promise<void> => {
      while (aws.requests.total === 0) await new Promise((resolve) => setImmediate(resolve));
    };
    await arrived();
    expect(aws.requests.inFlight).toBe(1);
    controller.abort();
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('half a body with status 200', async () => {
    const aws = await startWith({ kind: 'malformed' });
    await expect(glueClient(aws).send(new GetJobsCommand({}))).rejects.toThrow(SyntaxError);
  });

  test('latency of one operation', async () => {
    const aws = await startWith({ kind: 'latency', ms: 400 });
    const glue = glueClient(aws);
    const order: string[] = [];
    const started = performance.now();
    const slow = glue.send(new GetJobsCommand({})).then(() => order.push('jobs'));
    const quick = glue.send(new GetTriggersCommand({})).then(() => order.push('triggers'));
    await Promise.all([slow, quick]);
    expect(order).toEqual(['triggers', 'jobs']);
    expect(performance.now() - started).toBeGreaterThanOrEqual(398);
  });

  test('latency of everything', async () => {
    const aws = await start({ seed: oneAccount(regions()) });
    aws.setLatency(150);
    const started = performance.now();
    await glueClient(aws).send(new GetTriggersCommand({}));
    expect(performance.now() - started).toBeGreaterThanOrEqual(148);
  });
});

describe('odd pages', () => {
  const read = async (aws: AwsSandbox): Promise<number[]> => {
    const pages: number[] = [];
    for await (const { Jobs } of paginateGetJobs({ client: glueClient(aws) }, {})) pages.push(Jobs?.length ?? 0);
    return pages;
  };

  test('shorter than asked', async () => {
    expect(await read(await startWith({ kind: 'short-pages', size: 3 }))).toEqual([3, 1]);
  });

  test('empty with a token, once', async () => {
    expect(await read(await startWith({ kind: 'empty-page' }))).toEqual([0, 4]);
  });

  test('an empty page in the middle', async () => {
    const aws = await startWith({ kind: 'short-pages', size: 2 });
    aws.faults.add({ operation: 'GetJobs', page: 2, effect: { kind: 'empty-page' } });
    expect(await read(aws)).toEqual([2, 0, 2]);
  });

  test('a token that comes back for ever', async () => {
    const glue = glueClient(await startWith({ kind: 'repeated-token' }));
    const first = await glue.send(new GetJobsCommand({ MaxResults: 2 }));
    const second = await glue.send(new GetJobsCommand({ MaxResults: 2, NextToken: first.NextToken }));
    expect(second.NextToken).toBe(first.NextToken);
    const third = await glue.send(new GetJobsCommand({ MaxResults: 2, NextToken: second.NextToken }));
    expect(third.NextToken).toBe(first.NextToken);
  });

  test.each([
    [
      'no-bookmark-block',
      { Name: 'c1', EncryptionConfiguration: { CloudWatchEncryption: { CloudWatchEncryptionMode: 'DISABLED' } } },
    ],
    ['name-only', { Name: 'c1' }],
  ] as const)('an item with %s beside a right one', async (oddity, expected) => {
    const aws = await start({ seed: oneAccount(regions()) });
    aws.faults.add({ operation: 'GetSecurityConfigurations', effect: { kind: 'odd-item', oddity } });
    const { SecurityConfigurations } = await glueClient(aws).send(new GetSecurityConfigurationsCommand({}));
    expect(SecurityConfigurations).toHaveLength(2);
    expect(SecurityConfigurations?.[0]).toMatchObject(expected);
    expect(SecurityConfigurations?.[0]?.EncryptionConfiguration?.JobBookmarksEncryption).toBeUndefined();
    expect(SecurityConfigurations?.[1]?.EncryptionConfiguration?.JobBookmarksEncryption).toBeDefined();
  });

  test('fields that are null, on the wire and in the SDK’s eyes', async () => {
    const aws = await start({ seed: oneAccount(regions()) });
    aws.faults.add({ operation: 'GetJobs', effect: { kind: 'odd-item', oddity: 'null-fields', item: 'b' } });
    const { Jobs } = await glueClient(aws).send(new GetJobsCommand({}));
    expect(Jobs?.[1]?.Name).toBe('b');
    expect(Jobs?.[1]?.Command ?? undefined).toBeUndefined();
    expect(Jobs?.[0]?.Command?.Name).toBe('glueetl');
  });
});

describe('the request log', () => {
  test('counts, and the most at once', async () => {
    const aws = await start({ seed: oneAccount(regions()), latencyMs: 100 });
    const glue = glueClient(aws);
    await Promise.all([1, 2, 3].map(() => glue.send(new GetJobsCommand({}))));
    await glue.send(new GetTriggersCommand({}));
    expect(aws.requests.counts).toEqual({ 'glue:GetJobs': 3, 'glue:GetTriggers': 1 });
    expect(aws.requests.maxInFlight).toBe(3);
    expect(aws.requests.list[0]).toMatchObject({ service: 'glue', account, region: 'us-east-1', page: 1, status: 200 });
    aws.requests.reset();
    expect(aws.requests.total).toBe(0);
    expect(aws.requests.list).toEqual([]);
  });
});
