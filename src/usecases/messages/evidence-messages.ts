import type { RequestState } from '../../domain/remediation/remediation.ts';
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
