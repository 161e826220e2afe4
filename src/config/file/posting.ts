import * as v from '@badrap/valita';
import { type Posting, postings, type QuietHours } from '../../domain/fleet.ts';
import { choice, parsed, text } from '../shapes.ts';
import { isTimezone, shown } from '../values.ts';

/** When a schedule's digest is posted, and the hours in which nothing is. */

/** Minutes since midnight. */
const timeOfDay = parsed((value) => {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(typeof value === 'string' ? value : '') ?? [];
  if (hours !== undefined && minutes !== undefined) return { is: Number(hours) * 60 + Number(minutes) };
  return { problem: `must be a time of day in quotes, like "20:00"; this is ${shown(value)}` };
});

export const post: v.Type<Posting> = choice(...postings);

export const quietHours = v
  .object({ from: timeOfDay, to: timeOfDay, timezone: text(isTimezone).optional() })
  .assert(
    ({ from, to }) => from !== to,
    'begins and ends at the same time: nothing would ever be posted, or nothing held',
  );

type QuietEntry = Omit<QuietHours, 'timezone'> & { readonly timezone?: string };

/** In the schedule's own time zone where they name none. */
export function withZone<T extends { readonly timezone: string; readonly quietHours?: QuietEntry }>(
  schedule: T,
): Omit<T, 'quietHours'> & { readonly quietHours?: QuietHours } {
  const { quietHours: entry, ...rest } = schedule;
  if (entry === undefined) return rest;
  return { ...rest, quietHours: { ...entry, timezone: entry.timezone ?? schedule.timezone } };
}
