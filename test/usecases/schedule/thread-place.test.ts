import { beforeEach, describe, expect, test } from 'vitest';
import { ChatError } from '../../../src/domain/errors.ts';
import { fromSlackCode } from '../../../src/slack/transport/chat-error.ts';
import type { ApprovalRequestMessage, RequestNoticeMessage } from '../../../src/usecases/messages/request-messages.ts';
import type { Chat } from '../../../src/usecases/ports/chat.ts';
import { deliverMessages } from '../../../src/usecases/schedule/deliver-messages.ts';
import { FakeChat } from '../../support/fakes/fake-chat.ts';
import { kit } from '../../support/fakes/kit.ts';
import { requestSamples } from '../../views/samples/requests.ts';

const channel = 'CAPPROVALS';
const post = { id: 'ask-r1', channel };
const request: ApprovalRequestMessage = { ...requestSamples['request-open'], requestId: 'r1', state: 'approved' };
const news = (more: Partial<RequestNoticeMessage> = {}): RequestNoticeMessage => ({
  kind: 'request-news',
  requestId: 'r1',
  event: 'approved',
  askedBy: 'UNINA',
  account: '111122223333',
  region: 'eu-west-1',
  findings: [],
  expiresAt: 9,
  at: 1,
  ...more,
});

let base: Awaited<ReturnType<typeof kit>>;
let chat: FakeChat;
const deliver = () => deliverMessages({ ...base, chat });
const ask = () => base.store.outbox.add([{ id: post.id, channel, message: request, createdAt: base.clock.now() }]);
const reply = (id: string, more: { readonly broadcast?: true; readonly createdAt?: number } = {}) =>
  base.store.outbox.add([
    { id, channel, threadOf: post.id, message: news({ inThread: true }), createdAt: base.clock.now(), ...more },
  ]);
const posted = () => chat.posts.map(({ deliveryId, thread = '', isOrphan = false }) => [deliveryId, thread, isOrphan]);

beforeEach(async () => {
  base = await kit();
  chat = new FakeChat();
});

