import type { Target } from '../model.ts';

/** From this day on an account in a region had this outcome: `scanned`, `unknown`, or `gone`. */
export interface OutcomeDay extends Target {
  /** The start of the day in UTC, epoch milliseconds. */
  readonly day: number;
  readonly outcome: string;
}

/** Days on which an account in a region could not be scanned. */
export interface UnknownSpan extends Target {
  /** Its first day. */
  readonly since: number;
  /** The day on which it could be scanned again, or was not recorded any more. Absent: it goes on. */
  readonly until?: number;
}

export interface UnknownSpans {
  /** The next outcome, by account, region and day: a span that ended with it. */
  next(outcome: OutcomeDay): readonly UnknownSpan[];
  /** There is no further one. */
  end(): readonly UnknownSpan[];
}

/** Makes spans of outcomes, in constant memory; those alone that reach into the time from `from` on. */
export function createUnknownSpans(from: number): UnknownSpans {
  let open: OutcomeDay | undefined;

  function close(until: number | undefined): readonly UnknownSpan[] {
    if (open === undefined) return [];
    const { account, region, day: since } = open;
    open = undefined;
    if (until !== undefined && until <= from) return [];
    return [{ account, region, since, ...(until !== undefined && { until }) }];
  }

  return {
    next(outcome) {
      const isSame = open?.account === outcome.account && open.region === outcome.region;
      const isUnknown = outcome.outcome === 'unknown';
      if (isSame && isUnknown) return [];
      const closed = close(isSame ? outcome.day : undefined);
      if (isUnknown) open = outcome;
      return closed;
    },
    end: () => close(undefined),
  };
}
