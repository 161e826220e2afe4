import { expect, test } from 'vitest';
import { ChatError } from '../../../src/domain/errors.ts';
import { createRefreshDigests } from '../../../src/usecases/bot/refresh-digests.ts';
import { namedIn } from '../../../src/usecases/messages/digest-news.ts';
import { exceptionRow } from '../../store/exceptions/samples.ts';
import { daily, daysOf } from '../../support/days.ts';
import { disabled, job } from '../../support/inventory.ts';

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

test('yesterday’s digest says how exposed a finding is since, and nothing of what is as it was', async () => {
  const { refresh, idOf, ...bot } = await withTwo();
  const region = bot.region('eu-west-1');
  region.jobs = [job('load', { securityConfiguration: 'a', defaultBookmark: 'job-bookmark-enable' })];
  await bot.clock.advance(day);
  await bot.scan();
  await refresh();
  await refresh();
  region.jobs = [];
  await bot.clock.advance(day);
  await bot.scan();
  await refresh();
  const first = bot.chat.edits.filter(({ ts }) => ts === '1.0');
  expect(first.map(({ message }) => message.kind === 'digest' && message.became)).toEqual([
    { [idOf('a')]: { is: 'now', exposure: 'exposed' } },
    undefined,
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

test('digests in channels that are closed to the bot keep no other waiting', async () => {
  const { refresh, ...bot } = await withTwo();
  const closed = Array.from({ length: 20 }, (_, n) => `closed-${n}`);
  const open = bot.chat.posts[0]?.deliveryId ?? '';
  const row = await bot.store.outbox.get(open);
  if (row === undefined) throw new Error('not posted');
  const named = row.message.kind === 'digest' ? namedIn(row.message) : new Map();
  const { message } = row;
  for (const id of closed) {
    await bot.store.outbox.add([{ id, channel: 'CCLOSED', message, createdAt: row.createdAt - 1 }]);
    await bot.store.digests.name([{ id, named }], row.createdAt);
    await bot.store.outbox.sent(id, 'CCLOSED', '1.0', row.createdAt);
  }
  const { update } = bot.chat;
  bot.chat.update = async (posted, shown, options) => {
    if (posted.channel === 'CCLOSED') throw new ChatError('channel-archived', 'is_archived');
    return update.call(bot.chat, posted, shown, options);
  };
  bot.region('eu-west-1').configurations = [];
  await bot.clock.advance(day);
  await bot.scan();
  await refresh();
  await refresh();
  expect(bot.chat.edits.map(({ channel }) => channel)).toEqual(['C0SECURITY']);
});

test('a digest says the new end of what is accepted for longer', async () => {
  const { refresh, idOf, ...bot } = await withTwo();
  const first = bot.clock.now() + 10 * day;
  const exact = async (id: string, at: number) => {
    const finding = await bot.store.findings.byId(idOf('a'));
    if (finding === undefined) throw new Error('no finding');
    const { rule, account, region, kind, name } = finding;
    const scope = { finding: { rule, account, region, kind, name } };
    const until = { day: new Date(at - 1).toISOString().slice(0, 10), timezone: 'UTC', at };
    await bot.store.exceptions.add(exceptionRow(id, { scope, until, since: bot.clock.now() }));
    await bot.store.exceptions.markFindings(bot.clock.now());
  };
  await exact('one', first);
  await refresh();
  await bot.store.exceptions.move('one', { from: 'accepted', to: 'replaced', at: bot.clock.now() });
  await exact('two', first + 30 * day);
  await refresh();
  await refresh();
  expect(bot.chat.edits.map(({ message }) => message.kind === 'digest' && message.became?.[idOf('a')])).toEqual([
    { is: 'accepted', until: first, day: expect.any(String) },
    { is: 'accepted', until: first + 30 * day, day: expect.any(String) },
  ]);
});
