import type { RequestState } from '../../domain/remediation/remediation.ts';
import type { Counts } from './audit-messages.ts';
import type { AboutTarget } from './request-messages.ts';

/** The head of the audit trail, told once a day to be kept where the database is not. */
export interface AuditHeadMessage {
  readonly kind: 'audit-head';
  readonly at: number;
  /** Of the last entry, from 1. */
  readonly place: number;
  /** SHA-256, hex. */
  readonly hash: string;
  /** What was told last; `day` is its start in UTC. Absent: nothing was. */
  readonly since?: { readonly place: number; readonly day: number };
}

/** A report that was made, and where its file is. */
export interface ReportMadeMessage {
  readonly kind: 'report-made';
  readonly from: number;
  readonly before: number;
  readonly madeAt: number;
  /** Null: nothing was ever recorded. */
  readonly recordedSince: number | null;
  readonly findings: { readonly opened: number; readonly resolved: number; readonly openAtEnd: number };
  /** What status says of now; absent: the period ended before. */
  readonly open?: Counts;
  readonly scans: number;
  readonly daysWithoutScan: number;
  /** In the thread of this answer, or in the person's direct messages. Absent: it could not be uploaded. */
  readonly where?: 'thread' | 'direct';
  /** Why not: the chat's code, or `too-large`. */
  readonly refused?: string;
}

/** One entry of the audit trail, for people. */
export interface LogEntryView {
  readonly at: number;
  /** Absent: Gluewarden by itself. */
  readonly by?: string;
  /** What was done, or tried: "approved", "approval refused". */
  readonly what: string;
  /** "step s1, reason throttled". Empty: nothing more. */
  readonly detail: string;
  readonly awsRequestIds: readonly string[];
}

/** Who did what on one request, refused attempts too. */
export interface RequestLogMessage extends AboutTarget {
  readonly kind: 'request-log';
  readonly requestId: string;
  readonly state: RequestState;
  readonly findings: readonly string[];
  /** The latest ones of `total`, newest first. */
  readonly entries: readonly LogEntryView[];
  readonly total: number;
  /** Other requests about that name, the newest first. */
  readonly others: readonly { readonly id: string; readonly createdAt: number; readonly state: string }[];
}
