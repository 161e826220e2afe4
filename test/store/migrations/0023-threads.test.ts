import { expect, test } from 'vitest';
import { migrations } from '../../../src/store/migrations/index.ts';
import { earlierDatabase } from '../earlier-database.ts';
import { openAt } from '../harness.ts';

test('what was posted before is a message of its own, and the progress of a request is shown again where it is', async () => {
  const before = Object.keys(migrations).filter((name) => name < '0023');
  const url = await earlierDatabase(before, (hand) => {
    hand.exec(`insert into outgoing (id, channel, message_json, created_at, place, state, attempts, next_attempt_at,
        posted_channel, posted_ts)
      values ('ask-r1', 'C1', '{"kind":"problem"}', 1, 1, 'sent', 0, 1, 'C1', '1.1')`);
    hand.exec(
      `insert into progress (request_id, message_id, shown, settled, version) values ('r1', 'm1', 'text', 0, 3)`,
    );
  });
  const { outbox, remediation } = await openAt(url);
  const row = await outbox.get('ask-r1');
  for (const name of ['threadOf', 'broadcast', 'permalink', 'goneAt']) expect(row).not.toHaveProperty(name);
  expect(await outbox.postedAt('C1', '1.1')).toMatchObject({ id: 'ask-r1' });
  expect(await remediation.followedProgress()).toEqual([
    { requestId: 'r1', messageId: 'm1', version: 3, shown: 'text', stage: ' ' },
  ]);
});
