import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { planningPolicy } from '../../../src/aws/policies/session-policy.ts';
import { assumedXml, expectJson, expectSts, isolatedAws, ownAccount, refusal } from '../../support/aws/aws.ts';
import { the } from '../../support/aws/definition-calls.ts';
import { strictNock } from '../../support/aws/nock.ts';
import {
  account,
  closeRemediationClouds,
  expires,
  region,
  testRemediationCloud,
} from '../../support/aws/remediation-cloud.ts';

const nock = strictNock();
isolatedAws();
afterEach(closeRemediationClouds);

const keyId = (digit: number): string => `${String(digit).repeat(8)}-0000-0000-0000-000000000000`;
const key = (digit: number): string => `arn:aws:kms:${region}:${ownAccount}:key/${keyId(digit)}`;
const alias = (name: string, digit?: number) => ({
  AliasArn: `arn:aws:kms:${region}:${ownAccount}:${name}`,
  AliasName: name,
  ...(digit !== undefined && { TargetKeyId: keyId(digit) }),
});

/** A reader with the credentials of a session that may only read. */
async function openReader() {
  const parameters = {
    RoleArn: `arn:aws:iam::${ownAccount}:role/fix`,
    ExternalId: 'ext-1',
    RoleSessionName: 'gluewarden-planning',
    Policy: planningPolicy,
  };
  expectSts(nock, 'AssumeRole', parameters, assumedXml(ownAccount, expires));
  return (await testRemediationCloud().reader(account, region)).reader;
}

type Reader = Awaited<ReturnType<typeof openReader>>;

/** Expects one request with this input; the answer has a request id. */
function expectGlue(operation: string, input: Record<string, unknown>, body: unknown): void {
  nock(`https://glue.${region}.amazonaws.com`)
    .post('/', (sent: unknown) => isDeepStrictEqual(sent, input))
    .matchHeader('x-amz-target', `AWSGlue.${operation}`)
    .matchHeader('x-amz-security-token', 'assumed-token')
    .reply(200, JSON.stringify(body), { 'x-amzn-requestid': 'request-7' });
}

interface Definition {
  readonly operation: string;
  readonly input: Record<string, string>;
  readonly member: string;
  readonly read: (reader: Reader) => ReturnType<Reader['definition']>;
}

const definitions: readonly Definition[] = [
  {
    operation: 'GetSecurityConfiguration',
    input: { Name: 'x' },
    member: 'SecurityConfiguration',
    read: (reader) => reader.definition(the.configuration('x')),
  },
  { operation: 'GetJob', input: { JobName: 'x' }, member: 'Job', read: (reader) => reader.definition(the.job('x')) },
  {
    operation: 'GetTrigger',
    input: { Name: 'x' },
    member: 'Trigger',
    read: (reader) => reader.definition(the.trigger('x')),
  },
  {
    operation: 'GetCrawler',
    input: { Name: 'x' },
    member: 'Crawler',
    read: (reader) => reader.definition(the.crawler('x')),
  },
  {
    operation: 'GetColumnStatisticsTaskSettings',
    input: { DatabaseName: 'x', TableName: 'y' },
    member: 'ColumnStatisticsTaskSettings',
    read: (reader) => reader.definition(the.columnStatistics('x', 'y')),
  },
];

describe.each(definitions)('$operation', ({ operation, input, member, read }) => {
  it('gives the definition exactly as sent, unknown members and odd instants too, with the request id', async () => {
    const sent = { Name: 'x', Future: { Deep: [null, 0.0625, 'á'] }, CreatedOn: 'yesterday', Empty: '', Nothing: null };
    expectGlue(operation, input, { [member]: sent });
    expect(await read(await openReader())).toEqual({ definition: sent, awsRequestId: 'request-7' });
  });

  it('is undefined for what does not exist', async () => {
    expectJson(nock, 'glue', region, operation, input, refusal('EntityNotFoundException'));
    expect(await read(await openReader())).toBeUndefined();
  });

  it.each(['AccessDeniedException', 'ThrottlingException', 'InternalServiceException'])(
    'rejects with %s',
    async (code) => {
      expectJson(nock, 'glue', region, operation, input, refusal(code));
      await expect(read(await openReader())).rejects.toMatchObject({ name: 'CloudError', call: operation, code });
    },
  );

  it.each([{}, { [member]: null }, { [member]: 'x' }, '<html>'])('is no definition in %j', async (body) => {
    expectJson(nock, 'glue', region, operation, input, { body });
    await expect(read(await openReader())).rejects.toMatchObject({ call: operation, code: 'MalformedResponse' });
  });
});

