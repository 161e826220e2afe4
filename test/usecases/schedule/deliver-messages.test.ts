import { beforeEach, describe, expect, test, vi } from 'vitest';
import { ChatError } from '../../../src/domain/errors.ts';
import type { Message } from '../../../src/usecases/messages/message.ts';
import { deliverMessages } from '../../../src/usecases/schedule/deliver-messages.ts';
import { FakeChat } from '../../support/fakes/fake-chat.ts';
import { kit } from '../../support/fakes/kit.ts';
import { digestSamples } from '../../views/samples/digests.ts';

const message = (scope: string): Message => ({ kind: 'interrupted', scope, startedAt: 0, again: '/glue-audit' });
let base: Awaited<ReturnType<typeof kit>>;
let chat: FakeChat;
const deliver = () => deliverMessages({ ...base, chat });
const add = async (id: string, channel = 'C1') =>
  base.store.outbox.add([{ id, channel, message: message(id), createdAt: base.clock.now() }]);
const waiting = async () => (await base.store.outbox.waiting()).count;

beforeEach(async () => {
  base = await kit();
  chat = new FakeChat();
});

describe('delivery', () => {
  test('posts what waits, in order, once, and remembers where', async () => {
    for (const id of ['a', 'b', 'c']) await add(id);
    await deliver();
    await deliver();
    expect(chat.posts.map(({ deliveryId }) => deliveryId)).toEqual(['a', 'b', 'c']);
    expect(await base.store.outbox.get('b')).toMatchObject({ state: 'sent', postedChannel: 'C1', postedTs: '2.0' });
  });

  test('an outage delays and loses nothing; later messages do not overtake', async () => {
    chat.failNext.push(new ChatError('unavailable', 'ECONNREFUSED'));
    await add('a');
    await add('b');
    await deliver();
    expect(chat.posts).toEqual([]);
    expect(await waiting()).toBe(2);
    await base.clock.advance(60_000);
    await deliver();
    expect(chat.posts.map(({ deliveryId, mayRepeat }) => [deliveryId, mayRepeat])).toEqual([
      ['a', false],
      ['b', false],
    ]);
  });

  test('a defect is reported and tried again: the message may have been posted', async () => {
    const defect = new Error('a bug');
    await add('a');
    const posting = chat.post.bind(chat);
    chat.post = () => Promise.reject(defect);
    await deliver();
    const fields = {
      action: 'delivery',
      delivery: 'a',
      code: 'unexpected',
      reference: expect.any(String),
      err: defect,
    };
    expect(base.log.lines).toMatchObject([{ level: 'error', fields }]);
    expect(await base.store.outbox.get('a')).toMatchObject({ state: 'posting' });
    chat.post = posting;
    await base.clock.advance(60_000);
    await deliver();
    expect(chat.posts).toHaveLength(1);
  });

  test('a 429 is waited out as long as Slack says', async () => {
    chat.failNext.push(new ChatError('unavailable', 'ratelimited', 30_000));
    await add('a');
    await deliver();
    await base.clock.advance(29_000);
    await deliver();
    expect(chat.posts).toHaveLength(0);
    await base.clock.advance(1_000);
    await deliver();
    expect(chat.posts).toHaveLength(1);
  });

  test('a 429 that says to wait for no time is not asked again at once', async () => {
    chat.failNext.push(...Array.from({ length: 3 }, () => new ChatError('unavailable', 'ratelimited', 0)));
    await add('a');
    await deliver();
    expect(chat.failNext).toHaveLength(2);
  });

  test('a post whose answer was lost is found, not repeated', async () => {
    chat.failNext.push('lost-answer');
    await add('a');
    await deliver();
    await base.clock.advance(60_000);
    await deliver();
    expect(chat.posts).toHaveLength(1);
    expect(await base.store.outbox.get('a')).toMatchObject({ state: 'sent', postedTs: '1.0' });
  });

  test('where it cannot be looked for it is posted again, saying so', async () => {
    chat.failNext.push('lost-answer');
    chat.canFind = false;
    await add('a');
    await deliver();
    await base.clock.advance(60_000);
    await deliver();
    expect(chat.posts.map(({ mayRepeat }) => mayRepeat)).toEqual([false, true]);
  });

  test('while Slack is too busy to be asked, a post whose answer was lost is not repeated', async () => {
    chat.failNext.push('lost-answer');
    chat.failFinds.push(new ChatError('unavailable', 'ratelimited', 1_000));
    await add('a');
    await deliver();
    for (let minute = 0; minute < 3; minute++) {
      await base.clock.advance(60_000);
      await deliver();
    }
    expect(chat.posts).toHaveLength(1);
    expect(await base.store.outbox.get('a')).toMatchObject({ state: 'sent', postedTs: '1.0' });
  });

  test('what cannot be looked for may still be a repetition after one more refusal, and says so', async () => {
    chat.failNext.push('lost-answer', new ChatError('unavailable', 'ratelimited', 1_000));
    chat.canFind = false;
    await add('a');
    for (let minute = 0; minute < 3; minute++) {
      await deliver();
      await base.clock.advance(60_000);
    }
    expect(chat.posts.map(({ mayRepeat }) => mayRepeat)).toEqual([false, true]);
  });

  test('a crash between the intent and the answer is reconciled by the next process', async () => {
    await add('a');
    const [row] = await base.store.outbox.claimDue(base.clock.now(), base.clock.now() + 1000, 'dead', 10);
    await base.store.outbox.posting(row?.id ?? '', base.clock.now());
    await base.store.outbox.release('dead');
    await deliver();
    expect(chat.finds).toBe(1);
    expect(chat.posts).toHaveLength(1);
  });

  test('an owner’s digest that its channel does not take is posted in the schedule’s, once, saying so', async () => {
    const message = digestSamples['digest-owner'];
    await base.store.outbox.add([{ id: 'owned', channel: 'C0TEAMDATA', message, createdAt: base.clock.now() }]);
    chat.failNext.push(new ChatError('not-in-channel', 'not_in_channel'));
    await deliver();
    await deliver();
    expect(chat.posts.map(({ channel }) => channel)).toEqual(['C0SECURITY']);
    expect(chat.posts[0]?.message).toMatchObject({ owner: { channel: 'C0TEAMDATA', refused: 'not_in_channel' } });
    expect([await waiting(), await base.store.outbox.undeliverable()]).toEqual([0, []]);
  });

  test('a channel that the bot is not in keeps its message, says why, and does not stop the others', async () => {
    chat.failNext.push(new ChatError('not-in-channel', 'not_in_channel'));
    await add('a', 'C-private');
    await deliver();
    await add('b', 'C2');
    await deliver();
    expect(chat.posts.map(({ channel }) => channel)).toEqual(['C2']);
    expect((await base.store.outbox.waiting()).trouble).toMatchObject([
      { channel: 'C-private', error: 'not_in_channel' },
    ]);
    for (let minute = 0; minute < 10; minute++) {
      await base.clock.advance(60_000);
      await deliver();
    }
    expect(await waiting()).toBe(0);
  });
});

