import { describe, expect, test } from 'vitest';
import { loadOldDatabase } from '../../support/processes/upgrade.ts';
import { earlierDatabase, fileOf } from '../earlier-database.ts';
import { openAt, temporaryUrl } from '../harness.ts';

const message = JSON.stringify({ kind: 'interrupted', scope: 's', startedAt: 0, again: 'a' });

/** One that was sent, one that waits since an error, one whose outcome is not known. */
function byHand(): Promise<string> {
  return earlierDatabase(['0001-first', '0002-remediation', '0003-afterwards', '0004-rules', '0005-held'], (hand) => {
    const columns =
      'id, channel, message_json, created_at, place, state, attempts, next_attempt_at, first_attempt_at, last_error, sent_at';
    const insert = hand.prepare(`insert into outgoing (${columns}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
    insert.run('sent', 'C1', message, 1, 1, 'sent', 0, 1, 1, null, 5);
    insert.run('waits', 'C1', message, 2, 2, 'waiting', 17_280, 9, 3, 'user_disabled', null);
    insert.run('posting', 'C2', message, 3, 3, 'posting', 1, 9, 3, 'timeout', null);
  });
}

describe('a database from before', () => {
  test('what waited is tried, what was sent is not, and nothing is undeliverable', async () => {
    const { outbox } = await openAt(await byHand());
    expect(await outbox.undeliverable()).toEqual([]);
    expect(await outbox.waiting()).toMatchObject({ count: 2, trouble: [{ channel: 'C1' }, { channel: 'C2' }] });
    const due = await outbox.claimDue(10, 20, 'p', 10);
    expect(due).toMatchObject([
      { id: 'waits', state: 'waiting', attempts: 17_280, firstAttemptAt: 3 },
      { id: 'posting', state: 'posting' },
    ]);
    await outbox.end('waits', 'user_disabled', 30, 'not-posted');
    expect(await outbox.undeliverable()).toMatchObject([
      { channel: 'C1', error: 'user_disabled', count: 1, since: 30 },
    ]);
  });

  test('the messages of 0.1.0 still wait', async () => {
    const url = temporaryUrl();
    loadOldDatabase(fileOf(url));
    const { outbox } = await openAt(url);
    expect((await outbox.claimDue(Date.parse('2100-01-01'), Date.parse('2100-01-02'), 'p', 10)).length).toBe(
      (await outbox.waiting()).trouble.length,
    );
  });
});
