import { beforeEach, describe, expect, test, vi } from 'vitest';
import { ChatError } from '../../../src/domain/errors.ts';
import { createDelivery, deliverMessages } from '../../../src/usecases/schedule/deliver-messages.ts';
import { FakeChat } from '../../support/fakes/fake-chat.ts';
import { kit } from '../../support/fakes/kit.ts';

let base: Awaited<ReturnType<typeof kit>>;
let chat: FakeChat;
const deliver = () => deliverMessages({ ...base, chat });
const add = async (id: string, channel = 'C1') => {
  const message = { kind: 'interrupted', scope: id, startedAt: 0, again: '/glue-audit' } as const;
  await base.store.outbox.add([{ id, channel, message, createdAt: base.clock.now() }]);
};

beforeEach(async () => {
  base = await kit();
  chat = new FakeChat();
});

describe('a claim that was given away while the process was suspended', () => {
  const minutes = 60_000;
  /** Another process, which has all that this one has. */
  const other = () => deliverMessages({ ...base, chat, processId: 'process-2' });

  test.each([
    ['before it was posted', 'post'],
    ['while its post was looked for', 'find'],
  ] as const)('%s: whoever has it now posts it, once', async (_when, where) => {
    await add('a', where === 'find' ? 'U1' : 'C1');
    if (where === 'find') {
      chat.failNext.push(new ChatError('unknown-outcome', 'timeout'));
      await deliver();
      await base.clock.advance(minutes);
    }
    const sleep = async () => {
      chat.onPost = undefined;
      await base.clock.advance(6 * minutes);
      await other();
    };
    if (where === 'post') chat.onPost = sleep;
    else vi.spyOn(chat, 'find').mockImplementationOnce(async () => sleep().then(() => 'absent'));
    await deliver();
    expect(chat.posts.map(({ deliveryId }) => deliveryId)).toEqual(['a']);
    expect(await base.store.outbox.get('a')).toMatchObject({ state: 'sent', postedTs: '1.0' });
  });

  test('because it was taken for dead, and has the claim no longer', async () => {
    await add('a');
    chat.onPost = async () => {
      chat.onPost = undefined;
      await base.store.outbox.release(base.processId);
    };
    await deliver();
    expect(chat.posts).toHaveLength(1);
  });

  test('is told of no failure: another process may be posting it at this instant', async () => {
    await add('a');
    chat.onPost = async () => {
      chat.onPost = undefined;
      await base.clock.advance(6 * minutes);
      const now = base.clock.now();
      await base.store.outbox.claimDue(now, now + 5 * minutes, 'process-2', 1);
      throw new ChatError('unknown-outcome', 'timeout');
    };
    await deliver();
    expect(await base.store.outbox.get('a')).toMatchObject({ attempts: 0 });
    await base.store.outbox.claimDue(base.clock.now(), base.clock.now() + 1, 'process-3', 1);
    expect(chat.posts).toEqual([]);
  });

  test('is over by the clock that went on, though the row still shows it: nobody else looked yet', async () => {
    await add('a');
    chat.onPost = () => base.clock.advance(4.5 * minutes);
    await deliver();
    expect(chat.posts).toEqual([]);
    chat.onPost = undefined;
    await base.clock.advance(minutes);
    await deliver();
    expect(chat.posts).toHaveLength(1);
  });

  test('is asked about again when the process slept between the question and the sending', async () => {
    await add('a');
    const posting = base.store.outbox.posting.bind(base.store.outbox);
    let asked = 0;
    vi.spyOn(base.store.outbox, 'posting').mockImplementation(async (...args) => {
      asked += 1;
      const answer = await posting(...args);
      if (asked > 2) return answer;
      await base.clock.advance(6_000);
      return answer;
    });
    await deliver();
    expect([asked, chat.posts.length]).toEqual([4, 1]);
  });
});

test('a message whose end the database did not take is looked for with the next look, not when its claim is over', async () => {
  await add('a');
  await add('b', 'C2');
  const look = createDelivery({ ...base, chat });
  const broken = () => Promise.reject(new Error('the database is away'));
  const sent = vi.spyOn(base.store.outbox, 'sent').mockImplementationOnce(broken);
  const transaction = vi.spyOn(base.store, 'transaction').mockImplementationOnce(broken);
  await expect(look()).rejects.toThrow('the database is away');
  sent.mockRestore();
  transaction.mockRestore();
  expect(await base.store.outbox.get('b')).toMatchObject({ state: 'sent' });
  await look();
  expect(await base.store.outbox.get('a')).toMatchObject({ state: 'sent', postedTs: '1.0' });
  expect(chat.posts).toHaveLength(2);
});
