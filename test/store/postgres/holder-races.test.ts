import { describe, expect, test } from 'vitest';
import { createQueue } from '../../../src/queue/in-process.ts';
import { giveBack, isDead, recoverWork, silentForMs } from '../../../src/usecases/bot/recover-work.ts';
import { createTimers } from '../../../src/usecases/bot/timers.ts';
import type { Store } from '../../../src/usecases/ports/store.ts';
import { FakeClock, settle } from '../../support/fakes/fake-clock.ts';
import { hasPostgres } from '../../support/postgres/databases.ts';
import { newId, race, same, twoStores } from '../../support/postgres/race.ts';
import { recordingLog } from '../harness.ts';

const minute = 60_000;
const process = { host: 'box', pid: 1, startedAt: 1 };

describe.skipIf(!hasPostgres)('what two processes hold on one PostgreSQL', () => {
  test('a timer that is free is taken by one', () =>
    race(
      async (n) => same((store) => store.timers.claim(`t${n}`, newId(), minute)),
      (taken) => taken.filter(Boolean).length,
      1,
    ));

  test('a slot that is given back is ended by whoever had it, or is free, and never both', () =>
    race<unknown>(
      async (n, store) => {
        await store.schedules.claim(`s${n}`, 1, 'p1', 1);
        return [(each) => each.schedules.finish(`s${n}`, 1, 'p1', 2), (each) => each.schedules.release('p1')];
      },
      async ([ended], n, store) => {
        const free = (await store.schedules.released()).some(({ schedule }) => schedule === `s${n}`);
        return ended !== free;
      },
      true,
    ));

  test('a process that is judged dead while it beats keeps all that it has, or loses all of it', () =>
    race<unknown>(
      async (n, store) => {
        const id = `p${n}`;
        await store.processes.beat({ ...process, id, heartbeatAt: 1 });
        await store.timers.claim(`of ${id}`, id, minute);
        await store.schedules.claim(`of ${id}`, 1, id, 1);
        const parts = { clock: new FakeClock(), log: recordingLog(), newId, schedules: [] };
        return [
          (each) => each.processes.beat({ ...process, id, heartbeatAt: 2 }),
          (each) => giveBack({ ...parts, store: each }, id, 1),
        ];
      },
      async ([, given], n, store) => {
        const isFree = await store.timers.claim(`of p${n}`, 'another', minute);
        const isReleased = (await store.schedules.released()).some(({ schedule }) => schedule === `of p${n}`);
        return isFree === given && isReleased === given;
      },
      true,
    ));

  test('two clocks that are minutes apart: nobody is taken for dead, and nobody robs the other of a timer', async () => {
    const [store, other] = await twoStores();
    const looks: string[] = [];
    const lives = [
      { store, id: 'behind', clock: new FakeClock(Date.now() - 7 * minute) },
      { store: other, id: 'ahead', clock: new FakeClock(Date.now() + 7 * minute) },
    ].map(({ store: own, id, clock }) => life(own, id, clock, looks));
    for (const { recover } of lives) expect(await recover()).toBe(0);
    for (const { watch } of lives) await watch();
    for (let turn = 0; turn < 4; turn += 1)
      for (const { recover, look } of lives) {
        await look();
        expect(await recover()).toBe(0);
      }
    expect(new Set(looks)).toEqual(new Set(['behind']));
    const rows = await store.processes.all();
    const now = await store.now();
    expect(rows.map((row) => isDead(row, { ...process, id: 'x' }, now, () => true))).toEqual([false, false]);
    // Silent by the clock of all, it is followed by the other one, whatever that one's own clock says.
    await store.processes.beat({ ...process, id: 'behind', heartbeatAt: now - silentForMs - 1 });
    expect(await lives[1]?.recover()).toBe(1);
    looks.length = 0;
    await lives[1]?.look();
    await expect.poll(() => looks).toEqual(['ahead']);
  });
});

/** One process by a clock of its own, whose looks are written down. */
function life(store: Store, id: string, clock: FakeClock, looks: string[]) {
  const parts = { store, clock, log: recordingLog(), newId, processId: id };
  const queue = createQueue(parts);
  const timers = createTimers({ ...parts, queue });
  const self = { ...process, id };
  const done = async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      await settle();
      await store.ping();
    }
  };
  return {
    recover: async () => {
      const found = await recoverWork({ ...parts, self, schedules: [], isAlive: () => true });
      await timers.renew();
      return found;
    },
    watch: async () => {
      timers.watch('runs', minute / 12, async () => void looks.push(id));
      await done();
    },
    look: async () => {
      clock.set(clock.now() + minute / 3);
      queue.wake('runs');
      await done();
    },
  };
}
