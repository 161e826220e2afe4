/**
 * Why an execution is let go of: `lost` means that somebody else holds it, and nothing more may be written; `unverifiable`
 * that whether its approvals count could not be read.
 */
export type StopReason = 'lost' | 'off' | 'paused' | 'stopping' | 'unverifiable';

/** Ends the work on an execution between two calls; what is journaled lets another process go on. */
export class ExecutionStop extends Error {
  readonly reason: StopReason;

  constructor(reason: StopReason) {
    super(`execution stopped: ${reason}`);
    this.name = 'ExecutionStop';
    this.reason = reason;
  }
}
