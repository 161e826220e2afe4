import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { trendOf } from '../../../src/domain/audit/trend.ts';
import { exposures } from '../../../src/domain/model.ts';
import { dayMs } from '../../../src/domain/retention.ts';
import type { FindingRow } from '../../../src/usecases/ports/finding-records.ts';
import type { Store } from '../../../src/usecases/ports/store.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { databases, openTestStore } from '../harness.ts';
import { requestOf } from '../remediation-samples.ts';
import { finding, outbox, scan } from '../samples.ts';

const hour = 3_600_000;
const at = (day: number, ms = 0) => day * dayMs + ms;
const result = { account: '1', outcome: 'scanned', configurations: 1, jobs: 1 } as const;
const numbers = { scanned: 1, unknown: 0, opened: 0, resolved: 0, open: 0 };

async function days(store: Store, first = 0) {
  const rows = await store.summaries.findingDays(first);
  return rows.map(({ day, exposure, was, open, opened, resolved }) => [
    day / dayMs,
    exposure,
    was,
    open,
    opened,
    resolved,
  ]);
}

describe.each(databases)('the numbers of days (%s)', (database) => {
  test('what opened and was resolved counts on its day, and a day without a change has no row', async () => {
    const store = await openTestStore(database);
    await store.findings.insert([
      finding('a', { firstSeenAt: at(1) }),
      finding('b', { firstSeenAt: at(2) - 1, resolvedAt: at(4) }),
      finding('c', { firstSeenAt: at(4, hour), resolvedAt: at(4, 2 * hour), exposure: 'latent' }),
    ]);
    expect(await store.summaries.firstDay()).toBe(at(1));
    for (const day of [1, 2, 3, 4]) await store.summaries.summarise(at(day), day === 4 ? 'today' : 'past');
    const expected = [
      [1, 'exposed', 0, 2, 2, 0],
      [4, 'exposed', 2, 1, 0, 1],
      [4, 'latent', 0, 0, 1, 1],
    ];
    expect(await days(store)).toEqual(expected);
    expect(await store.summaries.levels()).toMatchObject([{ exposure: 'exposed', open: 1 }]);
    await store.summaries.summarise(at(4), 'today');
    expect(await days(store)).toEqual(expected);
  });

  test('another exposure moves a finding from one group to the other, on the day that it was seen', async () => {
    const store = await openTestStore(database);
    await store.findings.insert([finding('a', { firstSeenAt: at(1) })]);
    await store.summaries.summarise(at(1), 'today');
    await store.findings.update([finding('a', { exposure: 'latent' })]);
    await store.summaries.summarise(at(1), 'today');
    expect(await days(store)).toEqual([
      [1, 'exposed', 0, 0, 0, 0],
      [1, 'latent', 0, 1, 1, 0],
    ]);
    await store.findings.update([finding('a', { exposure: 'unused' })]);
    await store.summaries.summarise(at(2), 'today');
    expect(await days(store, at(2))).toEqual([
      [2, 'latent', 1, 0, 0, 0],
      [2, 'unused', 0, 1, 0, 0],
    ]);
  });

  test('two that change places on a day leave both groups as large, and each is counted where it is now', async () => {
    const store = await openTestStore(database);
    await store.findings.insert([finding('old', { firstSeenAt: at(1), exposure: 'latent' })]);
    await store.summaries.summarise(at(1), 'today');
    await store.findings.insert([finding('new', { firstSeenAt: at(2) })]);
    await store.summaries.summarise(at(2), 'today');
    await store.findings.update([finding('old', { exposure: 'exposed' }), finding('new', { exposure: 'latent' })]);
    await store.summaries.summarise(at(2), 'today');
    expect(await days(store, at(2))).toEqual([
      [2, 'latent', 1, 1, 1, 0],
      [2, 'exposed', 0, 1, 0, 0],
    ]);
  });

  test('what a clock wrote that ran ahead is taken back, and what is open stays counted', async () => {
    const store = await openTestStore(database);
    await store.findings.insert([
      finding('a', { firstSeenAt: at(1) }),
      finding('b', { firstSeenAt: at(1) }),
      finding('c', { firstSeenAt: at(900) }),
    ]);
    await store.findings.resolve(['b'], at(901));
    await store.targets.save([{ ...result, region: 'eu-west-1' }], at(900));
    for (const day of [1, 900]) await store.summaries.summarise(at(day), day === 900 ? 'today' : 'past');
    await store.summaries.summarise(at(901), 'today');
    await store.summaries.summarise(at(2), 'today');
    expect(await days(store)).toEqual([[1, 'exposed', 0, 2, 2, 0]]);
    expect(await store.summaries.levels()).toMatchObject([{ open: 2 }]);
    expect((await store.summaries.targetDays(0)).map(({ day }) => day)).toEqual([at(2)]);
    await store.summaries.summarise(at(900), 'today');
    expect(await days(store, at(3))).toEqual([[900, 'exposed', 2, 2, 1, 0]]);
  });

  test('an account-region has a row when its outcome changes, and when it is recorded no more', async () => {
    const store = await openTestStore(database);
    const known = async () =>
      (await store.summaries.targetDays(0)).map(({ region, day, outcome }) => `${region} ${day / dayMs} ${outcome}`);
    await store.targets.save(
      [
        { ...result, region: 'a' },
        { ...result, region: 'b' },
      ],
      at(1),
    );
    await store.summaries.summarise(at(1), 'today');
    await store.targets.save([{ ...result, region: 'a', outcome: 'unknown' }], at(2));
    await store.summaries.summarise(at(2), 'today');
    await store.summaries.summarise(at(2), 'today');
    expect(await known()).toEqual(['a 1 scanned', 'b 1 scanned', 'a 2 unknown']);
    await store.targets.save([{ ...result, region: 'a' }], at(2));
    await store.targets.forget([{ account: '1', region: 'b' }]);
    await store.summaries.summarise(at(3), 'today');
    await store.summaries.summarise(at(4), 'today');
    expect((await known()).slice(3)).toEqual(['a 3 scanned', 'b 3 gone']);
  });

  test('scans, slots, messages and requests are counted on the day of their end, once', async () => {
    const store = await openTestStore(database);
    for (const [id, caughtUp] of [
      ['s1', true],
      ['s2', false],
      ['s3', false],
    ] as const)
      await store.scans.begin(scan(id, { caughtUp }));
    await store.scans.finish('s1', at(5), numbers);
    await store.scans.fail('s2', at(5, hour));
    await store.schedules.claim('daily', at(5), 'p', at(5));
    await store.schedules.finish('daily', at(5), 'p', at(5));
    await store.outbox.add([outbox('m1'), outbox('m2', { channel: 'C2' }), outbox('m3', { channel: 'C3' })]);
    await store.outbox.sent('m1', 'C1', '1', at(5));
    await store.outbox.end('m2', 'is_archived', at(6) - 1, 'not-posted');
    await store.remediation.openRequest(requestOf('r1', 'one'), []);
    await store.remediation.close('r1', 'expired', at(5));
    for (const _ of [1, 2]) await store.summaries.summarise(at(5), 'today');
    const account = requestOf('r1', 'one').account;
    expect((await store.summaries.counts(0)).map(({ what, account: of, count }) => [what, of, count])).toEqual([
      ['message.given-up', '', 1],
      ['message.sent', '', 1],
      ['request.expired', account, 1],
      ['scan.failed', '', 1],
      ['scan.finished', '', 1],
      ['scan.late', '', 1],
      ['slot.done', '', 1],
    ]);
  });
});

