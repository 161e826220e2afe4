import { beforeEach, describe, expect, test } from 'vitest';
import { ChatError } from '../../../src/domain/errors.ts';
import type { Message } from '../../../src/usecases/messages/message.ts';
import { deliverMessages } from '../../../src/usecases/schedule/deliver-messages.ts';
import { FakeChat } from '../../support/fakes/fake-chat.ts';
import { kit } from '../../support/fakes/kit.ts';

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
