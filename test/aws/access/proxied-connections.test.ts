import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CloudError } from '../../../src/domain/errors.ts';
import { networkFaultOf } from '../../../src/domain/network-fault.ts';
import type { ProxySettings } from '../../../src/domain/proxy.ts';
import { callerXml, closeClouds, isolatedAws, testCloud } from '../../support/aws/aws.ts';
import { type CompanyNetwork, startCompanyNetwork } from '../../support/processes/company-network.ts';

isolatedAws();

let server: Server;
let port: number;
let asked: (string | undefined)[];
let network: CompanyNetwork;

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push(request.url);
    response.end(callerXml().xml);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
  network = await startCompanyNetwork({ 'aws.gluewarden.test': port });
  vi.stubEnv('AWS_ENDPOINT_URL', 'https://aws.gluewarden.test');
});

afterEach(async () => {
  closeClouds();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function enter(proxy: ProxySettings, connections = {}): Promise<string> {
  try {
    const { id } = await testCloud({ proxy, connections }).enter({ regions: ['eu-west-1'] });
    return id;
  } catch (error) {
    if (error instanceof CloudError) return error.code;
    throw error;
  }
}

const https = () => ({ https: `http://${network.address}/`, noProxy: [] });

describe('AWS behind a proxy', () => {
  it('is asked at an http:// address through HTTP_PROXY', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://aws.gluewarden.test');
    expect(await enter({ http: `http://127.0.0.1:${port}/`, noProxy: [] })).toBe('111122223333');
    expect(asked).toEqual(['http://aws.gluewarden.test/']);
  });

  it('is asked directly where NO_PROXY or this machine is named', async () => {
    const proxy = { http: `http://${network.address}/`, https: `http://${network.address}/`, noProxy: [] };
    for (const host of ['127.0.0.1', 'localhost']) {
      vi.stubEnv('AWS_ENDPOINT_URL', `http://${host}:${port}`);
      expect(await enter(proxy)).toBe('111122223333');
    }
    vi.stubEnv('AWS_ENDPOINT_URL', 'https://aws.gluewarden.test');
    expect(await enter({ ...proxy, noProxy: ['gluewarden.test'] })).toMatch(/ENOTFOUND|EAI_AGAIN/);
    expect(network.connects).toEqual([]);
  });

  it.each([
    [407, 'PROXY_AUTHENTICATION'],
    [403, 'PROXY_REFUSED'],
    [503, 'PROXY_REFUSED'],
  ])('a CONNECT that is refused with %i is %s', async (status, code) => {
    network.answer(status);
    expect(await enter(https())).toBe(code);
    expect(network.connects).toEqual(['aws.gluewarden.test:443']);
  });

  it('a 407 on the way to an http:// address is the proxy, too', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://aws.gluewarden.test');
    server.removeAllListeners('request');
    server.on('request', (_request, response) => response.writeHead(407).end());
    expect(await enter({ http: `http://127.0.0.1:${port}/`, noProxy: [] })).toBe('PROXY_AUTHENTICATION');
  });

  it('a proxy that is not there, or whose name is unknown', async () => {
    for (const proxy of ['http://127.0.0.1:1/', 'http://proxy.gluewarden.test:1/'])
      expect(await enter({ https: proxy, noProxy: [] })).toBe('PROXY_UNREACHABLE');
  });

  it('a proxy that never answers is left, with its connection', async () => {
    network.answer('stall');
    expect(await enter(https(), { tunnelTimeoutMs: 50 })).toBe('PROXY_UNREACHABLE');
    await expect.poll(() => network.open()).toBe(0);
    expect(network.connects).toHaveLength(1);
  });

  it('a certificate of an authority that nobody trusts', async () => {
    expect(networkFaultOf(await enter(https()))).toBe('untrusted-certificate');
    await expect.poll(() => network.open()).toBe(0);
  });

  it('https:// for a proxy that is http:// is said as such', async () => {
    expect(networkFaultOf(await enter({ https: `https://${network.address}/`, noProxy: [] }))).toBe('not-tls');
  });
});
