/** The last day of something, and the instant at which that day is over in a time zone. */
export interface EndDay {
  /** YYYY-MM-DD. */
  readonly day: string;
  /** IANA name. */
  readonly timezone: string;
  /** Epoch milliseconds: the first instant of the next day there. */
  readonly at: number;
}

const minute = 60_000;
const quarter = 15 * minute;
/** No zone is further from UTC, its summer time and a turned clock included. */
const furthest = 27 * 60 * minute;

/** True for a day that exists: 2027-02-29 does not. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const instant = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
}

type DayAt = (instant: number) => string;

function dayReader(timezone: string): DayAt {
  const format = new Intl.DateTimeFormat('en-u-ca-iso8601', {
    timeZone: timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return (instant) => {
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
    return `${(parts.get('year') ?? '').padStart(4, '0')}-${parts.get('month')}-${parts.get('day')}`;
  };
}

/** The day that it is in the time zone at an instant: YYYY-MM-DD. */
export function dayIn(timezone: string, instant: number): string {
  return dayReader(timezone)(instant);
}

/**
 * A day with its end in the time zone: the last instant after which no clock there shows that day again, be it midnight,
 * an hour that summer time skips, or one that comes twice. Undefined for what is no day.
 */
export function endOfDay(day: string, timezone: string): EndDay | undefined {
  if (!isDay(day)) return undefined;
  const dayAt = dayReader(timezone);
  const around = Date.parse(`${day}T24:00:00Z`);
  let at = around + furthest;
  // From behind: a clock that is turned back at midnight shows the same day twice.
  for (const step of [quarter, minute]) {
    while (dayAt(at - step) > day) at -= step;
  }
  return { day, timezone, at };
}
