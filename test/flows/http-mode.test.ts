import { expect, test } from 'vitest';
import { createWorld } from '../support/processes/bot.ts';
import { ask, modalWith, said } from '../support/processes/people.ts';

async function httpWorld() {
  const world = await createWorld({
    slack: { app: { delivery: { mode: 'http', requestUrl: 'http://127.0.0.1:1/' } } },
  });
  const bot = await world.start({ LOG_LEVEL: 'trace' });
  world.slack.deliverTo(`http://127.0.0.1:${bot.port}/slack/events`);
  return { ...world, bot };
}

test('HTTP mode, end to end: command, answer, click, modal, digest', async () => {
  const { slack, bot, missSlot, start } = await httpWorld();
  expect(bot.lines).toContainEqual(expect.objectContaining({ msg: 'ready', mode: 'http' }));
  const { message, ms } = await ask(slack, 'us-east-1');
  expect(ms).toBeLessThan(1_500);
  expect(message.text).toContain('17 findings');
  await slack.as('UNINA').click(message, { text: 'Show all' });
  await modalWith(slack, 'Page 1 of 2.');
  expect((await bot.page('readyz')).status).toBe(200);
  expect(slack.connections()).toBe(0);
  expect(await bot.end('SIGTERM')).toBe(0);
  await missSlot();
  const again = await start();
  await again.logged(({ msg }) => msg === 'message delivered');
  expect(slack.messages('data-alerts')).toHaveLength(1);
  expect(slack.problems).toEqual([]);
});

test('requests that are old, from the future, or badly signed are refused; another workspace is told so', async () => {
  const { slack, bot } = await httpWorld();
  const type = () => slack.as('UNINA').type('CDATAPLATFORM', '/glue-audit help');
  for (const fault of ['stale_timestamp', 'future_timestamp', 'bad_signature'] as const) {
    slack.faults.delivery(fault);
    expect(await type()).toMatchObject({ acked: false, error: 'http_service_error' });
  }
  expect(slack.problems.map(({ message }) => message)).toEqual(Array(3).fill(expect.stringContaining('HTTP 401')));
  expect(said(slack).filter(({ user }) => user === slack.app.botUserId)).toEqual([]);

  slack.faults.delivery('foreign_team');
  expect((await type()).acked).toBe(true);
  await slack.waitFor(() => said(slack).some(({ text }) => text.includes('only answers to members of the workspace')));
  expect(said(slack).filter(({ text }) => text.includes('how to use'))).toEqual([]);
  expect(bot.output()).toContain('a request with a timestamp outside five minutes was refused');
  for (const secret of [slack.app.signingSecret, slack.app.botToken, 'v0=', '/actions/'])
    expect(bot.output()).not.toContain(secret);
});
