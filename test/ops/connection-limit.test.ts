import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { limitConnections } from '../../src/ops/connection-limit.ts';

const most = 4;

/** `/wait` answers only at the end; everything else at once, without reading a body. */
async function start() {
  const waiting: ServerResponse[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    if (request.url === '/wait') waiting.push(response);
    else if (request.url !== '/never') response.end('ok');
  });
  limitConnections(server, most);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  const count = () => new Promise<number>((resolve) => server.getConnections((_error, open) => resolve(open)));
  const open = async (head = ''): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => {});
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.resume().write(head);
    return socket;
  };
  const get = (path: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const asked = send({ port, path, host: '127.0.0.1', agent: false }, (answer) => {
        answer.resume().once('end', () => resolve(answer.statusCode));
      });
      asked.once('error', reject).end();
    });
  return { open, get, count, waiting };
}

const unfinished = 'POST /never HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nfew';
const slowHeaders = 'POST /never HTTP/1.1\r\nHost: x\r\nX-a: ';

test.each([
  ['silent', ''],
  ['slow in their headers', slowHeaders],
  ['slow in their body', unfinished],
])('connections that are %s make room for one that asks, the oldest first', async (_what, head) => {
  const { open, get, count } = await start();
  const flood: Socket[] = [];
  for (let index = 0; index < 3 * most; index++) flood.push(await open(head));
  await expect.poll(count).toBeLessThanOrEqual(most);
  for (let index = 0; index < 5; index++) expect(await get('/healthz')).toBe(200);
  await expect.poll(() => flood.slice(0, 2 * most).every((socket) => socket.closed)).toBe(true);
});

test('a request that is answered at the moment keeps its connection', async () => {
  const { open, get, waiting, count } = await start();
  const answered = get('/wait');
  await expect.poll(() => waiting.length).toBe(1);
  for (let index = 0; index < 3 * most; index++) await open();
  await expect.poll(count).toBe(most);
  waiting[0]?.end();
  expect(await answered).toBe(200);
});

test('a connection that is kept alive goes after those that never asked', async () => {
  const { open, count } = await start();
  const kept = await open('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await new Promise((resolve) => kept.once('data', resolve));
  const silent = [await open(), await open(), await open()];
  kept.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await new Promise((resolve) => kept.once('data', resolve));
  for (let index = 0; index < 3; index++) await open();
  await expect.poll(() => silent.every((socket) => socket.closed)).toBe(true);
  expect(kept.closed).toBe(false);
  expect(await count()).toBe(most);
});

test('when all are at work, the new one is turned away', async () => {
  const { open, get, waiting } = await start();
  const working = Array.from({ length: most }, () => get('/wait'));
  await expect.poll(() => waiting.length).toBe(most);
  const late = await open();
  await expect.poll(() => late.closed).toBe(true);
  for (const response of waiting) response.end();
  expect(await Promise.all(working)).toEqual(Array(most).fill(200));
});
