import type { Target, TargetResult } from '../../domain/model.ts';
import type { ProgressNumbers } from '../messages/audit-messages.ts';

/** A running bot process, known by its heartbeat. */
export interface ProcessRow {
  /** Random, made at its start: what tells it from all others. */
  readonly id: string;
  /** For people. */
  readonly host: string;
  readonly pid: number;
  /** Where the pid means this process and no other; absent: nobody may conclude anything from it. */
  readonly machine?: string;
  /** Of Gluewarden. This and the next: absent of one from before they were said. */
  readonly version?: string;
  /** A short hash of what it was configured with, after parsing. */
  readonly configuration?: string;
  readonly startedAt: number;
  readonly heartbeatAt: number;
}

export interface ProcessRecords {
  /** Inserts, or renews the heartbeat. */
  beat(process: ProcessRow): Promise<void>;
  all(): Promise<readonly ProcessRow[]>;
  /** False: it is not there, or its last heartbeat was another one than `heartbeatAt`. */
  remove(id: string, heartbeatAt?: number): Promise<boolean>;
  /** Ids that hold a running scan or a claimed slot since before an instant, and are of no process that is known. */
  unknownHolders(before: number): Promise<readonly string[]>;
}

/** Who works on a database, and what time it is by the clock that their heartbeats go by. */
export interface LivingRecords extends Pick<ProcessRecords, 'all'> {
  now(): Promise<number>;
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
  /** Ids of its accounts, as `idOf` gives them; kept while it runs. Absent: it cannot be cancelled. */
  readonly accounts?: readonly string[];
}

export interface ScanRow extends NewScan {
  readonly state: 'running' | 'finished' | 'cancelled' | 'interrupted' | 'failed';
  /** Who wanted it to end, and since when. In any state: one that was interrupted was not ended by it. */
  readonly cancel?: { readonly by: string; readonly at: number };
  /** While it runs; absent: nothing was said yet. */
  readonly progress?: ProgressNumbers;
  /** Account-regions that a cancelled one did not come to. */
  readonly notReached?: number;
  readonly finishedAt?: number;
  readonly scanned: number;
  readonly unknown: number;
  readonly opened: number;
  readonly resolved: number;
  readonly open: number;
}

export interface ScanSummary {
  /** Present when it was cancelled. */
  readonly notReached?: number;
  readonly scanned: number;
  readonly unknown: number;
  readonly opened: number;
  readonly resolved: number;
  readonly open: number;
}

export interface ScanRecords {
  begin(scan: NewScan): Promise<void>;
  /** Ends it: as cancelled where the summary says how much was left. */
  finish(id: string, at: number, summary: ScanSummary): Promise<void>;
  fail(id: string, at: number): Promise<void>;
  /** Marks the running scans of a dead process as interrupted and returns them. */
  interrupt(processId: string, at: number): Promise<readonly ScanRow[]>;
  get(id: string): Promise<ScanRow | undefined>;
  /** Says how far a running scan is. */
  progress(id: string, progress: ProgressNumbers): Promise<void>;
  /** Wants a running scan to end. False: it has ended, or somebody wants it already. */
  cancel(id: string, by: string, at: number): Promise<boolean>;
  /** Oldest first. */
  running(): Promise<readonly ScanRow[]>;
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
  /** Since when it could not be scanned, without a successful scan in between. Absent: it was scanned last. */
  readonly unknownSince?: number;
  /** When it was last scanned again after it could not be. Absent: it never was so. */
  readonly seenAgainAt?: number;
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
  /** Those that were not looked at after one instant and until another, and all of an account beside them. */
  besides(looks: { readonly after: number; readonly until: number }, account: string): Promise<readonly TargetRow[]>;
  /** Forgets placeholder rows (region `*`) of an account, once its regions could be listed again. */
  forget(targets: readonly Target[]): Promise<void>;
}
