import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createNetServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { networkFaultOf } from '../../../src/domain/network-fault.ts';
import type { ProxySettings } from '../../../src/domain/proxy.ts';
import { toChatError } from '../../../src/slack/transport/chat-error.ts';
import { createClients } from '../../../src/slack/transport/client.ts';
import { createFetch } from '../../../src/slack/transport/network.ts';
import { type CompanyNetwork, startCompanyNetwork } from '../../support/processes/company-network.ts';
import { recordingLog } from '../support.ts';

let slack: Server;
let port: number;
let network: CompanyNetwork;
let asked: string[];

beforeEach(async () => {
  asked = [];
  slack = createServer((request, response) => {
    asked.push(`${request.headers.host}${request.url}`);
    response.setHeader('content-type', 'application/json').end('{"ok":true,"team":"T1"}');
  });
  await new Promise<void>((resolve) => slack.listen(0, '127.0.0.1', resolve));
  port = (slack.address() as AddressInfo).port;
  network = await startCompanyNetwork({ 'slack.gluewarden.test': port });
});

afterEach(async () => {
  slack.closeAllConnections();
  await new Promise((resolve) => slack.close(resolve));
});

const throughProxy = (credentials = '', noProxy: readonly string[] = []) => ({
  http: `http://${credentials}${network.address}/`,
  noProxy,
});

function clients(proxy: ProxySettings, apiUrl = 'http://slack.gluewarden.test/api/') {
  const { interactive, responder } = createClients({ botToken: 'xoxb-1', apiUrl, proxy, log: recordingLog() });
  const respond = responder(`${apiUrl.replace('api/', '')}actions/T1/x`);
  const answer = () => respond({ text: 'x', blocks: [] }, { visibility: 'ephemeral', replace: false });
  return { call: () => interactive.auth.test(), answer };
}

async function failureOf(work: () => Promise<unknown>) {
  try {
    await work();
  } catch (error) {
    const { code, slackCode } = toChatError(error);
    return { code, slackCode };
  }
  throw new Error('nothing failed');
}

describe('Slack behind a proxy', () => {
  it('is called and answered through one, with its user and password', async () => {
    network.demand('user:p@ss');
    const { call, answer } = clients(throughProxy('user:p%40ss@'));
    expect(await call()).toMatchObject({ team: 'T1' });
    await answer();
    expect(asked).toEqual(['slack.gluewarden.test/api/auth.test', 'slack.gluewarden.test/actions/T1/x']);
    expect(network.connects).toContain('slack.gluewarden.test:80');
  });

  it('is called directly where NO_PROXY or this machine is named', async () => {
    await clients(throughProxy(), `http://127.0.0.1:${port}/api/`).call();
    await clients(throughProxy(), `http://localhost:${port}/api/`).answer();
    expect(asked).toHaveLength(2);
    expect(network.connects).toEqual([]);
    const direct = await failureOf(clients(throughProxy('', ['gluewarden.test'])).call);
    expect(direct.slackCode).toMatch(/enotfound|eai_again/);
    expect(network.connects).toEqual([]);
  });

  it.each([
    [407, 'proxy_authentication'],
    [403, 'proxy_refused'],
    [502, 'proxy_refused'],
  ])('a CONNECT that is refused with %i was never sent: %s', async (status, slackCode) => {
    network.answer(status);
    const { call, answer } = clients(throughProxy());
    expect(await failureOf(call)).toEqual({ code: 'unavailable', slackCode });
    expect(await failureOf(answer)).toEqual({ code: 'unavailable', slackCode });
    expect(asked).toEqual([]);
    await expect.poll(() => network.open()).toBe(0);
  });

  it('a certificate of an authority that nobody trusts: nothing was sent, and the tunnel is closed', async () => {
    const { call } = clients({ ...throughProxy(), https: throughProxy().http }, 'https://slack.gluewarden.test/api/');
    const { code, slackCode } = await failureOf(call);
    expect([code, networkFaultOf(slackCode)]).toEqual(['unavailable', 'untrusted-certificate']);
    expect(network.connects).toEqual(['slack.gluewarden.test:443']);
    await expect.poll(() => network.open()).toBe(0);
    expect(asked).toEqual([]);
  });

  it('a proxy that is not there', async () => {
    const closed = createNetServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const gone = (closed.address() as AddressInfo).port;
    await new Promise((resolve) => closed.close(resolve));
    const { call } = clients({ http: `http://127.0.0.1:${gone}/`, noProxy: [] });
    expect(await failureOf(call)).toEqual({ code: 'unavailable', slackCode: 'proxy_unreachable' });
  });

  it('a proxy that never answers is left, with its connection', async () => {
    network.answer('stall');
    const isOver = new AbortController();
    const fetch = createFetch(throughProxy(), () => isOver.signal);
    const failure = failureOf(() => fetch('http://slack.gluewarden.test/'));
    // Its time is over once it was asked: by the clock of a busy machine it may be before.
    await expect.poll(() => network.connects).toHaveLength(1);
    isOver.abort();
    expect(await failure).toEqual({ code: 'unavailable', slackCode: 'proxy_unreachable' });
    await expect.poll(() => network.open()).toBe(0);
  });

  it('something else than a proxy', async () => {
    const other = createNetServer((socket) => socket.on('error', () => {}).end('SSH-2.0-OpenSSH_9.2\r\n'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const { call } = clients({ http: `http://127.0.0.1:${(other.address() as AddressInfo).port}/`, noProxy: [] });
    expect(await failureOf(call)).toEqual({ code: 'unavailable', slackCode: 'proxy_unreachable' });
  });
});
