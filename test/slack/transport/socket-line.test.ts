import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { SocketLine } from '../../../src/slack/transport/socket-line.ts';
import { type CompanyNetwork, startCompanyNetwork } from '../../support/processes/company-network.ts';
import { ManualClock, recordingLog } from '../support.ts';

/** A Slack whose sockets never answer a close frame. */
let slack: Server;
let network: CompanyNetwork;
let sockets: WebSocket[];
let greets: boolean;
let opened: number;

beforeEach(async () => {
  sockets = [];
  greets = true;
  opened = 0;
  slack = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.setHeader('connection', 'close');
    response.end('{"ok":true,"url":"ws://slack.gluewarden.test/link"}');
  });
  const upgrades = new WebSocketServer({ noServer: true });
  slack.on('upgrade', (request, socket, head) => {
    upgrades.handleUpgrade(request, socket, head, (webSocket) => stalled(webSocket, socket as Socket));
  });
  await new Promise<void>((resolve) => slack.listen(0, '127.0.0.1', resolve));
  network = await startCompanyNetwork({ 'slack.gluewarden.test': (slack.address() as AddressInfo).port });
});

afterEach(async () => {
  for (const socket of sockets) socket.terminate();
  slack.closeAllConnections();
  await new Promise((resolve) => slack.close(resolve));
});

function stalled(webSocket: WebSocket, socket: Socket): void {
  opened += 1;
  sockets.push(webSocket);
  webSocket.on('error', () => {});
  if (greets) webSocket.send('{"type":"hello","num_connections":1}');
  // Whatever comes from now on, a close frame included, is read by nobody.
  socket.removeAllListeners('data');
  socket.resume();
}

function lineThrough(clock: ManualClock) {
  const counts = { up: 0, down: 0 };
  const log = recordingLog();
  const line = new SocketLine({
    appToken: 'xapp-1',
    apiUrl: 'http://slack.gluewarden.test/api/',
    proxy: { http: `http://${network.address}/`, noProxy: [] },
    clock,
    log,
    onUp: () => (counts.up += 1),
    onDown: () => (counts.down += 1),
    onRefused: () => {},
  });
  return { line, counts, log };
}

describe('a socket through a proxy', () => {
  it('that never says hello and never lets itself be closed keeps no connection, over many attempts', async () => {
    greets = false;
    const clock = new ManualClock();
    const { line } = lineThrough(clock);
    line.startLater();
    for (let attempt = 1; attempt <= 12; attempt++) {
      await expect.poll(() => opened).toBe(attempt);
      // This attempt's, and that of the one before, which is given two seconds to close.
      await expect.poll(() => network.open()).toBeLessThanOrEqual(2);
      await clock.advance(20_000);
      await clock.advance(Math.min(15_000, 250 * 2 ** (attempt - 1)));
    }
    const stopped = line.stop();
    await clock.advance(2_000);
    await stopped;
    await expect.poll(() => network.open()).toBe(0);
  });

  it('that is refreshed and stalls its close handshake is cut with it', async () => {
    const clock = new ManualClock();
    const { line, counts } = lineThrough(clock);
    await line.start();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      for (let refresh = 1; refresh <= 5; refresh++) {
        sockets.at(-1)?.send('{"type":"disconnect","reason":"refresh_requested"}');
        await vi.waitFor(() => {
          // The package gives the handshake 30 s.
          vi.advanceTimersByTime(31_000);
          expect(counts.down).toBe(refresh);
        });
        await clock.advance(15_000);
        await vi.waitFor(() => expect(counts.up).toBe(refresh + 1));
        await vi.waitFor(() => expect(network.open()).toBe(1));
      }
    } finally {
      vi.useRealTimers();
    }
    const stopped = line.stop();
    await clock.advance(2_000);
    await stopped;
    await expect.poll(() => network.open()).toBe(0);
  });

  it('says whose refusal it was', async () => {
    const { line } = lineThrough(new ManualClock());
    network.answer(407);
    await expect(line.start()).rejects.toMatchObject({ code: 'unavailable', slackCode: 'proxy_authentication' });
  });

  it('says so too when only its own host is refused', async () => {
    slack.removeAllListeners('request');
    slack.on('request', (_request, response) => {
      response.setHeader('content-type', 'application/json').end('{"ok":true,"url":"ws://wss.gluewarden.test/link"}');
    });
    const { line } = lineThrough(new ManualClock());
    await expect(line.start()).rejects.toMatchObject({ code: 'unavailable', slackCode: 'proxy_refused' });
    expect(network.connects).toContain('wss.gluewarden.test:80');
  });
});
