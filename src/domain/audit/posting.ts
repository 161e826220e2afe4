import type { Posting, QuietHours } from '../fleet.ts';

const minuteMs = 60_000;
const dayMinutes = 24 * 60;

interface Asked {
  readonly posting: Posting | undefined;
  /** There is something that the digest before did not say. */
  readonly changed: boolean;
  /** Null: this is the first. */
  readonly previousAt: number | null;
  readonly at: number;
  /** IANA name. */
  readonly timezone: string;
}

/** Whether this digest is posted. The first one always is: until then nobody knows what is there. */
export function isPosted({ posting = 'always', changed, previousAt, at, timezone }: Asked): boolean {
  if (posting === 'always' || changed || previousAt === null) return true;
  return posting === 'weekly' && isNewWeek(previousAt, at, timezone);
}

/** True for the first of a week in a time zone, which begins on Monday. */
export function isNewWeek(previousAt: number, at: number, timezone: string): boolean {
  return weekOf(at, timezone) !== weekOf(previousAt, timezone);
}

/** The Monday of an instant's week in a time zone, as days since 1970. */
function weekOf(at: number, timezone: string): number {
  const { year, month, day } = localTime(at, timezone);
  const days = Math.floor(Date.UTC(year, month - 1, day) / (dayMinutes * minuteMs));
  // 1970-01-01 was a Thursday.
  return days - ((days + 3) % 7);
}

/** The end of the quiet hours that an instant is in; undefined: it is in none. */
export function quietEnd(at: number, { from, to, timezone }: QuietHours): number | undefined {
  const minute = minuteOf(at, timezone);
  const isQuiet = from < to ? minute >= from && minute < to : minute >= from || minute < to;
  if (!isQuiet) return undefined;
  const begin = Math.floor(at / minuteMs) * minuteMs;
  const end = begin + ((to - minute + dayMinutes) % dayMinutes) * minuteMs;
  // A clock change in between makes the night longer or shorter.
  const off = to - minuteOf(end, timezone);
  const wrapped = off > dayMinutes / 2 ? off - dayMinutes : off < -dayMinutes / 2 ? off + dayMinutes : off;
  return end + wrapped * minuteMs;
}

function minuteOf(at: number, timezone: string): number {
  const { hour, minute } = localTime(at, timezone);
  return hour * 60 + minute;
}

interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

function localTime(at: number, timezone: string): LocalTime {
  const form = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' },
  });
  const parts = new Map(form.formatToParts(new Date(at)).map(({ type, value }) => [type, Number(value)]));
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
  return { year: part('year'), month: part('month'), day: part('day'), hour: part('hour'), minute: part('minute') };
}
