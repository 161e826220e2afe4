import { expect, test, vi } from 'vitest';
import { ChatError, type ChatErrorCode } from '../../../src/domain/errors.ts';
import { deliverMessages } from '../../../src/usecases/schedule/deliver-messages.ts';
import { redirected } from '../../../src/usecases/schedule/redirected.ts';
import { FakeChat } from '../../support/fakes/fake-chat.ts';
import { kit } from '../../support/fakes/kit.ts';
import { digestSamples } from '../../views/samples/digests.ts';

const message = digestSamples['digest-owner'];
const refused = (code: ChatErrorCode = 'not-in-channel') => new ChatError(code, 'not_in_channel');

test('an owner’s digest goes to the channel of the schedule, with why', () => {
  expect(redirected({ message }, refused())).toEqual({
    channel: 'C0SECURITY',
    message: { ...message, owner: { ...message.owner, refused: 'not_in_channel' } },
  });
  for (const code of ['channel-not-found', 'channel-archived', 'posting-forbidden'] as const)
    expect(redirected({ message }, refused(code))).toBeDefined();
});

test('what passes by itself, another message and one that was sent elsewhere already stay where they are', () => {
  for (const code of ['unavailable', 'not-authorised', 'unknown-outcome', 'refused'] as const)
    expect(redirected({ message }, refused(code))).toBeUndefined();
  expect(redirected({ message: digestSamples['digest-blind-in-part'] }, refused())).toBeUndefined();
  expect(redirected({ message: digestSamples['digest-owner-elsewhere'] }, refused())).toBeUndefined();
});

test.each([
  ['not-in-channel', 'not_in_channel'],
  ['channel-not-found', 'channel_not_found'],
] as const)('so does one of whose first try nothing is known, and its channel is free: %s', async (code, slackCode) => {
  const base = await kit();
  const chat = new FakeChat();
  const deliver = () => deliverMessages({ ...base, chat });
  await base.store.outbox.add([{ id: 'owned', channel: 'C0TEAMDATA', message, createdAt: base.clock.now() }]);
  chat.failNext.push(new ChatError('unknown-outcome', 'timeout'));
  await deliver();
  // Where the bot is not, nothing can be searched for: the search is refused, or says nothing and the next post is.
  if (code === 'channel-not-found') chat.failFinds.push(new ChatError(code, slackCode));
  else chat.failNext.push(new ChatError(code, slackCode));
  chat.canFind = false;
  await base.clock.advance(60_000);
  await deliver();
  await deliver();
  expect(chat.posts.map(({ channel }) => channel)).toEqual(['C0SECURITY']);
  expect((await base.store.outbox.waiting()).count).toBe(0);
});

test('so does one that its channel refuses for a day, for whatever reason: it does not end there', async () => {
  const base = await kit();
  const chat = new FakeChat();
  await base.store.outbox.add([{ id: 'owned', channel: 'C0TEAMDATA', message, createdAt: base.clock.now() }]);
  const refusing = vi.spyOn(chat, 'post').mockImplementation(async () => {
    throw new ChatError('refused', 'channel_type_not_supported');
  });
  for (let hours = 0; hours <= 24; hours += 1) {
    await deliverMessages({ ...base, chat });
    await base.clock.advance(3_600_000);
  }
  expect(await base.store.outbox.undeliverable()).toEqual([]);
  refusing.mockRestore();
  await deliverMessages({ ...base, chat });
  expect(chat.posts).toMatchObject([
    { channel: 'C0SECURITY', message: { owner: { refused: 'channel_type_not_supported' } } },
  ]);
});
