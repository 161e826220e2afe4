import { isDeepStrictEqual } from 'node:util';
import * as sdk from '@aws-sdk/client-glue';
import { afterEach, describe, expect, it } from 'vitest';
import { createDefinitionWriter } from '../../../src/aws/change/definition-writer.ts';
import { joinSessions } from '../../../src/aws/change/split-session.ts';
import { faultOf } from '../../../src/domain/aws-fault.ts';
import type { JsonObject } from '../../../src/domain/json.ts';
import type { DefinitionWriter } from '../../../src/usecases/ports/remediation-cloud.ts';
import { accessKey, expectJson, isolatedAws, refusal, secretKey } from '../../support/aws/aws.ts';
import { write } from '../../support/aws/definition-calls.ts';
import { strictNock } from '../../support/aws/nock.ts';
import {
  closeRemediationClouds,
  create,
  deletion,
  openTestSession,
  region,
  switchCrawler,
  switchJob,
  switchStatistics,
  switchTrigger,
} from '../../support/aws/remediation-cloud.ts';

const nock = strictNock();
isolatedAws();
afterEach(closeRemediationClouds);

const steps = [create(), switchJob('j'), switchTrigger('t'), switchCrawler('c'), switchStatistics('sales', 'orders')];

const openWriterAndReader = () => openTestSession(nock, steps);

async function openWriter(): Promise<DefinitionWriter> {
  return (await openWriterAndReader()).writer;
}

/** Everything that an update can hold, as UpdateJob takes it. */
const jobUpdate: JsonObject = {
  JobMode: 'SCRIPT',
  JobRunQueuingEnabled: false,
  Description: '',
  LogUri: 's3://logs/',
  Role: 'arn:aws:iam::111122223333:role/etl',
  ExecutionProperty: { MaxConcurrentRuns: 3 },
  Command: { Name: 'glueetl', ScriptLocation: 's3://b/s.py', PythonVersion: '3', Runtime: 'Ray2.4' },
  DefaultArguments: { '--job-bookmark-option': 'job-bookmark-enable', '--words': 'á\u2028"\\', __proto: 'x', '': '' },
  NonOverridableArguments: {},
  Connections: { Connections: ['one', 'two'] },
  MaxRetries: 0,
  Timeout: 2880,
  MaxCapacity: 0.0625,
  WorkerType: 'G.1X',
  NumberOfWorkers: 2,
  SecurityConfiguration: 'twin',
  NotificationProperty: { NotifyDelayAfter: 1 },
  GlueVersion: '5.0',
  ExecutionClass: 'FLEX',
  SourceControlDetails: {
    Provider: 'GITHUB',
    Repository: 'r',
    Owner: 'o',
    Branch: 'b',
    Folder: 'f',
    LastCommitId: 'c',
    AuthStrategy: 'PERSONAL_ACCESS_TOKEN',
    AuthToken: 'T0KEN',
  },
  MaintenanceWindow: 'Sun:1',
};
const triggerUpdate: JsonObject = {
  Description: 'd',
  Schedule: 'cron(0 1 * * ? *)',
  Actions: [
    {
      JobName: 'j',
      Arguments: { '--x': 'y' },
      Timeout: 5,
      SecurityConfiguration: 'twin',
      NotificationProperty: { NotifyDelayAfter: 2 },
    },
    { CrawlerName: 'c' },
  ],
  Predicate: { Logical: 'AND', Conditions: [{ LogicalOperator: 'EQUALS', JobName: 'j', State: 'SUCCEEDED' }] },
  EventBatchingCondition: { BatchSize: 1, BatchWindow: 60 },
};
const statisticsUpdate: JsonObject = {
  DatabaseName: 'sales',
  TableName: 'orders',
  Role: 'arn:aws:iam::111122223333:role/etl',
  Schedule: 'cron(0 3 * * ? *)',
  ColumnNameList: ['id', 'á'],
  SampleSize: 0.5,
  CatalogID: '111122223333',
  SecurityConfiguration: 'twin',
};
const encryption: JsonObject = {
  S3Encryption: [{ S3EncryptionMode: 'SSE-S3' }],
  CloudWatchEncryption: { CloudWatchEncryptionMode: 'DISABLED' },
  JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'CSE-KMS', KmsKeyArn: 'arn:aws:kms:eu-west-1:1:key/k' },
  DataQualityEncryption: { DataQualityEncryptionMode: 'SSE-KMS', KmsKeyArn: 'arn:aws:kms:eu-west-1:1:key/k' },
};

