import { describe, expect, test } from 'vitest';
import { trendOf } from '../../../src/domain/audit/trend.ts';
import { dayMs } from '../../../src/domain/retention.ts';
import type { FindingRow } from '../../../src/usecases/ports/finding-records.ts';
import type { NewSwitch } from '../../../src/usecases/ports/switch-records.ts';
import { databases, openTestStore } from '../harness.ts';
import { requestOf } from '../remediation-samples.ts';
import { finding, scan } from '../samples.ts';

const switchOf = (id: string): NewSwitch => ({
  planId: `plan of ${id}`,
  stepId: 'switch',
  requestId: id,
  executionId: 'e',
  rule: 'Glue-005',
  ...{ account: '111111111111', region: 'eu-west-1', job: id, from: null, to: 'twin' },
  ...{ canary: false, streaming: false, before: { none: true as const }, openedAt: dayMs },
});
const at = (day: number, ms = 0) => day * dayMs + ms;
const period = { from: at(10), before: at(20) };
const target = { account: '111111111111', region: 'eu-west-1' };

describe.each(databases)('what a period is reported from (%s)', (database) => {
  test('findings that were open at some time of it, in pages, in one order', async () => {
    const store = await openTestStore(database);
    await store.findings.insert([
      finding('before', { firstSeenAt: at(1), resolvedAt: at(10) - 1 }),
      finding('long', { firstSeenAt: at(1), resolvedAt: at(30) }),
      finding('in', { firstSeenAt: at(11), resolvedAt: at(12), name: 'é' }),
      finding('open', { firstSeenAt: at(19, 5), name: 'z' }),
      finding('at-start', { firstSeenAt: at(1), resolvedAt: at(10), name: '\u{1f511}' }),
      finding('after', { firstSeenAt: at(20) }),
      finding('there', { firstSeenAt: at(12), region: 'us-east-1' }),
    ]);
    expect(await store.evidence.targetsWithFindings(period)).toEqual([
      { ...target, count: 4 },
      { ...target, region: 'us-east-1', count: 1 },
    ]);
    const paged: FindingRow[] = [];
    for (let after: FindingRow | undefined; ; ) {
      const some = await store.evidence.findingsOf(period, [target], 3, after);
      paged.push(...some);
      after = some.at(-1);
      if (some.length < 3) break;
    }
    expect(paged.map(({ id }) => id)).toEqual(['long', 'open', 'in', 'at-start']);
    const both = await store.evidence.findingsOf(period, [{ ...target, region: 'us-east-1' }, target], 9);
    expect(both.map(({ id }) => id)).toEqual(['long', 'open', 'in', 'at-start', 'there']);
    expect(await store.evidence.findingNumbers(period)).toEqual({ opened: 3, resolved: 2, openAtEnd: 3 });
  });

  test('numbers of days as the trend has them, also after their rows are gone', async () => {
    const store = await openTestStore(database);
    await store.findings.insert([
      finding('a', { firstSeenAt: at(1) }),
      finding('b', { firstSeenAt: at(11), resolvedAt: at(14), exposure: 'latent' }),
      finding('c', { firstSeenAt: at(14, 9), exposure: 'unused' }),
      finding('d', { firstSeenAt: at(22) }),
    ]);
    for (let day = 1; day <= 22; day++) await store.summaries.summarise(at(day), day === 22 ? 'today' : 'past');
    const all = await store.summaries.findingDays(period.from);
    const trend = trendOf(await store.summaries.levels(), all, period.from, at(19));
    const changed = new Set(all.map(({ day }) => day));
    expect(await store.evidence.dayNumbers(period)).toEqual(trend.filter(({ day }) => changed.has(day)));
    expect(await store.evidence.dayNumbers(period)).toEqual([
      { day: at(11), open: 2, opened: 1, resolved: 0 },
      { day: at(14), open: 2, opened: 1, resolved: 1 },
    ]);
  });

  test('scans, those that were removed as numbers, and days without one', async () => {
    const store = await openTestStore(database);
    const numbers = { scanned: 1, unknown: 0, opened: 0, resolved: 0, open: 0 };
    const begin = async (id: string, startedAt: number, changes: object = {}) =>
      store.scans.begin(scan(id, { startedAt, ...changes }));
    expect(await store.evidence.firstRecord()).toBeUndefined();
    await begin('old', at(9));
    await store.scans.finish('old', at(9, 5), numbers);
    await begin('a', at(11), { caughtUp: true, schedule: 'daily' });
    await store.scans.finish('a', at(11, 5), numbers);
    await begin('b', at(11));
    await begin('c', at(13));
    await store.scans.finish('c', at(13, 1), numbers);
    expect(await store.evidence.firstRecord()).toBe(at(9));
    expect(await store.evidence.scanNumbers(period)).toEqual({
      finished: 2,
      cancelled: 0,
      interrupted: 0,
      failed: 0,
      running: 1,
      late: 1,
    });
    const first = await store.evidence.scansIn(period, 2);
    const rest = await store.evidence.scansIn(period, 2, first.at(-1));
    expect([...first, ...rest].map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(await store.evidence.daysWithScan(period)).toEqual([at(11), at(13)]);
    for (const day of [9, 11, 13, 14]) await store.summaries.summarise(at(day), day === 14 ? 'today' : 'past');
    expect(await store.evidence.dayCounts(period)).toEqual([
      { day: at(11), what: 'scan.finished', count: 1 },
      { day: at(11), what: 'scan.late', count: 1 },
      { day: at(13), what: 'scan.finished', count: 1 },
    ]);
  });

  test('slots without an end', async () => {
    const store = await openTestStore(database);
    for (const day of [9, 11, 12]) await store.schedules.claim('daily', at(day), 'p1', at(day));
    await store.schedules.finish('daily', at(11), 'p1', at(11));
    expect(await store.evidence.openSlots(period)).toEqual([{ schedule: 'daily', dueAt: at(12), state: 'claimed' }]);
  });

  test('outcomes of account-regions from before its end, in pages', async () => {
    const store = await openTestStore(database);
    const save = (outcome: 'scanned' | 'unknown', region: string, day: number) =>
      store.targets.save([{ account: '1', region, outcome, configurations: 0, jobs: 0 }], at(day));
    await save('scanned', 'b', 1);
    await save('unknown', 'a', 1);
    await store.summaries.summarise(at(1), 'today');
    await save('unknown', 'b', 12);
    await store.summaries.summarise(at(12), 'today');
    await save('scanned', 'a', 21);
    await store.summaries.summarise(at(21), 'today');
    const first = await store.evidence.outcomesBefore(period, 2);
    const rest = await store.evidence.outcomesBefore(period, 2, first.at(-1));
    expect([...first, ...rest].map(({ region, day, outcome }) => [region, day, outcome])).toEqual([
      ['a', at(1), 'unknown'],
      ['b', at(1), 'scanned'],
      ['b', at(12), 'unknown'],
    ]);
  });

  test('requests that were open, carried out or watched in it', async () => {
    const store = await openTestStore(database);
    const { remediation } = store;
    const open = async (id: string, createdAt: number) => {
      await remediation.openRequest({ ...requestOf(id, id), createdAt }, []);
    };
    await open('over', at(1));
    await remediation.close('over', 'rejected', at(2));
    await open('decided', at(2));
    await remediation.close('decided', 'rejected', at(11));
    await open('carried-out', at(3));
    await remediation.close('carried-out', 'approved', at(4));
    await remediation.queueExecution({ id: 'e', planId: 'plan of carried-out', requestId: 'carried-out' }, at(4));
    // Its job has not run since: the watch goes on, and nothing else of it happened in the period.
    await open('watched', at(4, 1));
    await remediation.close('watched', 'approved', at(4, 2));
    await remediation.openSwitch(switchOf('watched'));
    await remediation.settleSwitch(
      { planId: 'plan of watched', stepId: 'switch' },
      { movedAt: at(4, 3), until: at(40) },
    );
    await open('void', at(4, 4));
    await remediation.close('void', 'approved', at(4, 5));
    await remediation.openSwitch(switchOf('void'));
    await remediation.settleSwitch({ planId: 'plan of void', stepId: 'switch' }, null);
    await open('waiting', at(5));
    await open('asked', at(15));
    await open('later', at(21));
    const first = await store.evidence.requestsIn(period, 2);
    const rest = await store.evidence.requestsIn(period, 9, first.at(-1));
    expect([...first, ...rest].map(({ id }) => id)).toEqual(['decided', 'carried-out', 'watched', 'waiting', 'asked']);
  });
});