describe('tables', () => {
  const input = { DatabaseName: 'sales', MaxResults: 100, AttributesToGet: ['NAME'] };
  const named = (...names: string[]) => names.map((Name) => ({ Name }));

  it('gives the names of a database, over pages, an empty one among them', async () => {
    expectGlue('GetTables', input, { TableList: named('a', 'b'), NextToken: '1' });
    expectGlue('GetTables', { ...input, NextToken: '1' }, { TableList: [], NextToken: '2' });
    expectGlue('GetTables', { ...input, NextToken: '2' }, { TableList: named('b', 'c'), NextToken: '' });
    expect(await (await openReader()).tables('sales')).toEqual(['a', 'b', 'c']);
  });

  it('rejects when a later page cannot be read: a part is not all', async () => {
    expectGlue('GetTables', input, { TableList: named('a'), NextToken: '1' });
    const next = { ...input, NextToken: '1' };
    expectJson(nock, 'glue', region, 'GetTables', next, refusal('AccessDeniedException'));
    await expect((await openReader()).tables('sales')).rejects.toMatchObject({
      name: 'CloudError',
      call: 'GetTables',
      code: 'AccessDeniedException',
    });
  });

  it.each([
    [{}, 'MalformedResponse'],
    [{ TableList: [{ Name: 'a' }, {}] }, 'MalformedItem'],
  ])('is no list in %j', async (body, code) => {
    expectJson(nock, 'glue', region, 'GetTables', input, { body });
    await expect((await openReader()).tables('sales')).rejects.toMatchObject({ call: 'GetTables', code });
  });

  it('rejects when there is no such database, which is not the same as no tables', async () => {
    expectJson(nock, 'glue', region, 'GetTables', input, refusal('EntityNotFoundException'));
    await expect((await openReader()).tables('sales')).rejects.toMatchObject({ code: 'EntityNotFoundException' });
  });
});

describe('activeRuns', () => {
  it('counts what has not ended, over pages', async () => {
    const runs = (...states: string[]) => states.map((JobRunState, index) => ({ Id: `jr_${index}`, JobRunState }));
    const first = runs('STARTING', 'RUNNING', 'STOPPING', 'WAITING', 'SOMETHING_NEW', 'STOPPED', 'SUCCEEDED');
    expectGlue('GetJobRuns', { JobName: 'j', MaxResults: 200 }, { JobRuns: first, NextToken: 't' });
    const second = runs('FAILED', 'TIMEOUT', 'ERROR', 'EXPIRED', 'RUNNING');
    expectGlue('GetJobRuns', { JobName: 'j', MaxResults: 200, NextToken: 't' }, { JobRuns: second, NextToken: '' });
    expect(await (await openReader()).activeRuns('j')).toBe(6);
  });

  it('looks at the newest thousand only', async () => {
    for (const token of [undefined, '1', '2', '3', '4'])
      expectGlue(
        'GetJobRuns',
        { JobName: 'j', MaxResults: 200, ...(token && { NextToken: token }) },
        { JobRuns: [], NextToken: String(Number(token ?? 0) + 1) },
      );
    expect(await (await openReader()).activeRuns('j')).toBe(0);
  });

  it('rejects when the runs cannot be read, which is not the same as none', async () => {
    expectJson(nock, 'glue', region, 'GetJobRuns', { JobName: 'j', MaxResults: 200 }, refusal('AccessDeniedException'));
    await expect((await openReader()).activeRuns('j')).rejects.toMatchObject({ code: 'AccessDeniedException' });
  });
});

