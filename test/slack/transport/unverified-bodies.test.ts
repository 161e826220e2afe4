import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { BodyError, UnverifiedBodies } from '../../../src/slack/transport/unverified-bodies.ts';
import { ManualClock } from '../support.ts';

let server: Server;
let bodies: UnverifiedBodies;
let clock: ManualClock;
let outcomes: string[];
let clients: Socket[];

beforeEach(async () => {
  clock = new ManualClock();
  // What an earlier test left behind ends in an earlier list.
  const own: string[] = [];
  const reader = new UnverifiedBodies({ clock, mostBytes: 1_000 });
  [outcomes, bodies] = [own, reader];
  clients = [];
  server = createServer((request, response) => {
    reader.read(request, 500).then(
      (body) => {
        own.push(`${request.url} ${body.length}`);
        response.end();
      },
      (error: unknown) => {
        own.push(`${request.url} ${error instanceof BodyError ? error.status : error}`);
        request.destroy();
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  for (const client of clients) client.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function send(path: string, length: number, sent: number): Socket {
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.on('error', () => {});
  client.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n${'a'.repeat(sent)}`);
  clients.push(client);
  return client;
}

it('all unfinished bodies together are bounded, and the oldest goes first', async () => {
  for (const [index, path] of ['/a', '/b', '/c'].entries()) {
    send(path, 400, 300);
    await expect.poll(() => bodies.bytes).toBe(300 * (index + 1));
  }
  send('/d', 400, 300);
  await expect.poll(() => outcomes).toEqual(['/a 503']);
  send('/whole', 200, 200);
  await expect.poll(() => outcomes).toEqual(['/a 503', '/b 503', '/whole 200']);
  expect(bodies.bytes).toBe(600);
});

it('a body that is larger than it may be ends there, with and without a length', async () => {
  send('/long', 10_000, 600);
  const chunked = connect((server.address() as AddressInfo).port, '127.0.0.1');
  clients.push(chunked.on('error', () => {}));
  chunked.write(`POST /chunked HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n258\r\n${'a'.repeat(600)}\r\n`);
  await expect.poll(() => outcomes.toSorted()).toEqual(['/chunked 413', '/long 413']);
  expect(bodies.bytes).toBe(0);
});

it('one that takes longer than Slack waits, or whose sender leaves, is forgotten', async () => {
  send('/slow', 400, 100);
  await expect.poll(() => bodies.bytes).toBe(100);
  const leaving = send('/left', 400, 200);
  await expect.poll(() => bodies.bytes).toBe(300);
  leaving.destroy();
  await expect.poll(() => outcomes).toEqual(['/left 408']);
  await clock.advance(3_000);
  await expect.poll(() => outcomes).toEqual(['/left 408', '/slow 408']);
  expect(bodies.bytes).toBe(0);
});
