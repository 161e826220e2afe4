import { describe, expect, test } from 'vitest';
import { databases, openTestStore } from '../harness.ts';
import { scan } from '../samples.ts';

const nothing = { scanned: 0, unknown: 0, opened: 0, resolved: 0, open: 0 };
const summary = { scanned: 5, unknown: 1, opened: 3, resolved: 2, open: 40 };

describe.each(databases)('scans (%s)', (database) => {
  test('a begun scan is running, with everything that is known of it', async () => {
    const { scans } = await openTestStore(database);
    const scheduled = scan('s1', { schedule: 'daily', slotAt: 900, caughtUp: true });
    const asked = scan('s2', { askedBy: 'U1', askedIn: 'C1', command: '/glue-audit all' });
    await scans.begin(scheduled);
    await scans.begin(asked);
    expect(await scans.get('s1')).toStrictEqual({ ...scheduled, state: 'running', ...nothing });
    expect(await scans.get('s2')).toStrictEqual({ ...asked, state: 'running', ...nothing });
    expect(await scans.get('s3')).toBeUndefined();
  });

  test('finish and fail end it', async () => {
    const { scans } = await openTestStore(database);
    await scans.begin(scan('s1'));
    await scans.begin(scan('s2'));
    await scans.finish('s1', 2_000, summary);
    await scans.fail('s2', 3_000);
    expect(await scans.get('s1')).toMatchObject({ state: 'finished', finishedAt: 2_000, ...summary });
    expect(await scans.get('s2')).toMatchObject({ state: 'failed', finishedAt: 3_000, ...nothing });
  });

  test('interrupt takes the running ones of one process and returns them', async () => {
    const { scans } = await openTestStore(database);
    await scans.begin(scan('late', { startedAt: 1_200 }));
    await scans.begin(scan('early', { startedAt: 1_100 }));
    await scans.begin(scan('done'));
    await scans.begin(scan('other', { processId: 'p2' }));
    await scans.finish('done', 1_500, summary);
    const interrupted = await scans.interrupt('p1', 2_000);
    expect(interrupted.map((row) => [row.id, row.state, row.finishedAt])).toEqual([
      ['early', 'interrupted', 2_000],
      ['late', 'interrupted', 2_000],
    ]);
    expect(await scans.interrupt('p1', 3_000)).toEqual([]);
    expect(await scans.get('done')).toMatchObject({ state: 'finished' });
    expect(await scans.get('other')).toMatchObject({ state: 'running' });
  });

  test('what has ended stays as it ended: an interrupted scan never becomes a result', async () => {
    const { scans } = await openTestStore(database);
    await scans.begin(scan('s1'));
    await scans.interrupt('p1', 2_000);
    await scans.finish('s1', 3_000, summary);
    await scans.fail('s1', 4_000);
    expect(await scans.get('s1')).toMatchObject({ state: 'interrupted', finishedAt: 2_000, ...nothing });
  });

  test('a running scan says how far it is, and can be wanted to end, once', async () => {
    const { scans } = await openTestStore(database);
    await scans.begin(scan('s1', { accounts: ['111122223333'] }));
    const worst = [{ account: '1', accountName: 'one', region: 'r', kind: 'configuration', name: 'bad' }] as const;
    const progress = { done: 4, total: 9, found: 2, unknown: 1, exposed: 1, worst, leftMs: 60_000, silent: ['r'] };
    await scans.progress('s1', progress);
    expect(await scans.cancel('s1', 'U1', 1_500)).toBe(true);
    expect(await scans.cancel('s1', 'U2', 1_600)).toBe(false);
    const cancel = { by: 'U1', at: 1_500 };
    expect(await scans.running()).toMatchObject([{ id: 's1', accounts: ['111122223333'], progress, cancel }]);
    await scans.finish('s1', 2_000, { ...summary, notReached: 7 });
    const row = await scans.get('s1');
    expect(row).toStrictEqual({
      ...scan('s1'),
      state: 'cancelled',
      finishedAt: 2_000,
      cancel,
      notReached: 7,
      ...summary,
    });
    expect(await scans.running()).toEqual([]);
    // Nobody can end what has ended, and it says nothing any more.
    await scans.progress('s1', progress);
    expect(await scans.cancel('s1', 'U2', 2_100)).toBe(false);
    expect(await scans.get('s1')).toStrictEqual(row);
  });

  test('an interrupted scan keeps whose wish it was, and is no cancelled one', async () => {
    const { scans } = await openTestStore(database);
    await scans.begin(scan('s1', { accounts: [] }));
    await scans.cancel('s1', 'U1', 1_500);
    const [row] = await scans.interrupt('p1', 2_000);
    expect(row).toMatchObject({ state: 'interrupted', cancel: { by: 'U1' } });
  });

  test('latest is newest first, and no more than asked', async () => {
    const { scans } = await openTestStore(database);
    for (const [id, startedAt] of [
      ['b', 2_000],
      ['a', 1_000],
      ['d', 4_000],
      ['c', 3_000],
    ] as const) {
      await scans.begin(scan(id, { startedAt }));
    }
    expect((await scans.latest(3)).map((row) => row.id)).toEqual(['d', 'c', 'b']);
    expect(await scans.latest(0)).toEqual([]);
  });

  test('prune deletes what ended before, never what runs', async () => {
    const { scans } = await openTestStore(database);
    for (const id of ['old', 'older', 'oldest', 'new', 'running']) await scans.begin(scan(id));
    await scans.finish('old', 4_999, summary);
    await scans.finish('older', 4_998, summary);
    await scans.finish('oldest', 4_997, summary);
    await scans.fail('new', 5_000);
    const later = Array.from({ length: 15 }, (_, index) => `later${index}`);
    for (const id of later) await scans.begin(scan(id, { startedAt: 2_000 }));
    expect(await scans.prune(5_000, 2)).toBe(2);
    expect((await scans.latest(99)).map((row) => row.id).sort()).toEqual([...later, 'new', 'old', 'running'].sort());
    expect([await scans.prune(5_000, 2), await scans.prune(5_000, 2)]).toEqual([1, 0]);
  });

  test('what history shows stays, however old it is', async () => {
    const { scans } = await openTestStore(database);
    for (let index = 0; index < 17; index += 1) {
      await scans.begin(scan(`s${index}`, { startedAt: index }));
      await scans.finish(`s${index}`, index + 1, summary);
    }
    expect(await scans.prune(5_000, 500)).toBe(2);
    expect(await scans.latest(99)).toHaveLength(15);
  });

  test('the same id twice is refused', async () => {
    const { scans } = await openTestStore(database);
    await scans.begin(scan('s1'));
    await expect(scans.begin(scan('s1'))).rejects.toMatchObject({ code: 'conflict' });
  });
});
