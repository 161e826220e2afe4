import { describe, expect, it } from 'vitest';
import { typedText } from '../../src/slack/interactions/command-text.ts';
import { ConnectionHealth } from '../../src/slack/transport/connection-health.ts';
import { slackLogger } from '../../src/slack/transport/logger.ts';
import { errorWords, redact } from '../../src/slack/transport/redact.ts';
import { Runs } from '../../src/slack/transport/runs.ts';
import { ManualClock, recordingLog, settle } from './support.ts';

describe('typedText', () => {
  it.each([
    ['  us-east-1 ', 'us-east-1'],
    ['show "a&amp;b" eu-west-1', 'show "a&b" eu-west-1'],
    ['show "&lt;!channel&gt;"', 'show "<!channel>"'],
    ['show <http://team.data|team.data> eu-west-1', 'show team.data eu-west-1'],
    ['show <https://x.example/y>', 'show https://x.example/y'],
    ['show <mailto:a@b.example|a@b.example>', 'show a@b.example'],
    ['<@U1|nina>', '<@U1|nina>'],
    ['&amp;lt;', '&lt;'],
    ['', ''],
  ])('%j was typed as %j', (sent, typed) => {
    expect(typedText(sent)).toBe(typed);
  });
});

describe('redact', () => {
  it.each([
    'xoxb-123-456-AbC',
    'xapp-1-A1-2-abc',
    'xoxe.xoxp-1-abc',
    'wss://wss-primary.slack.com/link/?ticket=abc&app_id=1',
    'https://hooks.slack.com/commands/T1/2/abc',
  ])('%s does not get through', (secret) => {
    const text = redact(`before ${secret} after`);
    expect(text).not.toContain('abc');
    expect(text).not.toContain('AbC');
    expect(text).toMatch(/^before .*after$/);
  });

  it('names errors with their causes', () => {
    const error = new Error('outer', { cause: new TypeError('token xoxb-1-2') });
    expect(errorWords(error)).toBe('Error: outer (TypeError: token [token])');
  });
});

describe('slackLogger', () => {
  it('passes on warnings and errors without secrets, and nothing below', () => {
    const log = recordingLog();
    const logger = slackLogger(log);
    logger.setLevel(logger.getLevel());
    logger.debug('payload xoxb-1');
    logger.info('payload');
    logger.warn('careful with', 'xoxb-1-2');
    logger.error(new Error('xapp-1-2'));
    expect(log.lines.map(({ level, text }) => [level, text])).toEqual([
      ['warn', 'careful with [token]'],
      ['error', 'Error: [token]'],
    ]);
  });
});

describe('Runs', () => {
  it('drains what runs, also what came meanwhile', async () => {
    const runs = new Runs();
    const clock = new ManualClock();
    const first = Promise.withResolvers<void>();
    const second = Promise.withResolvers<void>();
    runs.add(first.promise);
    const drained = runs.drain(clock, 10_000);
    expect(runs.stopping.aborted).toBe(true);
    runs.add(second.promise);
    first.resolve();
    await settle();
    expect(runs.count).toBe(1);
    second.resolve();
    expect(await drained).toBe(true);
  });

  it('does not wait for ever', async () => {
    const runs = new Runs();
    const clock = new ManualClock();
    runs.add(new Promise(() => {}));
    const drained = runs.drain(clock, 10_000);
    await clock.advance(10_000);
    expect(await drained).toBe(false);
  });
});

/** Answers so when the connections are lost, one after another, and then that they are. */
function watchedBy(clock: ManualClock, answers: readonly 'wait'[]) {
  let asked = 0;
  const health = new ConnectionHealth({ clock, afterMs: 90_000, onLost: () => answers[asked++] ?? 'lost' });
  return { health, asked: () => asked };
}

describe('ConnectionHealth', () => {
  it('is lost after 90 s without any connection, once', async () => {
    const clock = new ManualClock();
    const { health, asked } = watchedBy(clock, []);
    expect(health.health.connected).toBe(false);
    health.up();
    health.up();
    health.down();
    await clock.advance(200_000);
    expect(health.health.connected).toBe(true);
    health.down();
    expect(health.health).toEqual({ connected: false, since: clock.now() });
    await clock.advance(89_999);
    expect(asked()).toBe(0);
    await clock.advance(1);
    expect(asked()).toBe(1);
  });

  it('says so again for as long as it is told to wait', async () => {
    const clock = new ManualClock();
    const { health, asked } = watchedBy(clock, ['wait', 'wait']);
    health.up();
    health.down();
    for (const expected of [1, 2, 3, 3]) {
      await clock.advance(90_000);
      expect(asked()).toBe(expected);
    }
  });

  it('is content when a connection comes back, and silent after a stop', async () => {
    const clock = new ManualClock();
    const { health, asked } = watchedBy(clock, []);
    health.up();
    health.down();
    await clock.advance(80_000);
    health.up();
    await clock.advance(80_000);
    health.stop();
    health.down();
    await clock.advance(100_000);
    expect(asked()).toBe(0);
  });
});
