import type {
  FirstRunsMessage,
  RemediationOutcomeMessage,
  RemediationProgressMessage,
  RevertedNoticeMessage,
} from './afterwards-messages.ts';
import type { AuditProgressMessage, AuditResultMessage, DigestMessage } from './audit-messages.ts';
import type { HelpMessage, InterruptedMessage, ProblemMessage } from './command-messages.ts';
import type { UndeliveredMessage } from './delivery-messages.ts';
import type { ConfigurationMessage, FindingsMessage, JobMessage } from './finding-messages.ts';
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
import type { HistoryMessage, StatusMessage } from './status-messages.ts';

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
  | JobMessage
  | HistoryMessage
  | StatusMessage
  | InterruptedMessage
  | UndeliveredMessage
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
  | RevertedNoticeMessage;
