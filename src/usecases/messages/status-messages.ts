import type {
  Counts,
  OrganizationNotice,
  ProgressNumbers,
  TargetSummary,
  UnwatchedFindings,
} from './audit-messages.ts';

export interface HistoryEntry {
  readonly startedAt: number;
  readonly finishedAt?: number;
  readonly state: 'running' | 'finished' | 'cancelled' | 'interrupted' | 'failed';
  /** Who ended it, and how many account-regions it had not come to. Absent: nobody did. */
  readonly cancelled?: { readonly by: string; readonly left: number };
  /** "schedule daily", "schedule daily (caught up)", or a Slack user id in `askedBy`. */
  readonly schedule?: string;
  readonly caughtUp: boolean;
  readonly askedBy?: string;
  readonly scope: string;
  readonly scanned: number;
  readonly unknown: number;
  readonly opened: number;
  readonly resolved: number;
  readonly open: number;
}

/** A scan that goes on, in this process or another. */
export interface RunningScanView {
  /** Opaque. */
  readonly id: string;
  readonly scope: string;
  readonly startedAt: number;
  readonly schedule?: string;
  readonly askedBy?: string;
  /** Absent: it has said nothing yet. */
  readonly progress?: ProgressNumbers;
  /** Who wants it to end; absent: nobody. */
  readonly cancelledBy?: string;
}

/** The answer to somebody who wants a scan to end. */
export interface ScanCancelMessage {
  readonly kind: 'scan-cancel';
  /** `chosen`: it is being ended. `before`: somebody wanted that already. `ended`: it was too late. */
  readonly event: 'chosen' | 'before' | 'ended';
  readonly scope: string;
  readonly startedAt: number;
  readonly schedule?: string;
  readonly askedBy?: string;
  /** Whoever ended it, or wants it to end: of `ended` only where somebody did. */
  readonly by?: string;
  /** Of `ended`. */
  readonly state?: Exclude<HistoryEntry['state'], 'running'>;
  readonly endedAt?: number;
}

/** Several scans go on, and it was not said which is to end. */
export interface RunningScansMessage {
  readonly kind: 'running-scans';
  readonly at: number;
  /** At least one. */
  readonly scans: readonly RunningScanView[];
}

export interface HistoryMessage {
  readonly kind: 'history';
  readonly scope: string;
  readonly entries: readonly HistoryEntry[];
}

export interface ScheduleStatus {
  readonly name: string;
  /** The cron expression in words: "At 08:00, Monday through Friday". */
  readonly words: string;
  readonly timezone: string;
  readonly channel: string;
  readonly nextAt: number | null;
  readonly lastDigestAt: number | null;
  readonly running: boolean;
}

/** Region `*`: its account's regions were never listed. Account `unknown`: that of the bot's own credentials. */
export interface NeverScanned {
  readonly account: string;
  readonly accountName?: string;
  readonly region: string;
}

/** A bot process of this database that lives. */
export interface ProcessStatus {
  readonly host: string;
  readonly pid: number;
  readonly startedAt: number;
  /** Milliseconds; 0: it is the one that answers. */
  readonly silentMs: number;
  /** Absent, as the next: an older version, which does not say. */
  readonly version?: string;
  /** A short hash. */
  readonly configuration?: string;
}

export interface StatusMessage {
  readonly kind: 'status';
  readonly at: number;
  readonly version: string;
  readonly startedAt: number;
  readonly schedules: readonly ScheduleStatus[];
  readonly accounts: number;
  /** Watched targets, by the outcome of their last scan. */
  readonly scanned: number;
  readonly unknown: readonly TargetSummary[];
  /** Watched, and never scanned; a few of them by name. Absent: none. */
  readonly neverScanned?: { readonly total: number; readonly named: readonly NeverScanned[] };
  readonly open: Counts;
  /** Accepted risks of the file whose last day is over: they accept nothing any more. Absent: none. */
  readonly endedRisks?: number;
  /** In no count. Absent: nothing. */
  readonly unwatched?: UnwatchedFindings;
  /** Absent: nothing is to be said, or there is no organization. */
  readonly organization?: OrganizationNotice;
  readonly lastScans: readonly HistoryEntry[];
  /** Scans that go on and can be cancelled. Absent: none. */
  readonly running?: readonly RunningScanView[];
  /** Every process, the one that answers first. Absent: there is no other. */
  readonly processes?: readonly ProcessStatus[];
  /** Slack counts more connections than the bot processes of this database have. Absent: no, or nobody can know. */
  readonly otherConnections?: { readonly counted: number; readonly ours: number; readonly since: number };
  readonly delivery: {
    readonly waiting: number;
    readonly oldestAt: number | null;
    /** The last reason why one could not be delivered, with its channel. */
    readonly trouble: readonly { readonly channel: string; readonly error: string; readonly since: number }[];
    /** What was given up, by recipient and reason. Absent in messages of 0.1.0. */
    readonly undeliverable?: readonly {
      readonly channel: string;
      readonly error: string;
      readonly count: number;
      readonly since: number;
    }[];
  };
}
