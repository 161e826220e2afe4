import { beforeEach, describe, expect, it } from 'vitest';
import { createClients } from '../../../src/slack/transport/client.ts';
import { type AskStanding, createAskStanding, createTimezoneOf } from '../../../src/slack/transport/people.ts';
import type { Identity } from '../../../src/slack/transport/tenancy.ts';
import { strictNock } from '../../support/aws/nock.ts';
import { ManualClock, recordingLog } from '../support.ts';

const nock = strictNock();
const inGrid: Identity = { team: 'T1', botUser: 'U', botId: 'B', enterprise: 'E1', orgInstall: false };
const colleague = { id: 'W1', team_id: 'T2', enterprise_user: { enterprise_id: 'E1' } };
let clock: ManualClock;
let ask: AskStanding;

beforeEach(() => {
  clock = new ManualClock();
  ask = createAskStanding(createClients({ botToken: 'xoxb-1', log: recordingLog() }).interactive, clock);
});

function answers(answer: object, status = 200, headers = {}): void {
  nock('https://slack.com')
    .post('/api/users.info', ({ user }: { user: string }) => user === 'W1')
    .reply(status, answer, headers);
}

describe('whose somebody is', () => {
  it('is asked once, kept for minutes, and asked again after that', async () => {
    answers({ ok: true, user: colleague });
    const both = await Promise.all([ask('W1', inGrid), ask('W1', inGrid)]);
    expect(both).toEqual([{ kind: 'ours' }, { kind: 'ours' }]);
    await clock.advance(299_000);
    expect(await ask('W1', inGrid)).toEqual({ kind: 'ours' });
    await clock.advance(2_000);
    answers({ ok: true, user: { ...colleague, deleted: true } });
    expect(await ask('W1', inGrid)).toEqual({ kind: 'other' });
  });

  it.each([
    ['is_restricted', { is_restricted: true }],
    ['is_ultra_restricted', { is_ultra_restricted: true }],
    ['is_stranger', { is_stranger: true }],
    ['deleted', { deleted: true }],
    ['is_bot', { is_bot: true }],
    ['another organisation', { enterprise_user: { enterprise_id: 'E9' } }],
    ['no organisation', { enterprise_user: undefined }],
  ])('is not ours: %s', async (_what, more) => {
    answers({ ok: true, user: { ...colleague, ...more } });
    expect(await ask('W1', inGrid)).toEqual({ kind: 'other' });
  });

  it.each(['user_not_found', 'user_not_visible'])('is not ours when Slack says %s', async (error) => {
    answers({ ok: false, error });
    expect(await ask('W1', inGrid)).toEqual({ kind: 'other' });
  });

  it.each([
    ['missing_scope', { ok: false, error: 'missing_scope' }, 200],
    ['ratelimited', { ok: false, error: 'ratelimited' }, 429],
    ['http_503', {}, 503],
    ['no_record', { ok: true }, 200],
    ['no_record', { ok: true, user: { ...colleague, id: 'W2' } }, 200],
  ])('is unproven, and asked anew: %s', async (code, answer, status) => {
    answers(answer, status, status === 429 ? { 'retry-after': '30' } : {});
    expect(await ask('W1', inGrid)).toEqual({ kind: 'unproven', code });
    answers({ ok: true, user: colleague });
    expect(await ask('W1', inGrid)).toEqual({ kind: 'ours' });
  });

  it('is unproven when Slack takes longer than a trigger id has, and known at the next press', async () => {
    const { promise, resolve } = Promise.withResolvers<object>();
    nock('https://slack.com')
      .post('/api/users.info')
      .reply(200, () => promise);
    const first = ask('W1', inGrid);
    await clock.advance(1_800);
    expect(await first).toEqual({ kind: 'unproven', code: 'timeout' });
    resolve({ ok: true, user: colleague });
    expect(await ask('W1', inGrid)).toEqual({ kind: 'ours' });
  });
});

describe('the time zone of somebody', () => {
  const zoneOf = (user: string) =>
    createTimezoneOf(createClients({ botToken: 'xoxb-1', log: recordingLog() }).interactive)(user);

  it.each([
    ['is what Slack says', { ok: true, user: { ...colleague, tz: 'Europe/Berlin' } }, 'Europe/Berlin'],
    ['is not known where Slack does not say', { ok: true, user: colleague }, undefined],
    ['is not that of somebody else', { ok: true, user: { ...colleague, id: 'W2', tz: 'Europe/Berlin' } }, undefined],
    ['is not known where Slack refuses', { ok: false, error: 'missing_scope' }, undefined],
  ])('%s', async (_, answer, zone) => {
    answers(answer);
    expect(await zoneOf('W1')).toBe(zone);
  });
});
