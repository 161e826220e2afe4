import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createHealthServer, type HealthServer, type HealthServerOptions, ListenError } from '../../src/ops/health.ts';
import { silentLog } from '../../src/ops/logging.ts';

const open: HealthServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close(0)));
});

async function start(options: Partial<HealthServerOptions> = {}): Promise<{ server: HealthServer; url: string }> {
  const server = await createHealthServer({
    host: '127.0.0.1',
    port: 0,
    checks: [],
    metrics: { text: async () => 'a 1\n', contentType: 'text/plain' },
    log: silentLog,
    ...options,
  });
  open.push(server);
  return { server, url: `http://127.0.0.1:${server.port}` };
}

/** Sends raw bytes and collects what comes back until the server closes the connection. */
function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.setEncoding('utf8').on('data', (part) => (received += part));
    socket.on('error', reject).on('close', () => resolve(received));
  });
}

describe('pages', () => {
  test('/healthz tells how late the loop was at the worst, and nothing of the interval of its samples', async () => {
    const { url } = await start();
    const lagMs = async () => (await (await fetch(`${url}/healthz`)).json()).lagMs;
    const blocked = () => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
      return lagMs();
    };
    const patience = { timeout: 20_000, interval: 250 };
    await expect.poll(blocked, patience).toBeGreaterThanOrEqual(150);
    // Of two samples and more.
    await expect.poll(lagMs, patience).toBeLessThan(50);
  });

  test('/healthz answers while the event loop turns', async () => {
    const { url } = await start();
    const response = await fetch(`${url}/healthz?from=probe`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ ok: true, lagMs: expect.any(Number) });
    expect((await fetch(`${url}/healthz`, { method: 'HEAD' })).status).toBe(200);
  });

  test('/readyz names what is not ready, and no reason that a stranger should not read', async () => {
    let connected = false;
    const { url } = await start({
      checkTimeoutMs: 20,
      checks: [
        { name: 'slack', check: async () => connected },
        { name: 'store', check: () => (connected ? Promise.resolve() : Promise.reject(new Error('secret path'))) },
        {
          name: 'thrower',
          check: () => {
            if (!connected) throw new Error('x');
            return Promise.resolve();
          },
        },
        { name: 'hanging', check: () => (connected ? Promise.resolve() : new Promise(() => {})) },
      ],
    });
    const before = await fetch(`${url}/readyz`);
    expect(before.status).toBe(503);
    expect(await before.json()).toEqual({ ready: false, notReady: ['slack', 'store', 'thrower', 'hanging'] });
    connected = true;
    const after = await fetch(`${url}/readyz`);
    expect([after.status, await after.json()]).toEqual([200, { ready: true, notReady: [] }]);
  });

  test('/metrics', async () => {
    const { url } = await start();
    const response = await fetch(`${url}/metrics`);
    expect([response.headers.get('content-type'), await response.text()]).toEqual(['text/plain', 'a 1\n']);
  });

  test('a page that fails is a 500 and a log line, and the server lives on', async () => {
    const logged: object[] = [];
    const log = { ...silentLog, error: (fields: object) => void logged.push(fields) };
    const { url } = await start({
      log,
      metrics: { text: () => Promise.reject(new Error('x')), contentType: 'text/plain' },
    });
    expect((await fetch(`${url}/metrics`)).status).toBe(500);
    expect(logged).toHaveLength(1);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  test('Slack’s requests go to its listener, only when there is one and only as POST', async () => {
    const bare = await start();
    expect((await fetch(`${bare.url}/slack/events`, { method: 'POST', body: 'x' })).status).toBe(404);
    const { url } = await start({ slackListener: (request, response) => void request.pipe(response) });
    const response = await fetch(`${url}/slack/events`, { method: 'POST', body: 'payload' });
    expect(await response.text()).toBe('payload');
    expect((await fetch(`${url}/slack/events`)).status).toBe(404);
  });

  test.each(['/', '/healthz/', '//healthz', '/..%2f', '/slack/events/x', '/HEALTHZ'])(
    '%s is not found',
    async (path) => {
      const { url } = await start();
      expect((await fetch(`${url}${path}`)).status).toBe(404);
    },
  );
});

describe('clients that misbehave', () => {
  const limits = { headersTimeout: 60, requestTimeout: 120, connectionsCheckingInterval: 20 };

  test('headers that never end are cut off', async () => {
    const { server } = await start({ limits });
    expect(await raw(server.port, 'GET /healthz HTTP/1.1\r\nHost: x\r\n')).toMatch(/^HTTP\/1.1 408/);
  });

  test('a body that never ends is cut off', async () => {
    const { server } = await start({ limits, slackListener: (request) => void request.resume() });
    const head = 'POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n';
    expect(await raw(server.port, `${head}few`)).not.toMatch(/200/);
  });

  test('a body for a page that does not exist is not waited for', async () => {
    const { server } = await start();
    const head = 'POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n';
    expect(await raw(server.port, `${head}few`)).toMatch(/^HTTP\/1.1 404/);
  });

  test('headers of a megabyte are refused', async () => {
    const { server } = await start();
    const response = await raw(server.port, `GET / HTTP/1.1\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`).catch(
      () => 'cut off',
    );
    expect(response).toMatch(/431|cut off/);
  });
});

describe('listening and closing', () => {
  test('a port that is taken is a typed error that says what to do', async () => {
    const { server } = await start();
    const error: unknown = await start({ port: server.port }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ListenError);
    expect(error).toMatchObject({ code: 'EADDRINUSE' });
    expect(String(error).replace(String(server.port), 'PORT')).toMatchInlineSnapshot(
      `"ListenError: 127.0.0.1:PORT is already in use: stop the other program (is the bot running twice?), or set PORT to another port"`,
    );
  });

  test('an address that is not ours', async () => {
    await expect(start({ host: '192.0.2.1' })).rejects.toThrow(/set HOST to/);
  });

  test('close waits for a running request, and takes no new one', async () => {
    let finish = () => {};
    let arrived = () => {};
    const running = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const { server, url } = await start({
      slackListener: (_request, response) => {
        finish = () => response.end('done');
        arrived();
      },
    });
    const answer = fetch(`${url}/slack/events`, { method: 'POST' });
    await running;
    let closed = false;
    const closing = server.close().then(() => {
      closed = true;
    });
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
    expect(closed).toBe(false);
    finish();
    expect(await (await answer).text()).toBe('done');
    await closing;
  });

  test('close cuts off what does not end in time', async () => {
    const arrived = Promise.withResolvers<void>();
    const { server, url } = await start({ slackListener: () => arrived.resolve() });
    const answer = fetch(`${url}/slack/events`, { method: 'POST' });
    const refused = expect(answer).rejects.toThrow();
    await arrived.promise;
    await server.close(5);
    await refused;
  });
});
