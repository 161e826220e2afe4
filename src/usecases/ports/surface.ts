import type { ProblemMessage } from '../messages/command-messages.ts';
import type {
  ConfigurationMessage,
  FindingFilter,
  FindingsMessage,
  FoundMessage,
  JobMessage,
} from '../messages/finding-messages.ts';
import type { AuditForm, HomePage, HomeRefused } from '../messages/home-page.ts';
import type { RunningScansMessage, ScanCancelMessage } from '../messages/status-messages.ts';
import type { Actor } from './command.ts';

/**
 * What buttons and modals of any surface call. Each checks for itself whether the actor may, and answers with the
 * problem. It rejects only with what nobody foresaw: the surface ends that at the boundary.
 */
export interface SurfaceActions {
  /**
   * One page of the open findings behind a stored query. `change` narrows or widens the filter: it is stored as a
   * new query, whose id comes back in the message.
   */
  browse(
    actor: Actor,
    request: { readonly queryId: string; readonly page: number; readonly change?: FindingFilter },
  ): Promise<FindingsMessage | ProblemMessage>;
  /** What one person finds in the app's own place: by the records alone. */
  home(actor: Actor): Promise<HomePage | HomeRefused>;
  /** What an audit can be asked for. */
  auditForm(actor: Actor): Promise<AuditForm | ProblemMessage>;
  /** The configuration or job of a recorded finding, read now. */
  showFinding(actor: Actor, findingId: string): Promise<ConfigurationMessage | JobMessage | ProblemMessage>;
  /** Open findings whose own name, or that of what uses them, stands in this text. */
  findIn(actor: Actor, text: string): Promise<FoundMessage | ProblemMessage>;
  /** Wants a scan to end. */
  cancelScan(actor: Actor, scanId: string): Promise<ScanCancelMessage | RunningScansMessage | ProblemMessage>;
}
