import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { Line } from '../../bench/chaos/line.ts';
import { coveredMs } from '../../bench/chaos/takeovers.ts';
import type { Trouble } from '../../bench/chaos/troubles.ts';

/** A server that says everything back, and a line to it. */
async function echo() {
  const server = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const line = await Line.open(typeof address === 'object' && address !== null ? address.port : 0);
  onTestFinished(() => {
    line.close();
    server.close();
  });
  return line;
}

async function open(line: Line): Promise<Socket> {
  const socket = connect(line.port, '127.0.0.1');
  socket.on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** `once` rejects with the reset that comes before. */
const closed = (socket: Socket) => new Promise((resolve) => socket.on('error', () => undefined).once('close', resolve));

test('a line passes everything on, and resets what it has when it is cut, and what comes then', async () => {
  const line = await echo();
  const socket = await open(line);
  socket.write('one');
  expect(String((await once(socket, 'data'))[0])).toBe('one');
  line.cut();
  await closed(socket);
  await closed(connect(line.port, '127.0.0.1'));
  line.restore();
  const again = await open(line);
  again.write('two');
  expect(String((await once(again, 'data'))[0])).toBe('two');
});

test('a silent line keeps what is sent, of new connections too, and passes it on afterwards', async () => {
  const line = await echo();
  const socket = await open(line);
  line.silence();
  const late = await open(line);
  const heard: string[] = [];
  for (const each of [socket, late]) each.on('data', (chunk) => heard.push(String(chunk)));
  socket.write('one');
  late.write('two');
  // Another line, to the same kind of server, is quicker than nothing.
  const other = await open(await echo());
  other.write('three');
  await once(other, 'data');
  expect(heard).toEqual([]);
  const all = Promise.all([once(socket, 'data'), once(late, 'data')]);
  line.restore();
  await all;
  expect(heard.toSorted()).toEqual(['one', 'two']);
});

test('what stood in the way of a takeover counts once, with the time after it in which nobody is judged', () => {
  const trouble = (from: number, to: number): Trouble => ({ side: 'database', what: 'restarted', from, to });
  expect(coveredMs([], 0, 100_000)).toBe(0);
  expect(coveredMs([trouble(10_000, 20_000)], 0, 100_000)).toBe(35_000);
  expect(coveredMs([trouble(30_000, 35_000), trouble(10_000, 20_000)], 0, 100_000)).toBe(50_000);
  expect(coveredMs([trouble(-50_000, -10_000)], 0, 100_000)).toBe(15_000);
  expect(coveredMs([trouble(90_000, Number.POSITIVE_INFINITY)], 0, 100_000)).toBe(10_000);
});
