import type { Finding, Target, TargetResult } from '../../domain/model.ts';
import type { Counts } from '../messages/audit-messages.ts';
import type { FindingRow } from './finding-records.ts';

/** What a scan saw of one target. Each finding has the id that it gets if it is new. */
export interface StagedTarget extends Pick<TargetResult, 'account' | 'region' | 'outcome' | 'rules'> {
  readonly accountName?: string;
  /** When the scan of it began; absent: when it is published. */
  readonly scannedAt?: number;
  readonly findings: readonly (Finding & { readonly id: string })[];
  /** Absent where the process that scans also records, and knows it. */
  readonly seen?: SeenDetails;
}

/** What else is to be known of a target when its scan is recorded. */
export interface SeenDetails
  extends Pick<
    TargetResult,
    | 'reason'
    | 'call'
    | 'message'
    | 'configurations'
    | 'jobs'
    | 'keysNotChecked'
    | 'keysChecked'
    | 'tagsNotRead'
    | 'names'
  > {
  readonly accountName?: string;
  /** Of its findings, each once. */
  readonly found: Counts;
}

/** A target as whoever scanned it left it for whoever records. */
export interface SeenRow extends Omit<StagedTarget, 'findings' | 'seen'>, SeenDetails {
  /** Its findings that SQL cannot judge: see `openToJudge`. */
  readonly judged: readonly Finding[];
}

/** How many were opened and resolved. */
export interface Published {
  readonly opened: number;
  readonly resolved: number;
}

/**
 * What scans saw, kept until it is published: nobody else reads it. A piece at a time, so that no statement is long and
 * no scan is held in memory by a transaction.
 */
export interface StagedRecords {
  /** Keeps these targets, in place of what this scan had kept of them. */
  stage(scanId: string, targets: readonly StagedTarget[]): Promise<void>;
  /** What is kept of these targets: name as few at once as may be held. */
  findingsIn(scanId: string, targets: readonly Target[]): Promise<readonly Finding[]>;
  /** Every target that was staged with its details, by account and region. */
  seen(scanId: string): Promise<readonly SeenRow[]>;
  /** Leaves out what was staged of this account. */
  dropAccount(scanId: string, account: string): Promise<void>;
  /** Leaves these targets out. */
  drop(scanId: string, targets: readonly Target[]): Promise<void>;
  /**
   * The open findings of its targets that `publish` leaves alone, because SQL cannot judge them: of the kinds that a scan
   * proves gone under conditions of their own, and those seen again while a list failed.
   */
  openToJudge(scanId: string): Promise<readonly FindingRow[]>;
  /**
   * Opens what is new, overwrites what was seen again, gives back what was fixed and is used again, and resolves what is
   * gone, unless nothing may be; then forgets what was staged. A few statements, however much there is: call it in a
   * transaction.
   */
  publish(scanId: string, at: number, options?: { readonly resolves: boolean }): Promise<Published>;
  /** Forgets what was staged, and the parts of the scan. */
  abandon(scanId: string): Promise<void>;
  /** Forgets what scans left over that are not running any more, their parts too. */
  prune(): Promise<void>;
}