test('the earliest day goes, and what was open and scanned before it is still known', async () => {
  const store = await openTestStore('memory');
  await store.findings.insert([finding('a', { firstSeenAt: at(1) }), finding('b', { firstSeenAt: at(3) })]);
  const gone = finding('c', { firstSeenAt: at(1), resolvedAt: at(2), exposure: 'unused' });
  await store.findings.insert([gone]);
  await store.targets.save([{ ...result, region: 'a' }], at(1));
  for (const day of [1, 2, 3]) {
    await store.summaries.summarise(at(day), 'today');
    await store.targets.save([{ ...result, region: 'a', outcome: day === 1 ? 'unknown' : 'scanned' }], at(day));
  }
  const expected = trendOf(await store.summaries.levels(), await store.summaries.findingDays(at(3)), at(3), at(3));
  expect(expected).toEqual([{ day: at(3), open: 2, opened: 1, resolved: 0 }]);
  expect([await store.summaries.prune(at(3)), await store.summaries.prune(at(3))]).toEqual([true, true]);
  expect(await store.summaries.prune(at(3))).toBe(false);
  expect((await store.summaries.findingDays(0)).map(({ day }) => day)).toEqual([at(3)]);
  expect((await store.summaries.targetDays(0)).map(({ day, outcome }) => [day, outcome])).toEqual([
    [at(2), 'unknown'],
    [at(3), 'scanned'],
  ]);
  expect(trendOf(await store.summaries.levels(), await store.summaries.findingDays(at(3)), at(3), at(3))).toEqual(
    expected,
  );
});

