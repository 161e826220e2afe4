/** Instants as people in one time zone read them. */
export interface Zone {
  /** Of IANA, like Europe/Berlin. */
  readonly name: string;
  /** `2026-03-29 03:30 UTC+02:00`: with its distance from UTC, since an hour of autumn comes twice. */
  words(instant: number): string;
}

/** Undefined: nobody knows such a zone. */
export function zoneOf(name: string): Zone | undefined {
  try {
    const format = new Intl.DateTimeFormat('en-GB', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      timeZoneName: 'longOffset',
    });
    return { name: format.resolvedOptions().timeZone, words: (instant) => wordsOf(format, instant) };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function wordsOf(format: Intl.DateTimeFormat, instant: number): string {
  const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  const { year, month, day, hour, minute, timeZoneName = '' } = parts;
  return `${year}-${month}-${day} ${hour}:${minute} ${timeZoneName.replace(/^GMT(\+00:00)?/, 'UTC')}`;
}

/** As `at` in markup.ts writes an instant; nothing else can, since texts are escaped. */
const instants = /<time datetime="([^"]+)">[^<]*<\/time>/g;

/** What was written with instants in UTC, with them as the zone has them. */
export function inZone(html: string, zone: Zone): string {
  return html.replaceAll(instants, (_, iso) => `<time datetime="${iso}">${zone.words(Date.parse(iso))}</time>`);
}
