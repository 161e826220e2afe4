import { expect, test } from 'vitest';
import { migrations } from '../../../src/store/migrations/index.ts';
import { earlierDatabase } from '../earlier-database.ts';
import { openAt } from '../harness.ts';

test('a process from before the upgrade is known, with nothing of what it runs; no timer is held', async () => {
  const before = Object.keys(migrations).filter((name) => name < '0020');
  const url = await earlierDatabase(before, (hand) => {
    hand.exec(`insert into processes (id, host, pid, started_at, heartbeat_at) values ('p', 'box', 1, 1, 1)`);
  });
  const { timers, processes } = await openAt(url);
  expect(await processes.all()).toEqual([{ id: 'p', host: 'box', pid: 1, startedAt: 1, heartbeatAt: 1 }]);
  expect(await timers.claim('runs', 'p', 60_000)).toBe(true);
});
