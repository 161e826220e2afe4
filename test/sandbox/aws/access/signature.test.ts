import { ListRegionsCommand } from '@aws-sdk/client-account';
import { GetJobsCommand } from '@aws-sdk/client-glue';
import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { accountClient, builder, glueClient, kmsClient, oneAccount, start, stsClient } from '../support.ts';

const seed = oneAccount([builder().build()]);

describe('who signed', () => {
  test('a wrong secret is refused in the words of each service', async () => {
    const aws = await start({ seed });
    const credentials = { ...aws.credentials(), secretAccessKey: 'wrong' };
    await expect(glueClient(aws, { credentials }).send(new GetJobsCommand({}))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
      $metadata: { httpStatusCode: 400 },
    });
    await expect(stsClient(aws, { credentials }).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
      $metadata: { httpStatusCode: 403 },
    });
    await expect(kmsClient(aws, { credentials }).send(new DescribeKeyCommand({ KeyId: 'k' }))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
    await expect(accountClient(aws, { credentials }).send(new ListRegionsCommand({}))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
      $metadata: { httpStatusCode: 403 },
    });
  });

  test('an unknown key is refused in the words of each service', async () => {
    const aws = await start({ seed });
    const credentials = { accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'x' };
    await expect(glueClient(aws, { credentials }).send(new GetJobsCommand({}))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
    await expect(stsClient(aws, { credentials }).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
      $metadata: { httpStatusCode: 403 },
    });
    await expect(accountClient(aws, { credentials }).send(new ListRegionsCommand({}))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
    expect(aws.requests.list.map(({ account, status }) => [account, status])).toEqual([
      ['unknown', 400],
      ['unknown', 403],
      ['unknown', 403],
    ]);
  });

  test('a session token beside a user’s key is refused', async () => {
    const aws = await start({ seed });
    const credentials = { ...aws.credentials(), sessionToken: 'made-up' };
    await expect(glueClient(aws, { credentials }).send(new GetJobsCommand({}))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
  });

  test('a request without a signature', async () => {
    const aws = await start({ seed });
    const response = await fetch(aws.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSGlue.GetJobs' },
      body: '{}',
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    const sts = await fetch(aws.url, { method: 'POST', body: 'Action=GetCallerIdentity&Version=2011-06-15' });
    expect(sts.status).toBe(403);
    expect(await sts.text()).toContain('<Code>MissingAuthenticationToken</Code>');
  });

  test('a body that was changed on its way', async () => {
    const aws = await start({ seed });
    const glue = glueClient(aws);
    glue.middlewareStack.add(
      (next) => (args) => {
        const { request } = args;
        if (typeof request === 'object' && request !== null) Object.assign(request, { body: '[]' });
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    await expect(glue.send(new GetJobsCommand({}))).rejects.toMatchObject({ name: 'InvalidSignatureException' });
  });
});

describe('when it was signed', () => {
  const real = Date.now();

  test.each([
    ['4 minutes behind', -4, undefined],
    ['6 minutes behind', -6, /Signature not yet current/],
    ['4 minutes ahead', 4, undefined],
    ['6 minutes ahead', 6, /Signature expired/],
  ])('a clock %s', async (_name, minutes, message) => {
    const aws = await start({ seed, now: () => real + minutes * 60_000 });
    const answer = stsClient(aws).send(new GetCallerIdentityCommand({}));
    if (message) await expect(answer).rejects.toThrow(message);
    else await expect(answer).resolves.toMatchObject({ Account: '123456789012' });
  });

  test('the SDK sets its clock by the Date header and tries again', async () => {
    const aws = await start({ seed, now: () => Date.UTC(2030, 5, 1) });
    await expect(glueClient(aws, { maxAttempts: 2 }).send(new GetJobsCommand({}))).resolves.toMatchObject({ Jobs: [] });
    expect(aws.requests.list.map(({ code }) => code)).toEqual(['InvalidSignatureException', undefined]);
  });
});
