import { expect, test } from 'vitest';
import { ChatError } from '../../../src/domain/errors.ts';
import { createRefreshRisks } from '../../../src/usecases/bot/refresh-risks.ts';
import { askException, askedMessageId } from '../../../src/usecases/exceptions/ask-exception.ts';
import type { Message } from '../../../src/usecases/messages/message.ts';
import { exceptionWorld, rowOf } from '../exceptions/world.ts';

async function posted() {
  const world = await exceptionWorld();
  const { store, dependencies, actor, order, clock } = world;
  const { id } = rowOf(await askException(dependencies, actor, order()));
  await store.outbox.posting(askedMessageId(id), clock.at);
  await store.outbox.sent(askedMessageId(id), 'CAPPROVALS', '1.1', clock.at);
  const edits: Message[] = [];
  let refuse: ChatError | undefined;
  const update = async (_at: unknown, message: Message) => {
    if (refuse) throw refuse;
    edits.push(message);
  };
  const refresh = createRefreshRisks({ ...dependencies, chat: { update } });
  return {
    ...world,
    id,
    edits,
    refresh,
    refuseWith: (error: ChatError | undefined) => {
      refuse = error;
    },
    followed: async () => (await store.outbox.followed()).length,
  };
}

test('a message keeps its buttons while a decision is awaited', async () => {
  const { refresh, edits, followed } = await posted();
  await refresh();
  expect(edits).toEqual([]);
  expect(await followed()).toBe(1);
});

test.each(['accepted', 'rejected', 'revoked', 'lapsed'] as const)('one that is %s loses them, once', async (to) => {
  const { store, id, clock, refresh, edits, followed } = await posted();
  await store.exceptions.move(id, { from: 'asked', to, at: clock.at, by: 'UAPPROVER' });
  await refresh();
  await refresh();
  expect(edits).toMatchObject([{ kind: 'exception-request', risk: { state: to } }]);
  expect(await followed()).toBe(0);
});

test('an edit that Slack does not take is tried again; of a message that is gone it is not', async () => {
  const { store, id, clock, refresh, edits, followed, refuseWith } = await posted();
  await store.exceptions.move(id, { from: 'asked', to: 'rejected', at: clock.at, by: 'UAPPROVER' });
  refuseWith(new ChatError('unavailable', 'internal_error'));
  await refresh();
  expect(await followed()).toBe(1);
  clock.at += 3_600_000;
  refuseWith(new ChatError('message-gone', 'message_not_found'));
  await refresh();
  expect(edits).toEqual([]);
  expect(await followed()).toBe(0);
});
