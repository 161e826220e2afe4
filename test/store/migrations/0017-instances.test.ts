import { expect, test } from 'vitest';
import { migrations } from '../../../src/store/migrations/index.ts';
import { earlierDatabase } from '../earlier-database.ts';
import { openAt } from '../harness.ts';

test('a slot that was due before the upgrade is due after it; of a process from before the pid says nothing', async () => {
  const before = Object.keys(migrations).filter((name) => name < '0017');
  const url = await earlierDatabase(before, (hand) => {
    hand.exec(`insert into schedules (name, fingerprint, next_due_at, last_digest_at) values
      ('daily', '0 8 * * * | UTC', 5000, 4000), ('never', '0 0 30 2 * | UTC', null, null), ('told', '', null, 3000)`);
    hand.exec(`insert into processes (id, host, pid, started_at, heartbeat_at) values ('p', 'box', 1, 1, 1)`);
  });
  const { schedules, processes } = await openAt(url);
  const next = (name: string, cron: string) => schedules.next(name, `${cron} | UTC`, 9_000, 600);
  expect(await next('daily', '0 8 * * *')).toBe(5_000);
  expect(await next('never', '0 0 30 2 *')).toBeNull();
  expect(await schedules.next('told', '', 9_000, 600)).toBeUndefined();
  expect(await next('daily', '0 9 * * *')).toBeUndefined();
  expect((await schedules.all()).map(({ lastDigestAt }) => lastDigestAt)).toEqual([4_000, null, 3_000]);
  expect(await processes.all()).toEqual([{ id: 'p', host: 'box', pid: 1, startedAt: 1, heartbeatAt: 1 }]);
});
