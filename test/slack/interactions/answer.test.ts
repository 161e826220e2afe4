import { beforeEach, describe, expect, it } from 'vitest';
import { ChatError } from '../../../src/domain/errors.ts';
import { Answer } from '../../../src/slack/interactions/answer.ts';
import { type ReplyTarget, responseReply } from '../../../src/slack/interactions/reply-targets.ts';
import { type Content, type Draft, wordsOnly } from '../../../src/slack/transport/content.ts';
import type { Respond } from '../../../src/slack/transport/respond.ts';
import { countingIds, ManualClock, recordingLog, settle } from '../support.ts';

let clock: ManualClock;
let log: ReturnType<typeof recordingLog>;

beforeEach(() => {
  clock = new ManualClock();
  log = recordingLog();
});

interface FakeReply extends ReplyTarget {
  readonly shown: string[];
  failures: ChatError[];
}

function fakeReply(gap: number | undefined = 1_500, failures: ChatError[] = []): FakeReply {
  const shown: string[] = [];
  return {
    name: 'fake',
    repeats: () => shown.length === 0,
    shown,
    failures,
    progressGap: () => gap,
    async put(content) {
      const failure = this.failures.shift();
      if (failure !== undefined) throw failure;
      shown.push(content.text);
    },
  };
}

function answerTo(...replyTargets: ReplyTarget[]): Answer {
  return new Answer({ replyTargets, clock, log, newId: countingIds() });
}

const refused = (code = 'channel_not_found'): ChatError => new ChatError('channel-not-found', code);
const away = (retryAfterMs?: number): ChatError => new ChatError('unavailable', 'econnrefused', retryAfterMs);

describe('progress', () => {
  it('shows the first at once, then the latest after the gap', async () => {
    const replyTo = fakeReply();
    const answer = answerTo(replyTo);
    answer.progress(wordsOnly('1'));
    await settle();
    expect(replyTo.shown).toEqual(['1']);
    for (const text of ['2', '3', '4']) answer.progress(wordsOnly(text));
    await clock.advance(1_499);
    expect(replyTo.shown).toEqual(['1']);
    await clock.advance(1);
    expect(replyTo.shown).toEqual(['1', '4']);
  });

  it('is dropped when the result is there, and never follows it', async () => {
    const replyTo = fakeReply();
    const answer = answerTo(replyTo);
    answer.progress(wordsOnly('1'));
    await settle();
    answer.progress(wordsOnly('2'));
    await answer.finish(wordsOnly('result'));
    answer.progress(wordsOnly('3'));
    await clock.advance(60_000);
    expect(replyTo.shown).toEqual(['1', 'result']);
  });

  it('waits for a message that is on its way before it shows the result', async () => {
    const order: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const slow: ReplyTarget = {
      name: 'slow',
      repeats: () => true,
      progressGap: () => 0,
      async put(content) {
        order.push(`begin ${content.text}`);
        if (content.text === '1') await promise;
        order.push(`end ${content.text}`);
      },
    };
    const answer = answerTo(slow);
    answer.progress(wordsOnly('1'));
    const finished = answer.finish(wordsOnly('result'));
    await settle();
    expect(order).toEqual(['begin 1']);
    resolve();
    await finished;
    expect(order).toEqual(['begin 1', 'end 1', 'begin result', 'end result']);
  });

  it('moves on when a place refuses, and stays there', async () => {
    const first = fakeReply(0, [refused()]);
    const second = fakeReply();
    const answer = answerTo(first, second);
    answer.progress(wordsOnly('1'));
    await clock.advance(2_000);
    await answer.finish(wordsOnly('result'));
    expect(first.shown).toEqual([]);
    expect(second.shown).toEqual(['1', 'result']);
  });

  it('is not worth a second try while Slack is away', async () => {
    const replyTo = fakeReply(0, [away()]);
    const answer = answerTo(replyTo);
    answer.progress(wordsOnly('1'));
    await settle();
    await answer.finish(wordsOnly('result'));
    expect(replyTo.shown).toEqual(['result']);
  });
});

describe('result', () => {
  it('is tried again while Slack is away', async () => {
    const replyTo = fakeReply(0, [away(), away()]);
    const finished = answerTo(replyTo).finish(wordsOnly('result'));
    await clock.advance(1_000);
    expect(replyTo.shown).toEqual([]);
    await clock.advance(4_000);
    await finished;
    expect(replyTo.shown).toEqual(['result']);
  });

  it('waits as long as Slack asks', async () => {
    const replyTo = fakeReply(0, [away(30_000)]);
    const finished = answerTo(replyTo).finish(wordsOnly('result'));
    await clock.advance(29_999);
    expect(replyTo.shown).toEqual([]);
    await clock.advance(1);
    await finished;
    expect(replyTo.shown).toEqual(['result']);
  });

  it('goes to the next place when one stays away, and says so when none is left', async () => {
    const first = fakeReply(
      0,
      Array.from({ length: 20 }, () => away()),
    );
    const second = fakeReply(0, [refused('user_disabled')]);
    const finished = answerTo(first, second).finish(wordsOnly('result'));
    const failure = expect(finished).rejects.toMatchObject({ slackCode: 'user_disabled' });
    await clock.advance(10 * 60_000);
    await failure;
  });
});

