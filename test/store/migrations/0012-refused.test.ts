import { expect, test } from 'vitest';
import { migrations } from '../../../src/store/migrations/index.ts';
import { earlierDatabase } from '../earlier-database.ts';
import { openAt } from '../harness.ts';

test('a message that was refused before has its whole day from the next refusal, and what was given up stays so', async () => {
  const before = Object.keys(migrations).filter((name) => name < '0012');
  const message = JSON.stringify({ kind: 'interrupted', scope: 's', startedAt: 0, again: 'a' });
  const url = await earlierDatabase(before, (hand) => {
    const columns =
      'id, channel, message_json, created_at, place, state, attempts, next_attempt_at, first_attempt_at, last_error, ended_at';
    const insert = hand.prepare(`insert into outgoing (${columns}) values (?, ?, ?, 1, ?, 'waiting', 9, 2, 1, ?, ?)`);
    insert.run('waits', 'C1', message, 1, 'channel_not_found', null);
    insert.run('over', 'C2', message, 2, 'is_archived', 5);
  });
  const { outbox } = await openAt(url);
  const [row] = await outbox.claimDue(10, 20, 'p', 10);
  expect([row?.id, row?.firstAttemptAt, row?.refusedSince]).toEqual(['waits', 1, undefined]);
  await outbox.retry('waits', 'channel_not_found', { nextAttemptAt: 30, refusedSince: 10 }, 'not-posted');
  expect(await outbox.get('waits')).toMatchObject({ refusedSince: 10, nextAttemptAt: 30 });
  expect(await outbox.undeliverable()).toMatchObject([{ channel: 'C2', error: 'is_archived', count: 1 }]);
});
