import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isPosted, quietEnd } from '../../../src/domain/audit/posting.ts';
import type { QuietHours } from '../../../src/domain/fleet.ts';

const at = (text: string) => Date.parse(text);
const night: QuietHours = { from: 20 * 60, to: 7 * 60, timezone: 'Europe/Berlin' };
const asked = { changed: false, previousAt: at('2026-11-25T07:00Z'), at: at('2026-11-26T07:00Z'), timezone: 'UTC' };

describe('whether a digest is posted', () => {
  test.each([
    ['always', asked, true],
    [undefined, asked, true],
    ['changes', asked, false],
    ['changes', { ...asked, changed: true }, true],
    ['changes', { ...asked, previousAt: null }, true],
    ['weekly', asked, false],
    ['weekly', { ...asked, changed: true }, true],
    // Monday.
    ['weekly', { ...asked, previousAt: at('2026-11-29T07:00Z'), at: at('2026-11-30T07:00Z') }, true],
    ['weekly', { ...asked, previousAt: at('2026-11-30T00:00Z'), at: at('2026-12-06T23:59Z') }, false],
    // The year ends within a week.
    ['weekly', { ...asked, previousAt: at('2026-12-28T07:00Z'), at: at('2027-01-03T07:00Z') }, false],
    // In Auckland it is Monday already.
    [
      'weekly',
      { ...asked, previousAt: at('2026-11-29T08:00Z'), at: at('2026-11-29T12:00Z'), timezone: 'Pacific/Auckland' },
      true,
    ],
  ] as const)('%s', (posting, given, posted) => {
    expect(isPosted({ posting, ...given })).toBe(posted);
  });
});

describe('quiet hours', () => {
  test.each([
    ['2026-11-25T18:59Z', undefined],
    ['2026-11-25T19:00Z', '2026-11-26T06:00Z'],
    ['2026-11-26T05:59:59Z', '2026-11-26T06:00Z'],
    ['2026-11-26T06:00Z', undefined],
    // The clocks are turned: this night has 12 hours, and that one 10.
    ['2026-10-24T18:00Z', '2026-10-25T06:00Z'],
    ['2026-03-28T19:00Z', '2026-03-29T05:00Z'],
  ])('at %s until %s', (now, end) => {
    expect(quietEnd(at(now), night)).toBe(end === undefined ? undefined : at(end));
  });

  /** Minutes after midnight. */
  const clock = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

  test.each([
    // Skipped: it ends when the clock is turned over it.
    ['Europe/Berlin', '22:00', '02:30', '2026-03-28T23:00Z', '2026-03-29T01:00Z'],
    ['Europe/Berlin', '22:00', '02:00', '2026-03-28T23:00Z', '2026-03-29T01:00Z'],
    ['Europe/Berlin', '22:00', '03:00', '2026-03-28T23:00Z', '2026-03-29T01:00Z'],
    ['America/New_York', '20:00', '02:30', '2026-03-08T03:00Z', '2026-03-08T07:00Z'],
    ['Australia/Lord_Howe', '20:00', '02:15', '2026-10-03T12:00Z', '2026-10-03T15:30Z'],
    ['Africa/Casablanca', '20:00', '02:30', '2026-03-21T22:00Z', '2026-03-22T02:00Z'],
    // Comes twice: it ends at the first, and begins again with the second hour.
    ['Europe/Berlin', '22:00', '02:30', '2026-10-24T22:00Z', '2026-10-25T00:30Z'],
    ['Europe/Berlin', '22:00', '02:30', '2026-10-25T00:45Z', undefined],
    ['Europe/Berlin', '22:00', '02:30', '2026-10-25T01:10Z', '2026-10-25T01:30Z'],
    ['America/New_York', '20:00', '01:30', '2026-11-01T04:00Z', '2026-11-01T05:30Z'],
    ['America/New_York', '20:00', '01:30', '2026-11-01T06:10Z', '2026-11-01T06:30Z'],
    ['Australia/Lord_Howe', '20:00', '01:45', '2026-04-04T13:00Z', '2026-04-04T14:45Z'],
    ['Africa/Casablanca', '20:00', '02:30', '2026-02-15T00:30Z', '2026-02-15T01:30Z'],
    // After the change.
    ['Australia/Lord_Howe', '20:00', '07:00', '2026-10-03T12:00Z', '2026-10-03T20:00Z'],
    ['Africa/Casablanca', '20:00', '07:00', '2026-02-14T22:00Z', '2026-02-15T07:00Z'],
    // The only loud minutes are skipped: a digest does not wait for another day.
    ['Europe/Berlin', '02:40', '02:30', '2026-03-28T23:00Z', '2026-03-29T01:00Z'],
  ])('in %s from %s to %s, at %s until %s', (timezone, from, to, now, end) => {
    const hours = { from: clock(from), to: clock(to), timezone };
    expect(quietEnd(at(now), hours)).toBe(end === undefined ? undefined : at(end));
  });

  test('within a day', () => {
    const lunch = { from: 12 * 60, to: 13 * 60, timezone: 'UTC' };
    expect(quietEnd(at('2026-11-25T12:30Z'), lunch)).toBe(at('2026-11-25T13:00Z'));
    expect(quietEnd(at('2026-11-25T13:00Z'), lunch)).toBeUndefined();
  });

  test('their end is the first minute that is loud, and at most a day and an hour away', () => {
    const zones = [
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'Asia/Kolkata',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
    ];
    const minutes = fc.integer({ min: 0, max: 24 * 60 - 1 });
    const quiet = fc
      .record({ from: minutes, to: minutes, timezone: fc.constantFrom(...zones) })
      // An hour that is loud at least: a shorter one may be skipped.
      .filter(({ from, to }) => (from - to + 24 * 60) % (24 * 60) > 60);
    fc.assert(
      fc.property(quiet, fc.integer({ min: at('2026-01-01'), max: at('2027-01-01') }), (hours, now) => {
        const end = quietEnd(now, hours);
        if (end === undefined) return;
        expect(end).toBeGreaterThan(now);
        expect(end - now).toBeLessThanOrEqual(25 * 3_600_000);
        expect(quietEnd(end, hours)).toBeUndefined();
        expect(quietEnd(Math.max(now, end - 60_000), hours)).toBe(end);
      }),
    );
  });
});
