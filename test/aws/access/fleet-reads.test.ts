import { Readable } from 'node:stream';
import { GetJobsCommand, GlueClient } from '@aws-sdk/client-glue';
import { expect, test } from 'vitest';
import { parseAuthorization, signatureHolds } from '../../../sandbox/aws/access/signature.ts';
import { createFleetReads, type RehearsedClient, rehearsed } from '../../../src/aws/access/fleet-reads.ts';
import { createCallRetries } from '../../../src/aws/access/retries.ts';
import { passUntil } from '../../support/aws/limited-service.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';

type Asked = Parameters<Parameters<typeof createFleetReads>[0]['requestHandler']['handle']>[0];
interface Given {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

function service(answer: (request: Asked, count: number) => Given) {
  const asked: Asked[] = [];
  return {
    asked,
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request: Asked) {
      asked.push(request);
      const { statusCode, headers = {}, body } = answer(request, asked.length);
      return { response: { statusCode, headers, body: Readable.from([Buffer.from(body)]) } } as never;
    },
  };
}

function reads(requestHandler: ReturnType<typeof service>, maxAttempts = 1) {
  const clock = new FakeClock();
  let made = 0;
  const send = createFleetReads({
    make(region): RehearsedClient {
      made += 1;
      const client = new GlueClient({ ...rehearsed, region, maxAttempts });
      return {
        config: client.config,
        send: (command, options) => client.send(command as GetJobsCommand, options),
      };
    },
    requestHandler,
    retriesOf: (most) =>
      createCallRetries({ maxAttempts: most, maxTransientAttempts: 3, throttledDelayMs: 0 }, clock, () => 0),
    bounds: new Map(),
    clock,
    isPaced: true,
  });
  return { send, clock, made: () => made };
}

const holderOf = (account: number) => ({
  key: String(account),
  credentials: async () => ({
    accessKeyId: `ASIA${account}`,
    secretAccessKey: `secret of ${account}`,
    sessionToken: `token of ${account}`,
  }),
});

const jobs = { statusCode: 200, body: '{"Jobs":[{"Name":"a","Odd":1}],"NextToken":"t"}' };

test('every account is read with its own credentials, and each Region with one client', async () => {
  const aws = service(() => jobs);
  const { send, made } = reads(aws);
  for (const account of [1, 2, 3])
    for (const region of ['eu-west-1', 'us-east-1'])
      expect(await send(holderOf(account), region, new GetJobsCommand({ MaxResults: 7 }))).toMatchObject({
        Jobs: [{ Name: 'a', Odd: 1 }],
        NextToken: 't',
      });
  expect(made()).toBe(2);
  expect(aws.asked).toHaveLength(6);
  for (const [index, request] of aws.asked.entries()) {
    const account = Math.floor(index / 2) + 1;
    const authorization = parseAuthorization(request.headers.authorization ?? '');
    expect(authorization).toMatchObject({
      accessKeyId: `ASIA${account}`,
      region: ['eu-west-1', 'us-east-1'][index % 2],
      service: 'glue',
    });
    const signed = { method: 'POST', url: '/', headers: request.headers, body: Buffer.from(String(request.body)) };
    expect(authorization && signatureHolds(signed, authorization, `secret of ${account}`)).toBe(true);
    expect(request.headers['x-amz-security-token']).toBe(`token of ${account}`);
  }
});

test('a request is the one that the SDK sends, but for what is new in each', async () => {
  const aws = service(() => jobs);
  await reads(aws).send(holderOf(1), 'eu-west-1', new GetJobsCommand({ MaxResults: 1, NextToken: 'first' }));
  const again = reads(aws);
  await again.send(holderOf(1), 'eu-west-1', new GetJobsCommand({ MaxResults: 5 }));
  await again.send(holderOf(1), 'eu-west-1', new GetJobsCommand({ MaxResults: 5, NextToken: 'é' }));
  const client = new GlueClient({ ...rehearsed, region: 'eu-west-1', maxAttempts: 1, requestHandler: aws as never });
  await client.send(new GetJobsCommand({ MaxResults: 5, NextToken: 'é' }));
  const [, , ours, theirs] = aws.asked;
  const { headers = {}, ...rest } = theirs ?? {};
  expect(Object.keys(ours?.headers ?? {}).toSorted()).toEqual(
    [...Object.keys(headers), 'x-amz-security-token'].toSorted(),
  );
  const same = [
    'content-type',
    'content-length',
    'x-amz-target',
    'host',
    'user-agent',
    'x-amz-user-agent',
    'amz-sdk-request',
  ];
  // The SDK marks the retry strategy of its own at the end of the user agent.
  const marked = (headers: Readonly<Record<string, string>>, name: string) => headers[name]?.replace(/ m\/\S+$/, '');
  for (const name of same) expect(marked(ours?.headers ?? {}, name)).toBe(marked(headers, name));
  expect({ ...ours, headers: undefined, body: JSON.parse(String(ours?.body)) }).toEqual({
    ...rest,
    headers: undefined,
    body: JSON.parse(Buffer.from(theirs?.body ?? '').toString()),
  });
});

