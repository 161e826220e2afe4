import type { Counts, TargetSummary, UnwatchedFindings } from './audit-messages.ts';

export interface HistoryEntry {
  readonly startedAt: number;
  readonly finishedAt?: number;
  readonly state: 'running' | 'finished' | 'interrupted' | 'failed';
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
  /** In no count. Absent: nothing. */
  readonly unwatched?: UnwatchedFindings;
  readonly lastScans: readonly HistoryEntry[];
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
