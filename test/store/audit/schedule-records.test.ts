import { describe, expect, test } from 'vitest';
import type { ScheduleRecords } from '../../../src/usecases/ports/schedule-records.ts';
import { databases, openTestStore } from '../harness.ts';

describe.each(databases)('schedules (%s)', (database) => {
  const overlap = 600;
  const next = (records: ScheduleRecords, fingerprint: string, at: number) =>
    records.next('daily', fingerprint, at, overlap);

  test('the next instant is kept for the configuration that has it; the last digest for the schedule', async () => {
    const { schedules } = await openTestStore(database);
    expect(await next(schedules, 'cron 1', 1_000)).toBeUndefined();
    await schedules.setNext('daily', 'cron 1', 5_000, 1_000);
    expect(await next(schedules, 'cron 1', 1_001)).toBe(5_000);
    await schedules.setNext('daily', 'cron 1', null, 1_001);
    expect(await next(schedules, 'cron 1', 1_002)).toBeNull();
    expect(await schedules.get('daily')).toBeUndefined();
    await schedules.setLastDigest('daily', 4_000);
    expect(await schedules.get('daily')).toEqual({ name: 'daily', lastDigestAt: 4_000 });
    expect(await next(schedules, 'cron 1', 1_003)).toBeNull();
  });

  test('two configurations of one schedule keep theirs while both are looked at', async () => {
    const { schedules } = await openTestStore(database);
    await schedules.setNext('daily', 'old', 5_000, 1_000);
    await schedules.setNext('daily', 'new', 7_000, 1_000);
    await schedules.setNext('weekly', 'old', 9_000, 0);
    for (let at = 1_100; at < 4_000; at += 300)
      expect([await next(schedules, 'old', at), await next(schedules, 'new', at + 1)]).toEqual([5_000, 7_000]);
    expect(await schedules.next('weekly', 'old', 4_000, overlap)).toBe(9_000);
  });

  test('one that was replaced is new when it comes back; one that only stood still is not', async () => {
    const { schedules } = await openTestStore(database);
    await schedules.setNext('daily', 'old', 5_000, 1_000);
    expect(await next(schedules, 'new', 1_500)).toBeUndefined();
    await schedules.setNext('daily', 'new', 7_000, 1_500);
    expect(await next(schedules, 'new', 1_601)).toBe(7_000);
    expect(await next(schedules, 'old', 1_700)).toBeUndefined();
    expect(await next(schedules, 'new', 99_000)).toBe(7_000);
  });

  test('all are listed by name', async () => {
    const { schedules } = await openTestStore(database);
    for (const name of ['b', 'c', 'a']) await schedules.setLastDigest(name, 1);
    expect((await schedules.all()).map((row) => row.name)).toEqual(['a', 'b', 'c']);
  });
});

describe.each(databases)('slots (%s)', (database) => {
  test('one caller wins a slot, whoever asks again', async () => {
    const { schedules } = await openTestStore(database);
    expect(await schedules.claim('daily', 1_000, 'p1', 1_001)).toBe(true);
    expect(await schedules.claim('daily', 1_000, 'p2', 1_002)).toBe(false);
    expect(await schedules.claim('daily', 1_000, 'p1', 1_003)).toBe(false);
    expect(await schedules.claim('daily', 2_000, 'p2', 2_001)).toBe(true);
    expect(await schedules.claim('weekly', 1_000, 'p2', 1_002)).toBe(true);
  });

  test('many at once in one process: one wins', async () => {
    const { schedules } = await openTestStore(database);
    const claims = await Promise.all(Array.from({ length: 20 }, (_, n) => schedules.claim('daily', 1_000, `p${n}`, 1)));
    expect(claims.filter(Boolean)).toHaveLength(1);
  });

  test('a finished slot is never won again', async () => {
    const { schedules } = await openTestStore(database);
    await schedules.claim('daily', 1_000, 'p1', 1_001);
    expect(await schedules.finish('daily', 1_000, 'p1', 1_500)).toBe(true);
    expect(await schedules.release('p1')).toEqual([]);
    expect(await schedules.claim('daily', 1_000, 'p2', 1_600)).toBe(false);
    expect(await schedules.claimed()).toEqual([]);
  });

  test('the unfinished slots of a dead process are given back, the latest of each schedule first, and won once', async () => {
    const { schedules } = await openTestStore(database);
    const slot = (schedule: string, dueAt: number, state: string) => ({ schedule, dueAt, processId: 'p1', state });
    for (const dueAt of [1_000, 3_000, 2_000]) await schedules.claim('b', dueAt, 'p1', dueAt);
    await schedules.claim('a', 1_000, 'p1', 1_000);
    await schedules.claim('a', 2_000, 'p2', 2_000);
    const given = [slot('a', 1_000, 'released'), ...[3_000, 2_000, 1_000].map((at) => slot('b', at, 'released'))];
    expect(await schedules.release('p1')).toEqual(given);
    expect(await schedules.released()).toEqual(given);
    expect(await schedules.claimed()).toMatchObject([{ schedule: 'a', dueAt: 2_000, processId: 'p2' }]);
    expect(await schedules.claim('b', 3_000, 'p3', 4_000)).toBe(true);
    expect(await schedules.claim('b', 3_000, 'p2', 4_000)).toBe(false);
    expect(await schedules.claimed()).toContainEqual({ ...slot('b', 3_000, 'claimed'), processId: 'p3' });
  });

  test('a slot is ended by whoever holds it, and by nobody else', async () => {
    const { schedules } = await openTestStore(database);
    await schedules.claim('daily', 1_000, 'p1', 1_000);
    expect(await schedules.finish('daily', 1_000, 'p2', 1_500)).toBe(false);
    expect(await schedules.finish('daily', 1_000, null, 1_500)).toBe(false);
    await schedules.release('p1');
    expect(await schedules.finish('daily', 1_000, 'p1', 1_500)).toBe(false);
    await schedules.claim('daily', 1_000, 'p2', 2_000);
    expect(await schedules.finish('daily', 1_000, 'p1', 2_500)).toBe(false);
    expect(await schedules.finish('daily', 1_000, 'p2', 2_500)).toBe(true);
    expect(await schedules.finish('daily', 1_000, 'p2', 2_500)).toBe(false);
  });

  test('a released slot that another run has answered can be finished', async () => {
    const { schedules } = await openTestStore(database);
    await schedules.claim('daily', 1_000, 'p1', 1_000);
    await schedules.release('p1');
    expect(await schedules.finish('daily', 1_000, null, 2_000)).toBe(true);
    expect(await schedules.released()).toEqual([]);
    expect(await schedules.claim('daily', 1_000, 'p2', 3_000)).toBe(false);
  });
});
