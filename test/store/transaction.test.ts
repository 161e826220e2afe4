import { describe, expect, test } from 'vitest';
import type { Records, Store } from '../../src/usecases/ports/store.ts';
import { databases, openTestStore } from './harness.ts';
import { finding, scan } from './samples.ts';

describe.each(databases)('transaction (%s)', (database) => {
  const open = (): Promise<Store> => openTestStore(database);

  test('keeps all of it, and gives back what the work gave', async () => {
    const store = await open();
    const result = await store.transaction(async (records) => {
      await records.scans.begin(scan('s1'));
      await records.findings.insert([finding('f1')]);
      return (await records.findings.byId('f1'))?.name;
    });
    expect(result).toBe('configuration of f1');
    expect(await store.scans.get('s1')).toBeDefined();
    expect(await store.findings.byId('f1')).toBeDefined();
  });

  test('keeps nothing when the work rejects, and rejects with its reason', async () => {
    const store = await open();
    const reason = new Error('no');
    const work = store.transaction(async (records) => {
      await records.scans.begin(scan('s1'));
      await records.findings.insert([finding('f1')]);
      throw reason;
    });
    await expect(work).rejects.toBe(reason);
    expect(await store.scans.latest(5)).toEqual([]);
    expect(await store.findings.byId('f1')).toBeUndefined();
  });

  test('keeps nothing when a statement is refused', async () => {
    const store = await open();
    const work = store.transaction(async ({ findings }) => {
      await findings.insert([finding('f1')]);
      await findings.insert([finding('f1')]);
    });
    await expect(work).rejects.toMatchObject({ code: 'conflict' });
    expect(await store.findings.byId('f1')).toBeUndefined();
  });

  test('keeps nothing of what was asked for beside a statement that is refused', async () => {
    const store = await open();
    await store.findings.insert([finding('f1')]);
    const beside: Promise<unknown>[] = [];
    const work = store.transaction(({ findings }) => {
      for (const id of ['f1', 'f2', 'f3', 'f4']) beside.push(findings.insert([finding(id)]));
      return Promise.all(beside);
    });
    await expect(work).rejects.toMatchObject({ code: 'conflict' });
    await Promise.allSettled(beside);
    expect((await store.findings.page({}, 0, 10)).items.map(({ id }) => id)).toEqual(['f1']);
  });

  test('that is given up while it reads leaves the rows of the next one alone', async () => {
    const store = await open();
    await store.findings.insert(Array.from({ length: 3_500 }, (_, n) => finding(`f${n}`)));
    const reading: Promise<unknown>[] = [];
    const givenUp = store.transaction(({ findings }) => {
      reading.push(findings.openIn([finding('')]));
      return Promise.reject(new Error('given up'));
    });
    const next = store.transaction(({ findings }) => findings.openIn([finding('')]));
    await expect(givenUp).rejects.toThrow('given up');
    expect(await next).toHaveLength(3_500);
    await Promise.allSettled(reading);
  });

  test('two that overlap queue up', async () => {
    const store = await open();
    const order: string[] = [];
    const { promise: gate, resolve: release } = Promise.withResolvers<void>();
    const first = store.transaction(async ({ findings }) => {
      await findings.insert([finding('f1', { name: 'same' })]);
      order.push('first waits');
      await gate;
      await findings.resolve(['f1'], 2_000);
      order.push('first ends');
    });
    const second = store.transaction(async ({ findings }) => {
      order.push('second starts');
      await findings.insert([finding('f2', { name: 'same' })]);
    });
    const read = store.findings.byId('f2');
    await expect.poll(() => order).toEqual(['first waits']);
    release();
    await Promise.all([first, second, read]);
    expect(order).toEqual(['first waits', 'first ends', 'second starts']);
  });

  test('the next one works after a failure', async () => {
    const store = await open();
    await expect(store.transaction(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(store.transaction(async () => 'yes')).resolves.toBe('yes');
  });

  test('the outer store inside one is an error at once, instead of waiting for itself', async () => {
    const store = await open();
    const attempts: (() => Promise<unknown>)[] = [
      () => store.findings.byId('f1'),
      () => store.findings.insert([finding('f2')]),
      () => store.outbox.claimDue(1, 2, 'p', 3),
      () => store.ping(),
      () => store.transaction(async () => {}),
    ];
    for (const attempt of attempts) {
      await expect(store.transaction(attempt)).rejects.toMatchObject({
        code: 'inside-transaction',
        message: expect.stringContaining('records'),
      });
    }
  });

  test('another store inside one is no problem', async () => {
    const [store, other] = [await open(), await open()];
    await store.transaction(() => other.findings.insert([finding('f1')]));
    expect(await other.findings.byId('f1')).toBeDefined();
  });

  test('work that was started inside and outlives it may use the store', async () => {
    const store = await open();
    const { promise: over, resolve: end } = Promise.withResolvers<void>();
    let later: Promise<unknown> = Promise.resolve();
    await store.transaction(async () => {
      later = over.then(() => store.findings.insert([finding('f1')]));
    });
    end();
    await later;
    expect(await store.findings.byId('f1')).toBeDefined();
  });

  test('its records are of no use when it is over', async () => {
    const store = await open();
    let leaked: Records | undefined;
    await store.transaction(async (records) => {
      leaked = records;
    });
    await expect(leaked?.findings.insert([finding('f1')])).rejects.toThrow();
    expect(await store.findings.byId('f1')).toBeUndefined();
  });
});
