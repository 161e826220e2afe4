import type {
  FirstRunsMessage,
  RemediationOutcomeMessage,
  RemediationProgressMessage,
  RevertedNoticeMessage,
} from './afterwards-messages.ts';
import type { AuditProgressMessage, AuditResultMessage, DigestMessage } from './audit-messages.ts';
import type { HelpMessage, InterruptedMessage, ProblemMessage } from './command-messages.ts';
import type { UndeliveredMessage } from './delivery-messages.ts';
import type { AuditHeadMessage, ReportMadeMessage, RequestLogMessage } from './evidence-messages.ts';
import type { AcceptedRisksMessage, ExceptionNoticeMessage, ExceptionRequestMessage } from './exception-messages.ts';
import type { ConfigurationMessage, FindingsMessage, FoundMessage, JobMessage } from './finding-messages.ts';
import type {
  ApprovalRequestMessage,
  BulkOfferMessage,
  DecisionNoteMessage,
  OpenRequestsMessage,
  PauseNoticeMessage,
  PlanDetailsMessage,
  RemediationOfferMessage,
  RequestNoticeMessage,
} from './request-messages.ts';
import type { HistoryMessage, RunningScansMessage, ScanCancelMessage, StatusMessage } from './status-messages.ts';

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
  | FoundMessage
  | ConfigurationMessage
  | JobMessage
  | HistoryMessage
  | StatusMessage
  | RunningScansMessage
  | ScanCancelMessage
  | InterruptedMessage
  | UndeliveredMessage
  | EditClosedMessage
  | AuditHeadMessage
  | RequestLogMessage
  | ReportMadeMessage
  | RemediationOfferMessage
  | BulkOfferMessage
  | ApprovalRequestMessage
  | PlanDetailsMessage
  | OpenRequestsMessage
  | RequestNoticeMessage
  | DecisionNoteMessage
  | PauseNoticeMessage
  | RemediationOutcomeMessage
  | RemediationProgressMessage
  | FirstRunsMessage
  | RevertedNoticeMessage
  | ExceptionRequestMessage
  | ExceptionNoticeMessage
  | AcceptedRisksMessage;

/** A reply to a message that says what is true no more, and that the chat lets nobody edit. */
export interface EditClosedMessage {
  readonly kind: 'edit-closed';
  /** The kind of that message. */
  readonly of: string;
  /** What it would say now. Absent: what follows in its thread, or a list, says so. */
  readonly now?: Message;
}

// A record, so that the compiler misses a kind that is added.
const kinds: Readonly<Record<Message['kind'], true>> = {
  help: true,
  problem: true,
  'audit-progress': true,
  'audit-result': true,
  digest: true,
  findings: true,
  found: true,
  configuration: true,
  job: true,
  history: true,
  status: true,
  'running-scans': true,
  'scan-cancel': true,
  interrupted: true,
  undelivered: true,
  'edit-closed': true,
  'audit-head': true,
  'request-log': true,
  'report-made': true,
  'request-news': true,
  'decision-note': true,
  'pause-news': true,
  'remediation-outcome': true,
  'remediation-progress': true,
  'first-runs': true,
  'reverted-news': true,
  'remediation-offer': true,
  'several-offer': true,
  'approval-request': true,
  'plan-details': true,
  'open-requests': true,
  'exception-request': true,
  'exception-notice': true,
  'accepted-risks': true,
};

/** As stored: a message of an unknown kind was written by another version. */
export const messageKinds: ReadonlySet<string> = new Set(Object.keys(kinds));
