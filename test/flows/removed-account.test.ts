import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { AwsSandbox } from '../../sandbox/aws/server.ts';
import { type Bot, createWorld, type World, yearly } from '../support/processes/bot.ts';
import { ask, said, wordsOf } from '../support/processes/people.ts';

function configure({ environment }: World, accounts: AwsSandbox['fleet']): void {
  const path = environment.GLUEWARDEN_CONFIG ?? '';
  writeFileSync(path, stringify({ accounts, schedules: [yearly] }));
}

/** The open findings as each of them counts them. */
async function counts({ slack }: World, bot: Bot) {
  const { text } = await bot.page('metrics');
  const open = text.matchAll(/^gluewarden_open_findings\{.*\} (\d+)$/gm);
  const number = (words: string) => Number(/\d+/.exec(words)?.[0]);
  return {
    metrics: [...open].reduce((sum, [, count]) => sum + Number(count), 0),
    findings: number((await ask(slack, 'findings')).message.text),
    status: number((await ask(slack, 'status')).message.text),
  };
}

test('an account that leaves the configuration leaves every count, is said, and comes back with it', async () => {
  const world = await createWorld();
  const { slack, aws } = world;
  let bot = await world.start();
  expect((await bot.page('metrics')).text).toContain('gluewarden_watched_targets{outcome="scanned"} 0');
  expect((await ask(slack, 'status')).message.text).toContain('nothing was scanned yet');
  await ask(slack, 'all');
  const before = await counts(world, bot);
  expect(new Set(Object.values(before)).size).toBe(1);
  await bot.end('SIGTERM');

  configure(world, aws.fleet.slice(0, 1));
  await world.missSlot();
  bot = await world.start();
  await bot.logged(({ msg }) => msg === 'message delivered');
  const left = await counts(world, bot);
  expect(left.findings).toBeLessThan(before.findings);
  expect(new Set(Object.values(left)).size).toBe(1);
  const gone = `No longer watched: ${before.findings - left.findings} open findings`;
  const [digest] = slack.messages('data-alerts');
  expect(digest?.text).toContain(`${left.findings} Glue findings open`);
  for (const message of [digest, (await ask(slack, 'findings')).message, (await ask(slack, 'status')).message])
    expect(message && wordsOf(message)).toContain(gone);
  expect((await ask(slack, 'findings unwatched')).message.text).toContain(
    `${before.findings - left.findings} open findings (no longer watched)`,
  );
  await bot.end('SIGTERM');

  configure(world, aws.fleet);
  bot = await world.start();
  expect(await counts(world, bot)).toEqual(before);
  expect(wordsOf((await ask(slack, 'findings')).message)).not.toContain('No longer watched');
});

test('an account that leaves the configuration while it is scanned: that scan is no result, and its asker is told', async () => {
  const world = await createWorld();
  const { slack, aws } = world;
  let bot = await world.start();
  const [kept, ...gone] = aws.fleet;
  aws.setLatency(1_500);
  await slack.as('UNINA').type('CDATAPLATFORM', '/glue-audit all');
  await Promise.all(
    gone.map(({ id }) => aws.requests.next(({ operation, account }) => operation === 'GetJobs' && account === id)),
  );
  configure(world, aws.fleet.slice(0, 1));
  await bot.end('SIGKILL');
  aws.setLatency(0);

  bot = await world.start();
  const told = () => said(slack, { channel: 'DNINA' }).some((message) => wordsOf(message).includes('/glue-audit all'));
  await slack.waitFor(told, 40_000);
  expect((await counts(world, bot)).metrics).toBe(0);
  const again = wordsOf((await ask(slack, 'all')).message);
  expect(again).toContain(kept?.name ?? kept?.id);
  const found = wordsOf((await ask(slack, 'findings')).message);
  for (const { id, name = id } of gone) for (const text of [again, found]) expect(text).not.toContain(name);
  expect(found).not.toContain('No longer watched');
  expect(slack.problems).toEqual([]);
}, 60_000);