const aRun = (id: string, startedOn: number, more: Record<string, unknown> = {}) => ({
  Id: id,
  JobName: 'j',
  JobRunState: 'SUCCEEDED',
  StartedOn: startedOn,
  ...more,
});
const firstPage = { JobName: 'j', MaxResults: 200 };

describe('runs', () => {
  const since = 1_700_000_000_000;
  const at = since / 1000;

  it('are those since then, over short and empty pages, with their configuration', async () => {
    const newest = aRun('r3', at + 2.5, { SecurityConfiguration: 'twin', JobRunState: 'RUNNING' });
    expectGlue('GetJobRuns', firstPage, { JobRuns: [newest], NextToken: 'a' });
    expectGlue('GetJobRuns', { ...firstPage, NextToken: 'a' }, { JobRuns: [], NextToken: 'b' });
    expectGlue('GetJobRuns', { ...firstPage, NextToken: 'b' }, { NextToken: 'c' });
    const rest = [aRun('r2', at), aRun('r1', at - 0.001)];
    expectGlue('GetJobRuns', { ...firstPage, NextToken: 'c' }, { JobRuns: rest });
    expect(await (await openReader()).runs('j', since)).toEqual([
      { id: 'r3', state: 'RUNNING', startedAt: since + 2_500, configuration: 'twin' },
      { id: 'r2', state: 'SUCCEEDED', startedAt: since },
    ]);
  });

  it('are not looked for behind a page of older ones', async () => {
    const runs = [aRun('r2', at + 1), aRun('r1', at - 1)];
    expectGlue('GetJobRuns', firstPage, { JobRuns: runs, NextToken: 'a' });
    expectGlue('GetJobRuns', { ...firstPage, NextToken: 'a' }, { JobRuns: [aRun('r0', at - 9)], NextToken: 'b' });
    expect((await (await openReader()).runs('j', since)).map(({ id }) => id)).toEqual(['r2']);
  });

  it.each(['EntityNotFoundException', 'AccessDeniedException', 'ThrottlingException', 'InternalServiceException'])(
    'reject with %s, which is not the same as none',
    async (code) => {
      expectJson(nock, 'glue', region, 'GetJobRuns', firstPage, refusal(code, 'about s3://S3CR3T'));
      await expect((await openReader()).runs('j', since)).rejects.toMatchObject({ call: 'GetJobRuns', code });
    },
  );

  it('reject when a later page cannot be read: the first run may be on it', async () => {
    expectGlue('GetJobRuns', firstPage, { JobRuns: [aRun('r2', at + 1)], NextToken: 'a' });
    const second = { ...firstPage, NextToken: 'a' };
    expectJson(nock, 'glue', region, 'GetJobRuns', second, refusal('AccessDeniedException'));
    await expect((await openReader()).runs('j', since)).rejects.toMatchObject({ code: 'AccessDeniedException' });
  });

  it.each([{ JobRuns: 'x' }, { JobRuns: {} }, { JobRuns: [], NextToken: 7 }, '<html>', '[]'])(
    'are not none in the answer %j',
    async (body) => {
      expectJson(nock, 'glue', region, 'GetJobRuns', firstPage, { body });
      await expect((await openReader()).runs('j', since)).rejects.toMatchObject({ code: 'MalformedResponse' });
    },
  );

  it('reject when a token repeats: a run would count twice', async () => {
    expectGlue('GetJobRuns', firstPage, { JobRuns: [aRun('r2', at + 1)], NextToken: 'a' });
    const second = { ...firstPage, NextToken: 'a' };
    expectGlue('GetJobRuns', second, { JobRuns: [aRun('r1', at + 1)], NextToken: 'a' });
    await expect((await openReader()).runs('j', since)).rejects.toMatchObject({ code: 'RepeatedToken' });
  });
});

