import { describe, expect, test } from 'vitest';
import { databases, openTestStore } from '../harness.ts';

const first = { id: 'p1', host: 'box', pid: 7, startedAt: 1_000, heartbeatAt: 1_000 };

describe.each(databases)('processes (%s)', (database) => {
  test('a heartbeat inserts, then renews only the heartbeat', async () => {
    const { processes } = await openTestStore(database);
    expect(await processes.all()).toEqual([]);
    await processes.beat(first);
    await processes.beat({ id: 'p1', host: 'elsewhere', pid: 8, startedAt: 9_000, heartbeatAt: 2_000 });
    expect(await processes.all()).toEqual([{ ...first, heartbeatAt: 2_000 }]);
  });

  test('remove takes one away, and nothing for an unknown one', async () => {
    const { processes } = await openTestStore(database);
    await processes.beat({ ...first, id: 'p2', startedAt: 500 });
    await processes.beat(first);
    expect((await processes.all()).map((row) => row.id)).toEqual(['p2', 'p1']);
    expect(await processes.remove('p2')).toBe(true);
    expect(await processes.remove('nobody')).toBe(false);
    expect(await processes.all()).toEqual([first]);
  });

  test('one that was heard of since is not taken away', async () => {
    const { processes } = await openTestStore(database);
    await processes.beat(first);
    await processes.beat({ ...first, heartbeatAt: 2_000 });
    expect(await processes.remove('p1', 1_000)).toBe(false);
    expect(await processes.remove('p1', 2_000)).toBe(true);
    expect(await processes.all()).toEqual([]);
  });

  test('whoever holds a scan or a slot and is none of them is found, once it could have been heard of', async () => {
    const { processes, scans, schedules } = await openTestStore(database);
    await processes.beat(first);
    const begin = (id: string, processId: string, startedAt: number) =>
      scans.begin({ id, processId, startedAt, scope: 'all', caughtUp: false });
    await begin('s1', 'p1', 1_000);
    await begin('s2', 'of a scan', 1_000);
    await begin('s3', 'of a scan', 1_001);
    await begin('s4', 'just now', 5_000);
    await begin('s5', 'ended', 1_000);
    await scans.fail('s5', 2_000);
    for (const [dueAt, processId, at] of [
      [1, 'of a slot', 1_000],
      [2, 'p1', 1_000],
      [3, 'just now', 5_000],
      [4, 'done', 1_000],
    ] as const)
      await schedules.claim('daily', dueAt, processId, at);
    await schedules.finish('daily', 4, 'done', 2_000);
    expect(await processes.unknownHolders(5_000)).toEqual(['of a scan', 'of a slot']);
  });

  test('the machine on which a pid means something is kept, where there is one', async () => {
    const { processes } = await openTestStore(database);
    await processes.beat(first);
    await processes.beat({ ...first, id: 'p2', machine: 'boot pid:[1]' });
    expect(await processes.all()).toEqual([first, { ...first, id: 'p2', machine: 'boot pid:[1]' }]);
  });
});
