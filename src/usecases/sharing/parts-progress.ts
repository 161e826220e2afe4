import { paceWindowMs, timeLeft } from '../../domain/audit/time-left.ts';
import type { NamedFinding } from '../messages/audit-messages.ts';
import type { PartsStanding } from '../ports/records/part-records.ts';
import type { ScanProgress } from '../running/tally.ts';

/** A message names so many. */
const mostWorst = 5;

/** Turns what the tables say of a shared scan, asked from time to time, into how far it is. */
export function createPartsProgress(monotonic: () => number): (standing: PartsStanding) => ScanProgress {
  let ends: readonly { readonly at: number; readonly done: number }[] = [];
  let firstAt: number | undefined;
  return ({ done, total, found, unknown, exposed, worst }) => {
    const at = monotonic();
    if (done > (ends.at(-1)?.done ?? 0)) {
      firstAt ??= at;
      const window = ends.findLastIndex((end) => end.at <= at - paceWindowMs);
      ends = [...ends.slice(Math.max(0, window)), { at, done }];
    }
    const seen = ends;
    return {
      ...{ done, found, unknown, exposed, worst: fewOf(worst) },
      ...(total !== undefined && { total }),
      timeLeft: () => {
        if (total === undefined) return {};
        return timeLeft({
          now: monotonic(),
          ...(firstAt !== undefined && { firstAt }),
          ends: seen,
          total,
          regions: [],
        });
      },
    };
  };
}

/** One of each account first: five names from one place hide that there are others. */
function fewOf(worst: PartsStanding['worst']): readonly NamedFinding[] {
  const firsts = worst.flatMap((names) => names.slice(0, 1));
  return [...firsts, ...worst.flatMap((names) => names.slice(1))].slice(0, mostWorst);
}
