import { describe, expect, test } from 'vitest';
import { databases, openTestStore } from '../harness.ts';

describe.each(databases)('schedules (%s)', (database) => {
  test('setNext inserts and overwrites; the last digest stays', async () => {
    const { schedules } = await openTestStore(database);
    await schedules.setNext('daily', 'cron 1', 5_000);
    expect(await schedules.get('daily')).toEqual({
      name: 'daily',
      fingerprint: 'cron 1',
      nextDueAt: 5_000,
      lastDigestAt: null,
    });
    await schedules.setLastDigest('daily', 4_000);
    await schedules.setNext('daily', 'cron 2', null);
    expect(await schedules.get('daily')).toEqual({
      name: 'daily',
      fingerprint: 'cron 2',
      nextDueAt: null,
      lastDigestAt: 4_000,
    });
    expect(await schedules.get('weekly')).toBeUndefined();
  });

  test('a digest of a schedule that nothing is known of is remembered', async () => {
    const { schedules } = await openTestStore(database);
    await schedules.setLastDigest('new', 4_000);
    expect(await schedules.get('new')).toMatchObject({ lastDigestAt: 4_000, nextDueAt: null });
    await schedules.setNext('new', 'cron', 9_000);
    expect(await schedules.get('new')).toMatchObject({ lastDigestAt: 4_000, nextDueAt: 9_000 });
  });

  test('all are listed by name', async () => {
    const { schedules } = await openTestStore(database);
    for (const name of ['b', 'c', 'a']) await schedules.setNext(name, 'cron', 1);
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
    await schedules.finish('daily', 1_000, 1_500);
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

  test('a released slot that another run has answered can be finished', async () => {
    const { schedules } = await openTestStore(database);
    await schedules.claim('daily', 1_000, 'p1', 1_000);
    await schedules.release('p1');
    await schedules.finish('daily', 1_000, 2_000);
    expect(await schedules.released()).toEqual([]);
    expect(await schedules.claim('daily', 1_000, 'p2', 3_000)).toBe(false);
  });
});
