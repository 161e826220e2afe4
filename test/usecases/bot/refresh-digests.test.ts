import { expect, test } from 'vitest';
import { ChatError } from '../../../src/domain/errors.ts';
import { createRefreshDigests } from '../../../src/usecases/bot/refresh-digests.ts';
import { daily, daysOf } from '../../support/days.ts';
import { disabled } from '../../support/inventory.ts';

const day = 86_400_000;

async function withTwo() {
  const bot = await daysOf(daily, [{ id: '111122223333', regions: ['eu-west-1'] }]);
  bot.region('eu-west-1').configurations = [disabled('a'), disabled('b')];
  const [digest] = await bot.scan();
  const refresh = createRefreshDigests(bot);
  await refresh();
  expect(bot.chat.edits).toEqual([]);
  const idOf = (name: string) => digest?.fresh.named.find((finding) => finding.name === name)?.id ?? '';
  return { ...bot, refresh, idOf };
}

test('yesterday’s digest says what was resolved since, once', async () => {
  const { refresh, idOf, ...bot } = await withTwo();
  bot.region('eu-west-1').configurations = [disabled('b')];
  await bot.clock.advance(day);
  await bot.scan();
  await refresh();
  await refresh();
  expect(bot.chat.edits).toMatchObject([
    { ts: '1.0', message: { kind: 'digest', became: { [idOf('a')]: { is: 'resolved' } } } },
  ]);
});

test('an edit that Slack does not take now is made later; of a message that is gone nobody tries again', async () => {
  const { refresh, ...bot } = await withTwo();
  bot.region('eu-west-1').configurations = [];
  await bot.clock.advance(day);
  await bot.scan();
  const { update } = bot.chat;
  let tries = 0;
  bot.chat.update = async () => {
    tries += 1;
    throw new ChatError('unavailable', 'ratelimited', 30_000);
  };
  await refresh();
  await refresh();
  expect(tries).toBe(1);
  await bot.clock.advance(31_000);
  bot.chat.update = async () => {
    tries += 1;
    throw new ChatError('message-gone', 'message_not_found');
  };
  await refresh();
  bot.chat.update = update;
  await bot.clock.advance(day);
  await refresh();
  expect([tries, bot.chat.edits]).toEqual([2, []]);
});

test('after two weeks nobody reads it, and it is left as it is', async () => {
  const { refresh, ...bot } = await withTwo();
  await bot.clock.advance(15 * day);
  bot.region('eu-west-1').configurations = [];
  await bot.scan();
  await refresh();
  expect(bot.chat.edits).toEqual([]);
});

test('what was requested leads to the request, where its address is known', async () => {
  const { idOf, ...bot } = await withTwo();
  const id = bot.chat.posts[0]?.deliveryId ?? '';
  const became = {
    [idOf('a')]: { is: 'requested', by: 'UNINA', requestId: 'r1' },
    [idOf('b')]: { is: 'requested', by: 'UNINA', requestId: 'r2' },
  } as const;
  const message = { kind: 'interrupted', scope: 'all', startedAt: 1, again: '/glue-audit all' } as const;
  await bot.store.outbox.add([{ id: 'ask-r1', channel: 'CAPPROVALS', message, createdAt: 1 }]);
  const link = 'https://acme.slack.com/archives/CAPPROVALS/p1';
  await bot.store.outbox.linked('ask-r1', link);
  const digests = { ...bot.store.digests, changed: async () => [{ id, became }] };
  await createRefreshDigests({ ...bot, store: { ...bot.store, digests } })();
  expect(bot.chat.edits).toMatchObject([
    { message: { became: { [idOf('a')]: { link }, [idOf('b')]: { is: 'requested' } } } },
  ]);
});
