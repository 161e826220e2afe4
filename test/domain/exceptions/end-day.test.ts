import { expect, test } from 'vitest';
import { dayIn, endOfDay, isDay } from '../../../src/domain/exceptions/end-day.ts';
import fc from '../../support/fast-check.ts';

test.each([
  ['2027-03-31', 'UTC', '2027-04-01T00:00:00.000Z'],
  // Clocks go forward on 2027-03-28 and back on 2027-10-31 in Berlin.
  ['2027-03-27', 'Europe/Berlin', '2027-03-27T23:00:00.000Z'],
  ['2027-03-28', 'Europe/Berlin', '2027-03-28T22:00:00.000Z'],
  ['2027-10-30', 'Europe/Berlin', '2027-10-30T22:00:00.000Z'],
  ['2027-10-31', 'Europe/Berlin', '2027-10-31T23:00:00.000Z'],
  // The first hour of 2026-04-24 does not exist in Cairo: clocks go from 00:00 to 01:00.
  ['2026-04-23', 'Africa/Cairo', '2026-04-23T22:00:00.000Z'],
  // Clocks were turned back at midnight of 2018-02-18 in São Paulo: 23:00 to 24:00 of the 17th came twice.
  ['2018-02-17', 'America/Sao_Paulo', '2018-02-18T03:00:00.000Z'],
  // A minute past midnight, so that the 29th came back after the 30th had begun.
  ['2006-10-28', 'America/St_Johns', '2006-10-29T03:30:00.000Z'],
  ['2006-10-29', 'America/St_Johns', '2006-10-30T03:30:00.000Z'],
  // Samoa had no 2011-12-30.
  ['2011-12-29', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
  ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
  ['2027-01-15', 'Asia/Kathmandu', '2027-01-15T18:15:00.000Z'],
  ['2027-01-15', 'Pacific/Kiritimati', '2027-01-15T10:00:00.000Z'],
  ['2027-01-15', 'Etc/GMT+12', '2027-01-16T12:00:00.000Z'],
])('%s in %s is over at %s', (day, timezone, at) => {
  expect(new Date(endOfDay(day, timezone)?.at ?? 0).toISOString()).toBe(at);
  expect(endOfDay(day, timezone)).toMatchObject({ day, timezone });
});

test.each(['2027-02-29', '2027-13-01', '2027-1-1', '27-01-01', 'tomorrow', '', '2027-01-01T00:00'])(
  '%j is no day',
  (text) => {
    expect(isDay(text)).toBe(false);
    expect(endOfDay(text, 'UTC')).toBeUndefined();
  },
);

test('knows leap days, and the day that it is somewhere', () => {
  expect(isDay('2028-02-29')).toBe(true);
  expect(dayIn('Asia/Tokyo', Date.UTC(2026, 11, 31, 15))).toBe('2027-01-01');
  expect(dayIn('America/New_York', Date.UTC(2027, 0, 1, 4, 59))).toBe('2026-12-31');
});

test('the instant before the end is of that day or earlier, and no later one is', () => {
  const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Cairo');
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3_000 }), zones, (days, timezone) => {
      const day = new Date(Date.UTC(2024, 0, 1 + days)).toISOString().slice(0, 10);
      const at = endOfDay(day, timezone)?.at ?? 0;
      expect(dayIn(timezone, at - 1) <= day).toBe(true);
      expect(dayIn(timezone, at) > day).toBe(true);
      expect(dayIn(timezone, at + 3_600_000) > day).toBe(true);
    }),
    { numRuns: 40 },
  );
});
