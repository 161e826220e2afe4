import type { Target, TargetResult } from '../../domain/model.ts';

/** A running bot process, known by its heartbeat. */
export interface ProcessRow {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly startedAt: number;
  readonly heartbeatAt: number;
}

export interface ProcessRecords {
  /** Inserts, or renews the heartbeat. */
  beat(process: ProcessRow): Promise<void>;
  all(): Promise<readonly ProcessRow[]>;
  remove(id: string): Promise<void>;
}

export interface NewScan {
  readonly id: string;
  readonly processId: string;
  readonly startedAt: number;
  /** In words, for history. */
  readonly scope: string;
  readonly schedule?: string;
  readonly slotAt?: number;
  readonly caughtUp: boolean;
  /** Slack user id and channel of the person who asked, with the command as typed. */
  readonly askedBy?: string;
  readonly askedIn?: string;
  readonly command?: string;
}

export interface ScanRow extends NewScan {
  readonly state: 'running' | 'finished' | 'interrupted' | 'failed';
  readonly finishedAt?: number;
  readonly scanned: number;
  readonly unknown: number;
  readonly opened: number;
  readonly resolved: number;
  readonly open: number;
}

export interface ScanSummary {
  readonly scanned: number;
  readonly unknown: number;
  readonly opened: number;
  readonly resolved: number;
  readonly open: number;
}

export interface ScanRecords {
  begin(scan: NewScan): Promise<void>;
  finish(id: string, at: number, summary: ScanSummary): Promise<void>;
  fail(id: string, at: number): Promise<void>;
  /** Marks the running scans of a dead process as interrupted and returns them. */
  interrupt(processId: string, at: number): Promise<readonly ScanRow[]>;
  get(id: string): Promise<ScanRow | undefined>;
  /** Newest first. */
  latest(count: number): Promise<readonly ScanRow[]>;
  /** Deletes at most `limit` scans that ended before; the latest stay, whenever they were. Returns how many. */
  prune(before: number, limit: number): Promise<number>;
}

/** The last known state of a target. */
export interface TargetRow {
  readonly account: string;
  readonly accountName?: string;
  readonly region: string;
  readonly outcome: 'scanned' | 'unknown';
  readonly reason?: string;
  readonly call?: string;
  readonly message?: string;
  readonly configurations: number;
  readonly jobs: number;
  readonly lastScannedAt: number;
  readonly lastGoodAt: number | null;
}

export interface TargetRecords {
  /** Overwrites each target's last state, seen at `scannedAt`, or else `at`; `lastGoodAt` moves only when it was scanned. */
  save(
    results: readonly (Pick<
      TargetResult,
      'account' | 'region' | 'outcome' | 'reason' | 'call' | 'message' | 'configurations' | 'jobs'
    > & { readonly accountName?: string; readonly scannedAt?: number })[],
    at: number,
  ): Promise<void>;
  get(targets: readonly Target[]): Promise<readonly TargetRow[]>;
  all(): Promise<readonly TargetRow[]>;
  /** Forgets placeholder rows (region `*`) of an account, once its regions could be listed again. */
  forget(targets: readonly Target[]): Promise<void>;
}
