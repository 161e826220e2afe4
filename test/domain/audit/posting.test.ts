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

  test('within a day', () => {
    const lunch = { from: 12 * 60, to: 13 * 60, timezone: 'UTC' };
    expect(quietEnd(at('2026-11-25T12:30Z'), lunch)).toBe(at('2026-11-25T13:00Z'));
    expect(quietEnd(at('2026-11-25T13:00Z'), lunch)).toBeUndefined();
  });

  test('their end is never quiet, and at most a day and an hour away', () => {
    const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'] as const;
    const minutes = fc.integer({ min: 0, max: 24 * 60 - 1 });
    const quiet = fc
      .record({ from: minutes, to: minutes, timezone: fc.constantFrom(...zones) })
      // An end within the hour that a clock change repeats comes twice.
      .filter(({ from, to }) => from !== to && to > 4 * 60);
    fc.assert(
      fc.property(quiet, fc.integer({ min: at('2026-01-01'), max: at('2027-01-01') }), (hours, now) => {
        const end = quietEnd(now, hours);
        if (end === undefined) return;
        expect(end).toBeGreaterThan(now);
        expect(end - now).toBeLessThanOrEqual(25 * 3_600_000);
        expect(quietEnd(end, hours)).toBeUndefined();
      }),
    );
  });
});
