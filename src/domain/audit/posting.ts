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
  const { year, month, day } = localTime(at, formOf(timezone));
  const days = Math.floor(Date.UTC(year, month - 1, day) / (dayMinutes * minuteMs));
  // 1970-01-01 was a Thursday.
  return days - ((days + 3) % 7);
}

/**
 * The end of the quiet hours that an instant is in: the first minute after it at which no clock there shows a quiet time. An
 * end that the clock skips is when it skips it; one that comes twice comes twice. Undefined: it is in none.
 */
export function quietEnd(at: number, hours: QuietHours): number | undefined {
  const { to, timezone } = hours;
  const form = formOf(timezone);
  const minuteOf = (instant: number): number => {
    const { hour, minute } = localTime(instant, form);
    return hour * 60 + minute;
  };
  let minute = minuteOf(at);
  if (!isQuiet(minute, hours)) return undefined;
  let end = Math.floor(at / minuteMs) * minuteMs;
  const usual = end + distance(minute, to) * minuteMs;
  if (minuteOf(usual) === to) return usual;
  // A clock is turned before that: minute by minute, since it is turned by half an hour too, at any hour.
  for (let before = minute; ; before = minute) {
    end += minuteMs;
    minute = minuteOf(end);
    if (!isQuiet(minute, hours) || isPassed(before, minute, to)) return end;
  }
}

function isQuiet(minute: number, { from, to }: QuietHours): boolean {
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

/** Minutes on the dial, forward. */
function distance(from: number, to: number): number {
  return (to - from + dayMinutes) % dayMinutes;
}

/** True where the clock was turned forward over it. */
function isPassed(before: number, minute: number, to: number): boolean {
  const turned = distance(before, minute);
  return turned > 0 && turned < dayMinutes / 2 && distance(before, to) > 0 && distance(before, to) <= turned;
}

interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

function formOf(timezone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' },
  });
}

function localTime(at: number, form: Intl.DateTimeFormat): LocalTime {
  const parts = new Map(form.formatToParts(new Date(at)).map(({ type, value }) => [type, Number(value)]));
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
  return { year: part('year'), month: part('month'), day: part('day'), hour: part('hour'), minute: part('minute') };
}