describe('the upkeep', () => {
  const claim = (store: Store, processId: string, now: number) =>
    store.summaries.claim({ processId, now, until: now + 100, gapMs: 1_000, behindMs: 5 });

  test('is of one process until it lets go, until its time is over, or when its claim is still to come', async () => {
    const store = await openTestStore('memory');
    expect(await claim(store, 'a', 1_000)).toEqual({ summarisedDay: null, steadySince: 1_000 });
    expect(await claim(store, 'b', 1_050)).toBeUndefined();
    expect(await claim(store, 'a', 1_050)).toBeDefined();
    await store.summaries.release('a');
    expect(await claim(store, 'b', 1_060)).toBeDefined();
    expect(await claim(store, 'a', 1_159)).toBeUndefined();
    expect(await claim(store, 'a', 1_160)).toBeDefined();
    expect(await claim(store, 'b', 500)).toBeDefined();
    await store.summaries.release('a');
    expect(await claim(store, 'c', 550)).toBeUndefined();
  });

  test('begins again after a gap, and when the clock was put back', async () => {
    const store = await openTestStore('memory');
    const since = async (now: number) => (await claim(store, 'a', now))?.steadySince;
    expect([await since(1_000), await since(2_000), await since(3_000)]).toEqual([1_000, 1_000, 1_000]);
    expect([await since(4_001), await since(4_500)]).toEqual([4_001, 4_001]);
    expect([await since(4_495), await since(4_489)]).toEqual([4_001, 4_489]);
    expect([await since(100), await since(200)]).toEqual([100, 100]);
  });
});

const life = fc.record({
  account: fc.constantFrom('1', '2'),
  exposure: fc.constantFrom(...exposures),
  opened: fc.integer({ min: 0, max: 9 * 24 }),
  hours: fc.option(fc.integer({ min: 1, max: 5 * 24 })),
});

test('the trend after everything resolved was removed is the one that the findings themselves had', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(life, { maxLength: 12 }), fc.integer({ min: 1, max: 30 }), async (lives, step) => {
      const store = await memoryStore();
      const last = 12;
      const rows = lives.map(({ account, exposure, opened, hours }, index): FindingRow => {
        const firstSeenAt = at(100, opened * hour);
        const end = hours === null ? {} : { resolvedAt: firstSeenAt + hours * hour };
        return finding(`f${index}`, { account, exposure, firstSeenAt, ...end });
      });
      let done = 0;
      for (let now = at(100); now < at(100 + last); now += step * hour) {
        await store.findings.insert(
          rows
            .filter((row) => row.firstSeenAt <= now && row.firstSeenAt > done)
            .map(({ resolvedAt: _, ...row }) => row),
        );
        for (const { id, resolvedAt } of rows)
          if (resolvedAt !== undefined && resolvedAt <= now && resolvedAt > done)
            await store.findings.resolve([id], resolvedAt);
        const from = done === 0 ? at(100) : Math.floor(done / dayMs) * dayMs;
        const today = Math.floor(now / dayMs) * dayMs;
        for (let day = from; day < today; day += dayMs)
          await store.summaries.summarise(day, day === from ? 'past' : 'follows');
        await store.summaries.summarise(today, 'today');
        await store.findings.prune(today, 500);
        done = now;
      }
      const until = Math.floor(done / dayMs) * dayMs;
      const seen = rows.filter(({ firstSeenAt }) => firstSeenAt <= done);
      const isBy = (instant: number | undefined, before: number) =>
        instant !== undefined && instant < before && instant <= done;
      const expected = Array.from({ length: (until - at(100)) / dayMs + 1 }, (_, index) => {
        const day = at(100 + index);
        const on = (instant?: number) => isBy(instant, day + dayMs) && (instant ?? 0) >= day;
        return {
          day,
          open: seen.filter((row) => isBy(row.firstSeenAt, day + dayMs) && !isBy(row.resolvedAt, day + dayMs)).length,
          opened: seen.filter((row) => on(row.firstSeenAt)).length,
          resolved: seen.filter((row) => on(row.resolvedAt)).length,
        };
      });
      const trend = trendOf(await store.summaries.levels(), await store.summaries.findingDays(at(100)), at(100), until);
      await store.close();
      expect(trend).toEqual(expected);
    }),
    { numRuns: 40 },
  );
});