interface Write {
  readonly operation: string;
  readonly input: Record<string, unknown>;
  readonly send: (writer: DefinitionWriter) => Promise<{ awsRequestId: string }>;
}

const writes: readonly Write[] = [
  {
    operation: 'CreateSecurityConfiguration',
    input: { Name: 'twin', EncryptionConfiguration: encryption },
    send: (writer) => write.createConfiguration(writer, 'twin', encryption),
  },
  {
    operation: 'UpdateJob',
    input: { JobName: 'j', JobUpdate: jobUpdate },
    send: (writer) => write.updateJob(writer, 'j', jobUpdate),
  },
  {
    operation: 'UpdateTrigger',
    input: { Name: 't', TriggerUpdate: triggerUpdate },
    send: (writer) => write.updateTrigger(writer, 't', triggerUpdate),
  },
  {
    operation: 'UpdateCrawler',
    input: { Name: 'c', CrawlerSecurityConfiguration: 'twin' },
    send: (writer) => write.updateCrawler(writer, 'c', 'twin'),
  },
  {
    operation: 'UpdateColumnStatisticsTaskSettings',
    input: statisticsUpdate,
    send: (writer) => write.updateColumnStatistics(writer, statisticsUpdate),
  },
  {
    operation: 'DeleteSecurityConfiguration',
    input: { Name: 'twin' },
    send: (writer) => write.deleteConfiguration(writer, 'twin'),
  },
];

describe.each(writes)('$operation', ({ operation, input, send }) => {
  const expectOnce = (): ReturnType<ReturnType<typeof nock>['post']> =>
    nock(`https://glue.${region}.amazonaws.com`).post('/').matchHeader('x-amz-target', `AWSGlue.${operation}`);

  it('sends exactly what was given and gives the request id', async () => {
    nock(`https://glue.${region}.amazonaws.com`)
      .post('/', (sent: unknown) => isDeepStrictEqual(sent, input))
      .matchHeader('x-amz-target', `AWSGlue.${operation}`)
      .matchHeader('x-amz-security-token', 'assumed-token')
      .reply(200, '{}', { 'x-amzn-requestid': 'request-9' });
    expect(await send(await openWriter())).toEqual({ awsRequestId: 'request-9' });
  });

  // Each is answered once: a second attempt would be an unexpected request.
  it.each([
    ['InvalidInputException', 'refused'],
    ['EntityNotFoundException', 'refused'],
    ['ResourceNumberLimitExceededException', 'refused'],
    ['CrawlerRunningException', 'refused'],
    ['AccessDeniedException', 'denied'],
    ['ThrottlingException', 'again'],
    ['ConcurrentModificationException', 'again'],
    ['AlreadyExistsException', 'again'],
    ['ExpiredTokenException', 'stale-credentials'],
    ['InternalServiceException', 'unknown'],
    ['OperationTimeoutException', 'unknown'],
  ])('is sent once when %s comes back, which is %s', async (code, fault) => {
    expectJson(nock, 'glue', region, operation, input, refusal(code));
    await expect(send(await openWriter())).rejects.toMatchObject({ name: 'CloudError', call: operation, code });
    expect(faultOf(code)).toBe(fault);
  });

  it.each([500, 502, 503, 504])('is sent once when HTTP %i comes back, and nobody knows', async (status) => {
    expectOnce().reply(status, '<html>');
    const error = await send(await openWriter()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'CloudError', call: operation, code: `Http${status}` });
    expect(faultOf(`Http${status}`)).toBe('unknown');
  });

  it.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT'])('is sent once when the connection ends by %s', async (code) => {
    expectOnce().replyWithError(Object.assign(new Error('x'), { code }));
    const expected = code === 'ETIMEDOUT' ? 'TimeoutError' : code;
    await expect(send(await openWriter())).rejects.toMatchObject({ call: operation, code: expected });
    expect(faultOf(expected)).toBe('unknown');
  });

  it('knows nothing from an answer that cannot be read', async () => {
    expectOnce().reply(200, '<html>');
    await expect(send(await openWriter())).rejects.toMatchObject({ call: operation, code: 'MalformedResponse' });
    expect(faultOf('MalformedResponse')).toBe('unknown');
  });
});

