import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SlackSandbox, startSlack } from '../../sandbox/slack/server.ts';
import { createSlack, type SlackSurface } from '../../src/slack/bolt.ts';
import { actionIds } from '../../src/slack/views/common/action-ids.ts';
import type { FindingsMessage } from '../../src/usecases/messages/finding-messages.ts';
import type { Command } from '../../src/usecases/ports/command.ts';
import { countingIds, findings, recordingLog, systemClock } from './support.ts';

const names = Array.from({ length: 10 }, (_, index) => `config-${index}`);

function list(given: Partial<FindingsMessage> = {}): FindingsMessage {
  return findings({
    items: names.map((name) => ({
      rule: 'Glue-005',
      account: '111111111111',
      accountName: 'production',
      region: 'eu-west-1',
      kind: 'configuration',
      name,
      reason: 'disabled',
      exposure: 'exposed',
      references: [],
    })),
    ...given,
  });
}

const command: Command = {
  name: '/glue-audit',
  summary: 'Audit',
  usageHint: 'help',
  subcommands: [],
  parse: (text) => ({ shared: text.endsWith('share'), run: async () => list() }),
};

let slack: SlackSandbox;
let surface: SlackSurface;
let log: ReturnType<typeof recordingLog>;

beforeEach(async () => {
  slack = await startSlack();
  log = recordingLog();
  surface = createSlack({
    mode: { kind: 'socket', appToken: slack.app.appToken },
    botToken: slack.app.botToken,
    apiUrl: slack.apiUrl,
    commands: [command],
    actions: {
      browse: async (_actor, { queryId, page }) => list({ queryId, page }),
      cancelScan: () => Promise.reject(new Error('not pressed')),
      home: () => Promise.reject(new Error('not opened')),
      auditForm: () => Promise.reject(new Error('not pressed')),
      showFinding: () => Promise.reject(new Error('not pressed')),
      findIn: () => Promise.reject(new Error('not pressed')),
    },
    clock: systemClock,
    log,
    newId: countingIds(),
    remember: async () => true,
    onFatal: (reason) => log.error({}, reason),
  });
  await surface.start();
});

afterEach(async () => {
  await surface.stop();
  await slack.close();
});

describe('createSlack, with the real views', () => {
  it('answers a command, opens its list and turns a page', async () => {
    const nina = slack.as('UNINA');
    await nina.type('data-platform', '/glue-audit findings share');
    const message = await slack.waitFor(() => slack.messages('data-platform')[0]);
    expect(message.text).toContain('<@UNINA> asked: /glue-audit findings share');
    await nina.click(message, { actionId: actionIds.browse });
    const top = (): string => JSON.stringify(slack.views('UNINA').at(-1) ?? {});
    await slack.waitFor(() => top().includes('config-9'));
    await nina.click('view', { actionId: actionIds.nextPage });
    await slack.waitFor(() => JSON.parse(slack.views('UNINA').at(-1)?.private_metadata ?? '{}').page === 1);
    expect(slack.problems).toEqual([]);
    expect(log.lines.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
  });

  it('posts through the Chat port', async () => {
    const { ts } = await surface.chat.post('CDATAALERTS', list(), { deliveryId: 'delivery-1' });
    expect(await surface.chat.find('CDATAALERTS', 'delivery-1', Date.now())).toEqual({ channel: 'CDATAALERTS', ts });
    await surface.chat.update({ channel: 'CDATAALERTS', ts }, list({ page: 1 }));
    expect(await surface.chat.find('CDATAALERTS', 'delivery-1', Date.now())).toEqual({ channel: 'CDATAALERTS', ts });
    expect(await surface.chat.find('CDATAALERTS', 'delivery-2', Date.now())).toBe('absent');
    expect(await surface.chat.usergroupMembers('SDATALEADS')).toEqual(['UAMIR', 'UJUN']);
  });

  it('does not post again what was posted when the answer was lost', async () => {
    slack.faults.loseReply({ methods: ['chat.postMessage'], count: 1 });
    const lost = surface.chat.post('CDATAALERTS', list(), { deliveryId: 'delivery-1' });
    await expect(lost).rejects.toMatchObject({ code: 'unknown-outcome' });
    expect(await surface.chat.find('CDATAALERTS', 'delivery-1', Date.now())).toMatchObject({ channel: 'CDATAALERTS' });
    expect(slack.messages('data-alerts')).toHaveLength(1);
  });

  it('sends a direct message to a person', async () => {
    const { channel } = await surface.chat.post('UNINA', list(), { deliveryId: 'delivery-1' });
    expect(slack.messages(channel)).toHaveLength(1);
  });
});
