import type {
  Exposure,
  Finding,
  FindingKind,
  KeyNotChecked,
  Reference,
  SecurityConfiguration,
} from '../../domain/model.ts';
import type { ManualWork, StepType } from '../../domain/plan/plan.ts';
import type { FirstRunsMessage, RemediationProgressMessage, RevertedNewsMessage } from './afterwards-message.ts';
import type {
  ApprovalRequestMessage,
  OpenRequestsMessage,
  PlanDetailsMessage,
  RemediationOfferMessage,
  SeveralOfferMessage,
} from './remediation-message.ts';

export type {
  ApprovalRequestMessage,
  FirstRunsMessage,
  OpenRequestsMessage,
  PlanDetailsMessage,
  RemediationOfferMessage,
  RemediationProgressMessage,
  RevertedNewsMessage,
  SeveralOfferMessage,
};

/**
 * Everything that the bot can say, as data. A surface turns each kind into its own form. Instants are epoch
 * milliseconds. Texts from AWS or people are raw: each surface escapes them.
 */
export type Message =
  | HelpMessage
  | ProblemMessage
  | AuditProgressMessage
  | AuditResultMessage
  | DigestMessage
  | FindingsMessage
  | ConfigurationMessage
  | HistoryMessage
  | StatusMessage
  | InterruptedMessage
  | RemediationOfferMessage
  | SeveralOfferMessage
  | ApprovalRequestMessage
  | PlanDetailsMessage
  | OpenRequestsMessage
  | RequestNewsMessage
  | RemediationOutcomeMessage
  | RemediationProgressMessage
  | FirstRunsMessage
  | RevertedNewsMessage;

export interface HelpMessage {
  readonly kind: 'help';
  readonly command: string;
  readonly summary: string;
  readonly entries: readonly { readonly usage: string; readonly does: string; readonly example?: string }[];
  readonly notes: readonly string[];
}

/** Something that the caller can mend. `next` says what to do, as a sentence. */
export interface ProblemMessage {
  readonly kind: 'problem';
  readonly what: string;
  readonly next: string;
  /** Complete commands that were probably meant. */
  readonly suggestions: readonly string[];
}

/** A scan that goes on. `total` is absent while regions are still being listed. */
export interface AuditProgressMessage {
  readonly kind: 'audit-progress';
  readonly scope: string;
  readonly startedAt: number;
  readonly done: number;
  readonly total?: number;
  readonly found: number;
  readonly unknown: number;
}

export interface FindingView extends Finding {
  readonly accountName?: string;
  /** Opaque; present when it is recorded. */
  readonly id?: string;
  readonly firstSeenAt?: number;
  readonly lastSeenAt?: number;
  readonly resolvedAt?: number;
  /** When a remediation took away what used it; see `isFixed`. */
  readonly fixedAt?: number;
  /** Present when `references` was cut: how many there are. */
  readonly referencesTotal?: number;
}

export interface Counts {
  readonly total: number;
  readonly exposed: number;
  readonly latent: number;
  readonly unused: number;
  /** How many of the unused are fixed: nothing runs with them, and they close when retired. Absent: none. */
  readonly fixed?: number;
}

/** Findings of one sort: all are counted, a few are named (exposed ones first). */
export interface FindingGroup extends Counts {
  readonly named: readonly FindingView[];
  /** Where they are: the places with the most, exposed ones first; not always all. Absent in older messages. */
  readonly places?: readonly PlaceCounts[];
}

/** The findings of one account in one region, as numbers. */
export interface PlaceCounts extends Counts {
  readonly account: string;
  readonly accountName?: string;
  readonly region: string;
}

export interface TargetSummary {
  readonly account: string;
  readonly accountName?: string;
  readonly region: string;
  readonly outcome: 'scanned' | 'unknown';
  readonly reason?: string;
  readonly call?: string;
  readonly message?: string;
  readonly configurations: number;
  readonly jobs: number;
  readonly findings: Counts;
  /** When this target was last read to the end; null: never. */
  readonly lastGoodAt: number | null;
}

/** What any report of a scan says. Unknown targets come in full, scanned ones as numbers. */
export interface ScanReport {
  readonly scanned: number;
  readonly unknown: readonly TargetSummary[];
  readonly configurations: number;
  readonly jobs: number;
  readonly keysNotChecked: readonly KeyNotChecked[];
  readonly keysNotCheckedTotal: number;
  /** Opaque id of the stored query behind "Show all". */
  readonly queryId?: string;
}

export interface AuditResultMessage extends ScanReport {
  readonly kind: 'audit-result';
  readonly scope: string;
  readonly finishedAt: number;
  readonly durationMs: number;
  readonly findings: FindingGroup;
  /** A row a target, at most 100: unknown ones first, then those with most exposed findings. */
  readonly targets: readonly TargetSummary[];
}

export interface DigestMessage extends ScanReport {
  readonly kind: 'digest';
  readonly schedule: string;
  readonly slotAt: number;
  readonly finishedAt: number;
  /** The digest that `new` and `resolved` are compared with; null: this is the first. */
  readonly previousAt: number | null;
  /** True when the slot was missed while the bot was down. */
  readonly caughtUp: boolean;
  readonly fresh: FindingGroup;
  readonly resolved: FindingGroup;
  /** Open before and still open, those of unknown targets included. */
  readonly open: FindingGroup;
  /** Open findings in targets that could not be looked at: part of `fresh` and `open`. */
  readonly openUnverified: number;
  /** Ids of named open findings that can be remediated. Absent: none, or an older message. */
  readonly remediable?: readonly string[];
}

