import { expect, test } from 'vitest';
import { createFollowedClock } from '../../src/ops/followed-clock.ts';
import { FakeClock } from '../support/fakes/fake-clock.ts';
import { fakeLog } from '../support/fakes/kit.ts';

const minute = 60_000;

function clocks(apart: number) {
  const machine = new FakeClock(1_000_000);
  const log = fakeLog();
  const clock = createFollowedClock(machine, log);
  const database = () => machine.now() + apart;
  return { machine, log, clock, database };
}

test.each([5 * minute, -5 * minute, 1_001])(
  'a machine that is %d ms off says what the database says',
  async (apart) => {
    const { clock, database, log, machine } = clocks(apart);
    expect(await clock.follow(async () => database())).toBe(database());
    expect(clock.now()).toBe(database());
    await machine.advance(minute);
    expect(clock.now()).toBe(database());
    expect(log.lines.map(({ level, fields }) => ({ level, fields }))).toEqual([
      { level: 'warn', fields: { aheadMs: -apart } },
    ]);
  },
);

test('what is less than a second apart is left alone, so that no instant goes back by milliseconds', async () => {
  const { clock, database, machine, log } = clocks(-900);
  await clock.follow(async () => database());
  expect([clock.now(), log.lines]).toEqual([machine.now(), []]);
});

test('an answer that was long on its way is not believed', async () => {
  const { clock, machine } = clocks(0);
  const late = machine.now() - 5 * minute;
  await clock.follow(async () => {
    await machine.advance(501);
    return late;
  });
  expect(clock.now()).toBe(machine.now());
});

test('a machine whose clock was put right is followed back', async () => {
  const { clock, machine } = clocks(0);
  await clock.follow(async () => machine.now() + 5 * minute);
  await clock.follow(async () => machine.now());
  expect(clock.now()).toBe(machine.now());
});

test("waits and durations are the machine's", () => {
  const { clock, machine } = clocks(5 * minute);
  expect(clock.monotonic()).toBe(machine.monotonic());
});
