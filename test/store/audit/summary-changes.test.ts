import { describe, expect, test } from 'vitest';
import { dayMs } from '../../../src/domain/retention.ts';
import type { TargetSet } from '../../../src/usecases/ports/finding-records.ts';
import { databases, openTestStore } from '../harness.ts';
import { finding } from '../samples.ts';

const at = (day: number, ms = 0) => day * dayMs + ms;
const nothing: TargetSet = { accounts: [], targets: [] };

describe.each(databases)('what changed since a day (%s)', (database) => {
  test('days that are over as they were counted, today from the findings', async () => {
    const store = await openTestStore(database);
    expect(await store.summaries.changes([at(1)], at(5), nothing)).toEqual([{ opened: 0, resolved: 0, since: at(5) }]);
    await store.findings.insert([
      finding('a', { firstSeenAt: at(2) }),
      finding('b', { firstSeenAt: at(2), resolvedAt: at(4, 7) }),
      finding('c', { firstSeenAt: at(4, 1), resolvedAt: at(5, 1) }),
      finding('d', { firstSeenAt: at(5) }),
    ]);
    for (const day of [2, 3, 4]) await store.summaries.summarise(at(day), 'past');
    expect(await store.summaries.changes([at(1), at(3), at(5)], at(5), nothing)).toEqual([
      { opened: 4, resolved: 2, since: at(2) },
      { opened: 2, resolved: 2, since: at(3) },
      { opened: 1, resolved: 1, since: at(5) },
    ]);
    // Counted or not, today counts once.
    await store.summaries.summarise(at(5), 'today');
    expect(await store.summaries.changes([at(3)], at(5), nothing)).toMatchObject([{ opened: 2, resolved: 2 }]);
  });

  test('what was deleted since still counts', async () => {
    const store = await openTestStore(database);
    await store.findings.insert([finding('a', { firstSeenAt: at(1), resolvedAt: at(2) })]);
    for (const day of [1, 2]) await store.summaries.summarise(at(day), 'past');
    expect(await store.findings.prune(at(3), 10)).toBe(1);
    expect(await store.summaries.changes([at(1)], at(4), nothing)).toEqual([{ opened: 1, resolved: 1, since: at(1) }]);
  });

  test('without accounts and targets that do not count', async () => {
    const store = await openTestStore(database);
    const places = [
      ['1', 'eu-west-1'],
      ['1', 'us-east-1'],
      ['2', 'eu-west-1'],
      ['3 x', 'eu-west-1'],
    ] as const;
    const rows = places.flatMap(([account, region], index) => [
      finding(`past-${index}`, { account, region, firstSeenAt: at(1) }),
      finding(`today-${index}`, { account, region, firstSeenAt: at(3), resolvedAt: at(3, 1) }),
    ]);
    await store.findings.insert(rows);
    await store.summaries.summarise(at(1), 'past');
    const sums = (except: TargetSet) => store.summaries.changes([at(1)], at(3), except);
    expect(await sums(nothing)).toMatchObject([{ opened: 8, resolved: 4 }]);
    expect(await sums({ accounts: ['2'], targets: [] })).toMatchObject([{ opened: 6, resolved: 3 }]);
    const targets = [{ account: '1', region: 'us-east-1' }];
    expect(await sums({ accounts: ['2'], targets })).toMatchObject([{ opened: 4, resolved: 2 }]);
    expect(await sums({ accounts: [], targets })).toMatchObject([{ opened: 6, resolved: 3 }]);
  });
});
