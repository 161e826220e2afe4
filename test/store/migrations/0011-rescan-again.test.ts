import { expect, test } from 'vitest';
import { migrations } from '../../../src/store/migrations/index.ts';
import { earlierDatabase } from '../earlier-database.ts';
import { openAt } from '../harness.ts';

test('a re-scan that was wished for before is due at once, and has not been tried', async () => {
  const before = Object.keys(migrations).filter((name) => name < '0011');
  const url = await earlierDatabase(before, (hand) => {
    hand.prepare('insert into rescans (account, region, asked_at) values (?, ?, ?)').run('1', 'r', 5);
  });
  const { remediation } = await openAt(url);
  expect(await remediation.rescansAsked()).toEqual([{ account: '1', region: 'r', at: 5, tries: 0 }]);
});
