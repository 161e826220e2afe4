const DAY_MS = 86_400_000;

/** Where and when the reader is. */
export interface Reader {
  timeZone: string;
  now: number;
}

/**
 * Fills a format such as `{date_short_pretty} at {time}` for an instant in seconds.
 * The tokens are those of Slack's documentation of `<!date^…>`; unknown ones stay as they are.
 */
export function formatDate(seconds: number, format: string, reader: Reader): string {
  const at = seconds * 1000;
  return format.replace(/\{(\w+)\}/g, (typed, token: string) => fill(token, at, reader) ?? typed);
}

function fill(token: string, at: number, reader: Reader): string | undefined {
  const show = (options: Intl.DateTimeFormatOptions, locale = 'en-US'): string =>
    new Intl.DateTimeFormat(locale, { timeZone: reader.timeZone, ...options }).format(at);
  const pretty = (otherwise: string): string => relativeDay(at, reader) ?? otherwise;
  const date = show({ month: 'long', day: 'numeric' });
  const short = show({ month: 'short', day: 'numeric', year: 'numeric' });
  const long = show({ weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' });
  switch (token) {
    case 'date_num':
      return show({ year: 'numeric', month: '2-digit', day: '2-digit' }, 'en-CA');
    case 'date_slash':
      return show({ year: 'numeric', month: '2-digit', day: '2-digit' }, 'en-GB');
    case 'date':
      return date;
    case 'date_pretty':
      return pretty(date);
    case 'date_short':
      return short;
    case 'date_short_pretty':
      return pretty(short);
    case 'date_long':
      return long;
    case 'date_long_pretty':
      return pretty(long);
    case 'date_long_full':
      return show({ month: 'long', day: 'numeric', year: 'numeric' });
    case 'day_divider_pretty':
      return pretty(show({ weekday: 'long', month: 'long', day: 'numeric' }));
    case 'time':
      return show({ hour: 'numeric', minute: '2-digit' });
    case 'time_secs':
      return show({ hour: 'numeric', minute: '2-digit', second: '2-digit' });
    case 'ago':
      return ago(reader.now - at);
    default:
      return undefined;
  }
}

function relativeDay(at: number, reader: Reader): string | undefined {
  const day = (instant: number): string =>
    new Intl.DateTimeFormat('en-CA', { timeZone: reader.timeZone }).format(instant);
  if (day(at) === day(reader.now)) return 'today';
  if (day(at) === day(reader.now - DAY_MS)) return 'yesterday';
  return day(at) === day(reader.now + DAY_MS) ? 'tomorrow' : undefined;
}

function ago(ms: number): string {
  const past = ms >= 0;
  const minutes = Math.round(Math.abs(ms) / 60_000);
  const [amount, unit] =
    minutes < 60
      ? [minutes, 'minute']
      : minutes < 1440
        ? [Math.round(minutes / 60), 'hour']
        : [Math.round(minutes / 1440), 'day'];
  const words = `${amount} ${unit}${amount === 1 ? '' : 's'}`;
  return past ? `${words} ago` : `in ${words}`;
}
