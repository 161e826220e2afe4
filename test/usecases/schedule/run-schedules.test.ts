import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Schedule } from '../../../src/domain/fleet.ts';
import { createQueue } from '../../../src/queue/in-process.ts';
import { StoreError } from '../../../src/store/database/store-error.ts';
import type { Queue } from '../../../src/usecases/ports/queue.ts';
import { type RunningSchedules, runSchedules } from '../../../src/usecases/schedule/run-schedules.ts';
import type { Slot } from '../../../src/usecases/schedule/scheduled-scan.ts';
import { settle } from '../../support/fakes/fake-clock.ts';
import { hourly } from '../../support/fakes/fake-timetable.ts';
import { kit } from '../../support/fakes/kit.ts';

const daily: Schedule = { name: 'daily', cron: '0 * * * *', timezone: 'UTC', channel: 'C1' };
const hour = 3_600_000;
let base: Awaited<ReturnType<typeof kit>>;
let ran: (Slot & { schedule: string; process: string })[];
const stops: (() => Promise<unknown>)[] = [];

function start(options: { processId?: string; schedules?: Schedule[]; run?: (slot: Slot) => Promise<void> } = {}) {
  const { processId = 'process-1', schedules = [daily] } = options;
  const queue: Queue = createQueue(base);
  const timetable = hourly(base.clock);
  const running: RunningSchedules = runSchedules({
    ...base,
    queue,
    timetable,
    schedules,
    processId,
    run: async (schedule, slot) => {
      ran.push({ ...slot, schedule: schedule.name, process: processId });
      await options.run?.(slot);
      await base.store.schedules.finish(schedule.name, slot.dueAt, processId, base.clock.now());
    },
  });
  const stop = async () => {
    await Promise.all([queue.drain(), running.stop()]);
  };
  stops.push(stop);
  return { timetable, stop, queue };
}

async function startAndStop() {
  const { stop } = start();
  await settle();
  await stop();
}

beforeEach(async () => {
  base = await kit();
  ran = [];
});
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

