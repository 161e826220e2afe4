import { afterEach, describe, expect, test } from 'vitest';
import { type SlackSandbox, startSlack } from '../../../sandbox/slack/server.ts';
import { type RunningApp, startSocketApp } from './bolt-app.ts';

let slack: SlackSandbox;
let bot: RunningApp | undefined;

afterEach(async () => {
  await bot?.stop();
  bot = undefined;
  await slack.close();
});

describe('a command in Socket Mode', () => {
  test('reaches the real Bolt app with the fields of the real one, and the answer is for the caller alone', async () => {
    slack = await startSlack();
    const seen: Record<string, unknown>[] = [];
    bot = await startSocketApp(slack, (app) => {
      app.command('/glue-audit', async ({ ack, command, respond }) => {
        await ack();
        seen.push(command);
        await respond({ text: `Looking at ${command.text}` });
      });
    });
    const delivered = await slack.as('nina').type('#data-platform', '/glue-audit us-east-1');
    expect(delivered.acked).toBe(true);
    const answer = await slack.waitFor(() => slack.visibleTo('nina', 'data-platform').at(-1));
    expect(answer).toMatchObject({ text: 'Looking at us-east-1', visibleTo: 'UNINA', user: 'UGLUEBOT' });
    expect(slack.visibleTo('amir', 'data-platform')).toEqual([]);
    expect(seen[0]).toMatchObject({
      command: '/glue-audit',
      text: 'us-east-1',
      team_id: 'TACME',
      channel_id: 'CDATAPLATFORM',
      channel_name: 'data-platform',
      user_id: 'UNINA',
      api_app_id: 'AGLUEWARDEN',
      is_enterprise_install: 'false',
    });
    expect(seen[0]).not.toHaveProperty('enterprise_id');
    expect(slack.problems).toEqual([]);
  });

  test('in a direct message is called directmessage, and names are escaped where the command asks for it', async () => {
    slack = await startSlack();
    const seen: Record<string, unknown>[] = [];
    bot = await startSocketApp(slack, (app) => {
      app.command('/glue-audit', async ({ ack, command }) => {
        seen.push(command);
        await ack('Straight from the ack');
      });
    });
    await slack.as('UAMIR').type('DAMIR', '/glue-audit @nina <!channel> #random @nobody');
    expect(seen[0]).toMatchObject({
      channel_name: 'directmessage',
      text: '<@UNINA|nina> &lt;!channel&gt; <#CRANDOM|random> @nobody',
    });
    expect(slack.visibleTo('amir', 'DAMIR').at(-1)).toMatchObject({
      text: 'Straight from the ack',
      visibleTo: 'UAMIR',
    });
  });

  test('that is not registered never reaches the app', async () => {
    slack = await startSlack();
    const delivered = await slack.as('nina').type('#data-platform', '/glue-audti x');
    expect(delivered).toMatchObject({ acked: false, error: 'not_a_command' });
    expect(slack.visibleTo('nina', 'data-platform').at(-1)?.text).toContain('not a valid command');
  });

  test('that is not acknowledged in time fails with operation_timeout, and a late ack is a problem too', async () => {
    slack = await startSlack({ ackTimeoutMs: 100 });
    const { promise: gaveUp, resolve: letGo } = Promise.withResolvers<void>();
    bot = await startSocketApp(slack, (app) => {
      app.command('/glue-audit', async ({ ack }) => {
        await gaveUp;
        await ack();
      });
    });
    const delivered = await slack.as('nina').type('data-platform', '/glue-audit');
    expect(delivered).toMatchObject({ acked: false, error: 'operation_timeout' });
    expect(slack.visibleTo('nina', 'data-platform').at(-1)).toMatchObject({
      text: '/glue-audit failed with the error "operation_timeout"',
      visibleTo: 'UNINA',
    });
    letGo();
    await slack.waitFor(() => slack.problems.length === 2);
    expect(slack.problems.map(({ kind }) => kind)).toEqual(['no_ack', 'late_ack']);
  });

  test('without a connection fails with dispatch_failed', async () => {
    slack = await startSlack();
    const delivered = await slack.as('nina').type('data-platform', '/glue-audit');
    expect(delivered).toMatchObject({ acked: false, error: 'dispatch_failed' });
    expect(slack.problems.map(({ kind }) => kind)).toEqual(['not_delivered']);
  });

  test('a response_url takes five messages within thirty minutes, then none', async () => {
    let now = Date.UTC(2026, 5, 1);
    slack = await startSlack({ now: () => now });
    const urls: string[] = [];
    bot = await startSocketApp(slack, (app) => {
      app.command('/glue-audit', async ({ ack, command }) => {
        urls.push(command.response_url);
        await ack();
      });
    });
    const post = (url: string | undefined, body: unknown): Promise<Response> =>
      fetch(url ?? '', { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
    await slack.as('nina').type('data-platform', '/glue-audit');
    for (const text of ['one', 'two', 'three', 'four']) expect((await post(urls[0], { text })).status).toBe(200);
    expect((await post(urls[0], { text: 'instead of four', replace_original: true })).status).toBe(200);
    const sixth = await post(urls[0], { text: 'six' });
    expect([sixth.status, await sixth.text()]).toEqual([404, '{"ok":false,"error":"used_url"}']);
    expect(slack.messages('data-platform').map(({ text }) => text)).toEqual(['one', 'two', 'three', 'instead of four']);

    await slack.as('nina').type('data-platform', '/glue-audit');
    now += 30 * 60_000 + 1;
    expect((await post(urls[1], { text: 'late' })).status).toBe(404);
    expect(slack.problems.map(({ kind }) => kind)).toEqual(['response_url', 'response_url']);
  });
});