test.each<[string, Given]>([
  ['a throttled call', { statusCode: 400, body: '{"__type":"ThrottlingException","message":"Rate exceeded"}' }],
  ['a modelled error', { statusCode: 400, body: '{"__type":"InvalidInputException","Message":"no"}' }],
  ['an unknown code', { statusCode: 400, body: '{"__type":"com.amazonaws#BrandNewException","message":"new"}' }],
  ['a proxy’s page', { statusCode: 503, body: '<html>busy</html>' }],
  ['an empty refusal', { statusCode: 500, body: '' }],
  [
    'a denial',
    { statusCode: 403, headers: { 'x-amzn-requestid': 'id-1' }, body: '{"__type":"AccessDeniedException"}' },
  ],
])('%s is the error that the SDK throws', async (_, given) => {
  const aws = service(() => given);
  const thrown = async (work: Promise<unknown>) => {
    const error: unknown = await work.then(
      () => expect.unreachable(),
      (cause: unknown) => cause,
    );
    const { name, message, $fault, $metadata } = error as Record<string, unknown>;
    return { name, message, $fault, $metadata, isOfError: error instanceof Error };
  };
  const client = new GlueClient({ ...rehearsed, region: 'eu-west-1', maxAttempts: 1, requestHandler: aws as never });
  const theirs = await thrown(client.send(new GetJobsCommand({})));
  expect(await thrown(reads(aws).send(holderOf(1), 'eu-west-1', new GetJobsCommand({})))).toEqual(theirs);
});

test('a clock that is wrong is put right by the answer, and the call sent again', async () => {
  const tenMinutes = 600_000;
  const date = () => ({ date: new Date(Date.now() + tenMinutes).toUTCString() });
  const aws = service((request) => {
    const signedAt = String(request.headers['x-amz-date']).replace(
      /(....)(..)(..)T(..)(..)(..)Z/,
      '$1-$2-$3T$4:$5:$6Z',
    );
    const isRight = Date.parse(signedAt) > Date.now() + tenMinutes / 2;
    const refused = { statusCode: 403, body: '{"__type":"InvalidSignatureException","message":"Signature expired"}' };
    return { ...(isRight ? jobs : refused), headers: date() };
  });
  const { send, clock } = reads(aws, 3);
  const first = send(holderOf(1), 'eu-west-1', new GetJobsCommand({}));
  await passUntil(clock, first);
  await send(holderOf(2), 'eu-west-1', new GetJobsCommand({}));
  expect(aws.asked).toHaveLength(3);
});

test('what is throttled slows its own account and Region down alone', async () => {
  const aws = service((_, count) =>
    count === 1 ? { statusCode: 400, body: '{"__type":"ThrottlingException"}' } : jobs,
  );
  const { send, clock } = reads(aws);
  const busy = holderOf(1);
  await expect(send(busy, 'eu-west-1', new GetJobsCommand({}))).rejects.toThrow();
  const slow = send(busy, 'eu-west-1', new GetJobsCommand({}));
  await send(busy, 'us-east-1', new GetJobsCommand({}));
  await send(holderOf(2), 'eu-west-1', new GetJobsCommand({}));
  expect(aws.asked).toHaveLength(3);
  await clock.advance(2_000);
  await slow;
  expect(aws.asked).toHaveLength(4);
});

test('credentials that cannot be had are no attempt', async () => {
  const aws = service(() => jobs);
  const lost = Object.assign(new Error('gone'), { name: 'CredentialsProviderError' });
  const holder = { key: '1', credentials: () => Promise.reject(lost) };
  await expect(reads(aws, 3).send(holder, 'eu-west-1', new GetJobsCommand({}))).rejects.toBe(lost);
  expect(aws.asked).toEqual([]);
});
