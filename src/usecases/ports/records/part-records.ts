import type { NamedFinding } from '../../messages/audit-messages.ts';

/** An account of a scan that several processes share. */
export interface NewPart {
  readonly account: string;
  /** Fingerprint of what is configured of it: a process that knows it otherwise, or not, leaves it alone. */
  readonly configuration: string;
  /** How many account-regions it has; absent: AWS has to say which regions those are. */
  readonly targets?: number;
}

export interface NewParts {
  readonly scanId: string;
  /** Absent: every region of each account. */
  readonly regions?: readonly string[];
}

/** A part that a process has taken. `attempt` tells it from whoever has it after its lease. */
export interface TakenPart {
  readonly scanId: string;
  readonly account: string;
  readonly attempt: number;
  /** Absent: every region of the account. */
  readonly regions?: readonly string[];
}

/** What came of a part. */
export interface PartCounts {
  readonly targets: number;
  readonly found: number;
  readonly unknown: number;
  readonly exposed: number;
  /** A few of the exposed ones. */
  readonly worst: readonly NamedFinding[];
}

/** How far a shared scan is. */
export interface PartsStanding {
  /** Parts that wait or are taken. */
  readonly left: number;
  /** Account-regions of those that ended. */
  readonly done: number;
  /** Absent while regions are still being listed. */
  readonly total?: number;
  readonly found: number;
  readonly unknown: number;
  readonly exposed: number;
  /** Of each of the first few parts that have any. */
  readonly worst: readonly (readonly NamedFinding[])[];
}

/**
 * The parts of scans that several processes share, one an account. Instants are of the clock of all (`Records.now`). A
 * part belongs to whoever took it last, until its lease ends, it is let go, or the scan is closed or ends.
 */
export interface PartRecords {
  /** In this order. Name as many at once as may stand in one transaction. */
  add(parts: NewParts, accounts: readonly NewPart[], from: number): Promise<void>;
  /**
   * Takes up to `limit` parts that nobody has, of running scans that nobody wants to end, the oldest first. One that was
   * taken `mostAttempts` times is left alone.
   */
  take(by: {
    readonly processId: string;
    readonly isKnown: (part: Pick<TakenPart & NewPart, 'scanId' | 'account' | 'configuration'>) => boolean;
    readonly now: number;
    readonly leaseUntil: number;
    readonly limit: number;
  }): Promise<readonly TakenPart[]>;
  /** Those that this process still has. */
  renew(processId: string, leaseUntil: number, parts: readonly TakenPart[]): Promise<void>;
  /** True as long as this process has it and its scan goes on. Ask it in the transaction that stages what was seen. */
  isHeld(processId: string, part: TakenPart): Promise<boolean>;
  /** After `isHeld`, in the same transaction. */
  end(part: TakenPart, counts: PartCounts): Promise<void>;
  /** Gives back one that could not be scanned, for another attempt. */
  letGo(processId: string, part: TakenPart): Promise<void>;
  /** Gives back all that a process has. */
  release(processId: string): Promise<void>;
  standing(scanId: string): Promise<PartsStanding>;
  /**
   * Ends parts before they are done: all, those that nobody has taken, or those that were tried too often and that nobody
   * holds at that instant. Whoever has one of those stages nothing more.
   */
  close(scanId: string, which: 'all' | 'waiting' | { readonly triedBefore: number }): Promise<void>;
  /** Accounts whose parts were closed before they ended. */
  closed(scanId: string): Promise<readonly string[]>;
}

/** As often a part is tried, rolling restarts included: what ended so many processes would end the next one too. */
export const mostAttempts = 5;
