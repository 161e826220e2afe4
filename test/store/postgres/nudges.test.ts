import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../src/ops/system-clock.ts';
import { createQueue } from '../../../src/queue/in-process.ts';
import { createNudges } from '../../../src/store/postgres/nudges.ts';
import { countingIds } from '../../support/fakes/kit.ts';
import { hasPostgres, migratedUrl, postgresSql } from '../../support/postgres/databases.ts';
import { openAt, recordingLog } from '../harness.ts';
import { requestOf } from '../remediation-samples.ts';

const hour = 3_600_000;
const connections = `select pid from pg_stat_activity where datname = current_database() and query ilike '%listen%'
  and pid <> pg_backend_pid()`;

/** The wake-ups of one process, and what it heard; undefined stands for "look at everything". */
function processOn(url: string) {
  const log = recordingLog();
  const nudges = createNudges(url, log);
  const heard: (string | undefined)[] = [];
  nudges.listen((name) => heard.push(name));
  onTestFinished(() => nudges.close());
  return { nudges, heard, log };
}

describe.skipIf(!hasPostgres)('wake-ups over PostgreSQL', () => {
  test('reach every other process, in one go, and not the sender', async () => {
    const url = await migratedUrl();
    const all = [processOn(url), processOn(url), processOn(url)] as const;
    const [one, two, three] = all;
    // Each looks at everything when it begins.
    await expect.poll(() => all.map(({ heard }) => heard)).toEqual([[undefined], [undefined], [undefined]]);
    for (const name of ['executions', 'progress', 'executions']) one.nudges.send(name);
    const expected = [undefined, 'executions', 'progress'];
    await expect.poll(() => [two.heard, three.heard]).toEqual([expected, expected]);
    two.nudges.send('delivery');
    await expect.poll(() => [one.heard.at(-1), three.heard.at(-1)]).toEqual(['delivery', 'delivery']);
    expect(one.heard).toEqual([undefined, 'delivery']);
  });

  test('whose connection is lost has it again, looks at everything, and sends what waited', async () => {
    const url = await migratedUrl();
    const [one, other] = [processOn(url), processOn(url)];
    await expect.poll(() => [one.heard, other.heard]).toEqual([[undefined], [undefined]]);
    await postgresSql(url, `select pg_terminate_backend(pid) from (${connections}) each`);
    await expect.poll(() => one.log.lines.length + other.log.lines.length).toBe(2);
    one.nudges.send('runs');
    await expect.poll(() => one.heard, { timeout: 5_000 }).toEqual([undefined, undefined]);
    await expect.poll(() => other.log.lines.map(({ level }) => level), { timeout: 5_000 }).toEqual(['warn', 'info']);
    // Whoever came back later has looked at everything since, and may have heard what was sent right before or after.
    await expect.poll(() => other.heard.filter((name) => name === undefined)).toHaveLength(2);
  });

  test('what is approved at one process is begun at another within a second', async () => {
    const url = await migratedUrl();
    const [here, there] = [await openAt(url), await openAt(url)];
    const parts = { clock: systemClock, log: recordingLog(), newId: countingIds() };
    const [one, other] = [processOn(url), createNudges(url, parts.log)];
    onTestFinished(() => other.close());
    const begun: string[] = [];
    const queue = createQueue({ ...parts, nudges: other });
    onTestFinished(() => queue.drain());
    let looks = 0;
    queue.watch('executions', hour, async () => {
      looks += 1;
      const now = await there.now();
      const claim = { processId: 'p2', holder: 'h', now, leaseUntil: now + hour };
      const execution = await there.remediation.claimExecution(claim);
      if (execution !== undefined) begun.push(execution.id);
    });
    await expect.poll(() => [looks > 1, one.heard.length]).toEqual([true, 1]);
    await here.remediation.openRequest(requestOf('r1', 'std'), []);
    await here.remediation.queueExecution({ id: 'e1', planId: 'plan of r1', requestId: 'r1' }, 10);
    one.nudges.send('executions');
    const asked = performance.now();
    while (begun.length === 0 && performance.now() - asked < 5_000) await sleep(10);
    expect(begun).toEqual(['e1']);
    expect(performance.now() - asked).toBeLessThan(1_000);
  });
});

/** A message of the server: https://www.postgresql.org/docs/current/protocol-message-formats.html. */
function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5, type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

test('whoever is let in and may not listen leaves no connection behind', async () => {
  const open = new Set<Socket>();
  let came = 0;
  const ready = message('Z', Buffer.from('I'));
  const refused = message('E', Buffer.from('SERROR\0CXX000\0Mrefused\0\0'));
  const server = createServer((socket) => {
    came += 1;
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write(Buffer.concat([message('R', Buffer.alloc(4)), ready]));
      socket.on('data', () => socket.write(Buffer.concat([refused, ready])));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const nudges = createNudges(
    `postgres://bot@127.0.0.1:${Object(server.address()).port}/x?sslmode=disable`,
    recordingLog(),
  );
  onTestFinished(async () => {
    await nudges.close();
    for (const socket of open) socket.destroy();
    server.close();
  });
  nudges.listen(() => {});
  await expect.poll(() => came, { timeout: 5_000 }).toBeGreaterThan(2);
  await expect.poll(() => open.size).toBeLessThan(2);
});
