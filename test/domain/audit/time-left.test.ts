import { describe, expect, test } from 'vitest';
import { type Pace, type RegionProgress, timeLeft } from '../../../src/domain/audit/time-left.ts';
import fc from '../../support/fast-check.ts';

const one: RegionProgress = { region: 'eu-west-1', left: 10, answered: 10, hangs: false };

/** `ends`: at which seconds how many had ended. */
function pace(ends: readonly (readonly [seconds: number, done: number])[], given: Partial<Pace> = {}): Pace {
  const [first] = ends;
  return {
    now: (ends.at(-1)?.[0] ?? 0) * 1_000,
    ...(first && { firstAt: first[0] * 1_000 }),
    ends: ends.map(([seconds, done]) => ({ at: seconds * 1_000, done })),
    total: 300,
    regions: [one],
    ...given,
  };
}

/** So many a second, from the first second on. */
const steady = (perSecond: number, seconds: number) =>
  Array.from({ length: seconds }, (_, index) => [index + 1, perSecond * (index + 1)] as const);

describe('timeLeft', () => {
  test('at a steady pace what is left takes what it took', () => {
    // 2 a second: 120 of 300 after a minute, so 90 seconds are left.
    expect(timeLeft(pace(steady(2, 60)))).toEqual({ leftMs: 120_000 });
    expect(timeLeft(pace(steady(2, 130)))).toEqual({ leftMs: 20_000 });
  });

  test('the first few say nothing, however fast they were', () => {
    expect(timeLeft(pace([]))).toEqual({});
    expect(timeLeft(pace(steady(2, 4)))).toEqual({});
    expect(timeLeft(pace(steady(20, 5)))).toEqual({});
    expect(timeLeft(pace(steady(1, 9)))).toEqual({});
    expect(timeLeft(pace(steady(1, 12), { total: 10_000 }))).toEqual({});
  });

  test('the pace of now counts, not that of the beginning', () => {
    const slow = steady(1, 60);
    const faster = Array.from({ length: 40 }, (_, index) => [61 + index, 60 + 4 * (index + 1)] as const);
    expect(timeLeft(pace([...slow, ...faster]))).toEqual({ leftMs: 20_000 });
  });

  test('a pace that jumps says nothing', () => {
    const burst = Array.from({ length: 5 }, (_, index) => [21 + index, 20 + 30 * (index + 1)] as const);
    expect(timeLeft(pace([...steady(1, 20), ...burst]))).toEqual({});
  });

  test('where nothing ends any more nobody is told a number', () => {
    const ends = steady(2, 60);
    expect(timeLeft(pace(ends, { now: 64_000 }))).toHaveProperty('leftMs');
    expect(timeLeft(pace(ends, { now: 70_000 }))).toEqual({});
    expect(timeLeft(pace(ends, { now: 300_000 }))).toEqual({});
  });

  test('a region without any answer is named, while others answer, and once the wait is no chance', () => {
    const regions = [
      one,
      { ...one, region: 'us-east-1' },
      { region: 'eu-south-1', left: 20, answered: 0, hangs: false },
    ];
    expect(timeLeft(pace(steady(2, 60), { regions }))).toEqual({ silent: ['eu-south-1'] });
    expect(timeLeft(pace(steady(4, 9), { regions }))).not.toHaveProperty('silent');
    const few = regions.map((region) => ({ ...region, answered: Math.min(region.answered, 2) }));
    expect(timeLeft(pace(steady(2, 60), { regions: few }))).not.toHaveProperty('silent');
  });

  test('so is one that stopped to answer, until nothing of it is left', () => {
    const hanging = { region: 'sa-east-1', left: 3, answered: 40, hangs: true };
    expect(timeLeft(pace(steady(2, 60), { regions: [one, hanging] }))).toEqual({ silent: ['sa-east-1'] });
    expect(timeLeft(pace(steady(2, 60), { regions: [one, { ...hanging, left: 0 }] }))).toHaveProperty('leftMs');
  });

  test('one region alone is not compared with anything', () => {
    const regions = [{ region: 'eu-west-1', left: 10, answered: 0, hangs: false }];
    expect(timeLeft(pace(steady(2, 60), { regions }))).toHaveProperty('leftMs');
  });

  test('of any steady scan with some unrest the number is within a factor of two, and it never becomes negative', () => {
    const unrest = fc.array(fc.double({ min: 0.7, max: 1.3, noNaN: true }), { minLength: 90, maxLength: 90 });
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), unrest, fc.integer({ min: 20, max: 80 }), (rate, noise, at) => {
        let done = 0;
        const ends = noise.slice(0, at).map((factor, index) => {
          done += rate * factor;
          return [index + 1, Math.round(done)] as const;
        });
        const total = rate * 90;
        const { leftMs } = timeLeft(pace(ends, { total }));
        if (leftMs === undefined) return;
        const real = (1_000 * (total - Math.round(done))) / rate;
        expect(leftMs).toBeGreaterThanOrEqual(0);
        expect(leftMs).toBeLessThanOrEqual(2 * Math.max(0, real) + 60_000);
        expect(leftMs).toBeGreaterThanOrEqual(Math.max(0, real) / 2);
      }),
    );
  });
});
