import { describe, expect, test } from 'vitest';
import type { FindingRow } from '../../../src/usecases/ports/finding-records.ts';
import { databases, openTestStore } from '../harness.ts';
import { finding } from '../samples.ts';

const here = { account: '111111111111', region: 'eu-west-1' };
const there = { ...here, region: 'us-east-1' };
const ids = (rows: readonly FindingRow[]) => rows.map(({ id }) => id);

describe.each(databases)('findings by when (%s)', (database) => {
  async function seeded() {
    const { findings } = await openTestStore(database);
    const row = (id: string, firstSeenAt: number, more: Partial<FindingRow> = {}) =>
      finding(id, { ...here, name: id, exposure: 'exposed', firstSeenAt, ...more });
    await findings.insert([
      row('c', 100),
      row('b', 200),
      row('a', 300),
      row('unused-b', 100, { exposure: 'unused' }),
      row('unused-a', 100, { exposure: 'unused' }),
      row('gone', 100),
      row('gone-there', 100, there),
      row('there', 200, there),
    ]);
    await findings.setFixed(row('unused-a', 0, { exposure: 'unused' }), 400);
    await findings.resolve(['gone'], 500);
    await findings.resolve(['gone-there'], 600);
    return findings;
  }

  test('open ones are counted by place, from an instant until right before another', async () => {
    const findings = await seeded();
    expect(await findings.countByTarget({ state: 'open' })).toMatchObject([
      { ...here, total: 5, exposed: 3, unused: 2, fixed: 1 },
      { ...there, total: 1, exposed: 1 },
    ]);
    expect(await findings.countByTarget({ state: 'open', since: 200, before: 300 })).toMatchObject([
      { ...here, total: 1 },
      { ...there, total: 1 },
    ]);
    expect(await findings.countByTarget({ state: 'open', since: 301 })).toEqual([]);
  });

  test('of these targets alone, and what a scan saw since an instant', async () => {
    const findings = await seeded();
    expect(await findings.countByTarget({ state: 'open' }, [there])).toMatchObject([{ ...there, total: 1 }]);
    expect(await findings.countByTarget({ state: 'open' }, [])).toEqual([]);
    await findings.update([
      finding('b', { ...here, name: 'b', exposure: 'exposed', firstSeenAt: 200, lastSeenAt: 9e12 }),
    ]);
    const span = { state: 'open', seenSince: 9e12 } as const;
    expect(await findings.countByTarget(span, [here, there])).toMatchObject([{ ...here, total: 1, exposed: 1 }]);
    expect(ids(await findings.firstIn(span, here, 'exposed', 9))).toEqual(['b']);
    expect(await findings.countByTarget({ state: 'open', seenBefore: 9e12 }, [here])).toMatchObject([{ total: 4 }]);
    const many = Array.from({ length: 2_500 }, (_, n) => ({ account: here.account, region: `r${n}` }));
    expect(await findings.countByTarget(span, [...many, here])).toMatchObject([{ ...here, total: 1 }]);
    expect(await findings.countByTarget(span, many)).toEqual([]);
  });

  test('resolved ones are counted by when they were resolved', async () => {
    const findings = await seeded();
    expect(await findings.countByTarget({ state: 'resolved', since: 500 })).toMatchObject([here, there]);
    expect(await findings.countByTarget({ state: 'resolved', since: 501 })).toMatchObject([{ ...there, total: 1 }]);
    expect(await findings.countByTarget({ state: 'resolved', before: 600 })).toMatchObject([{ ...here, total: 1 }]);
  });

  test('the first of a place come by name, fixed ones last, and no more than asked for', async () => {
    const findings = await seeded();
    expect(ids(await findings.firstIn({ state: 'open' }, here, 'exposed', 2))).toEqual(['a', 'b']);
    expect(ids(await findings.firstIn({ state: 'open', before: 300 }, here, 'exposed', 9))).toEqual(['b', 'c']);
    expect(ids(await findings.firstIn({ state: 'open' }, here, 'unused', 9))).toEqual(['unused-b', 'unused-a']);
    expect(ids(await findings.firstIn({ state: 'resolved', since: 500 }, there, 'exposed', 9))).toEqual(['gone-there']);
  });

  test('the first of many places come in one go, of each as many as asked for', async () => {
    const findings = await seeded();
    const places = [
      { ...here, exposure: 'exposed', most: 2 },
      { ...here, exposure: 'unused', most: 1 },
      { ...there, exposure: 'exposed', most: 9 },
      { ...there, exposure: 'latent', most: 9 },
    ] as const;
    expect(ids(await findings.firstOf({ state: 'open' }, places)).sort()).toEqual(['a', 'b', 'there', 'unused-b']);
    expect(ids(await findings.firstOf({ state: 'resolved', since: 501 }, places))).toEqual(['gone-there']);
    expect(await findings.firstOf({ state: 'open' }, [])).toEqual([]);
  });
});
