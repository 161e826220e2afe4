import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createWorld, type World } from '../support/processes/bot.ts';
import { ask, said, wordsOf } from '../support/processes/people.ts';
import { bareEnvironment } from '../support/processes/run.ts';

const alerts = 'data-alerts';

test('SIGTERM waits for a scan that goes on, and nothing of it is done twice; SIGINT stops the next one', async () => {
  const world = await createWorld();
  await world.missSlot();
  world.aws.faults.add({ service: 'glue', region: 'us-east-1', effect: { kind: 'latency', ms: 700 } });
  const first = await world.start();
  await vi.waitFor(() => expect(world.aws.faults.list()[0]?.struck).toBeGreaterThan(0), 40_000);
  expect(await first.end('SIGTERM')).toBe(0);
  expect(first.lines.map(({ msg }) => msg)).toContain('scheduled scan finished');

  const second = await world.start();
  await world.slack.waitFor(() => world.slack.messages(alerts).length > 0);
  expect(wordsOf((await ask(world.slack, 'history')).message)).toContain('Latest 1 scan');
  // SIGINT stops it too, and a second signal changes nothing.
  second.process.kill('SIGINT');
  expect(await second.end('SIGINT')).toBe(0);
  expect(second.lines.filter(({ msg }) => msg === 'stopping')).toEqual([expect.objectContaining({ reason: 'SIGINT' })]);
  expect(world.slack.messages(alerts)).toHaveLength(1);
  expect(world.slack.problems).toEqual([]);
});

/** A world whose AWS hangs in one region, with a bot in the middle of a scan. */
async function hanging(before: (world: World) => Promise<void>, after: (world: World) => Promise<void>) {
  const world = await createWorld();
  world.aws.faults.add({ service: 'glue', region: 'us-east-1', effect: { kind: 'hang' } });
  await before(world);
  const bot = await world.start();
  await after(world);
  await vi.waitFor(() => expect(world.aws.faults.list()[0]?.struck).toBeGreaterThan(0), 40_000);
  return { world, bot };
}

async function nothing(): Promise<void> {}

async function askAndWait({ slack }: World): Promise<void> {
  await slack.as('UNINA').type('CDATAPLATFORM', '/glue-audit data-staging us-east-1');
  await slack.waitFor(() => said(slack).length > 0);
}

test('SIGTERM while AWS hangs: exit 0 in time; the slot is done again, and the requester is told', async () => {
  const [scheduled, asked] = await Promise.all([
    hanging((world) => world.missSlot(), nothing),
    hanging(nothing, askAndWait),
  ]);
  expect(await Promise.all([scheduled.bot.end('SIGTERM'), asked.bot.end('SIGTERM')])).toEqual([0, 0]);
  for (const { world } of [scheduled, asked]) world.aws.faults.clear();

  const { slack } = scheduled.world;
  const next = await scheduled.world.start();
  await next.logged(({ msg }) => msg === 'message delivered');
  expect(wordsOf((await ask(slack, 'history')).message)).toContain('interrupted by a restart');
  expect(slack.messages(alerts)).toHaveLength(1);
  expect(await next.end('SIGTERM')).toBe(0);

  await asked.world.start();
  const [told] = await asked.world.slack.waitFor((each) => each.messages('DNINA').length > 0 && each.messages('DNINA'));
  expect(told && wordsOf(told)).toContain('/glue-audit data-staging us-east-1');
  expect([...slack.problems, ...asked.world.slack.problems]).toEqual([]);
});

test('a Slack that has gone does not hold up the stop', async () => {
  const world = await createWorld();
  const bot = await world.start();
  await world.slack.close();
  await bot.logged(({ msg }) => msg === 'no connection to Slack yet');
  expect((await bot.page('readyz')).status).toBe(503);
  expect(await bot.end('SIGTERM')).toBe(0);
});

test('SIGTERM to npm start reaches the bot, which ends as it does without npm', async () => {
  const { environment, folder } = await createWorld();
  const project = new URL('../..', import.meta.url).pathname;
  const npm = spawn('npm', ['start'], { cwd: project, env: bareEnvironment(folder, environment), detached: true });
  const group = (signal: NodeJS.Signals | 0) => process.kill(-Number(npm.pid), signal);
  const messages: unknown[] = [];
  createInterface(npm.stdout).on('line', (line) => {
    const { msg } = line.startsWith('{') ? JSON.parse(line) : {};
    messages.push(msg);
    if (msg === 'ready') npm.kill('SIGTERM');
  });
  // A bot that npm leaves behind would hold the stream open: it must not outlive the test.
  const late = setTimeout(() => group('SIGKILL'), 20_000);
  onTestFinished(() => clearTimeout(late));
  await once(npm.stdout, 'close');
  expect(messages).toEqual(expect.arrayContaining(['ready', 'stopping', 'stopped']));
  await vi.waitFor(() => expect(() => group(0)).toThrow('ESRCH'));
});
