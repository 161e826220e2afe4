import { expect, test } from 'vitest';
import { dayMs } from '../../../src/domain/retention.ts';
import { migrations } from '../../../src/store/migrations/index.ts';
import { summariseDays } from '../../../src/usecases/bot/summarise-days.ts';
import { earlierDatabase } from '../earlier-database.ts';
import { openAt } from '../harness.ts';

test('what a version before had found is counted on its days', async () => {
  const before = Object.keys(migrations).filter((name) => name < '0014');
  const url = await earlierDatabase(before, (hand) => {
    const insert = hand.prepare(
      `insert into findings (id, rule, account, region, kind, name, reason, exposure, references_json, first_seen_at,
        last_seen_at, resolved_at) values (?, 'Glue-005', '1', 'r', 'configuration', ?, 'disabled', 'exposed', '[]', ?, ?, ?)`,
    );
    insert.run('a', 'a', 2 * dayMs, 2 * dayMs, null);
    insert.run('b', 'b', 2 * dayMs, 2 * dayMs, 4 * dayMs);
  });
  const store = await openAt(url);
  expect(await summariseDays(store, 5 * dayMs + 1, null)).toBe(5 * dayMs);
  expect(await store.summaries.findingDays(0)).toMatchObject([
    { day: 2 * dayMs, was: 0, open: 2, opened: 2, resolved: 0 },
    { day: 4 * dayMs, was: 2, open: 1, opened: 0, resolved: 1 },
  ]);
});
