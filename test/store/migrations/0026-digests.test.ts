import { expect, test } from 'vitest';
import { migrations } from '../../../src/store/migrations/index.ts';
import { earlierDatabase } from '../earlier-database.ts';
import { openAt } from '../harness.ts';

test('what was unknown before is unknown since its last successful scan, or since it was seen last', async () => {
  const before = Object.keys(migrations).filter((name) => name < '0026');
  const url = await earlierDatabase(before, (hand) => {
    const columns = 'account, region, outcome, configurations, jobs, last_look_at, last_good_at';
    const insert = hand.prepare(`insert into targets (${columns}) values (?, 'eu-west-1', ?, 0, 0, ?, ?)`);
    insert.run('1', 'unknown', 900, 300);
    insert.run('2', 'unknown', 900, null);
    insert.run('3', 'scanned', 900, 900);
  });
  const { targets } = await openAt(url);
  expect((await targets.all()).map(({ unknownSince }) => unknownSince)).toEqual([300, 900, undefined]);
});
