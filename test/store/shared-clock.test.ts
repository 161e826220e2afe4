import { describe, expect, test } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { databases, openAt, openTestStore, sharedDatabases, urlOf } from './harness.ts';

describe.each(databases)('the clock of all (%s)', (database) => {
  test('goes on, inside a transaction too', async () => {
    const store = await openTestStore(database);
    const before = await store.now();
    const inside = await store.transaction(async (records) => {
      const first = await records.now();
      while ((await records.now()) <= first) await records.processes.all();
      return [first, await records.now()] as const;
    });
    expect(Number.isInteger(before)).toBe(true);
    expect(inside[0]).toBeGreaterThanOrEqual(before);
    expect(inside[1]).toBeGreaterThan(inside[0]);
    expect(Math.abs(before - Date.now())).toBeLessThan(60_000);
  });
});

test.each(sharedDatabases)('%s: a transaction that waited for its turn knows how late it is', async (database) => {
  const url = await urlOf(database);
  const [one, other] = [await openAt(url), await openAt(url)];
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let begun = () => {};
  const isHeld = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const first = one.transaction(async (records) => {
    begun();
    await held;
    while ((await records.now()) <= asked + 20) await records.processes.all();
    return records.now();
  });
  await isHeld;
  const asked = await other.now();
  const second = other.transaction((records) => records.now());
  release();
  expect(await second).toBeGreaterThanOrEqual(await first);
});

test('SQLite goes by the clock of the machine that it is given', async () => {
  const store = await openStore({ databaseUrl: 'sqlite::memory:', now: () => 7 });
  expect([await store.now(), await store.transaction((records) => records.now())]).toEqual([7, 7]);
  await store.close();
});
