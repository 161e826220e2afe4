import type { ProblemMessage } from '../messages/command-messages.ts';
import type { FindingFilter, FindingsMessage } from '../messages/finding-messages.ts';
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
  /** Wants a scan to end. */
  cancelScan(actor: Actor, scanId: string): Promise<ScanCancelMessage | RunningScansMessage | ProblemMessage>;
}
