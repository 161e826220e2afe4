/**
 * Why an execution is let go of: `lost` means that somebody else holds it, and nothing more may be written; `unverifiable`
 * that whether its approvals count could not be read; `account-unverifiable`
 * the same of whether its account is still one of the organization; `left` that its account is not watched any more; `elsewhere` that another process may know the account; `settling` that the service is changing what a step is about.
 */
export type StopReason =
  | 'lost'
  | 'off'
  | 'paused'
  | 'stopping'
  | 'left'
  | 'unverifiable'
  | 'account-unverifiable'
  | 'elsewhere'
  | 'settling';

/** Ends the work on an execution between two calls; what is journaled lets another process go on. */
export class ExecutionStop extends Error {
  readonly reason: StopReason;
  /** After how long it is gone on with; absent: as soon as the reason is gone. */
  readonly againMs: number | undefined;

  constructor(reason: StopReason, againMs?: number) {
    super(`execution stopped: ${reason}`);
    this.name = 'ExecutionStop';
    this.reason = reason;
    this.againMs = againMs;
  }
}
