import { afterEach, describe, expect, it } from 'vitest';
import type { Message as SlackMessage } from '../../sandbox/slack/model.ts';
import type { SlackSandbox } from '../../sandbox/slack/server.ts';
import type { Message } from '../../src/usecases/messages/message.ts';
import { problem, progress, systemClock } from './support.ts';
import { type Given, type Run, type SurfaceSetUp, started } from './surface-kit.ts';

let kit: SurfaceSetUp;

afterEach(() => kit.stop());

async function slackWith(given: Given = {}): Promise<SlackSandbox> {
  kit = await started(given);
  return kit.slack;
}

/** The newest message of the bot in a channel that has this in its text. */
function waitForText(slack: SlackSandbox, channel: string, text: string): Promise<SlackMessage> {
  return slack.waitFor(() => slack.messages(channel).findLast((message) => message.text.includes(text)));
}

/** A run that shows progress, then waits until the test lets it end. */
function heldRun(): { run: Run; end: (message: Message) => void } {
  const { promise, resolve } = Promise.withResolvers<Message>();
  const run: Run = (_text, request) => {
    request.progress(progress(1));
    return promise;
  };
  return { run, end: resolve };
}

describe('a private answer', () => {
  it('is acknowledged at once and seen by the caller alone', async () => {
    const slack = await slackWith();
    const delivered = await slack.as('UNINA').type('data-platform', '/glue-audit eu-west-1');
    expect(delivered).toMatchObject({ acked: true });
    expect(delivered.ms).toBeLessThan(1_000);
    const message = await waitForText(slack, 'data-platform', 'You said eu-west-1.');
    expect(message).toMatchObject({ visibleTo: 'UNINA' });
    expect(slack.visibleTo('UAMIR', 'data-platform')).toEqual([]);
    expect(slack.problems).toEqual([]);
  });

  it('works in a channel that the bot is not in', async () => {
    const slack = await slackWith();
    await slack.as('UNINA').type('random', '/glue-audit all');
    expect(await waitForText(slack, 'random', 'You said all.')).toMatchObject({ visibleTo: 'UNINA' });
  });

  it('is acknowledged before the work is done, and its progress becomes the result in place', async () => {
    const { run, end } = heldRun();
    const slack = await slackWith({ run });
    expect(await slack.as('UNINA').type('data-platform', '/glue-audit all')).toMatchObject({ acked: true });
    const shown = await waitForText(slack, 'data-platform', '1 of 10');
    end(problem('Done.'));
    const result = await waitForText(slack, 'data-platform', 'Done.');
    expect(result.ts).toBe(shown.ts);
    expect(slack.messages('data-platform')).toHaveLength(1);
  });

  it('a slow acknowledgement is noticed', async () => {
    let now = Date.now();
    const clock = {
      now: () => {
        now += 2_500;
        return now;
      },
      monotonic: systemClock.monotonic,
      sleep: systemClock.sleep,
    };
    const slack = await slackWith({ options: { clock } });
    await slack.as('UNINA').type('data-platform', '/glue-audit all');
    await waitForText(slack, 'data-platform', 'You said all.');
    expect(kit.log.all()).toContain('an acknowledgement took long');
  });

  it('becomes plain words when Slack refuses the blocks', async () => {
    const slack = await slackWith({ run: async () => problem('x'.repeat(3_500)) });
    await slack.as('UNINA').type('data-platform', '/glue-audit all');
    const message = await waitForText(slack, 'data-platform', 'plain: xxx');
    expect(message.blocks).toEqual([]);
    expect(kit.log.all()).toContain('invalid_blocks');
  });

  it('comes as a direct message when half an hour has passed', async () => {
    let now = Date.now();
    const { run, end } = heldRun();
    const clock = { ...systemClock, now: () => now };
    const slack = await slackWith({ run, sandbox: { now: () => now }, options: { clock } });
    await slack.as('UNINA').type('data-platform', '/glue-audit all');
    await waitForText(slack, 'data-platform', '1 of 10');
    now += 31 * 60_000;
    end(problem('Done.'));
    await slack.waitFor(() => slack.calls.some(({ method, ok }) => method === 'chat.postMessage' && ok));
    const direct = slack.workspace.channels.find(({ kind }) => kind === 'im');
    expect(slack.messages(direct?.id ?? '').map(({ text }) => text)).toEqual(['Done. Try that.']);
  });

  it('an exception is an answer with a reference', async () => {
    const slack = await slackWith({
      run: async () => {
        throw new Error('boom');
      },
    });
    await slack.as('UNINA').type('data-platform', '/glue-audit all');
    await waitForText(slack, 'data-platform', 'id-00001');
    expect(kit.log.all()).toContain('boom');
  });
});

