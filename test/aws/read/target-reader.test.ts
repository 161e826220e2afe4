import { afterEach, describe, expect, it } from 'vitest';
import type { TargetReader } from '../../../src/usecases/ports/cloud.ts';
import {
  callerXml,
  closeClouds,
  expectJson,
  expectSts,
  isolatedAws,
  refusal,
  testCloud,
} from '../../support/aws/aws.ts';
import { strictNock } from '../../support/aws/nock.ts';

const nock = strictNock();
isolatedAws();
afterEach(closeClouds);

const region = 'us-east-2';

async function reader(): Promise<TargetReader> {
  expectSts(nock, 'GetCallerIdentity', {}, callerXml());
  return (await testCloud().enter({ regions: [region] })).region(region);
}

const lists = [
  ['configurations', 'GetSecurityConfigurations', 'SecurityConfigurations', 200, { Name: 'n' }, { name: 'n', s3: [] }],
  ['jobs', 'GetJobs', 'Jobs', 1000, { Name: 'n' }, { name: 'n' }],
  ['triggers', 'GetTriggers', 'Triggers', 200, { Name: 'n' }, { name: 'n', actions: [] }],
  ['crawlers', 'GetCrawlers', 'Crawlers', 100, { Name: 'n' }, { name: 'n' }],
  ['devEndpoints', 'GetDevEndpoints', 'DevEndpoints', 200, { EndpointName: 'n' }, { name: 'n' }],
  ['sessions', 'ListSessions', 'Sessions', 100, { Id: 'n' }, { name: 'n' }],
  ['transforms', 'GetMLTransforms', 'Transforms', 100, { TransformId: 'n' }, { name: 'n' }],
] as const;

describe.each(lists)('%s', (method, operation, member, MaxResults, item, parsed) => {
  it('are read to the end, in the largest pages that the service is known to take', async () => {
    const target = await reader();
    expectJson(nock, 'glue', region, operation, { MaxResults }, { body: { [member]: [], NextToken: 'more' } });
    const next = { MaxResults, NextToken: 'more' };
    expectJson(nock, 'glue', region, operation, next, { body: { [member]: [item], NextToken: '' } });
    expect(await target[method]()).toEqual({ items: [parsed] });
  });

  it('keep what was read before a denial', async () => {
    const target = await reader();
    expectJson(nock, 'glue', region, operation, { MaxResults }, { body: { [member]: [item], NextToken: 'more' } });
    const denied = refusal('AccessDeniedException', 'not authorized');
    expectJson(nock, 'glue', region, operation, { MaxResults, NextToken: 'more' }, denied);
    const error = { call: operation, error: 'AccessDeniedException', message: 'not authorized' };
    expect(await target[method]()).toEqual({ items: [parsed], error });
  });
});

describe('answers that nobody expects', () => {
  it.each([
    ['HTML with status 200', { body: '<html>sign in</html>' }, 'MalformedResponse'],
    ['an empty body', { body: '' }, 'MalformedResponse'],
    ['a cut body with a secret in it', { body: '{"Jobs":[{"DefaultArguments":{"--pw":"hunter2"' }, 'MalformedResponse'],
    ['a list at the top', { body: '[]' }, 'MalformedResponse'],
    ['null', { body: 'null' }, 'MalformedResponse'],
    ['a JSON error with status 200', { body: { error: 'hunter2', code: 407 } }, 'MalformedResponse'],
    ['the answer of another operation', { body: { Crawlers: [{ Name: 'n' }] } }, 'MalformedResponse'],
    ['a proxy that fails', { status: 502, body: '<html>bad gateway</html>' }, 'Http502'],
    ['a refusal without a code', { status: 403, body: '{}' }, 'Http403'],
    ['a region that is off', refusal('UnrecognizedClientException'), 'UnrecognizedClientException'],
    ['throttling', refusal('ThrottlingException', 'Rate exceeded'), 'ThrottlingException'],
    [
      'an error inside the service',
      { status: 500, body: { __type: 'InternalServiceException' } },
      'InternalServiceException',
    ],
  ])('%s', async (_what, answer, error) => {
    const target = await reader();
    expectJson(nock, 'glue', region, 'GetJobs', { MaxResults: 1000 }, answer);
    const listing = await target.jobs();
    expect(listing).toMatchObject({ items: [], error: { call: 'GetJobs', error } });
    expect(JSON.stringify(listing)).not.toContain('hunter2');
  });

  it('is no error when the list is absent, and one odd item hides no other', async () => {
    const target = await reader();
    expectJson(nock, 'glue', region, 'GetJobs', { MaxResults: 1000 }, { body: {} });
    expect(await target.jobs()).toEqual({ items: [] });
    const SecurityConfigurations = [
      { Name: 'good', CreatedTimeStamp: 1 },
      null,
      { Name: 'odd', CreatedTimeStamp: 'rubbish', EncryptionConfiguration: [] },
      { Name: 'good', CreatedTimeStamp: 2 },
    ];
    const body = { SecurityConfigurations };
    expectJson(nock, 'glue', region, 'GetSecurityConfigurations', { MaxResults: 200 }, { body });
    expect(await target.configurations()).toEqual({
      items: [
        { name: 'good', createdAt: 1000, s3: [] },
        { name: 'odd', s3: [] },
      ],
      error: {
        call: 'GetSecurityConfigurations',
        error: 'MalformedItem',
        message: '1 of the items had no usable name.',
      },
    });
  });

  it('is a refused connection when nobody listens', async () => {
    const target = await reader();
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    nock(`https://glue.${region}.amazonaws.com`).post('/').replyWithError(refused);
    expect((await target.jobs()).error).toMatchObject({ call: 'GetJobs', error: 'ECONNREFUSED' });
  });
});

describe('describeKey', () => {
  const key = `arn:aws:kms:${region}:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

  it('says what KMS says', async () => {
    const target = await reader();
    const KeyMetadata = { Arn: key, KeyId: 'k', KeyState: 'Enabled', KeySpec: 'SYMMETRIC_DEFAULT', KeyUsage: null };
    expectJson(nock, 'kms', region, 'DescribeKey', { KeyId: key }, { body: { KeyMetadata } });
    expect(await target.describeKey(key)).toEqual({ arn: key, keyState: 'Enabled', keySpec: 'SYMMETRIC_DEFAULT' });
  });

  it('keeps the code of a refusal', async () => {
    const target = await reader();
    expectJson(nock, 'kms', region, 'DescribeKey', { KeyId: key }, refusal('NotFoundException', 'no key'));
    const failure = { call: 'DescribeKey', code: 'NotFoundException', message: 'no key' };
    await expect(target.describeKey(key)).rejects.toMatchObject(failure);
  });
});
