import { expect, test } from 'vitest';
import { migrations } from '../../../src/store/migrations/index.ts';
import { loadOldDatabase } from '../../support/processes/upgrade.ts';
import { earlierDatabase, fileOf } from '../earlier-database.ts';
import { openAt, temporaryUrl } from '../harness.ts';

test('what was posted before with buttons that a decision ends is followed, and nothing else is', async () => {
  const before = Object.keys(migrations).filter((name) => name < '0013');
  const url = await earlierDatabase(before, (hand) => {
    const columns =
      'id, channel, message_json, created_at, place, state, attempts, next_attempt_at, posted_channel, posted_ts';
    const insert = hand.prepare(`insert into outgoing (${columns}) values (?, 'C1', ?, ?, ?, ?, 0, 1, 'C1', '1.1')`);
    const rows = [
      ['ask-r1', { kind: 'approval-request', requestId: 'r1', state: 'open' }, 'sent'],
      ['canary-e-C1', { kind: 'first-runs', requestId: 'r2', event: 'canary' }, 'sent'],
      ['reverted', { kind: 'reverted-news', requestId: 'r3', jobs: [] }, 'sent'],
      ['ask-r4', { kind: 'approval-request', requestId: 'r4', state: 'open' }, 'waiting'],
      ['news', { kind: 'request-news', requestId: 'r5' }, 'sent'],
      ['about', { kind: 'problem', what: '{"kind":"approval-request","requestId":"r6"' }, 'sent'],
    ] as const;
    rows.forEach(([id, message, state], index) => {
      insert.run(id, JSON.stringify(message), index, index, state);
    });
    insert.run('broken', '{"kind":"approval-request","requestId":', 9, 9, 'sent');
  });
  const { outbox } = await openAt(url);
  expect((await outbox.followed()).map(({ id }) => id)).toEqual(['ask-r1', 'canary-e-C1', 'reverted']);
});

test('the requests of 0.1.0 that were announced are followed', async () => {
  const url = temporaryUrl();
  loadOldDatabase(fileOf(url));
  const { outbox } = await openAt(url);
  const kinds = new Set((await outbox.followed()).map(({ message }) => message.kind));
  expect(kinds).toContain('approval-request');
  expect([...kinds].filter((kind) => !['approval-request', 'first-runs', 'reverted-news'].includes(kind))).toEqual([]);
});
