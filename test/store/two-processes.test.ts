import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startChild } from './children/process.ts';
import { openAt, temporaryUrl } from './harness.ts';
import { outbox } from './samples.ts';

const report = z.object({
  won: z.array(z.number()),
  delivered: z.array(z.object({ id: z.string(), channel: z.string(), at: z.string().transform(BigInt) })),
});

describe('several processes on one file', () => {
  test('each slot and each message is one process’s alone, and each channel keeps its order', async () => {
    const url = temporaryUrl();
    const store = await openAt(url);
    const channels = ['A', 'B', 'C'];
    const rows = channels.flatMap((channel) =>
      Array.from({ length: 20 }, (_, turn) => outbox(`${channel}${turn}`, { channel, createdAt: turn })),
    );
    await store.outbox.add(rows);
    const children = ['p1', 'p2', 'p3'].map((id) => startChild('racer.ts', url, id, '100'));
    for (const child of children) expect(await child.next()).toBe('ready');
    for (const child of children) child.notify('go');
    const reports = await Promise.all(children.map(async (child) => report.parse(await child.next())));
    expect(await Promise.all(children.map((child) => child.ended()))).toEqual([0, 0, 0]);

    const won = reports.flatMap((one) => one.won).sort((left, right) => left - right);
    expect(won).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));

    const delivered = reports.flatMap((one) => one.delivered).sort((left, right) => Number(left.at - right.at));
    for (const channel of channels) {
      const order = delivered.filter((row) => row.channel === channel).map((row) => row.id);
      expect(order).toEqual(Array.from({ length: 20 }, (_, turn) => `${channel}${turn}`));
    }
  });

  test('all may start at once on a new file', async () => {
    const url = temporaryUrl();
    const children = ['p1', 'p2', 'p3', 'p4'].map((id) => startChild('racer.ts', url, id, '1'));
    for (const child of children) expect(await child.next()).toBe('ready');
    for (const child of children) child.notify('go');
    const reports = await Promise.all(children.map(async (child) => report.parse(await child.next())));
    expect(reports.flatMap((one) => one.won)).toEqual([1]);
  });

  test('a writer waits for another one instead of failing', async () => {
    const url = temporaryUrl();
    const waiter = startChild('waiter.ts', url);
    expect(await waiter.next()).toBe('ready');
    const holder = startChild('holder.ts', url);
    expect(await holder.next()).toBe('inside');
    waiter.notify('go');
    expect(await waiter.next()).toBe('trying');
    holder.notify('end');
    expect(await waiter.next()).toEqual(['holder']);
    expect(await Promise.all([holder.ended(), waiter.ended()])).toEqual([0, 0]);
  });
});
