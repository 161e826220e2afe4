import { createServer, type Server, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ConnectionSettings } from '../../../src/aws/access/connections.ts';
import { assumedXml, callerXml, closeClouds, isolatedAws, ownAccount, testCloud } from '../../support/aws/aws.ts';
import { the, write } from '../../support/aws/definition-calls.ts';
import {
  account,
  closeRemediationClouds,
  expires,
  plan,
  switchJob,
  testRemediationCloud,
} from '../../support/aws/remediation-cloud.ts';

isolatedAws();

let server: Server;
let answerGlue: (response: ServerResponse) => void;
let sockets = 0;

beforeEach(async () => {
  sockets = 0;
  server = createServer((request, response) => {
    if (request.headers['x-amz-target']) answerGlue(response);
    else response.end(callerXml().xml);
  });
  server.on('connection', () => {
    sockets++;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`);
});

afterEach(async () => {
  closeClouds();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function reader(connections: Partial<ConnectionSettings>) {
  const cloud = testCloud({ connections });
  return (await cloud.enter({ regions: ['eu-west-1'] })).region('eu-west-1');
}

describe('a connection that hangs', () => {
  it('is a time-out when no answer comes', async () => {
    answerGlue = () => undefined;
    const target = await reader({ requestTimeoutMs: 1_000 });
    expect((await target.jobs()).error).toMatchObject({ call: 'GetJobs', error: 'TimeoutError' });
  });

  it('is a time-out when the answer stops in the middle', async () => {
    answerGlue = (response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"Jobs":[');
    };
    const target = await reader({ requestTimeoutMs: 1_000 });
    expect((await target.jobs()).error).toMatchObject({ call: 'GetJobs', error: 'TimeoutError' });
  });

  it.each([
    ['before the answer', () => undefined],
    [
      'in the middle of the answer',
      (response: ServerResponse) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{"Jobs":[');
      },
    ],
  ])('ends with its deadline, %s', async (_when, answer) => {
    const deadline = new AbortController();
    answerGlue = (response) => {
      answer(response);
      setImmediate(() => deadline.abort(new DOMException('late', 'TimeoutError')));
    };
    const target = await reader({});
    expect((await target.jobs(deadline.signal)).error).toMatchObject({ call: 'GetJobs', error: 'DeadlineExceeded' });
  });

  it('that ends early is a broken connection', async () => {
    answerGlue = (response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"Jobs":[', () => response.destroy());
    };
    const target = await reader({});
    expect((await target.jobs()).error).toMatchObject({ call: 'GetJobs', error: 'ECONNRESET' });
  });
});

describe('the pool of connections', () => {
  it('is shared by all services, regions and calls', async () => {
    answerGlue = (response) => {
      response.end('{}');
    };
    const cloud = testCloud({ connections: { maxSockets: 1 } });
    const entered = await cloud.enter({ regions: ['eu-west-1'] });
    const regions = ['eu-west-1', 'us-east-1', 'us-west-2'].map((region) => entered.region(region));
    await Promise.all(regions.flatMap((target) => [target.jobs(), target.configurations(), target.triggers()]));
    expect(sockets).toBe(1);
  });

  it('takes many calls with one signal without a warning', async () => {
    const warned = vi.fn();
    process.on('warning', warned);
    try {
      answerGlue = (response) => {
        response.end('{}');
      };
      const target = await reader({});
      const { signal } = new AbortController();
      const listings = await Promise.all(Array.from({ length: 60 }, () => target.jobs(signal)));
      expect(listings.every(({ error }) => error === undefined)).toBe(true);
      await new Promise((resolve) => setImmediate(resolve));
      expect(warned).not.toHaveBeenCalled();
    } finally {
      process.off('warning', warned);
    }
  });
});

describe('the connection of a write', () => {
  it('is the one on which the read before it was answered: none has to be opened after the last check', async () => {
    answerGlue = (response) => response.end('{"Job":{"Name":"a"}}');
    const cloud = testRemediationCloud();
    const sts = createServer((_request, response) => response.end(assumedXml(ownAccount, expires).xml));
    await new Promise<void>((resolve) => sts.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void sts.close());
    const address = sts.address();
    vi.stubEnv('AWS_ENDPOINT_URL_STS', `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`);
    const { reader, writer } = await cloud.session(account, plan, [switchJob('a')]);
    await reader.definition(the.job('a'));
    await write.updateJob(writer, 'a', { Role: 'r' });
    expect(sockets).toBe(1);
    closeRemediationClouds();
    sts.closeAllConnections();
  });
});
