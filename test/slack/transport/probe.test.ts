import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type SlackSandbox, startSlack } from '../../../sandbox/slack/server.ts';
import { createSlackProbe } from '../../../src/slack/transport/probe.ts';
import type { ChatCheck } from '../../../src/usecases/ports/chat.ts';
import { recordingLog } from '../support.ts';

let slack: SlackSandbox;
let log: ReturnType<typeof recordingLog>;

beforeEach(async () => {
  slack = await startSlack();
  log = recordingLog();
});

afterEach(() => slack.close());

function look(
  channels: string[] = [],
  given: { botToken?: string; appToken?: string } = {},
): Promise<readonly ChatCheck[]> {
  const { botToken, appToken } = { ...slack.app, ...given };
  return createSlackProbe({ botToken, appToken, apiUrl: slack.apiUrl, log }).check(channels);
}

describe('createSlackProbe', () => {
  it('finds a good set-up good', async () => {
    const checks = await look(['CDATAALERTS', 'UNINA']);
    expect(checks.filter(({ ok }) => !ok)).toMatchObject([{ check: 'Slack connections', notChecked: true }]);
    expect(checks.map(({ check }) => check)).toEqual([
      'Slack bot token',
      'Slack scopes',
      'Slack app token (Socket Mode)',
      'Slack connections',
      'Slack channel CDATAALERTS',
      'Slack channel UNINA',
    ]);
    expect(checks[4]?.detail).toContain('#data-alerts');
  });

  it('names the scope that is missing and what it is for', async () => {
    slack.app.scopes = slack.app.scopes.filter((scope) => scope !== 'usergroups:read');
    const scopes = (await look()).find(({ check }) => check === 'Slack scopes');
    expect(scopes).toMatchObject({ ok: false, fix: expect.stringContaining('usergroups:read') });
  });

  it('says that scopes were not checked where the header with them is missing', async () => {
    const header = Headers.prototype.get;
    const scopeless = vi.spyOn(Headers.prototype, 'get').mockImplementation(function (this: Headers, name) {
      return name === 'x-oauth-scopes' ? null : header.call(this, name);
    });
    const scopes = (await look()).find(({ check }) => check === 'Slack scopes');
    scopeless.mockRestore();
    expect(scopes).toMatchObject({ ok: false, notChecked: true, detail: expect.stringContaining('x-oauth-scopes') });
    expect(scopes).not.toHaveProperty('fix');
  });

  it('tells a wrong bot token from a wrong app token', async () => {
    const checks = await look([], { botToken: 'xoxb-wrong', appToken: 'xapp-wrong' });
    expect(checks).toMatchObject([
      { check: 'Slack bot token', ok: false, detail: 'invalid_auth', fix: expect.stringContaining('SLACK_BOT_TOKEN') },
      { ok: false, fix: expect.stringContaining('SLACK_APP_TOKEN') },
      { check: 'Slack connections', notChecked: true },
    ]);
    expect(log.all()).not.toContain('wrong');
  });

  it.each([
    ['CRANDOM', 'the bot is not in #random', '/invite'],
    ['CNOWHERE', 'channel_not_found', 'Correct the channel id'],
    ['#data-alerts', 'not a channel id', 'channel id'],
  ])('channel %s: %s', async (channel, detail, fix) => {
    const found = (await look([channel])).at(-1);
    expect(found).toMatchObject({ ok: false, detail, fix: expect.stringContaining(fix) });
  });

  it('sees an archived channel', async () => {
    const channel = slack.workspace.channels.find(({ id }) => id === 'CDATAALERTS');
    if (channel !== undefined) channel.archived = true;
    expect((await look(['CDATAALERTS'])).at(-1)).toMatchObject({ ok: false, detail: '#data-alerts is archived' });
  });

  it('looks at each channel once', async () => {
    const checks = await look(['CDATAALERTS', 'CDATAALERTS']);
    expect(checks.filter(({ check }) => check.startsWith('Slack channel'))).toHaveLength(1);
  });

  it('does not blame the token while Slack is away', async () => {
    slack.faults.outage('status');
    const [token] = await look();
    expect(token).toMatchObject({ ok: false, fix: expect.stringContaining('could not be reached') });
  });
});
