import { expect, test, vi } from 'vitest';
import { createPatience } from '../../src/usecases/patience.ts';
import { FakeClock } from '../support/fakes/fake-clock.ts';

test('each is told once, when its own time is over, unless it ended before', async () => {
  const clock = new FakeClock(0);
  const patience = createPatience(clock, 1_000);
  const told: [string, number][] = [];
  const begin = (name: string) => patience(() => told.push([name, clock.now()]));
  begin('first');
  await clock.advance(300);
  const end = begin('ended');
  await clock.advance(300);
  const late = begin('late');
  end();
  await clock.advance(5_000);
  late();
  expect(told).toEqual([
    ['first', 1_000],
    ['late', 1_600],
  ]);
  begin('after a rest');
  await clock.advance(1_000);
  expect(told.at(-1)).toEqual(['after a rest', 6_600]);
});

test('one timer serves all, and none is left when nobody waits', async () => {
  const clock = new FakeClock();
  const sleep = vi.spyOn(clock, 'sleep');
  const patience = createPatience(clock, 1_000);
  const tell = vi.fn<() => void>();
  const ends = Array.from({ length: 100 }, () => patience(tell));
  expect(clock.sleeping).toBe(1);
  for (const end of ends) end();
  expect(clock.sleeping).toBe(0);
  const again = patience(tell);
  expect(clock.sleeping).toBe(1);
  again();
  await clock.advance(5_000);
  expect(tell).not.toHaveBeenCalled();
  expect(sleep).toHaveBeenCalledTimes(2);
});

test('who is told may begin anew', async () => {
  const clock = new FakeClock(0);
  const patience = createPatience(clock, 1_000);
  const told: number[] = [];
  const begin = (): void => {
    patience(() => {
      told.push(clock.now());
      if (told.length < 3) begin();
    });
  };
  begin();
  await clock.advance(10_000);
  expect(told).toEqual([1_000, 2_000, 3_000]);
  expect(clock.sleeping).toBe(0);
});
