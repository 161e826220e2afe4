import { expect, test } from 'vitest';
import { migrations } from '../../../src/store/migrations/index.ts';
import { earlierDatabase } from '../earlier-database.ts';
import { openAt } from '../harness.ts';

test('a scan from before was cancelled by nobody, and one that runs cannot be: nobody knows its accounts', async () => {
  const before = Object.keys(migrations).filter((name) => name < '0015');
  const url = await earlierDatabase(before, (hand) => {
    const scan = hand.prepare(
      `insert into scans (id, process_id, started_at, scope, caught_up, state, scanned, unknown, opened, resolved, open)
       values (?, 'p', ?, '3 accounts', 0, ?, 0, 0, 0, 0, 0)`,
    );
    scan.run('ended', 1, 'finished');
    scan.run('runs', 2, 'running');
  });
  const { scans } = await openAt(url);
  const [runs, ended] = await scans.latest(2);
  expect(ended).toMatchObject({ id: 'ended', state: 'finished' });
  for (const row of [runs, ended])
    for (const name of ['accounts', 'progress', 'cancel', 'notReached']) expect(row).not.toHaveProperty(name);
  expect(await scans.cancel('runs', 'U1', 5)).toBe(true);
});
