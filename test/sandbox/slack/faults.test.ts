import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type SlackSandbox, startSlack } from '../../../sandbox/slack/server.ts';
import { botClient, type RunningApp, refusal, startHttpApp, startSocketApp } from './bolt-app.ts';

let slack: SlackSandbox;
let bot: RunningApp | undefined;
let now = Date.now();

beforeEach(async () => {
  now = Date.now();
  slack = await startSlack({ now: () => now });
});

afterEach(async () => {
  await bot?.stop();
  bot = undefined;
  await slack.close();
});

const post = (text: string, channel = 'CDATAALERTS'): Promise<string> =>
  refusal(botClient(slack).chat.postMessage({ channel, text }));
const texts = (): string[] => slack.messages('data-alerts').map(({ text }) => text);

describe('faults of the Web API', () => {
  test('an outage for some methods and a number of calls', async () => {
    slack.faults.outage('status', { methods: ['chat.postMessage'], count: 2 });
    expect([await post('a'), await refusal(botClient(slack).auth.test()), await post('b'), await post('c')]).toEqual([
      'HTTP 503',
      'ok',
      'HTTP 503',
      'ok',
    ]);
    const reset = slack.faults.outage('reset');
    expect(await post('d')).toBe('no answer');
    reset.stop();
    expect(await post('e')).toBe('ok');
    expect(texts()).toEqual(['c', 'e']);
    expect(slack.calls.map(({ error }) => error)).toContain('fault:status');
  });

  test('a call that hangs ends when the faults are cleared', async () => {
    slack.faults.outage('hang', { count: 1 });
    const hanging = post('never');
    await slack.waitFor(() => slack.calls.length === 1);
    slack.faults.clear();
    expect(await hanging).toBe('no answer');
    expect(await post('again')).toBe('ok');
  });

  test('429 by method, and the real rate of one post a second a channel', async () => {
    slack.faults.rateLimit(7, { methods: ['chat.postMessage'], count: 1 });
    expect(await post('a')).toBe('retry after 7');
    slack.faults.realRate();
    expect([await post('b'), await post('c'), await post('d', 'CDATAPLATFORM')]).toEqual(['ok', 'retry after 1', 'ok']);
    now += 1000;
    expect(await post('e')).toBe('ok');
    expect(texts()).toEqual(['b', 'e']);
  });

  test('a lost reply: the message is there, the caller does not know', async () => {
    slack.faults.loseReply({ methods: ['chat.postMessage'], count: 1 });
    expect(await post('once')).toBe('no answer');
    expect(texts()).toEqual(['once']);
  });

  test('a response_url has its outages too', async () => {
    bot = await startSocketApp(slack, (app) => {
      app.command('/glue-audit', async ({ ack, respond }) => {
        await ack();
        await respond('first').catch(() => respond('second'));
      });
    });
    slack.faults.outage('status', { methods: ['response_url'], count: 1 });
    await slack.as('nina').type('data-platform', '/glue-audit');
    await slack.waitFor(() => slack.messages('data-platform').length > 0);
    expect(slack.messages('data-platform').map(({ text }) => text)).toEqual(['second']);
  });

  test('any error of Slack, as invalid_auth of apps.connections.open', async () => {
    slack.faults.refuse('invalid_auth', { methods: ['apps.connections.open'] });
    expect(await refusal(botClient(slack, slack.app.appToken).apps.connections.open())).toBe('invalid_auth');
  });
});

