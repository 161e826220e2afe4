import { expect, test } from 'vitest';
import { at, html, toHtml } from '../../../../src/usecases/evidence/html/markup.ts';
import { inZone, type Zone, zoneOf } from '../../../../src/usecases/evidence/html/zone.ts';

function zone(name: string): Zone {
  const found = zoneOf(name);
  if (found === undefined) throw new Error(`There is no zone ${name}`);
  return found;
}

test.each([
  // The clock goes from 01:59 to 03:00.
  ['Europe/Berlin', '2026-03-29T00:59:00Z', '2026-03-29 01:59 UTC+01:00'],
  ['Europe/Berlin', '2026-03-29T01:00:00Z', '2026-03-29 03:00 UTC+02:00'],
  // 02:30 comes twice.
  ['Europe/Berlin', '2026-10-25T00:30:00Z', '2026-10-25 02:30 UTC+02:00'],
  ['Europe/Berlin', '2026-10-25T01:30:00Z', '2026-10-25 02:30 UTC+01:00'],
  ['Asia/Kolkata', '2026-12-31T19:00:00Z', '2027-01-01 00:30 UTC+05:30'],
  ['America/New_York', '2026-01-01T00:00:00Z', '2025-12-31 19:00 UTC-05:00'],
  ['UTC', '2026-01-01T00:00:00Z', '2026-01-01 00:00 UTC'],
])('%s at %s', (name, instant, words) => {
  expect(zone(name).words(Date.parse(instant))).toBe(words);
});

test.each(['', 'Berlin', 'Europe/Atlantis', '<b>'])('nobody knows the zone "%s"', (name) => {
  expect(zoneOf(name)).toBeUndefined();
});

test('only instants that were written as such are told in a zone, and stay readable for machines', () => {
  const instant = Date.UTC(2026, 6, 1, 12);
  const typed = '<time datetime="2026-07-01T12:00:00.000Z">typed</time>';
  const written = toHtml(html`<p>${at(instant)} ${typed} <time>2026-07-01</time></p>`);
  expect(inZone(written, zone('Europe/Berlin'))).toBe(
    written.replace('2026-07-01 12:00 UTC<', '2026-07-01 14:00 UTC+02:00<'),
  );
});
