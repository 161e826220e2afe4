import { describe, expect, test, vi } from 'vitest';
import { forAllTests } from '../support/processes/at-end.ts';
import { createWorld, yearly } from '../support/processes/bot.ts';
import { ask, isProgress, said, wordsOf } from '../support/processes/people.ts';
import { run } from '../support/processes/run.ts';

const socketMethod = { methods: ['apps.connections.open'] };
const post = { methods: ['chat.postMessage'], count: 1 };

test('a 503, a reset, a lost answer and a 429 at posting time: each message arrives once, later', async () => {
  const channels = ['CDATAALERTS', 'CDATAPLATFORM', 'CGLUEAPPROVALS', 'CRANDOM'];
  const schedules = channels.map((channel) => ({ ...yearly, name: `to-${channel}`, channel }));
  const world = await createWorld({ config: { schedules } });
  const { slack } = world;
  slack.workspace.channels.find(({ id }) => id === 'CRANDOM')?.members.push(slack.app.botUserId);
  for (const schedule of schedules) await world.missSlot(schedule);
  slack.faults.outage('status', post);
  slack.faults.outage('reset', post);
  slack.faults.loseReply(post);
  slack.faults.rateLimit(1, post);
  const bot = await world.start();
  await vi.waitFor(
    () => expect(bot.lines.filter(({ msg }) => msg === 'message not delivered yet')).toHaveLength(4),
    40_000,
  );
  await vi.waitFor(() => expect(bot.lines.filter(({ msg }) => msg === 'message delivered')).toHaveLength(4), 40_000);
  for (const channel of channels) expect(slack.messages(channel)).toHaveLength(1);
  expect(wordsOf((await ask(slack, 'status', { channel: 'DNINA' })).message)).not.toContain('waiting');
  expect(slack.problems).toEqual([]);
});

test('a channel that the bot is not in: the message waits, status says why, and it comes after the invitation', async () => {
  const schedule = { ...yearly, channel: 'CRANDOM' };
  const world = await createWorld({ config: { schedules: [schedule] } });
  const { slack } = world;
  await world.missSlot(schedule);
  const bot = await world.start();
  await bot.logged(({ msg, code }) => msg === 'message not delivered yet' && code === 'not_in_channel');
  const status = wordsOf((await ask(slack, 'status')).message);
  expect(status).toMatch(/1 message|Waiting/i);
  expect(status).toMatch(/invite/i);
  expect((await bot.page('metrics')).text).toContain('gluewarden_deliveries_waiting 1');
  expect(slack.messages('CRANDOM')).toEqual([]);
  slack.workspace.channels.find(({ id }) => id === 'CRANDOM')?.members.push(slack.app.botUserId);
  await slack.waitFor(() => slack.messages('CRANDOM').length === 1, 40_000);
  expect(slack.problems).toEqual([]);
});

describe('one bot, and one trouble after another', () => {
  const world = forAllTests(async () => {
    const made = await createWorld();
    return { ...made, bot: await made.start() };
  });

  test('a message that somebody deletes before its edit is posted again, once', async () => {
    const { aws, slack } = world();
    aws.faults.add({ service: 'glue', region: 'us-east-1', effect: { kind: 'latency', ms: 800 } });
    slack.faults.refuse('message_not_found', { methods: ['chat.update'], count: 1 });
    const { message } = await ask(slack, 'us-east-1 share');
    expect(message.text).toContain('17 findings');
    expect(said(slack).filter((each) => !isProgress(each))).toHaveLength(1);
    aws.faults.clear();
  });

  test('a refresh of the socket loses no command, nor the answer to one that is under way', async () => {
    const { aws, slack } = world();
    aws.faults.add({ service: 'glue', region: 'us-east-1', effect: { kind: 'latency', ms: 500 } });
    const earlier = said(slack).length;
    await slack.as('UNINA').type('CDATAPLATFORM', '/glue-audit us-east-1');
    const opened = () => slack.calls.filter(({ method, ok }) => method === 'apps.connections.open' && ok).length;
    const before = opened();
    slack.faults.refreshSockets();
    await slack.waitFor(() => opened() > before && slack.connections() === 1);
    const help = await ask(slack, 'help', { user: 'UAMIR' });
    expect(help.acked).toBe(true);
    await slack.waitFor(() =>
      said(slack)
        .slice(earlier)
        .some(({ text }) => text.includes('17 findings')),
    );
    expect(slack.problems).toEqual([]);
    aws.faults.clear();
  });

  test('while Slack is away /readyz says so and /healthz does not; both are well when it is back', async () => {
    const { slack, bot } = world();
    expect((await bot.page('readyz')).status).toBe(200);
    const seen = bot.lines.length;
    const outage = slack.faults.outage('status', socketMethod);
    slack.faults.dropSockets();
    const gone = () => bot.lines.slice(seen).some(({ msg }) => msg === 'no connection to Slack yet');
    await vi.waitFor(() => expect(gone()).toBe(true), 40_000);
    const away = await bot.page('readyz');
    expect([away.status, JSON.parse(away.text)]).toEqual([503, { ready: false, notReady: ['slack'] }]);
    expect((await bot.page('healthz')).status).toBe(200);
    outage.stop();
    await slack.waitFor(() => slack.connections() === 1);
    await vi.waitFor(async () => expect((await bot.page('readyz')).status).toBe(200));
    expect((await ask(slack, 'help')).acked).toBe(true);
    const metrics = (await bot.page('metrics')).text;
    for (const name of ['gluewarden_scans_total', 'gluewarden_open_findings', 'process_cpu_seconds_total'])
      expect(metrics).toContain(name);
  });

  test('a token that is refused when the bot reconnects ends it with 1 and a clear line', async () => {
    const { slack, bot } = world();
    slack.faults.refuse('invalid_auth', socketMethod);
    slack.faults.dropSockets();
    expect(await bot.ended).toBe(1);
    expect(bot.lines).toContainEqual(
      expect.objectContaining({ msg: 'stopping', reason: 'Slack refused the app token (invalid_auth)' }),
    );
    expect(bot.output()).not.toContain('unhandled');
  });
});

test.each([
  ['SLACK_BOT_TOKEN', 'xoxb-some-other-token', 'invalid_auth'],
  ['SLACK_APP_TOKEN', 'xapp-1-some-other-token', 'invalid_auth'],
])('a wrong %s at start: exit 1 with a line that says it', async (name, value, code) => {
  const { environment, folder } = await createWorld();
  const { code: exit, stdout, stderr } = await run(['start'], folder, { ...environment, [name]: value });
  expect(exit).toBe(1);
  expect(stdout).toContain(code);
  expect(stdout).toContain(name);
  expect(stdout + stderr).not.toContain(value);
});

test('Slack away at start: exit 1 with a line that says it, for the supervisor to try again', async () => {
  const { environment, folder, slack } = await createWorld();
  await slack.close();
  const { code, stdout } = await run(['start'], folder, environment);
  expect(code).toBe(1);
  expect(stdout).toContain('econnrefused');
});