test('a message that was shown elsewhere, or may have been, says that it may repeat', async () => {
  const row = { id: 'a', channel: 'U1', message: message('a'), createdAt: base.clock.now(), mayRepeat: true };
  await base.store.outbox.add([row]);
  await deliver();
  expect(chat.posts).toMatchObject([{ deliveryId: 'a', mayRepeat: true }]);
});

describe('a refusal that does not pass', () => {
  const given = (code: ConstructorParameters<typeof ChatError>[0], slackCode: string) => new ChatError(code, slackCode);
  const ended = async () => (await base.store.outbox.ended('', 100)).map(({ id }) => id);
  const keepDelivering = async (hours: number) => {
    for (let step = 0; step < hours * 12; step++) {
      await base.clock.advance(5 * 60_000);
      await deliver();
    }
  };

  test.each([
    ['recipient-gone', 'user_disabled'],
    ['recipient-gone', 'user_not_found'],
    ['channel-archived', 'is_archived'],
    ['posting-forbidden', 'messages_tab_disabled'],
    ['posting-forbidden', 'restricted_action'],
  ] as const)('ends the message at once, and the next one goes: %s (%s)', async (code, slackCode) => {
    chat.failNext.push(given(code, slackCode));
    await add('a', 'U1');
    await add('b', 'U1');
    await deliver();
    expect(chat.posts.map(({ deliveryId }) => deliveryId)).toEqual(['b']);
    expect(await ended()).toEqual(['a']);
    expect(await waiting()).toBe(0);
    expect(base.log.lines).toContainEqual(
      expect.objectContaining({ level: 'error', fields: expect.objectContaining({ delivery: 'a', code: slackCode }) }),
    );
    await keepDelivering(1);
    expect(chat.posts).toHaveLength(1);
  });

  test.each([
    ['channel-not-found', 'channel_not_found'],
    ['refused', 'metadata_too_large'],
    ['message-gone', 'message_not_found'],
  ] as const)('that may be mended ends after a day, and not before: %s', async (code, slackCode) => {
    const refuse = vi.spyOn(chat, 'post').mockImplementation(async () => {
      throw given(code, slackCode);
    });
    await add('a');
    await deliver();
    await keepDelivering(23.9);
    expect([await ended(), await waiting()]).toEqual([[], 1]);
    await keepDelivering(0.2);
    expect(await ended()).toEqual(['a']);
    const tries = refuse.mock.calls.length;
    expect(tries).toBeLessThan(320);
    await keepDelivering(1);
    expect(refuse.mock.calls).toHaveLength(tries);
  });

  test.each([
    ['not-in-channel', 'not_in_channel'],
    ['not-authorised', 'account_inactive'],
    ['unavailable', 'econnrefused'],
    ['unknown-outcome', 'internal_error'],
  ] as const)('is not what waits for an invitation, a token or Slack itself: %s', async (code, slackCode) => {
    vi.spyOn(chat, 'post').mockImplementation(async () => {
      throw given(code, slackCode);
    });
    await add('a');
    for (let day = 0; day < 60; day++) {
      await base.clock.advance(86_400_000);
      await deliver();
    }
    expect([await ended(), await waiting()]).toEqual([[], 1]);
  });

  test.each([
    ['unavailable', 'econnrefused'],
    ['not-in-channel', 'not_in_channel'],
  ] as const)(
    'and comes after three days of waiting has its whole day, and so has one that is retried: %s',
    async (code, slackCode) => {
      let answer = given(code, slackCode);
      vi.spyOn(chat, 'post').mockImplementation(async () => {
        throw answer;
      });
      await add('a');
      await keepDelivering(72);
      answer = given('channel-not-found', 'channel_not_found');
      await keepDelivering(23.9);
      expect(await ended()).toEqual([]);
      await keepDelivering(0.2);
      expect(await ended()).toEqual(['a']);
      await base.store.outbox.revive('', base.clock.now());
      await keepDelivering(23.9);
      expect(await ended()).toEqual([]);
    },
  );

  test('while the outcome of an earlier post is not known, is looked for when it is tried again', async () => {
    chat.failNext.push('lost-answer');
    await add('a');
    await deliver();
    chat.failFinds.push(given('recipient-gone', 'user_disabled'));
    await base.clock.advance(60_000);
    await deliver();
    expect(await ended()).toEqual(['a']);
    await base.store.outbox.revive('a', base.clock.now());
    await deliver();
    expect(chat.posts).toHaveLength(1);
    expect(await base.store.outbox.get('a')).toMatchObject({ state: 'sent' });
  });

  test('is told once a day for each channel and reason where the operators read, and not of itself', async () => {
    const tell = () => deliverMessages({ ...base, chat, operationsChannel: 'COPS' });
    const refuse = (channel: string) => channel !== 'COPS';
    const post = chat.post.bind(chat);
    vi.spyOn(chat, 'post').mockImplementation(async (channel, ...rest) => {
      if (refuse(channel)) throw given('channel-archived', 'is_archived');
      return post(channel, ...rest);
    });
    for (const id of ['a', 'b', 'c']) await add(id);
    await add('d', 'C2');
    await tell();
    const told = () => chat.posts.map(({ channel, message: said }) => [channel, said]);
    const about = (id: string, to: string) => [
      'COPS',
      expect.objectContaining({ kind: 'undelivered', event: 'ended', items: [expect.objectContaining({ id, to })] }),
    ];
    expect(told()).toEqual([about('a', 'C1'), about('d', 'C2')]);
    await base.clock.advance(25 * 3_600_000);
    await add('e');
    await tell();
    expect(told().slice(2)).toEqual([about('e', 'C1')]);
    for (let hour = 1; hour <= 48; hour++) {
      await base.clock.advance(3_600_000);
      await add(`hour-${hour}`);
      await tell();
    }
    expect(told().slice(3)).toEqual([about('hour-23', 'C1'), about('hour-47', 'C1')]);
    vi.mocked(chat.post).mockImplementation(async () => {
      throw given('channel-archived', 'is_archived');
    });
    await base.clock.advance(25 * 3_600_000);
    await add('f');
    await tell();
    expect(await ended()).toHaveLength(55);
    expect(await waiting()).toBe(0);
  });
});

test('10,000 messages that wait cost the loop next to nothing: one try of the oldest, and an outage one batch', async () => {
  const post = vi.spyOn(chat, 'post').mockImplementation(async () => {
    throw new ChatError('not-in-channel', 'not_in_channel');
  });
  const rows = (channel: (index: number) => string) =>
    Array.from({ length: 10_000 }, (_, index) => {
      const id = `${channel(index)}-${index}`;
      return { id, channel: channel(index), message: message(id), createdAt: base.clock.now() };
    });
  await base.store.outbox.add(rows(() => 'C1'));
  for (let tick = 0; tick < 720; tick++) {
    await deliver();
    await base.clock.advance(5_000);
  }
  // 2, 4, 8, … 256 seconds, then every 5 minutes of an hour.
  expect(post.mock.calls.length).toBeLessThan(22);
  post.mockClear().mockImplementation(async () => {
    throw new ChatError('unavailable', 'econnrefused');
  });
  await base.store.outbox.add(rows((index) => `D${index}`));
  await deliver();
  expect(post.mock.calls.length).toBeLessThan(22);
});