describe('a result that Slack did not confirm', () => {
  const unconfirmed = (): ChatError => new ChatError('unknown-outcome', 'timeout');
  const draft: Draft = { ...wordsOnly('result'), again: () => wordsOnly('again: result') };

  it('says that it may repeat, there and at the next place', async () => {
    const here = fakeReply(undefined, [unconfirmed(), refused()]);
    const there = fakeReply();
    const answer = answerTo(here, there);
    const finished = answer.finish(draft);
    await clock.advance(1_000);
    await finished;
    expect([here.shown, there.shown, answer.mayHaveShown]).toEqual([[], ['again: result'], true]);
  });

  it('says so when it is tried again at the same place', async () => {
    const replyTo = fakeReply(undefined, [unconfirmed()]);
    const finished = answerTo(replyTo).finish(draft);
    await clock.advance(1_000);
    await finished;
    expect(replyTo.shown).toEqual(['again: result']);
  });

  it('does not say so where it replaces what is there, or was certainly not taken', async () => {
    const replyTo = fakeReply();
    const answer = answerTo(replyTo);
    answer.progress(wordsOnly('1'));
    await settle();
    replyTo.failures = [unconfirmed()];
    const finished = answer.finish(draft);
    await clock.advance(1_000);
    await finished;
    const down = fakeReply(undefined, [away()]);
    const later = answerTo(down).finish(draft);
    await clock.advance(1_000);
    await later;
    expect([replyTo.shown, down.shown]).toEqual([['1', 'result'], ['result']]);
  });
});

describe('a result while the bot stops', () => {
  it('waits for Slack no longer, so that it can be kept for later', async () => {
    const stopping = new AbortController();
    const first = fakeReply(
      0,
      Array.from({ length: 20 }, () => away()),
    );
    const second = fakeReply(0);
    const answer = new Answer({
      replyTargets: [first, second],
      clock,
      log,
      newId: countingIds(),
      stopping: stopping.signal,
    });
    const finished = answer.finish(wordsOnly('result'));
    const failure = expect(finished).rejects.toMatchObject({ slackCode: 'econnrefused' });
    await clock.advance(2_000);
    expect(first.failures).toHaveLength(18);
    stopping.abort();
    await failure;
    expect(first.failures).toHaveLength(18);
    expect(second.shown).toEqual([]);
  });

  it('is still shown where Slack takes it', async () => {
    const replyTo = fakeReply(0);
    await new Answer({
      replyTargets: [fakeReply(0, [refused()]), replyTo],
      clock,
      log,
      newId: countingIds(),
      stopping: AbortSignal.abort(),
    }).finish(wordsOnly('result'));
    expect(replyTo.shown).toEqual(['result']);
  });
});

describe('a response_url', () => {
  interface Use {
    readonly text: string;
    readonly replace: boolean;
  }

  function recorder(fail: (use: number) => ChatError | undefined = () => undefined): { uses: Use[]; respond: Respond } {
    const uses: Use[] = [];
    let count = 0;
    const respond: Respond = async (content: Content, { replace }) => {
      count += 1;
      const failure = fail(count);
      if (failure !== undefined) throw failure;
      uses.push({ text: content.text, replace });
    };
    return { uses, respond };
  }

  it('spends at most three uses on progress, and replaces after the first', async () => {
    const { uses, respond } = recorder();
    const answer = answerTo(responseReply(respond, 'ephemeral', clock));
    for (let minute = 0; minute < 10; minute += 1) {
      answer.progress(wordsOnly(`minute ${minute}`));
      await clock.advance(60_000);
    }
    await answer.finish(wordsOnly('result'));
    expect(uses).toEqual([
      { text: 'minute 0', replace: false },
      { text: 'minute 1', replace: true },
      { text: 'minute 2', replace: true },
      { text: 'result', replace: true },
    ]);
  });

  it('gives way to the next place after half an hour', async () => {
    const { uses, respond } = recorder();
    const direct = fakeReply(undefined);
    const answer = answerTo(responseReply(respond, 'ephemeral', clock), direct);
    answer.progress(wordsOnly('looking'));
    await clock.advance(31 * 60_000);
    await answer.finish(wordsOnly('result'));
    expect(uses.map(({ text }) => text)).toEqual(['looking']);
    expect(direct.shown).toEqual(['result']);
  });

  it('gives way to the next place when Slack says that it is used up', async () => {
    const { respond } = recorder(() => new ChatError('refused', 'used_url'));
    const direct = fakeReply(undefined);
    await answerTo(responseReply(respond, 'ephemeral', clock), direct).finish(wordsOnly('result'));
    expect(direct.shown).toEqual(['result']);
  });

  it('does not count what was never sent', async () => {
    const { uses, respond } = recorder((use) => (use <= 5 ? away() : undefined));
    const replyTo = responseReply(respond, 'ephemeral', clock);
    const content = wordsOnly('x').content();
    for (let attempt = 0; attempt < 5; attempt += 1) await expect(replyTo.put(content)).rejects.toThrow();
    for (let attempt = 0; attempt < 5; attempt += 1) await replyTo.put(content);
    await expect(replyTo.put(content)).rejects.toMatchObject({ slackCode: 'used_up' });
    expect(uses).toHaveLength(5);
  });
});
