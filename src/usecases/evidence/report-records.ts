import type { Acceptance, Exposure, FindingKind, Owner, Target } from '../../domain/model.ts';
import type { Counts } from '../messages/audit-messages.ts';
import type { FindingNumbers, ScanNumbers } from '../ports/evidence-records.ts';

/**
 * A report is a stream of records in this order, each a line of JSON where it is exported: whoever writes one holds none of
 * them longer. Instants are epoch milliseconds. Texts of AWS and people are raw. No record holds a definition, the value
 * of a job's argument or a secret.
 */
export type ReportRecord =
  | ReportHead
  | ScopeRecord
  | RuleRecord
  | DayRecord
  | ScanRecord
  | UnknownRecord
  | FindingRecord
  | AcceptedRecord
  | RemediationRecord
  | ReportEnd;

export interface ReportHead {
  readonly type: 'report';
  /** Of this form of a report. */
  readonly form: 1;
  readonly version: string;
  readonly madeAt: number;
  /** The period: from this instant on, and before that one. */
  readonly from: number;
  readonly before: number;
  /** When the first thing was recorded; null: nothing ever was. */
  readonly recordedSince: number | null;
  readonly findings: FindingNumbers;
  /** What status says of now; absent: the period ended before. */
  readonly now?: { readonly open: Counts; readonly unwatched: number };
  readonly watched: {
    readonly accounts: number;
    readonly targets: number;
    readonly scanned: number;
    readonly unknown: number;
    readonly neverScanned: number;
  };
  readonly scans: ScanNumbers & {
    /** Counted on their day; their rows are not kept any more. */
    readonly removed: number;
  };
  /** Days in UTC, without today, on which no scan ended. */
  readonly daysWithoutScan: readonly number[];
  /** Slots of schedules without an end. */
  readonly openSlots: number;
  /** What ended before this instant may have been removed by now; null: nothing is. */
  readonly keptSince: {
    readonly findings: number | null;
    readonly scans: number | null;
    readonly requests: number | null;
  };
}

export interface RuleRecord {
  readonly type: 'rule';
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly riskLevel: string;
  readonly standards: readonly string[];
  readonly relatedControls: readonly string[];
}

/** An account that is watched now, with its regions. */
export interface ScopeRecord {
  readonly type: 'scope';
  readonly account: string;
  readonly accountName?: string;
  readonly regions: readonly {
    /** `*`: they were never listed. */
    readonly region: string;
    readonly outcome: 'scanned' | 'unknown' | 'never-scanned';
    readonly lastScannedAt?: number;
    /** When it was last read to the end. */
    readonly lastGoodAt?: number;
  }[];
}

/** A day on which findings were opened or resolved. */
export interface DayRecord {
  readonly type: 'day';
  readonly day: number;
  readonly open: number;
  readonly opened: number;
  readonly resolved: number;
}

export interface ScanRecord {
  readonly type: 'scan';
  readonly id: string;
  readonly scope: string;
  readonly state: 'running' | 'finished' | 'cancelled' | 'interrupted' | 'failed';
  readonly startedAt: number;
  readonly finishedAt?: number;
  readonly schedule?: string;
  /** For a slot that was missed. */
  readonly late: boolean;
  readonly askedBy?: string;
  readonly scanned: number;
  readonly unknown: number;
  readonly opened: number;
  readonly resolved: number;
}

/** An account in a region that could not be scanned. */
export interface UnknownRecord extends Target {
  readonly type: 'unknown';
  /** The day of the first scan that could not, or that scan; null: nobody knows. */
  readonly since: number | null;
  /** Absent: it goes on. */
  readonly until?: number;
  /** Of what goes on now: the code, and the call. */
  readonly reason?: string;
  readonly call?: string;
}

export interface FindingRecord extends Target {
  readonly type: 'finding';
  readonly id: string;
  readonly rule: string;
  readonly accountName?: string;
  readonly kind: FindingKind;
  readonly name: string;
  /** A code; `why` is the clause for people. */
  readonly reason: string;
  readonly why: string;
  /** As the last scan saw it: of a day gone by only numbers are kept. */
  readonly exposure: Exposure;
  /** At the end of the period. */
  readonly state: 'open' | 'resolved';
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  readonly resolvedAt?: number;
  readonly fixedAt?: number;
  /** The first ones, as "job orders-etl", of `usersTotal`. */
  readonly users: readonly string[];
  readonly usersTotal: number;
  /** A list failed: there may be more. */
  readonly usersIncomplete?: true;
  /** The accepted risk that covers it now. Absent: none, or the period ended before. */
  readonly accepted?: Acceptance;
  /** False: its account and region are not watched any more, and it is in no count of now. */
  readonly watched: boolean;
  /** By name or tag as it was decided last, else its account's as configured now. Absent: nobody is named. */
  readonly owner?: Owner;
}

/** A risk that somebody accepted. */
export interface AcceptedRecord {
  readonly type: 'accepted';
  readonly id: string;
  /** What it is about, in words. */
  readonly about: string;
  /** It covers what grows worse, too. */
  readonly evenIfWorse?: true;
  readonly reason: string;
  readonly owner: string;
  readonly by: string;
  /** Who agreed, or refused. Absent: nobody had to, or nobody did. */
  readonly decidedBy?: string;
  /** Since when it holds; of one that never did, when it was asked for. */
  readonly at: number;
  readonly until: number;
  /** The same as it was meant: YYYY-MM-DD, in its own time zone. */
  readonly lastDay: string;
  readonly source: 'slack' | 'file';
  readonly state: string;
}

export interface RemediationRecord {
  readonly type: 'remediation';
  readonly request: string;
  readonly state: string;
  readonly account: string;
  readonly accountName?: string;
  readonly findings: readonly { readonly region: string; readonly kind: FindingKind; readonly name: string }[];
  readonly askedBy: string;
  readonly askedAt: number;
  readonly reason: string;
  readonly required: number;
  readonly closedAt?: number;
  readonly decisions: readonly {
    readonly by: string;
    readonly decision: 'approve' | 'reject';
    readonly at: number;
    readonly reason?: string;
  }[];
  readonly executions: readonly ExecutionRecord[];
  readonly firstRuns: readonly {
    readonly job: string;
    readonly region: string;
    readonly state: string;
    /** The id and state of the run that was seen. */
    readonly run?: string;
    readonly runState?: string;
    readonly reason?: string;
    readonly at?: number;
  }[];
}

export interface ExecutionRecord {
  readonly id: string;
  readonly direction: 'forward' | 'back';
  /** Of a roll back. */
  readonly orderedBy?: string;
  readonly state: string;
  readonly queuedAt: number;
  readonly endedAt?: number;
  readonly steps: readonly {
    readonly id: string;
    /** "switch job orders-etl from std to std-encrypted" */
    readonly what: string;
    readonly state: string;
    readonly reason?: string;
    readonly awsRequestIds: readonly string[];
  }[];
}

/** The last record: a report without it is cut off. */
export interface ReportEnd {
  readonly type: 'end';
  /** How many of each type came before. */
  readonly records: Readonly<Record<string, number>>;
}
