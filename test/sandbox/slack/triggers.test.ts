import { afterEach, expect, test } from 'vitest';
import { type SlackSandbox, startSlack } from '../../../sandbox/slack/server.ts';
import { botClient, type RunningApp, refusal, startSocketApp } from './bolt-app.ts';

let slack: SlackSandbox;
let bot: RunningApp;

afterEach(async () => {
  await bot.stop();
  await slack.close();
});

test('a trigger_id works once, for three seconds, and pushes lie at most three deep', async () => {
  let now = Date.UTC(2026, 5, 1);
  slack = await startSlack({ now: () => now });
  const triggers: string[] = [];
  bot = await startSocketApp(slack, (app) => {
    app.command('/glue-audit', async ({ ack, command }) => {
      triggers.push(command.trigger_id);
      await ack();
    });
  });
  const client = botClient(slack);
  const view = { type: 'modal' as const, title: { type: 'plain_text' as const, text: 'T' }, blocks: [] };
  const trigger = async (): Promise<string> => {
    await slack.as('nina').type('data-platform', '/glue-audit');
    return triggers.at(-1) ?? '';
  };

  const first = await trigger();
  expect(await refusal(client.views.open({ trigger_id: first, view }))).toBe('ok');
  expect(await refusal(client.views.open({ trigger_id: first, view }))).toBe('exchanged_trigger_id');
  const second = await trigger();
  now += 3001;
  expect(await refusal(client.views.push({ trigger_id: second, view }))).toBe('expired_trigger_id');
  expect(await refusal(client.views.open({ trigger_id: 'nonsense', view }))).toBe('invalid_trigger_id');
  const third = await trigger();
  now += 3000;
  expect(await refusal(client.views.push({ trigger_id: third, view }))).toBe('ok');
  expect(await refusal(client.views.push({ trigger_id: await trigger(), view }))).toBe('ok');
  expect(await refusal(client.views.push({ trigger_id: await trigger(), view }))).toBe('push_limit_reached');
  expect(slack.problems.filter(({ kind }) => kind === 'trigger_id')).toHaveLength(3);
});
