import type { Finding, Target, TargetResult } from '../../domain/model.ts';
import type { FindingRow } from './finding-records.ts';

/** What a scan saw of one target. Each finding has the id that it gets if it is new. */
export interface StagedTarget extends Pick<TargetResult, 'account' | 'region' | 'outcome' | 'rules'> {
  readonly accountName?: string;
  /** When the scan of it began; absent: when it is published. */
  readonly scannedAt?: number;
  readonly findings: readonly (Finding & { readonly id: string })[];
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
  abandon(scanId: string): Promise<void>;
  /** Forgets what scans left over that are not running any more. */
  prune(): Promise<void>;
}