/** Sends with this answer to the last question. */
const asking = (writer: DefinitionWriter, isFresh: () => boolean): DefinitionWriter => ({
  write: (of, operation, input) => writer.write(of, operation, input, isFresh),
});

describe.each(writes)('what $operation rests on', ({ operation, send }) => {
  it.each(['credentials', 'its turn'])('is asked about after the wait for %s, and old nothing leaves', async (wait) => {
    let old = false;
    const pass = (what: string) => {
      old ||= what === wait;
    };
    const client = new sdk.GlueClient({
      region,
      async credentials() {
        pass('credentials');
        return { accessKeyId: accessKey, secretAccessKey: secretKey };
      },
      retryStrategy: {
        async acquireInitialRetryToken() {
          pass('its turn');
          return { getRetryCount: () => 0, getRetryDelay: () => 0 };
        },
        async refreshRetryTokenForRetry() {
          throw new Error('no second attempt');
        },
        recordSuccess() {},
      },
    });
    const writer = createDefinitionWriter(async () => ({ sdk, client }));
    await expect(send(asking(writer, () => !old))).rejects.toMatchObject({
      name: 'CloudError',
      call: operation,
      code: 'ObservationTooOld',
    });
    expect([old, faultOf('ObservationTooOld')]).toEqual([true, 'again']);
  });
});

it('is asked about after the second half of a session was opened for the write', async () => {
  const events: string[] = [];
  const { reader, writer } = await openWriterAndReader();
  const session = joinSessions(
    { steps: [], session: { reader, writer } },
    {
      steps: [deletion('old')],
      async open() {
        events.push('opened');
        return { reader, writer };
      },
    },
  );
  const isFresh = () => {
    events.push('asked');
    return false;
  };
  await expect(write.deleteConfiguration(asking(session.writer, isFresh), 'old')).rejects.toMatchObject({
    code: 'ObservationTooOld',
  });
  expect(events).toEqual(['opened', 'asked']);
});

it('takes a crawler’s configuration off by an empty name: left out, it would stay', async () => {
  const input = { Name: 'c', CrawlerSecurityConfiguration: '' };
  expectJson(nock, 'glue', region, 'UpdateCrawler', input, { body: {} });
  expect(await write.updateCrawler(await openWriter(), 'c', '')).toMatchObject({ awsRequestId: expect.any(String) });
});

describe('an update that the SDK would not send whole', () => {
  it.each<[string, JsonObject, string]>([
    ['an unknown member', { ...jobUpdate, Future: 'S3CR3T' }, 'JobUpdate.Future'],
    ['a nested one', { ...jobUpdate, Command: { Name: 'glueetl', Future: 'S3CR3T' } }, 'JobUpdate.Command.Future'],
    ['a null', { ...jobUpdate, LogUri: null }, 'null'],
  ])('is refused for %s, and nothing leaves', async (_what, update, path) => {
    const error: unknown = await write.updateJob(await openWriter(), 'j', update).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ call: 'UpdateJob', code: 'UnsendableField', message: `Cannot be sent: ${path}` });
    expect(String(error)).not.toContain('S3CR3T');
    expect(faultOf('UnsendableField')).toBe('refused');
  });

  it('is refused for an action of a trigger and a block of a configuration', async () => {
    const writer = await openWriter();
    await expect(
      write.updateTrigger(writer, 't', { Actions: [{ JobName: 'j' }, { JobName: 'k', Future: 1 }] }),
    ).rejects.toMatchObject({
      code: 'UnsendableField',
      message: 'Cannot be sent: TriggerUpdate.Actions[1].Future',
    });
    await expect(
      write.createConfiguration(writer, 'twin', { ...encryption, FutureEncryption: {} }),
    ).rejects.toMatchObject({
      code: 'UnsendableField',
      message: 'Cannot be sent: EncryptionConfiguration.FutureEncryption',
    });
  });
});
