import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { Line } from '../../bench/chaos/line.ts';
import { account, chaosSeed, findingsIn } from '../../bench/chaos/seed.ts';
import { coveredMs } from '../../bench/chaos/takeovers.ts';
import type { Trouble } from '../../bench/chaos/troubles.ts';
import { Truth } from '../../bench/chaos/truth.ts';
import { startAws } from '../../sandbox/aws/server.ts';
import { startSlack } from '../../sandbox/slack/server.ts';

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

test('a finding that is missing, one that is called fixed and is used, and the word itself are told once', async () => {
  const aws = await startAws({ seed: chaosSeed(false) });
  const slack = await startSlack();
  onTestFinished(async () => void (await Promise.all([aws.close(), slack.close()])));
  let rows: readonly Record<string, unknown>[] = [];
  const records = { url: () => '', close: async () => {}, query: async () => rows };
  const truth = new Truth({ aws, slack, records });
  rows = [{ account, region: 'us-east-1', n: String(findingsIn(account)) }];
  await truth.compare();
  truth.hear();
  expect(truth.wrong).toEqual([]);
  rows = [{ account, region: 'us-east-1', n: findingsIn(account) - 1 }];
  await truth.compare();
  await truth.compare();
  rows = [{ account, region: 'us-east-1', name: 'us-east-1-etl-1' }];
  await truth.compareFixed();
  const { botToken: token } = slack.app;
  const post = (text: string) =>
    fetch(`${slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ channel: 'CDATAALERTS', text }),
    });
  for (const text of ['2 findings: noncompliant', 'all 4 account-regions compliant.']) await post(text);
  truth.hear();
  expect(truth.wrong).toEqual([
    expect.stringContaining('59 of 60'),
    expect.stringContaining('etl-1 in us-east-1 counts as fixed and is used'),
    expect.stringContaining('all 4 account-regions compliant'),
  ]);
});