describe('faults of the delivery', () => {
  test('the same click twice, and a click from another workspace', async () => {
    const teams: unknown[] = [];
    bot = await startSocketApp(slack, (app) => {
      app.action('go', async ({ ack, body }) => {
        await ack();
        teams.push(body.team?.id, body.user.team_id);
      });
    });
    const blocks = [
      {
        type: 'actions' as const,
        elements: [{ type: 'button' as const, action_id: 'go', text: { type: 'plain_text' as const, text: 'Go' } }],
      },
    ];
    const { ts = '' } = await bot.app.client.chat.postMessage({ channel: 'CDATAALERTS', text: 'x', blocks });
    slack.faults.delivery('twice');
    await slack.as('nina').click({ channel: 'CDATAALERTS', ts }, { text: 'Go' });
    expect(teams).toEqual(['TACME', 'TACME', 'TACME', 'TACME']);
    slack.faults.delivery('foreign_team');
    await slack.as('nina').click({ channel: 'CDATAALERTS', ts }, { text: 'Go' });
    expect(teams.slice(4)).toEqual(['TFOREIGN', 'TFOREIGN']);
    await slack.as('sam').click({ channel: 'CDATAALERTS', ts }, { text: 'Go' });
    expect(teams.slice(6)).toEqual(['TACME', 'TPARTNER']);
  });

  test('sockets are refreshed or dropped, and every address is good for one connection', async () => {
    const client = botClient(slack, slack.app.appToken);
    const { url = '' } = await client.apps.connections.open();
    const reasons: string[] = [];
    const connect = (address: string): Promise<WebSocket> => {
      const { promise, resolve, reject } = Promise.withResolvers<WebSocket>();
      const socket = new WebSocket(address);
      socket.addEventListener('message', ({ data }) => {
        const message: { type: string; reason?: string } = JSON.parse(String(data));
        if (message.type === 'hello') resolve(socket);
        else reasons.push(message.reason ?? '');
        if (message.reason === 'refresh_requested') socket.close();
      });
      socket.addEventListener('error', () => reject(new Error('refused')));
      return promise;
    };
    await connect(url);
    await expect(connect(url)).rejects.toThrow('refused');
    expect(slack.connections()).toBe(1);
    slack.faults.refreshSockets(5);
    await slack.waitFor(() => slack.connections() === 0);
    expect(reasons).toEqual(['warning', 'refresh_requested']);
    await connect((await client.apps.connections.open()).url ?? '');
    slack.faults.dropSockets();
    await slack.waitFor(() => slack.connections() === 0);
  });

  test('each payload goes to exactly one of several connections, in turn, and the eleventh is refused', async () => {
    const client = botClient(slack, slack.app.appToken);
    const received: number[] = [];
    const refused: string[] = [];
    for (let index = 0; index < 11; index += 1) {
      const { url = '' } = await client.apps.connections.open();
      const socket = new WebSocket(url);
      await new Promise<void>((resolve) => {
        socket.addEventListener('message', ({ data }) => {
          const message: { type: string; reason?: string; envelope_id?: string } = JSON.parse(String(data));
          if (message.type === 'disconnect') refused.push(message.reason ?? '');
          if (message.envelope_id !== undefined) {
            received.push(index);
            socket.send(JSON.stringify({ envelope_id: message.envelope_id }));
          }
          resolve();
        });
      });
    }
    expect(refused).toEqual(['too_many_websockets']);
    for (let count = 0; count < 10; count += 1) await slack.as('nina').type('data-platform', '/glue-audit');
    expect(new Set(received).size).toBe(10);
    expect(received).toHaveLength(10);
  });
});

describe('HTTP mode', () => {
  test('commands, clicks and modals reach Bolt signed, and a bad signature or an old timestamp does not', async () => {
    await slack.close();
    slack = await startSlack({ app: { delivery: { mode: 'http', requestUrl: 'http://127.0.0.1:1/slack/events' } } });
    expect(slack.environment()).toHaveProperty('SLACK_SIGNING_SECRET');
    expect(slack.environment()).not.toHaveProperty('SLACK_APP_TOKEN');
    const seen: string[] = [];
    bot = await startHttpApp(slack, (app) => {
      app.command('/glue-audit', async ({ ack, command, respond }) => {
        seen.push(command.text);
        await ack();
        await respond(`Hello ${command.text}`);
      });
    });
    const type = (text: string): Promise<{ error?: string }> =>
      slack.as('nina').type('data-platform', `/glue-audit ${text}`);
    expect(await type('all & everything')).toMatchObject({ acked: true });
    await slack.waitFor(() => slack.messages('data-platform').at(-1)?.text === 'Hello all &amp; everything');
    slack.faults.delivery('bad_signature');
    expect((await type('forged')).error).toBe('http_service_error');
    slack.faults.delivery('stale_timestamp');
    expect((await type('old')).error).toBe('http_service_error');
    expect(seen).toEqual(['all &amp; everything']);
    expect(slack.problems.map(({ kind }) => kind)).toEqual(['http_status', 'http_status']);
  });

  test('delivers to this machine only', async () => {
    slack.deliverTo('https://example.com/slack/events');
    await expect(slack.as('nina').type('data-platform', '/glue-audit')).rejects.toThrow('this machine only');
  });
});
