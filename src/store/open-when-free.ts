import type { Clock, Log } from '../usecases/ports/runtime.ts';
import { StoreError, type StoreErrorCode } from './database/store-error.ts';

/** Longer than a suspended process or a backup holds a lock as a rule. */
const patienceMs = 60_000;
const pauseMs = 1_000;

/** What passes by itself: each with what the log says. */
const passing: Partial<Record<StoreErrorCode, string>> = {
  busy: 'the database is locked by another process: the start waits for it',
  unavailable: 'the database cannot be reached: the start waits for it',
};

/**
 * Opens the database once nobody keeps it locked and its server answers, for a start that nobody watches: another process
 * that is suspended while it writes would otherwise end every start.
 * @throws {StoreError} `busy` or `unavailable` after a minute, any other at once
 */
export async function openWhenFree<T>(open: () => Promise<T>, clock: Clock, log: Log): Promise<T> {
  const until = clock.monotonic() + patienceMs;
  for (;;) {
    try {
      return await open();
    } catch (error) {
      const words = error instanceof StoreError ? passing[error.code] : undefined;
      if (words === undefined || clock.monotonic() >= until) throw error;
      log.warn({ err: error instanceof Error ? error.message : undefined }, words);
      await clock.sleep(pauseMs);
    }
  }
}