describe('bookmark', () => {
  const input = { JobName: 'j' };

  it('is its numbers and a digest of its content, which stays behind', async () => {
    const JobBookmark = '{"s3://S3CR3T":{"lastModified":1}}';
    const entry = { JobName: 'j', Version: 4, Run: 3, Attempt: 0, RunId: 'jr_3', PreviousRunId: 'jr_2', JobBookmark };
    expectGlue('GetJobBookmark', input, { JobBookmarkEntry: entry });
    const seen = await (await openReader()).bookmark('j');
    expect(seen).toEqual({
      version: 4,
      run: 3,
      attempt: 0,
      runId: 'jr_3',
      previousRunId: 'jr_2',
      digest: createHash('sha256').update(JobBookmark).digest('hex'),
    });
    expect(JSON.stringify(seen)).not.toContain('S3CR3T');
  });

  it('is none for a job that has none', async () => {
    expectJson(nock, 'glue', region, 'GetJobBookmark', input, refusal('EntityNotFoundException'));
    expect(await (await openReader()).bookmark('j')).toEqual({ none: true });
  });

  it.each(['AccessDeniedException', 'ThrottlingException', 'ValidationException'])(
    'rejects with %s: that is not none',
    async (code) => {
      expectJson(nock, 'glue', region, 'GetJobBookmark', input, refusal(code));
      await expect((await openReader()).bookmark('j')).rejects.toMatchObject({ call: 'GetJobBookmark', code });
    },
  );

  it.each([{}, { JobBookmarkEntry: null }, { JobBookmarkEntry: 'x' }, { JobBookmarkEntry: [] }, '<html>'])(
    'is neither there nor none in the answer %j',
    async (body) => {
      expectJson(nock, 'glue', region, 'GetJobBookmark', input, { body });
      await expect((await openReader()).bookmark('j')).rejects.toMatchObject({ code: 'MalformedResponse' });
    },
  );
});

describe('tags', () => {
  const arn = `arn:aws:glue:${region}:${ownAccount}:job/j`;

  it('gives them', async () => {
    expectGlue('GetTags', { ResourceArn: arn }, { Tags: { team: 'data', odd: 7 } });
    expectGlue('GetTags', { ResourceArn: arn }, {});
    const reader = await openReader();
    expect(await reader.tags(arn)).toEqual({ team: 'data' });
    expect(await reader.tags(arn)).toEqual({});
  });

  it('rejects when they may not be read', async () => {
    expectJson(nock, 'glue', region, 'GetTags', { ResourceArn: arn }, refusal('AccessDeniedException'));
    await expect((await openReader()).tags(arn)).rejects.toMatchObject({ call: 'GetTags' });
  });
});

describe('keys', () => {
  const kms = (operation: string, input: Record<string, unknown>, answer: { status?: number; body: unknown }) =>
    expectJson(nock, 'kms', region, operation, input, answer);

  it('has an entry for each alias, then the keys without one, and none that AWS manages', async () => {
    const body = { Aliases: [alias('alias/data', 1), alias('alias/aws/glue', 2)], Truncated: true, NextMarker: 'm' };
    kms('ListAliases', { Limit: 100 }, { body });
    const rest = { Aliases: [alias('alias/aws/s3'), alias('alias/a', 1)], Truncated: false };
    kms('ListAliases', { Limit: 100, Marker: 'm' }, { body: rest });
    const keys = [3, 1, 2].map((digit) => ({ KeyId: keyId(digit), KeyArn: key(digit) }));
    kms('ListKeys', { Limit: 100 }, { body: { Keys: keys, Truncated: false } });
    expect(await (await openReader()).keys()).toEqual([
      { arn: key(1), alias: 'alias/a' },
      { arn: key(1), alias: 'alias/data' },
      { arn: key(3) },
    ]);
  });

  it('has those with an alias where keys may not be listed', async () => {
    kms('ListAliases', { Limit: 100 }, { body: { Aliases: [alias('alias/data', 1)], Truncated: false } });
    kms('ListKeys', { Limit: 100 }, refusal('AccessDeniedException'));
    expect(await (await openReader()).keys()).toEqual([{ arn: key(1), alias: 'alias/data' }]);
  });

  it('rejects otherwise', async () => {
    kms('ListAliases', { Limit: 100 }, refusal('AccessDeniedException'));
    kms('ListKeys', { Limit: 100 }, { body: { Keys: [], Truncated: false } });
    await expect((await openReader()).keys()).rejects.toMatchObject({
      call: 'ListAliases',
      code: 'AccessDeniedException',
    });
  });
});
