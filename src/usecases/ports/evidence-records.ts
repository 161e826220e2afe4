import type { Target } from '../../domain/model.ts';
import type { FindingRow } from './finding-records.ts';
import type { ScanRow } from './scan-records.ts';
import type { TargetDay } from './summary-records.ts';

/** From this instant on, and before that one: epoch milliseconds. */
export interface Period {
  readonly from: number;
  readonly before: number;
}

/** How many findings of an account in a region were open at some time of a period. */
export interface TargetFindings extends Target {
  readonly count: number;
}

export interface FindingNumbers {
  /** First seen in the period. */
  readonly opened: number;
  readonly resolved: number;
  /** First seen before its end, and not resolved before it. */
  readonly openAtEnd: number;
}

/** A day in UTC, by its start. */
export interface DayNumbers {
  readonly day: number;
  /** At its end. */
  readonly open: number;
  readonly opened: number;
  readonly resolved: number;
}

export interface ScanNumbers {
  readonly finished: number;
  readonly cancelled: number;
  readonly interrupted: number;
  readonly failed: number;
  readonly running: number;
  /** Of all of these: for a slot that was missed before. */
  readonly late: number;
}

/** A slot of a schedule that had no digest. */
export interface OpenSlot {
  readonly schedule: string;
  readonly dueAt: number;
  /** `claimed`: its scan goes on; `released`: it waits to be run again. */
  readonly state: string;
}

/**
 * What a report about a period is made of, in pages: nothing here is held whole, however much was ever recorded. The
 * numbers of days stay when the rows go that they were counted from.
 */
export interface EvidenceRecords {
  /** The earliest instant that anything was recorded of. Undefined: nothing ever was. */
  firstRecord(): Promise<number | undefined>;
  /** By account and region: those with findings that were open at some time of the period. */
  targetsWithFindings(period: Period): Promise<readonly TargetFindings[]>;
  /**
   * Those findings of some targets, by account, region, kind, name and id; after that one.
   * @param after of the same targets; absent: from the first
   */
  findingsOf(
    period: Period,
    targets: readonly Target[],
    limit: number,
    after?: FindingRow,
  ): Promise<readonly FindingRow[]>;
  findingNumbers(period: Period): Promise<FindingNumbers>;
  /** Of each day of the period on which something changed, the earliest first. */
  dayNumbers(period: Period): Promise<readonly DayNumbers[]>;
  /** How many of what (`scan.finished`, …) the days of the period had, with those of every account. */
  dayCounts(
    period: Period,
  ): Promise<readonly { readonly day: number; readonly what: string; readonly count: number }[]>;
  /** How many of each state were begun in the period and are kept, and how many of them ran late. */
  scanNumbers(period: Period): Promise<ScanNumbers>;
  /** The days of the period on which a scan ended that read everything it was for, as far as they are kept. */
  daysWithScan(period: Period): Promise<readonly number[]>;
  /** Those that were begun in the period, the earliest first; after that one. */
  scansIn(period: Period, limit: number, after?: ScanRow): Promise<readonly ScanRow[]>;
  /** Slots that were due in the period and have no end. */
  openSlots(period: Period): Promise<readonly OpenSlot[]>;
  /** Changes of outcomes before the end of the period, by account, region and day; after that one. */
  outcomesBefore(period: Period, limit: number, after?: TargetDay): Promise<readonly TargetDay[]>;
  /** Ids of requests that were open, carried out or watched in the period, the earliest first; after that one. */
  requestsIn(
    period: Period,
    limit: number,
    after?: { readonly id: string; readonly createdAt: number },
  ): Promise<readonly { readonly id: string; readonly createdAt: number }[]>;
}
