import { endOfDay } from '../../../src/domain/exceptions/end-day.ts';
import type { ExceptionRow } from '../../../src/usecases/ports/records/exception-records.ts';

/** Far from now, so that the database's own clock is on one side of every end. */
export const [long, past] = ['2199-12-31', '2020-01-01'];

export function until(day: string): ExceptionRow['until'] {
  const end = endOfDay(day, 'UTC');
  if (end === undefined) throw new Error(`${day} is no day`);
  return end;
}

export function exceptionRow(id: string, changes: Partial<ExceptionRow> = {}): ExceptionRow {
  return {
    id,
    from: 'slack',
    state: 'accepted',
    scope: { name: 'configuration of *' },
    covers: { kinds: { configuration: 'latent' } },
    reason: 'ends in March',
    owner: 'U0OWNER',
    until: until(long),
    askedBy: 'U0ASKER',
    askedIn: 'C0ASKED',
    askedAt: 1_000,
    since: 2_000,
    ...changes,
  };
}
