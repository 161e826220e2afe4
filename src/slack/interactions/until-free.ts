import type { ProblemMessage } from '../../usecases/messages/command-messages.ts';
import type { Clock } from '../../usecases/ports/runtime.ts';
import { whileBusy } from '../../usecases/while-busy.ts';

const TRY_AGAIN_AFTER_MS = 1_000;

/** Said while somebody's press, form or command waits for the database. */
export const STILL_BUSY: ProblemMessage = {
  kind: 'problem',
  what: 'The database is busy; this is tried again…',
  next: 'There is nothing to do: what became of it is said here within a minute.',
  suggestions: [],
};

export interface UntilFreeParts {
  readonly clock: Clock;
  /** Aborted while the bot stops: nothing is tried again then. */
  readonly stopping: AbortSignal;
}

/**
 * Does what a person asked for again while the database refuses it, for about a minute, and has them told once that it
 * waits. Only for work that is one transaction, or whose parts may be done twice. Rejects as the work does.
 */
export function untilFree<T>(
  { clock, stopping }: UntilFreeParts,
  work: () => Promise<T>,
  tell: () => Promise<void> | void,
): Promise<T> {
  return whileBusy(work, async (tried) => {
    if (stopping.aborted) return false;
    if (tried === 1) await tell();
    await clock.sleep(TRY_AGAIN_AFTER_MS, stopping).catch(() => {});
    return true;
  });
}
