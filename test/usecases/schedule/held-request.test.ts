import { beforeEach, expect, test } from 'vitest';
import { ChatError } from '../../../src/domain/errors.ts';
import type { Message } from '../../../src/usecases/messages/message.ts';
import { deliverMessages } from '../../../src/usecases/schedule/deliver-messages.ts';
import { FakeChat } from '../../support/fakes/fake-chat.ts';
import { kit } from '../../support/fakes/kit.ts';

const notInvited = () => new ChatError('not-in-channel', 'not_in_channel');
const ask: Message = {
  kind: 'approval-request',
  requestId: 'r1',
  state: 'open',
  askedBy: 'UNINA',
  reason: 'finding of the audit',
  account: '111122223333',
  region: 'eu-west-1',
  createdAt: 0,
  expiresAt: 99,
  required: 1,
  selfApproval: false,
  plans: [],
  decisions: [],
};

let base: Awaited<ReturnType<typeof kit>>;
let chat: FakeChat;
const deliver = () => deliverMessages({ ...base, chat });
const add = (message: Message, channel = 'CAPPROVALS') =>
  base.store.outbox.add([{ id: 'ask-r1', channel, message, createdAt: base.clock.now() }]);

beforeEach(async () => {
  base = await kit();
  chat = new FakeChat();
});

test('the requester is told once that the approvers cannot see the request, and why', async () => {
  await add(ask);
  chat.failNext.push(notInvited());
  await deliver();
  expect(chat.posts).toMatchObject([
    {
      channel: 'UNINA',
      message: {
        kind: 'request-news',
        event: 'held',
        requestId: 'r1',
        held: { channel: 'CAPPROVALS', code: 'not_in_channel' },
      },
    },
  ]);
  chat.failNext.push(notInvited());
  await base.clock.advance(10 * 60_000);
  await deliver();
  await base.clock.advance(10 * 60_000);
  await deliver();
  expect(chat.posts.map(({ channel }) => channel)).toEqual(['UNINA', 'CAPPROVALS']);
});

test('a request that is given up at once says that nothing tries it again', async () => {
  await add(ask);
  chat.failNext.push(new ChatError('channel-archived', 'is_archived'));
  await deliver();
  expect(chat.posts).toMatchObject([{ channel: 'UNINA', message: { held: { code: 'is_archived', over: true } } }]);
});

test.each([
  ['while Slack is away', ask, new ChatError('unavailable', 'econnrefused')],
  ['while it may have been posted', ask, new ChatError('unknown-outcome', 'timeout')],
  ['of another message', { kind: 'interrupted', scope: 'x', startedAt: 0, again: '/glue-audit' }, notInvited()],
  ['of a request that is decided', { ...ask, state: 'rejected' }, notInvited()],
] as const)('nobody is told %s', async (_, message, error) => {
  await add(message);
  chat.failNext.push(error);
  await deliver();
  expect(chat.posts).toEqual([]);
});

test('where the requester is the channel, there is nobody else to tell', async () => {
  await add(ask, 'UNINA');
  chat.failNext.push(new ChatError('recipient-gone', 'user_disabled'));
  await deliver();
  expect(chat.posts).toEqual([]);
});