describe('a reply', () => {
  test('goes into the thread of its message, in order, and into the channel where somebody is needed', async () => {
    await ask();
    await reply('quiet');
    await reply('loud', { broadcast: true });
    await deliver();
    expect(posted()).toEqual([
      ['ask-r1', '', false],
      ['quiet', '1.0', false],
      ['loud', '1.0', false],
    ]);
    expect(chat.posts.map(({ broadcast = false }) => broadcast)).toEqual([false, false, true]);
  });

  test('waits for its message, also where its clock was behind', async () => {
    chat.failNext.push(new ChatError('unavailable', 'ratelimited', 5_000));
    await ask();
    await reply('early', { createdAt: base.clock.now() - 60_000 });
    await deliver();
    expect(posted()).toEqual([]);
    await base.clock.advance(5_000);
    await deliver();
    expect(posted()).toEqual([
      ['ask-r1', '', false],
      ['early', '1.0', false],
    ]);
  });

  test('stands by itself, and says so, where its message was given up; after a retry of that one it waits for it', async () => {
    chat.failNext.push(new ChatError('posting-forbidden', 'restricted_action'));
    await ask();
    await deliver();
    await reply('orphan');
    await deliver();
    expect(posted()).toEqual([['orphan', '', true]]);
    await base.store.outbox.revive('ask-', base.clock.now());
    await reply('next');
    await deliver();
    expect(posted().slice(1)).toEqual([
      ['ask-r1', '', false],
      ['next', '2.0', false],
    ]);
  });

  test('that was taken just before its message is tried again is put behind it', async () => {
    chat.failNext.push(new ChatError('posting-forbidden', 'restricted_action'));
    await ask();
    await deliver();
    await reply('taken');
    const { outbox } = base.store;
    const claimDue: typeof outbox.claimDue = async (...claim) => {
      const rows = await outbox.claimDue(...claim);
      if (rows.some(({ id }) => id === 'taken')) await outbox.revive('ask-', base.clock.now());
      return rows;
    };
    await deliverMessages({ ...base, chat, store: { ...base.store, outbox: { ...outbox, claimDue } } });
    await base.clock.advance(5_000);
    await deliver();
    expect(posted()).toEqual([
      ['ask-r1', '', false],
      ['taken', '1.0', false],
    ]);
  });

  test('of a message that was deleted is told to be one, and what comes after it asks Slack for no thread', async () => {
    await ask();
    await deliver();
    chat.gone.add('1.0');
    await reply('first');
    await reply('second');
    await deliver();
    expect(posted().slice(1)).toEqual([
      ['first', '', false],
      ['second', '', true],
    ]);
    expect(chat.edits).toMatchObject([{ ts: '2.0', isOrphan: true }]);
    expect(await base.store.outbox.get('ask-r1')).toHaveProperty('goneAt');
  });

  test.each(['restricted_action_thread_locked', 'restricted_action_non_threadable_channel', 'cannot_reply_to_message'])(
    'that a thread does not take (%s) stands by itself at once, and keeps no other waiting',
    async (code) => {
      await ask();
      await deliver();
      await reply('refused');
      await reply('next');
      chat.failNext.push(fromSlackCode(code));
      await deliver();
      expect(posted().slice(1)).toEqual([
        ['refused', '', true],
        ['next', '1.0', false],
      ]);
      // The message itself stands there, and is still edited.
      expect(await base.store.outbox.get('ask-r1')).not.toHaveProperty('goneAt');
    },
  );

  test('is said to have an address as soon as that is kept, so that what leads there is edited', async () => {
    await ask();
    const kept: unknown[] = [];
    const onLinked = async () => kept.push((await base.store.outbox.get('ask-r1'))?.permalink);
    await deliverMessages({ ...base, chat, onLinked: () => void onLinked() });
    await expect.poll(() => kept).toEqual([expect.stringContaining('https://')]);
  });

  test('a message that was posted is not said to have failed when its address cannot be kept', async () => {
    await ask();
    const failed: string[] = [];
    const { outbox } = base.store;
    const linked = async () => {
      throw new Error('database is locked');
    };
    const store = { ...base.store, outbox: { ...outbox, linked } };
    await deliverMessages({ ...base, chat, store, onDeliveryFailed: (code) => failed.push(code) });
    expect(await outbox.get('ask-r1')).toMatchObject({ state: 'sent' });
    expect(failed).toEqual([]);
  });

  test('of a message that is forgotten stands by itself', async () => {
    await reply('late');
    await deliver();
    expect(posted()).toEqual([['late', '', true]]);
  });

  test('whose answer was lost is looked for in the thread, and not repeated', async () => {
    await ask();
    await deliver();
    const threads: (string | undefined)[] = [];
    const find = chat.find.bind(chat);
    chat.find = (...sought: Parameters<Chat['find']>) => {
      threads.push(sought[3]);
      return find(...sought);
    };
    chat.failNext.push('lost-answer');
    await reply('lost');
    await deliver();
    await base.clock.advance(60_000);
    await deliver();
    expect(threads).toEqual(['1.0']);
    expect(posted().filter(([id]) => id === 'lost')).toHaveLength(1);
  });
});

describe('a word that leads to a request', () => {
  const tell = () =>
    base.store.outbox.add([{ id: 'dm', channel: 'UNINA', message: news({ post }), createdAt: base.clock.now() }]);
  const linkOf = () => {
    const message = chat.posts.find(({ deliveryId }) => deliveryId === 'dm')?.message;
    return message?.kind === 'request-news' ? message.link : undefined;
  };
  const address = `https://chat.example/archives/${channel}/p10`;

  test('has its address, which is kept when it is posted', async () => {
    await ask();
    await deliver();
    expect(await base.store.outbox.get('ask-r1')).toMatchObject({ permalink: address });
    chat.failLinks.push(new ChatError('unavailable', 'ratelimited'));
    await tell();
    await deliver();
    expect(linkOf()).toBe(address);
  });

  test('asks once more where none could be had then, and has none where it cannot be had now either', async () => {
    chat.failLinks.push(new ChatError('unavailable', 'ratelimited'));
    await ask();
    await deliver();
    await tell();
    await deliver();
    expect(linkOf()).toBe(address);
    await base.store.outbox.gone('ask-r1', 5);
    chat.posts.length = 0;
    await base.store.outbox.add([{ id: 'dm2', channel: 'UJUN', message: news({ post }), createdAt: 1 }]);
    await deliver();
    expect(chat.posts).toMatchObject([{ deliveryId: 'dm2', message: { post } }]);
    expect(chat.posts[0]?.message).not.toHaveProperty('link');
  });

  test('is posted without one while its message waits', async () => {
    chat.failNext.push(new ChatError('not-in-channel', 'not_in_channel'));
    await ask();
    await deliver();
    await tell();
    await deliver();
    expect(linkOf()).toBeUndefined();
    expect(chat.posts.map(({ deliveryId }) => deliveryId)).toEqual(['dm']);
  });
});
