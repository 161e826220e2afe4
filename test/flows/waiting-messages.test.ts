import { expect, test } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import type { NewOutboxMessage } from '../../src/usecases/ports/outbox-records.ts';
import { createWorld } from '../support/processes/bot.ts';
import { ask, wordsOf } from '../support/processes/people.ts';

const waiting = 10_000;
const channels = ['CDATAALERTS', 'CDATAPLATFORM', 'CGLUEAPPROVALS'];

function message(index: number): NewOutboxMessage {
  const channel = channels[index % channels.length] ?? '';
  const interrupted = { kind: 'interrupted', scope: `scope-${index}`, startedAt: 0, again: '/glue-audit' } as const;
  return { id: `m${index}`, channel, message: interrupted, createdAt: index + 1 };
}

test('10,000 waiting messages: acks, /healthz and answers go on while they are posted at the pace of Slack', async () => {
  const world = await createWorld({ slack: { ackTimeoutMs: 4_000 } });
  const { slack } = world;
  const store = await openStore({ databaseUrl: world.databaseUrl });
  const all = Array.from({ length: waiting }, (_, index) => message(index));
  for (let from = 0; from < waiting; from += 1_000) await store.outbox.add(all.slice(from, from + 1_000));
  await store.close();
  slack.faults.realRate();
  const bot = await world.start();
  const posted = () => channels.reduce((sum, channel) => sum + slack.messages(channel).length, 0);

  const acks: boolean[] = [];
  const healths: number[] = [];
  for (let round = 0; round < 15 || posted() < 10; round += 1) {
    const [status, health] = await Promise.all([ask(slack, 'status', { channel: 'DNINA' }), bot.page('healthz')]);
    acks.push(status.acked);
    healths.push(health.status);
    expect(wordsOf(status.message)).toMatch(/(9,9\d\d|10,000) messages/);
  }
  expect([new Set(acks), new Set(healths)]).toEqual([new Set([true]), new Set([200])]);
  const { text } = await bot.page('metrics');
  expect(Number(/^gluewarden_deliveries_waiting (\d+)$/m.exec(text)?.[1])).toBeGreaterThan(waiting - 200);
  // In the order of each channel.
  for (const channel of channels) {
    const seen = slack.messages(channel).map(({ text: words }) => Number(/scope-(\d+)/.exec(words)?.[1]));
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.filter(Number.isNaN)).toEqual([]);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  }
  expect(slack.problems).toEqual([]);
  expect(await bot.end('SIGTERM')).toBe(0);
}, 90_000);
