import { beforeEach, describe, expect, test, vi } from 'vitest';
import { ChatError } from '../../../src/domain/errors.ts';
import type { Approvals } from '../../../src/domain/remediation/approval.ts';
import { type UndeliveredOrder, undelivered } from '../../../src/usecases/bot/undelivered.ts';
import { FakeChat } from '../../support/fakes/fake-chat.ts';
import { kit } from '../../support/fakes/kit.ts';

const policy: Approvals = {
  approvers: { users: ['UAPPROVER'], usergroups: ['S1'] },
  required: 1,
  allowSelfApproval: false,
  expireAfter: 1,
  remindBefore: 1,
};
let base: Awaited<ReturnType<typeof kit>>;
let chat: FakeChat;
const onRetried = vi.fn();

beforeEach(async () => {
  onRetried.mockReset();
  base = await kit();
  chat = new FakeChat();
  const message = { kind: 'interrupted', scope: 'secret-scope', startedAt: 0, again: 'a' } as const;
  for (const [id, channel] of [
    ['abc1', 'U1'],
    ['abd2', 'U1'],
    ['xyz3', 'C9'],
  ] as const) {
    await base.store.outbox.add([{ id, channel, message, createdAt: base.clock.now() }]);
    await base.store.outbox.end(id, 'user_disabled', base.clock.now(), 'not-posted');
  }
});

const ask = (order: UndeliveredOrder, actor = { user: 'UAPPROVER', channel: 'C1' }) =>
  undelivered({ ...base, chat, operationsChannel: 'COPS', policies: () => [policy], onRetried }, actor, order);
const left = async () => (await base.store.outbox.ended('', 9)).map(({ id }) => id).sort();
const entries = async () =>
  (await base.store.remediation.auditTrail('undelivered messages')).map(({ actor, action, detail }) => [
    actor,
    action,
    detail.which,
  ]);

test('a list names whom, why and what kind, never what a message says', async () => {
  const message = await ask({ do: 'list' }, { user: 'UANY', channel: 'C1' });
  expect(message).toMatchObject({ kind: 'undelivered', event: 'listed', count: 3 });
  expect(message).toHaveProperty(
    'items',
    expect.arrayContaining([
      expect.objectContaining({ id: 'xyz3', to: 'C9', about: 'interrupted', error: 'user_disabled' }),
    ]),
  );
  expect(JSON.stringify(message)).not.toContain('secret-scope');
});

describe('who may', () => {
  test.each([
    ['an approver, anywhere', { user: 'UAPPROVER', channel: 'C1' }],
    ['anybody in the channel of the operators', { user: 'UANY', channel: 'COPS' }],
    ['a member of a group of approvers', { user: 'UMEMBER', channel: 'C1' }],
  ])('%s', async (_who, actor) => {
    chat.groups.S1 = ['UMEMBER'];
    expect(await ask({ do: 'drop', which: 'xyz' }, actor)).toMatchObject({ event: 'dropped', count: 1 });
    expect(await left()).toEqual(['abc1', 'abd2']);
    expect(await entries()).toEqual([[actor.user, 'delivery.dropped', 'xyz']]);
  });

  test.each(['retry', 'drop'] as const)('nobody else, nor where a group cannot be read: %s', async (order) => {
    chat.groups.S1 = new ChatError('unavailable', 'ratelimited');
    expect(await ask({ do: order, which: '' }, { user: 'UANY', channel: 'C1' })).toMatchObject({ kind: 'problem' });
    expect(await left()).toEqual(['abc1', 'abd2', 'xyz3']);
    expect(await entries()).toEqual([['UANY', 'delivery.refused', '']]);
    expect(onRetried).not.toHaveBeenCalled();
  });

  test('no configured channel is nobody’s channel', async () => {
    const given = { ...base, chat, policies: () => [], onRetried };
    const answer = await undelivered(given, { user: 'UANY', channel: '' }, { do: 'drop', which: '' });
    expect(answer).toMatchObject({ kind: 'problem', next: expect.stringContaining('operations.channel') });
    expect(await left()).toHaveLength(3);
  });
});

test('one is tried again by the beginning of its id, all by the word, and delivery is woken', async () => {
  expect(await ask({ do: 'retry', which: 'abc' })).toMatchObject({
    event: 'retried',
    count: 1,
    items: [{ id: 'abc1' }],
  });
  expect(await base.store.outbox.waiting()).toMatchObject({ count: 1 });
  expect(await ask({ do: 'retry', which: '' })).toMatchObject({ count: 2 });
  expect(await left()).toEqual([]);
  expect(onRetried).toHaveBeenCalledTimes(2);
  expect(await entries()).toEqual(expect.arrayContaining([['UAPPROVER', 'delivery.retried', '']]));
});

test.each([
  ['ab', 'More than one'],
  ['nope', 'No undelivered message'],
  ['ab_1', 'No undelivered message'],
])('an id that means several, or none, does nothing: %s', async (which, words) => {
  expect(await ask({ do: 'drop', which })).toMatchObject({ kind: 'problem', what: expect.stringContaining(words) });
  expect(await left()).toHaveLength(3);
  expect(onRetried).not.toHaveBeenCalled();
});

test('a group that many accounts name is asked for once', async () => {
  chat.groups.S1 = [];
  const asked = vi.spyOn(chat, 'usergroupMembers');
  const policies = () => Array.from({ length: 200 }, () => ({ ...policy }));
  const answer = await undelivered(
    { ...base, chat, policies, onRetried },
    { user: 'UANY', channel: 'C1' },
    {
      do: 'drop',
      which: '',
    },
  );
  expect(answer).toMatchObject({ kind: 'problem' });
  expect(asked).toHaveBeenCalledTimes(1);
});
