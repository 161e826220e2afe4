import type { FindingDay, FindingLevel } from '../../domain/audit/trend.ts';
import type { TargetSet } from './finding-records.ts';

/** What this turn of the upkeep may do. */
export interface Upkeep {
  /** The latest day that was summarised; null: none yet. */
  readonly summarisedDay: number | null;
  /** Since when it has run without a gap. */
  readonly steadySince: number;
}

/** How many of something a day had. `account`: empty where it belongs to none. */
export interface DayCount {
  readonly day: number;
  /** `scan.finished`, `scan.late`, `slot.done`, `message.sent`, `request.expired`, … */
  readonly what: string;
  readonly account: string;
  readonly count: number;
}

/** From this day on; `gone`: it is not recorded any more. */
export interface TargetDay {
  readonly account: string;
  readonly region: string;
  readonly day: number;
  readonly outcome: string;
}

/** What was opened and resolved since a day. `since`: the first day after it that has records; that day where all have. */
export interface ChangeSums {
  readonly opened: number;
  readonly resolved: number;
  readonly since: number;
}

/**
 * `follows`: the day before was counted just now, so that what is open follows from it; `past`: it may not have been to
 * its end; `today`: it is not over.
 */
export type DayKind = 'past' | 'follows' | 'today';

/**
 * The numbers of each day in UTC (its start, epoch milliseconds), which stay when the rows go that they were counted from.
 */
export interface SummaryRecords {
  /**
   * Takes the upkeep until then; undefined: another process has it. After `gapMs` without any, or with a clock that was
   * put back by more than `behindMs`, it counts as begun again.
   */
  claim(claim: {
    readonly processId: string;
    readonly now: number;
    readonly until: number;
    readonly gapMs: number;
    readonly behindMs: number;
  }): Promise<Upkeep | undefined>;
  /** Lets go of it. */
  release(processId: string): Promise<void>;
  /** The earliest day that has something to count; undefined: there is none. */
  firstDay(): Promise<number | undefined>;
  /**
   * Counts this day from the rows, in one transaction, in place of what was counted of it before. Of `today`, days that
   * are still to come are a clock's error, and are forgotten.
   */
  summarise(day: number, kind: DayKind): Promise<void>;
  /** From this day on, the earliest first. */
  findingDays(first: number): Promise<readonly FindingDay[]>;
  levels(): Promise<readonly FindingLevel[]>;
  /**
   * The sums since each of these days, without what is `except` there: days that are over as they were counted, and `today`
   * from the findings themselves.
   */
  changes(firsts: readonly number[], today: number, except: TargetSet): Promise<readonly ChangeSums[]>;
  counts(first: number): Promise<readonly DayCount[]>;
  targetDays(first: number): Promise<readonly TargetDay[]>;
  /** Deletes the earliest day, where it is before; what accounts in regions were last stays. False: there was none. */
  prune(before: number): Promise<boolean>;
}
