import * as v from '@badrap/valita';
import { isDay } from '../../domain/exceptions/end-day.ts';
import { mostSaid } from '../../domain/exceptions/said.ts';
import { exposures, findingKinds } from '../../domain/model.ts';
import { choice, type Exact, filled, parsed, text } from '../shapes.ts';
import { type Check, durationMs, isTimezone, shown } from '../values.ts';
import { accountWord, duration, isPattern, jobTag, regionList } from './parts.ts';

const dayLength = 86_400_000;
const longest = 1_825 * dayLength;

/** Milliseconds: whole days make sense, hours do not. */
const ahead = parsed<number>((value) => {
  const ms = durationMs(String(value));
  if (ms === undefined) return { problem: `${shown(value)} is no duration: write a number of days, like "180d"` };
  if (ms < dayLength) return { problem: `${shown(value)} is too short: 1d at least` };
  return ms > longest ? { problem: `${shown(value)} is too long: 1825d at most` } : { is: ms };
});

const lastDay = parsed<string>((value) =>
  typeof value === 'string' && isDay(value)
    ? { is: value }
    : {
        problem: `must be a day that exists, like 2027-03-31: the last one on which it holds; this is ${shown(value)}`,
      },
);

function isSaid(most: number): Check {
  return (value) =>
    value.trim() !== '' && value.length <= most ? undefined : `must be 1 to ${most} characters: people read it`;
}

const entry = v.object({
  name: text(isPattern).optional(),
  accounts: filled(accountWord).optional(),
  regions: regionList.optional(),
  kinds: filled(choice(...findingKinds)).optional(),
  exposure: choice(...exposures).optional(),
  tag: jobTag.optional(),
  reason: text(isSaid(mostSaid.reason)),
  owner: text(isSaid(mostSaid.owner)),
  until: lastDay,
  evenIfWorse: v.boolean().optional(),
});

export const exceptions = v.object({
  maximum: ahead.optional(() => 180 * dayLength),
  timezone: text(isTimezone).optional(() => 'UTC'),
  consent: choice('required', 'none').optional(() => 'required'),
  remindBefore: duration.optional(() => 7 * dayLength),
  accepted: v.array(entry).optional(),
});

export type ExceptionsEntry = Exact<v.Infer<typeof exceptions>>;
export type AcceptedEntry = Exact<v.Infer<typeof entry>>;
