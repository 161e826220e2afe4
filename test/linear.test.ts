import { expect, test, vi } from 'vitest';
import { unknownTarget } from '../src/domain/audit/assess.ts';
import type { Account } from '../src/domain/fleet.ts';
import { inScope, scheduleScope } from '../src/domain/scope.ts';
import { watchOf } from '../src/domain/watch.ts';
import { emptyGroup } from '../src/usecases/audit/read-finding-group.ts';
import { leftOf, readWatched } from '../src/usecases/audit/read-watched.ts';
import { lastGoodAt, reportNumbers } from '../src/usecases/audit/report.ts';
import { groupFindings, noCounts, summarizeSeen } from '../src/usecases/audit/views.ts';
import type { TargetRow } from '../src/usecases/ports/scan-records.ts';
import { type FleetResult, seenTarget } from '../src/usecases/running/fleet-result.ts';
import { createTally } from '../src/usecases/running/tally.ts';
import { composeDigest } from '../src/usecases/schedule/compose-digest.ts';
import { fewOfEachCause } from '../src/usecases/words/unknown-causes.ts';

const regions = Array.from({ length: 17 }, (_, index) => `region-${index}`);
const schedule = { name: 'all', cron: '0 8 * * *', timezone: 'UTC', channel: 'C1' };

/** A fleet whose every member says how often it was looked at. */
function countedFleet(size: number) {
  let looks = 0;
  const counted = <T extends object>(item: T): T =>
    new Proxy(item, {
      get(inside, member, self) {
        looks += 1;
        return Reflect.get(inside, member, self);
      },
    });
  const id = (index: number) => String(100_000_000_000 + index);
  const accounts = Array.from(
    { length: size },
    (_, index): Account => counted({ id: id(index), name: `team-${index}`, regions }),
  );
  const targets = accounts.flatMap((_, index) => regions.map((region) => ({ account: id(index), region })));
  const rows = targets.map(
    (target): TargetRow =>
      counted({ ...target, outcome: 'scanned', configurations: 1, jobs: 1, lastScannedAt: 1, lastGoodAt: 1 }),
  );
  const error = { call: 'GetJobs', error: 'ThrottlingException' };
  const results = targets.map(({ account, region }): FleetResult => counted(unknownTarget(account, region, error)));
  const counts = targets.map((target) => counted({ ...target, ...noCounts, total: 1, exposed: 1 }));
  return { accounts, rows, results, counts, looks: () => looks };
}

type Fleet = ReturnType<typeof countedFleet>;

const works: Readonly<Record<string, (fleet: Fleet) => unknown>> = {
  lastGoodAt: ({ rows, results }) => results.map(lastGoodAt(rows)),
  inScope: ({ accounts, rows }) => rows.filter(inScope({ accounts })),
  'scheduleScope by name': ({ accounts }) =>
    scheduleScope({ accounts: accounts.map(({ name = '' }) => name), regions }, accounts),
  watchOf: ({ accounts, rows }) => {
    const { isWatched } = watchOf({ accounts, schedules: [{ regions }, {}] }, rows);
    return rows.filter(isWatched);
  },
  readWatched: ({ accounts, rows, counts }) =>
    readWatched({ targets: { all: async () => rows }, findings: { openByTarget: async () => counts } } as never, {
      accounts: accounts.slice(0, accounts.length / 2),
      schedules: [],
    }),
  leftOf: ({ counts }) => leftOf(counts, () => true),
  fewOfEachCause: ({ results }) => fewOfEachCause(results.map((result) => summarizeSeen(seenTarget(result), null))),
  reportNumbers: ({ results }) => reportNumbers(results, []),
  groupFindings: ({ counts }) =>
    groupFindings(
      counts.map(({ account, region }) => {
        const base = { rule: 'Glue-005', kind: 'unprotected-job', reason: 'no-configuration' } as const;
        return { ...base, account, region, name: 'a', exposure: 'exposed', references: [] } as const;
      }),
      10,
    ),
  composeDigest: ({ rows, results, counts }) =>
    composeDigest({
      ...{
        schedule,
        slotAt: 1,
        finishedAt: 1,
        caughtUp: false,
        previousAt: 1,
        queryId: 'q',
        canRemediate: () => false,
      },
      ...{
        results: results.map(seenTarget),
        targets: rows,
        open: counts,
        fresh: emptyGroup,
        older: emptyGroup,
        resolved: emptyGroup,
        seenThere: [],
      },
    }),
};

test('the pace of a scan is kept without looking through it for each target', () => {
  const looksAt = (size: number) => {
    let looks = 0;
    const clock = { now: 0, monotonic: () => clock.now };
    const listed = Array.from({ length: size }, () => 'eu-west-1');
    const tally = createTally({ unlisted: 0, listed, clock, isHung: () => false, report: undefined });
    const findLastIndex = vi.spyOn(Array.prototype, 'findLastIndex').mockImplementation(function (
      this: unknown[],
      probe: (item: unknown, index: number, all: unknown[]) => unknown,
    ) {
      let index = this.length - 1;
      for (; index >= 0; index -= 1) {
        looks += 1;
        if (probe(this[index], index, this)) break;
      }
      return index;
    });
    try {
      for (const region of listed) {
        clock.now += 1;
        tally.target(unknownTarget('1', region, { call: 'GetJobs', error: 'x' }), undefined);
      }
    } finally {
      findLastIndex.mockRestore();
    }
    return looks;
  };
  expect(looksAt(2_000)).toBeGreaterThan(0);
  expect(looksAt(20_000)).toBeLessThan(60_000);
});

// Sorting takes a little more than ten times as long for ten times as many; a list in a list a hundred times.
test.each(Object.keys(works))('%s looks at a fleet of ten times the size about ten times as often', async (name) => {
  const looksAt = async (size: number) => {
    const fleet = countedFleet(size);
    await works[name]?.(fleet);
    return fleet.looks();
  };
  const small = await looksAt(100);
  expect(small).toBeGreaterThan(0);
  expect((await looksAt(1_000)) / small).toBeLessThan(16);
});
