import type { FindingKind } from '../../domain/model.ts';
import type { RequestState } from '../../domain/remediation/remediation.ts';
import type { Counts, FindingView, TargetCounts, UnwatchedFindings } from './audit-messages.ts';
import type { RiskView } from './exception-messages.ts';
import type { FindingActs } from './finding-acts.ts';
import type { HistoryEntry, RunningScanView, ScheduleStatus } from './status-messages.ts';

/**
 * What one person finds in the app's own place of a chat. No message: it is shown to whoever opens it, kept nowhere, and
 * made anew from the records each time. Instants are epoch milliseconds; texts from AWS or people are raw.
 */
export interface HomePage {
  readonly kind: 'home';
  readonly at: number;
  /** Configured accounts. */
  readonly accounts: number;
  /** Open findings of what is watched. */
  readonly open: Counts;
  /** Watched account-regions by the outcome of their last scan. */
  readonly scanned: number;
  readonly unknown: number;
  readonly neverScanned: number;
  /** In no count. Absent: nothing. */
  readonly unwatched?: UnwatchedFindings;
  /** The first exposed findings, in the order of their list. */
  readonly worst: readonly FindingView[];
  /** What can be done about those. */
  readonly acts: FindingActs;
  /** Where findings are open or scans fail: the worst first, a few of `total`. */
  readonly places: { readonly total: number; readonly shown: readonly HomePlace[] };
  /** Of 30 and of 90 days; one where nothing was recorded before the 30. Empty: nothing was ever scanned. */
  readonly trends: readonly HomeTrend[];
  /** Absent: remediation is off. */
  readonly requests?: HomeRequests;
  /** Risks that wait for this person's yes or no. Absent: none does. */
  readonly risks?: HomeRisks;
  readonly schedules: readonly ScheduleStatus[];
  readonly lastScans: readonly HistoryEntry[];
  readonly running: readonly RunningScanView[];
}

/** One watched account in one region. Region `*`: its regions could not be listed. */
export interface HomePlace extends TargetCounts {
  /** Why its last scan failed, as AWS's code. Absent: it was scanned to its end. */
  readonly failed?: string;
  /** When it was last read to the end; null: never. */
  readonly lastGoodAt: number | null;
}

/** What changed in so many days, today among them, of what is watched. */
export interface HomeTrend {
  readonly days: number;
  /** The start of the first of these days in UTC. */
  readonly since: number;
  /** True: nothing was recorded before, so these are fewer than were asked for. */
  readonly cut: boolean;
  readonly opened: number;
  readonly resolved: number;
  readonly openThen: number;
  readonly openNow: number;
}

export interface HomeRequests {
  /** Open ones of others whose policy names this person or a user group: a few of `total`, what ends first above. */
  readonly waiting: { readonly total: number; readonly shown: readonly WaitingRequest[] };
  /** What this person asked for, newest first: a few of `total`. */
  readonly mine: { readonly total: number; readonly shown: readonly OwnRequest[] };
}

export interface HomeRequest {
  readonly requestId: string;
  readonly account: string;
  readonly accountName?: string;
  readonly region: string;
  /** A few of `findingsTotal`. */
  readonly findings: readonly { readonly kind: FindingKind; readonly name: string }[];
  readonly findingsTotal: number;
  readonly createdAt: number;
}

export interface WaitingRequest extends HomeRequest {
  readonly askedBy: string;
  readonly expiresAt: number;
  /** Approvals so far and needed. */
  readonly approvals: number;
  readonly required: number;
  /** User groups of which a member may decide. Absent: the policy names this person. */
  readonly groups?: readonly string[];
  /** This person approved it, and another approval is awaited. */
  readonly approvedByMe?: true;
}

export interface OwnRequest extends HomeRequest {
  readonly state: RequestState;
  readonly expiresAt: number;
  /** Of an open one: approvals so far and needed. */
  readonly approvals: number;
  readonly required: number;
  /** Of an approved one: how far it is, as a sentence. */
  readonly headline?: string;
}

export interface HomeRisks {
  /** The earliest end first, a few of `total`. */
  readonly total: number;
  readonly shown: readonly WaitingRisk[];
}

export interface WaitingRisk extends RiskView {
  /** Where its message with the buttons stands: a channel or a person. Absent: it is gone. */
  readonly channel?: string;
  /** The address of that message. */
  readonly link?: string;
}

/** In place of the page: nothing of the records is in it. */
export interface HomeRefused {
  readonly kind: 'home-refused';
  readonly what: string;
  readonly next: string;
  /** Channels from which anybody may ask. */
  readonly channels: readonly string[];
}

/** What an audit can be narrowed to, from the configuration. */
export interface AuditForm {
  readonly kind: 'audit-form';
  /** `word`: what a command takes for it. */
  readonly accounts: readonly { readonly word: string; readonly label: string }[];
  readonly regions: readonly string[];
}