describe('slots', () => {
  test('a new schedule has nothing to catch up, and runs at its instant', async () => {
    const { timetable } = start();
    await settle();
    expect(ran).toEqual([]);
    await base.clock.advance(hour);
    timetable.tick();
    await settle();
    expect(ran).toMatchObject([{ dueAt: base.clock.now(), caughtUp: false }]);
  });

  test('after a stop only the latest missed slot runs, once', async () => {
    await startAndStop();
    await base.clock.advance(5 * hour + 10 * 60_000);
    start();
    await settle();
    expect(ran).toMatchObject([{ dueAt: Date.parse('2026-03-02T13:00:00Z'), caughtUp: true }]);
    await base.clock.advance(10 * 60_000);
    expect(ran).toHaveLength(1);
  });

  test('an edited schedule has nothing to catch up', async () => {
    await startAndStop();
    await base.clock.advance(5 * hour);
    start({ schedules: [{ ...daily, timezone: 'Europe/Berlin' }] });
    await settle();
    expect(ran).toEqual([]);
  });

  test('after a clock that ran ahead was put right, no slot is passed over until it would have come', async () => {
    await startAndStop();
    const right = base.clock.now();
    base.clock.set(right + 48 * hour);
    await startAndStop();
    expect(ran).toHaveLength(1);
    base.clock.set(right);
    start();
    await settle();
    await base.clock.advance(2 * hour);
    expect(ran.slice(1).map(({ dueAt }) => new Date(dueAt).toISOString().slice(0, 16))).toEqual([
      '2026-03-02T09:00',
      '2026-03-02T10:00',
    ]);
  });

  test('of many processes exactly one runs a slot', async () => {
    const all = ['a', 'b', 'c', 'd'].map((processId) => start({ processId }));
    await settle();
    for (let slot = 0; slot < 3; slot++) {
      await base.clock.advance(hour);
      for (const { timetable } of all) timetable.tick();
      await settle();
    }
    expect(ran.map(({ dueAt }) => dueAt)).toEqual(
      [1, 2, 3].map((slot) => Date.parse('2026-03-02T08:00:00Z') + slot * hour),
    );
  });

  test('while a change of a schedule is rolled out, each slot runs once, and none never', async () => {
    const old = start({ processId: 'old' });
    await settle();
    await base.clock.advance(20 * 60_000);
    const changed = start({ processId: 'new', schedules: [{ ...daily, timezone: 'Europe/Berlin' }] });
    await settle();
    await base.clock.advance(2 * hour);
    await old.stop();
    await base.clock.advance(hour);
    expect(ran.map(({ dueAt }) => new Date(dueAt).toISOString().slice(11, 16))).toEqual(['09:00', '10:00', '11:00']);
    await changed.stop();
    // What was replaced is new when it comes back.
    await base.clock.advance(5 * hour);
    start({ processId: 'back' });
    await settle();
    expect(ran).toHaveLength(3);
  });

  test('a schedule does not overlap itself: the latest slot waits for the run to end, in another process too', async () => {
    let end = () => {};
    const long = new Promise<void>((resolve) => {
      end = resolve;
    });
    start({ processId: 'a', run: () => long });
    start({ processId: 'b' });
    await settle();
    await base.clock.advance(3 * hour);
    expect(ran).toHaveLength(1);
    end();
    await settle();
    await base.clock.advance(60_000);
    expect(ran.map(({ dueAt }) => new Date(dueAt).toISOString().slice(11, 16))).toEqual(['09:00', '11:00']);
  });

  test('a slot that a dead process left runs again, and older ones with it are answered', async () => {
    await startAndStop();
    const due = base.clock.now() + hour;
    await base.store.schedules.claim('daily', due, 'dead', due);
    await base.store.schedules.release('dead');
    start();
    await settle();
    expect(ran).toMatchObject([{ dueAt: due }]);
    expect(await base.store.schedules.released()).toEqual([]);
  });

  test('a run that fails is tried again, then given up, and the next slot runs', async () => {
    let failures = 0;
    start({
      run: async () => {
        failures += 1;
        if (failures <= 4) throw new Error('disk full');
      },
    });
    await settle();
    await base.clock.advance(hour);
    await base.clock.advance(10 * 60_000);
    expect(failures).toBe(4);
    const errors = base.log.lines.filter(({ level }) => level === 'error');
    expect(errors).toMatchObject(
      [0, 1, 2, 3].map((attempt) => ({ fields: { action: 'schedules', schedule: 'daily', attempt } })),
    );
    const [told] = await base.store.outbox.claimDue(base.clock.now(), base.clock.now() + 1, 'x', 10);
    expect(told).toMatchObject({ channel: 'C1', message: { kind: 'problem' } });
    expect(JSON.stringify(told)).toContain('daily');
    expect(JSON.stringify(told)).toContain(`Reference: ${Reflect.get(errors[3]?.fields ?? {}, 'reference')}.`);
    expect(JSON.stringify(told)).not.toContain('disk full');
    await base.clock.advance(hour);
    expect(failures).toBe(5);
  });

  test('a slot that was given away while the process was suspended is not said to have no digest', async () => {
    start({
      run: async ({ dueAt }) => {
        await base.store.schedules.release('process-1');
        await base.store.schedules.claim('daily', dueAt, 'process-2', dueAt);
        throw new Error('disk full');
      },
    });
    await settle();
    await base.clock.advance(hour);
    await base.clock.advance(10 * 60_000);
    expect(base.log.lines.filter(({ text }) => text.includes('was given up'))).not.toEqual([]);
    expect(await base.store.outbox.waiting()).toMatchObject({ count: 0 });
  });

  test('a slot whose claim was kept without an answer is run, once', async () => {
    start();
    await settle();
    const { transaction } = base.store;
    base.store.transaction = async (work) => {
      const claimed = await transaction(work);
      if (claimed === undefined) return claimed;
      base.store.transaction = transaction;
      throw new StoreError('outcome-unknown', 'the connection was lost');
    };
    await base.clock.advance(hour);
    await base.clock.advance(60_000);
    expect(ran).toMatchObject([{ dueAt: Date.parse('2026-03-02T09:00:00Z'), caughtUp: false }]);
  });

  test('an end that the database does not take is tried again, and told then', async () => {
    start({ run: () => Promise.reject(new Error('disk full')) });
    await settle();
    await base.clock.advance(hour);
    const { transaction } = base.store;
    let refused = 0;
    base.store.transaction = (work) => {
      refused += 1;
      return refused <= 2 ? Promise.reject(new Error('database is locked')) : transaction(work);
    };
    await base.clock.advance(10 * 60_000);
    base.store.transaction = transaction;
    const texts = base.log.lines.filter(({ level }) => level === 'error').map(({ text }) => text);
    expect(texts.filter((text) => text === 'the end of a scheduled scan could not be recorded')).toHaveLength(2);
    expect(await base.store.outbox.claimDue(base.clock.now(), base.clock.now() + 1, 'x', 10)).toHaveLength(1);
    expect(await base.store.schedules.claimed()).toEqual([]);
  });
});