export interface FindingFilter {
  /** Account ids. */
  readonly accounts?: readonly string[];
  readonly regions?: readonly string[];
  readonly exposures?: readonly Exposure[];
  readonly kinds?: readonly FindingKind[];
  /** First seen at or after. */
  readonly firstSeenSince?: number;
}

/** One page of the open findings. `page` counts from 0. */
export interface FindingsMessage {
  readonly kind: 'findings';
  readonly filter: FindingFilter;
  /** The filter in words: "exposed, in data-production, eu-west-1". Empty: no filter. */
  readonly filterWords: string;
  readonly queryId: string;
  readonly page: number;
  readonly pages: number;
  readonly counts: Counts;
  readonly items: readonly FindingView[];
  /** What a person can filter by: accounts with names, and regions that have open findings. */
  readonly choices: {
    readonly accounts: readonly { readonly id: string; readonly name?: string }[];
    readonly regions: readonly string[];
  };
  /** When any target that the filter reaches was last read to the end; null: none of them ever was. */
  readonly lastScanAt: number | null;
  /** How many targets that the filter reaches could not be looked at last time; absent: none. */
  readonly notLookedAt?: number;
}

export interface ConfigurationMessage {
  readonly kind: 'configuration';
  readonly account: string;
  readonly accountName?: string;
  readonly region: string;
  readonly seenAt: number;
  readonly configuration: SecurityConfiguration;
  /** Findings about it: `configuration` or `unusable-key`; empty means that the rule holds. */
  readonly findings: readonly FindingView[];
  readonly exposure: Exposure;
  readonly references: readonly Reference[];
  readonly referencesIncomplete: readonly { readonly call: string; readonly error: string }[];
  /** The finding that can be remediated from here. Absent: nothing, or remediation is off. */
  readonly remediate?: string;
  /** True: nothing uses it, so what is left is to retire it. */
  readonly retire?: true;
  /** What the key check said: "usable", "not checked: AccessDeniedException", … absent: no key to check. */
  readonly key?: string;
  /** Where a reference could hide that no list shows. */
  readonly notChecked: readonly string[];
  readonly rule: { readonly id: string; readonly riskLevel: string; readonly standards: readonly string[] };
}

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

export interface StatusMessage {
  readonly kind: 'status';
  readonly at: number;
  readonly version: string;
  readonly startedAt: number;
  readonly schedules: readonly ScheduleStatus[];
  readonly accounts: number;
  /** Recorded targets, by their last outcome. */
  readonly scanned: number;
  readonly unknown: readonly TargetSummary[];
  readonly open: Counts;
  readonly lastScans: readonly HistoryEntry[];
  readonly delivery: {
    readonly waiting: number;
    readonly oldestAt: number | null;
    /** The last reason why one could not be delivered, with its channel. */
    readonly trouble: readonly { readonly channel: string; readonly error: string; readonly since: number }[];
  };
}

/** A scan that somebody asked for and a restart cut off. */
export interface InterruptedMessage {
  readonly kind: 'interrupted';
  readonly scope: string;
  readonly startedAt: number;
  /** The command to type again. */
  readonly again: string;
}

/** What became of a request that somebody made. */
export interface RequestNewsMessage {
  readonly kind: 'request-news';
  readonly requestId: string;
  readonly event: 'approved' | 'rejected' | 'withdrawn' | 'expired' | 'reminder';
  readonly askedBy: string;
  readonly account: string;
  readonly accountName?: string;
  readonly region: string;
  readonly findings: readonly { readonly kind: FindingKind; readonly name: string }[];
  readonly expiresAt: number;
  readonly at: number;
  /** Who decided or withdrew it. */
  readonly by?: string;
  /** Why it was rejected, in their words. */
  readonly reason?: string;
}

/** How the carrying out of one plan ended, in plain words. */
export interface RemediationOutcomeMessage {
  readonly kind: 'remediation-outcome';
  readonly requestId: string;
  readonly planId: string;
  readonly executionId: string;
  readonly askedBy: string;
  readonly account: string;
  readonly accountName?: string;
  readonly region: string;
  readonly finding: { readonly kind: FindingKind; readonly name: string };
  /** What everything was to use. */
  readonly configuration: string;
  readonly state: 'done' | 'partly-done' | 'failed';
  /** True: it went back. */
  readonly back?: true;
  /** The end in one sentence. */
  readonly headline: string;
  readonly moved: number;
  readonly total: number;
  /** What did not go as planned: at most 50 of `troubleTotal`. `why` is a clause. */
  readonly trouble: readonly { readonly type: StepType; readonly name: string; readonly why: string }[];
  readonly troubleTotal: number;
  readonly manual: readonly ManualWork[];
  /** What to do now, as sentences. */
  readonly next: readonly string[];
  readonly endedAt: number;
  /** Until when approvers may roll it back; absent: there is nothing to roll back. */
  readonly rollBackUntil?: number;
}
