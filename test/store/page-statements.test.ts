import { expect, test } from 'vitest';
import { fill } from '../../bench/grown-database/fill.ts';
import { grownFleet, now, type Size } from '../../bench/grown-database/fleet.ts';
import { pagesOf } from '../../bench/grown-database/pages.ts';
import { createStore } from '../../src/store/open-store.ts';
import { machineClock } from '../../src/store/shared-clock.ts';
import { silentLog } from '../support/aws/aws.ts';
import { FakeClock } from '../support/fakes/fake-clock.ts';
import { countingIds } from '../support/fakes/kit.ts';
import { databaseAt, urlOf } from './harness.ts';

/** How many statements each page, command and digest of the bench sends to a database of this size. */
async function statementsAt(size: Size): Promise<ReadonlyMap<string, number>> {
  let sent = 0;
  const db = await databaseAt(await urlOf('file'), () => {
    sent += 1;
  });
  const store = createStore(
    db,
    machineClock(() => now),
  );
  const fleet = grownFleet(size);
  await fill(store, fleet);
  const clock = new FakeClock(now);
  const counts = new Map<string, number>();
  for (const { what, run } of pagesOf({ store, clock, log: silentLog, newId: countingIds('page'), fleet })) {
    sent = 0;
    await run();
    counts.set(what, sent);
  }
  await store.close();
  return counts;
}

test('Home, every page and the digest ask as often of a large fleet as of a small one', {
  timeout: 120_000,
}, async () => {
  const times = { days: 40, requests: 20 };
  const few = await statementsAt({ ...times, accounts: 50, regions: 2, findings: 1_000, open: 200 });
  const many = await statementsAt({ ...times, accounts: 200, regions: 6, findings: 8_000, open: 2_000 });
  expect([...many.keys()]).toEqual(expect.arrayContaining(['Home', 'digest', 'findings, last page', 'accepted risks']));
  const grown = [...many].filter(([what, count]) => count > (few.get(what) ?? 0));
  expect(grown.map(([what, count]) => `${what}: ${few.get(what)}, then ${count}`)).toEqual([]);
  // The list of requests reads each of those that it shows alone, at most 30 that were decided; a digest, each owner's.
  const apart = ['remediate: status', 'digest'];
  const most = Math.max(...[...many].filter(([what]) => !apart.includes(what)).map(([, count]) => count));
  expect(most).toBeLessThan(40);
});
