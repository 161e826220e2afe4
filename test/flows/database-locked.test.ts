import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createWorld } from '../support/processes/bot.ts';
import { ask, said, wordsOf } from '../support/processes/people.ts';

const lockedMs = 15_000;

test('while another process holds the write lock for 15 s: every ack, /healthz and what is read; then the rest', async () => {
  // Less than a write waits for its turn: what is acknowledged behind one comes too late.
  const world = await createWorld({ slack: { ackTimeoutMs: 4_000 } });
  const bot = await world.start();
  const { aws, slack } = world;
  aws.faults.add({ service: 'glue', region: 'us-east-1', effect: { kind: 'hang' } });
  await slack.as('UNINA').type('CDATAPLATFORM', '/glue-audit all share');
  const running = await slack.waitFor(
    () => said(slack).find((message) => /Cancel scan/.test(wordsOf(message))),
    40_000,
  );
  // The bot writes now and then: wait for it.
  const holder = new DatabaseSync(world.databaseUrl.slice('sqlite:'.length), { timeout: 5_000 });
  onTestFinished(() => holder.close());
  holder.exec('begin immediate');
  const released = sleep(lockedMs).then(() => holder.exec('rollback'));

  // Has to write before it scans: it waits, and is tried again.
  const audit = slack.as('UNINA').type('CDATAPLATFORM', '/glue-audit data-staging eu-west-1');
  // One transaction: it waits too, and whoever pressed is told so.
  const pressed = await slack.as('UNINA').click(running, { text: 'Cancel scan' });
  let isLocked = true;
  void released.then(() => {
    isLocked = false;
  });
  const acks: boolean[] = [];
  const healths: number[] = [];
  const answers: string[] = [];
  let whileLocked = 0;
  while (isLocked) {
    const [status, health] = await Promise.all([
      ask(slack, 'status', { user: 'UJUN' }),
      fetch(`http://127.0.0.1:${bot.port}/healthz`),
    ]);
    acks.push(status.acked);
    healths.push(health.status);
    answers.push(wordsOf(status.message));
    if (isLocked) whileLocked += 1;
  }
  expect((await audit).acked).toBe(true);
  expect(pressed.acked).toBe(true);
  expect(new Set(acks)).toEqual(new Set([true]));
  expect(new Set(healths)).toEqual(new Set([200]));
  for (const answer of answers) expect(answer).toContain('Gluewarden');
  // None of them waited for the lock.
  expect(whileLocked).toBeGreaterThan(0);

  await slack.waitFor(() => said(slack).some((message) => /data-staging/.test(wordsOf(message))), 30_000);
  const told = () =>
    said(slack)
      .filter(({ visibleTo }) => visibleTo === 'UNINA')
      .map(wordsOf);
  await slack.waitFor(() => told().some((words) => /being cancelled/.test(words)), 30_000);
  expect(told().filter((words) => words.includes('this is tried again')).length).toBeGreaterThan(0);
  expect(bot.output()).not.toMatch(/a command failed|something failed unexpectedly/);
  expect(slack.problems).toEqual([]);
}, 90_000);
