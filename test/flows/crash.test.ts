import { expect, test, vi } from 'vitest';
import type { FaultRule } from '../../sandbox/aws/faults/faults.ts';
import type { AwsSandbox } from '../../sandbox/aws/server.ts';
import { openStore } from '../../src/store/open-store.ts';
import { botDatabases } from '../support/postgres/databases.ts';
import { createWorld, type World } from '../support/processes/bot.ts';
import { ask, isProgress, said, wordsOf } from '../support/processes/people.ts';

const hang: FaultRule = { service: 'glue', region: 'us-east-1', effect: { kind: 'hang' } };
const alerts = 'data-alerts';

/** Resolves once the fault has struck: a scan is in the middle of its work. */
async function struck(aws: AwsSandbox): Promise<void> {
  await vi.waitFor(() => expect(aws.faults.list().some((fault) => fault.struck > 0)).toBe(true), 40_000);
}

async function historyOf({ slack }: World): Promise<string> {
  return wordsOf((await ask(slack, 'history', { user: 'UOLGA' })).message);
}

test.each(botDatabases)(
  'on %s, kill -9 during a scheduled scan: the slot is done again, with one digest',
  async (_, urlOf) => {
    const databaseUrl = await urlOf();
    const world = await createWorld({ ...(databaseUrl !== undefined && { databaseUrl }) });
    const { aws, slack } = world;
    await world.missSlot();
    aws.faults.add(hang);
    const first = await world.start();
    await struck(aws);
    expect(await first.end('SIGKILL')).toBeNull();
    await world.silence();
    expect(slack.messages(alerts)).toEqual([]);

    aws.faults.clear();
    const second = await world.start();
    await second.logged(({ msg }) => msg === 'message delivered');
    expect(await historyOf(world)).toMatch(
      /Latest 2 scans[\s\S]*11 of 12 account-regions[\s\S]*interrupted by a restart: no result/,
    );
    expect(await second.end('SIGTERM')).toBe(0);
    const third = await world.start();
    await third.end('SIGTERM');
    expect(slack.messages(alerts)).toHaveLength(1);
    expect(slack.problems).toEqual([]);
  },
);

test('kill -9 during an asked audit: the requester is told, once, and a shared answer ends in its place', async () => {
  const world = await createWorld();
  const { aws, slack } = world;
  aws.faults.add(hang);
  const first = await world.start();
  await slack.as('UNINA').type('CDATAPLATFORM', '/glue-audit data-production us-east-1');
  await slack.as('UOLGA').type('CDATAPLATFORM', '/glue-audit data-production share');
  await struck(aws);
  const shared = () => said(slack, { user: 'UOLGA' }).filter(({ source }) => source === 'chat.postMessage');
  await slack.waitFor(() => said(slack).some(isProgress) && shared().some(isProgress));
  // It is in Slack before the process knows where.
  const store = await openStore({ databaseUrl: world.databaseUrl });
  await vi.waitFor(async () => expect(await store.outbox.followed()).toHaveLength(1));
  await store.close();
  await first.end('SIGKILL');

  const second = await world.start();
  await slack.waitFor(() => slack.messages('DNINA').length > 0 && slack.messages('DOLGA').length > 0, 40_000);
  await slack.waitFor(() => shared().some(({ text }) => text.includes('was cut off by a restart')), 40_000);
  expect(shared().map(wordsOf).join()).toMatch(
    /has no result[\s\S]*asked for it[\s\S]*\/glue-audit data-production share/,
  );
  const told = slack.messages('DNINA');
  expect(told).toHaveLength(1);
  const [message] = told;
  expect(message && wordsOf(message)).toMatch(/has no result[\s\S]*\/glue-audit data-production us-east-1/);
  await second.end('SIGTERM');
  const third = await world.start();
  expect(await historyOf(world)).toContain('interrupted by a restart: no result');
  await third.end('SIGTERM');
  expect(slack.messages('DNINA')).toHaveLength(1);
  expect(slack.messages('DOLGA')).toHaveLength(1);
  expect(slack.problems).toEqual([]);
});

test('kill -9 between the post and its answer: the post is found, not repeated', async () => {
  const world = await createWorld();
  const { slack } = world;
  await world.missSlot();
  slack.faults.loseReply({ methods: ['chat.postMessage'], count: 1 });
  const first = await world.start();
  await slack.waitFor(() => slack.messages(alerts).length === 1, 30_000);
  await first.end('SIGKILL');
  expect(first.lines.filter(({ msg }) => msg === 'message delivered')).toEqual([]);

  const second = await world.start();
  const { channel } = await second.logged(({ msg }) => msg === 'message delivered');
  expect(channel).toBe('CDATAALERTS');
  expect(slack.calls.filter(({ method }) => method === 'chat.postMessage')).toHaveLength(1);
  expect(slack.calls.filter(({ method, ok }) => method === 'conversations.history' && ok)).not.toHaveLength(0);
  expect(slack.messages(alerts)).toHaveLength(1);
  expect(slack.problems).toEqual([]);
});

test('two processes on one database: one digest for the slot; when one dies the other takes over', async () => {
  const world = await createWorld();
  const { aws, slack } = world;
  await world.missSlot();
  const both = await Promise.all([world.start(), world.start()]);
  await Promise.race(both.map((bot) => bot.logged(({ msg }) => msg === 'message delivered')));
  expect(await historyOf(world)).toContain('Latest 1 scan');
  await Promise.all(both.map((bot) => bot.end('SIGTERM')));
  expect(slack.messages(alerts)).toHaveLength(1);

  await world.missSlot();
  aws.faults.add(hang);
  const first = await world.start();
  await struck(aws);
  const second = await world.start();
  await first.end('SIGKILL');
  aws.faults.clear();
  await second.logged(({ msg }) => msg === 'message delivered');
  expect(await historyOf(world)).toContain('interrupted by a restart: no result');
  expect(await second.end('SIGTERM')).toBe(0);
  expect(slack.messages(alerts)).toHaveLength(2);
  expect(slack.problems).toEqual([]);
});
