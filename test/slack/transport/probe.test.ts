import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type SlackSandbox, startSlack } from '../../../sandbox/slack/server.ts';
import { createSlackProbe } from '../../../src/slack/transport/probe.ts';
import type { ChatCheck, ChatNeed } from '../../../src/usecases/ports/chat.ts';
import { ManualClock, recordingLog, systemClock } from '../support.ts';

let slack: SlackSandbox;
let log: ReturnType<typeof recordingLog>;

beforeEach(async () => {
  slack = await startSlack();
  log = recordingLog();
});

afterEach(() => slack.close());

function look(
  needs: ChatNeed[] = [],
  given: { botToken?: string; appToken?: string; clock?: ManualClock } = {},
): Promise<readonly ChatCheck[]> {
  const { botToken, appToken } = { ...slack.app, ...given };
  const { clock = systemClock } = given;
  return createSlackProbe({ botToken, appToken, apiUrl: slack.apiUrl, log, clock }).check(needs);
}

const post = (id: string): ChatNeed => ({ use: 'post', id });
const ask = (id: string): ChatNeed => ({ use: 'ask', id });
const person = (id: string): ChatNeed => ({ use: 'person', id });
const group = (id: string): ChatNeed => ({ use: 'group', id });

describe('createSlackProbe', () => {
  it('finds a good set-up good', async () => {
    const checks = await look([post('CDATAALERTS'), ask('CRANDOM'), person('UNINA'), group('SDATALEADS')]);
    expect(checks.filter(({ ok }) => !ok)).toMatchObject([
      { check: 'Slack connections', notChecked: true },
      { check: 'Slack Home tab', notChecked: true, detail: expect.stringContaining('app_home_opened') },
    ]);
    expect(checks.map(({ check }) => check)).toEqual([
      'Slack bot token',
      'Slack scopes',
      'Slack app token (Socket Mode)',
      'Slack connections',
      'Slack Home tab',
      'Slack channel CDATAALERTS',
      'Slack channel CRANDOM',
      'Slack user UNINA',
      'Slack user group SDATALEADS',
    ]);
    expect(checks[5]?.detail).toContain('#data-alerts');
    expect(checks.flatMap(({ people }) => people ?? [])).toEqual(['UNINA', 'UAMIR', 'UJUN']);
  });

  it('names the scope that is missing and what it is for', async () => {
    slack.app.scopes = slack.app.scopes.filter((scope) => scope !== 'usergroups:read');
    const scopes = (await look()).find(({ check }) => check === 'Slack scopes');
    expect(scopes).toMatchObject({ ok: false, fix: expect.stringContaining('usergroups:read') });
  });

  it('mentions an optional scope that is missing, and finds nothing wrong with that', async () => {
    slack.app.scopes = slack.app.scopes.filter((scope) => scope !== 'files:write');
    const scopes = (await look()).find(({ check }) => check === 'Slack scopes');
    expect(scopes).toMatchObject({ ok: true, detail: expect.stringMatching(/all 9 granted; without files:write/) });
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
      {
        check: 'Slack bot token',
        ok: false,
        detail: 'Slack refused it (invalid_auth)',
        fix: expect.stringContaining('SLACK_BOT_TOKEN'),
      },
      { ok: false, fix: expect.stringContaining('SLACK_APP_TOKEN') },
      { check: 'Slack connections', notChecked: true },
    ]);
    expect(log.all()).not.toContain('wrong');
  });

  it.each([
    ['CRANDOM', 'the bot is not in #random', '/invite'],
    ['CNOWHERE', 'Slack refused it (channel_not_found)', 'Correct the channel id'],
    ['#data-alerts', 'not a channel id', 'channel id'],
  ])('channel %s: %s', async (channel, detail, fix) => {
    const found = (await look([post(channel)])).at(-1);
    expect(found).toMatchObject({ ok: false, detail, fix: expect.stringContaining(fix) });
  });

  it('sees an archived channel', async () => {
    const channel = slack.workspace.channels.find(({ id }) => id === 'CDATAALERTS');
    if (channel !== undefined) channel.archived = true;
    expect((await look([post('CDATAALERTS')])).at(-1)).toMatchObject({ ok: false, detail: '#data-alerts is archived' });
  });

  it.each([
    ['who is deactivated', person('UGONE'), 'Gone Girl is deactivated', 'somebody else'],
    ['who is a bot', person('UROBOT'), 'Robot is a bot', 'Correct the id'],
    ['of another workspace', person('UGUEST'), 'Sam Partner belongs to another workspace', 'Correct the id'],
    ['whom Slack does not know', person('UNOBODY'), 'user_not_found', 'Correct the id'],
    ['that nobody is in', group('SEMPTY'), 'nobody is in it', 'Add people'],
    ['that is disabled', group('SOFF'), 'subteam_disabled', 'enable'],
    ['that Slack does not know', group('SNONE'), 'no_such_subteam', 'Correct the id'],
    ['that is archived', ask('COLD'), '#old is archived', 'Unarchive'],
  ])('finds somebody or something %s', async (_, need, detail, fix) => {
    slack.workspace.users.push(
      { id: 'UGONE', name: 'gone', realName: 'Gone Girl', deleted: true },
      { id: 'UROBOT', name: 'robot', realName: 'Robot', isBot: true },
    );
    slack.workspace.userGroups.push(
      { id: 'SEMPTY', handle: 'empty', name: 'Empty', users: [] },
      { id: 'SOFF', handle: 'off', name: 'Off', users: ['UNINA'], disabled: true },
    );
    slack.workspace.channels.push({ id: 'COLD', name: 'old', kind: 'public', members: [], archived: true });
    expect((await look([need])).at(-1)).toMatchObject({
      ok: false,
      need,
      detail: expect.stringContaining(detail),
      fix: expect.stringContaining(fix),
    });
  });

  it('proves nothing by a private channel that it cannot see and need not be in', async () => {
    const [checked] = (await look([ask('CHIDDEN')])).slice(-1);
    expect(checked).toMatchObject({ ok: false, notChecked: true, fix: expect.stringContaining('private') });
  });

  it('waits as long as Slack asks for, and asks again', async () => {
    const clock = new ManualClock();
    slack.faults.rateLimit(20, { methods: ['users.info'], count: 1 });
    const looking = look([person('UNINA')], { clock });
    await vi.waitFor(() => expect(clock.sleeping).toBe(1));
    await clock.advance(20_000);
    expect((await looking).at(-1)).toMatchObject({ ok: true });
  });

  it('does not check what a rate limit holds back for longer than somebody waits, and asks no more', async () => {
    slack.faults.rateLimit(90, { methods: ['users.info'], count: 1 });
    const checks = await look([person('UNINA'), person('UAMIR'), post('CDATAALERTS')]);
    expect(checks.slice(-3)).toMatchObject([
      { check: 'Slack channel CDATAALERTS', ok: true },
      { check: 'Slack user UNINA', ok: false, notChecked: true, detail: expect.stringContaining('rate limit') },
      { check: 'Slack user UAMIR', ok: false, notChecked: true },
    ]);
  });

  it('asks for nothing by name with a token that does not work', async () => {
    const checks = await look([person('UNINA')], { botToken: 'xoxb-wrong' });
    expect(checks.at(-1)).toMatchObject({ check: 'Slack user UNINA', ok: false, notChecked: true });
  });

  it('does not blame the token while Slack is away', async () => {
    slack.faults.outage('status');
    const [token] = await look();
    expect(token).toMatchObject({
      ok: false,
      detail: expect.stringMatching(/^Slack did not answer \(\w+\)$/),
      fix: expect.stringContaining('SLACK_API_URL if it is set'),
    });
  });
});