describe('a shared answer', () => {
  it('is one message of the bot that is edited, and says who asked', async () => {
    const { run, end } = heldRun();
    const slack = await slackWith({ run });
    await slack.as('UNINA').type('data-platform', '/glue-audit all share');
    const shown = await waitForText(slack, 'data-platform', '1 of 10');
    end(problem('Done.'));
    const result = await waitForText(slack, 'data-platform', 'Done.');
    expect(result).toMatchObject({ ts: shown.ts, source: 'chat.postMessage' });
    expect(result.text).toContain('<@UNINA> asked: /glue-audit all share');
    expect(slack.visibleTo('UAMIR', 'data-platform')).toHaveLength(1);
    expect(slack.problems).toEqual([]);
  });

  it('goes through the response address where the bot is no member', async () => {
    const { run, end } = heldRun();
    const slack = await slackWith({ run });
    await slack.as('UNINA').type('random', '/glue-audit all share');
    await waitForText(slack, 'random', '1 of 10');
    end(problem('Done.'));
    const result = await waitForText(slack, 'random', 'Done.');
    expect(result.source).toBe('response');
    expect(slack.visibleTo('UAMIR', 'random').map(({ text }) => text)).toEqual([result.text]);
  });

  it('is posted again when somebody deleted it before its edit', async () => {
    const { run, end } = heldRun();
    const slack = await slackWith({ run });
    await slack.as('UNINA').type('data-platform', '/glue-audit all share');
    await waitForText(slack, 'data-platform', '1 of 10');
    slack.faults.refuse('message_not_found', { methods: ['chat.update'], count: 1 });
    end(problem('Done.'));
    await waitForText(slack, 'data-platform', 'Done.');
    const posts = slack.calls.filter(({ method }) => method === 'chat.postMessage');
    expect(posts).toHaveLength(2);
  });
});

describe('trouble with Slack', () => {
  it('a rate limit delays the result and loses nothing', async () => {
    const { run, end } = heldRun();
    const slack = await slackWith({ run });
    await slack.as('UNINA').type('data-platform', '/glue-audit all share');
    await waitForText(slack, 'data-platform', '1 of 10');
    slack.faults.rateLimit(1, { methods: ['chat.update'], count: 1 });
    end(problem('Done.'));
    await waitForText(slack, 'data-platform', 'Done.');
    expect(slack.calls.filter(({ method }) => method === 'chat.update').length).toBeGreaterThanOrEqual(2);
  });

  it('an outage delays the result and loses nothing', async () => {
    const { run, end } = heldRun();
    const slack = await slackWith({ run });
    await slack.as('UNINA').type('data-platform', '/glue-audit all share');
    const shown = await waitForText(slack, 'data-platform', '1 of 10');
    slack.faults.outage('reset', { methods: ['chat.update'], count: 1 });
    end(problem('Done.'));
    expect((await waitForText(slack, 'data-platform', 'Done.')).ts).toBe(shown.ts);
  });
});

describe('an answer that Slack does not confirm', () => {
  it.each([
    ['in the channel', 'all share', 'chat.postMessage'],
    ['for the asker alone', 'all', 'response_url'],
  ])('says that it may repeat when it is sent again: %s', async (_where, words, method) => {
    const slack = await slackWith({ run: async () => problem('Done.') });
    slack.faults.loseReply({ methods: [method], count: 1 });
    await slack.as('UNINA').type('data-platform', `/glue-audit ${words}`);
    const said = () => slack.visibleTo('UNINA', 'data-platform').filter(({ text }) => text.includes('Done.'));
    await slack.waitFor(() => said().length === 2);
    expect(said().map(({ text }) => text.includes('(again)'))).toEqual([false, true]);
  });
});

describe('strangers', () => {
  it('a command from another workspace does nothing and is refused in words', async () => {
    let ran = false;
    const slack = await slackWith({
      run: async () => {
        ran = true;
        return problem('x');
      },
    });
    slack.faults.delivery('foreign_team');
    expect(await slack.as('UNINA').type('data-platform', '/glue-audit all')).toMatchObject({ acked: true });
    const refusal = await waitForText(slack, 'data-platform', 'only answers to members');
    expect(refusal.visibleTo).toBe('UNINA');
    expect(ran).toBe(false);
    expect(kit.log.all()).toContain('another workspace');
  });
});
