import type { Clock, Log } from '../usecases/ports/runtime.ts';
import { StoreError } from './database/store-error.ts';

/** Longer than a suspended process or a backup holds a lock as a rule. */
const patienceMs = 60_000;
const pauseMs = 1_000;

/**
 * Opens the database once nobody keeps it locked, for a start that nobody watches: another process that is suspended while
 * it writes would otherwise end every start. @throws {StoreError} `busy` after a minute, any other at once
 */
export async function openWhenFree<T>(open: () => Promise<T>, clock: Clock, log: Log): Promise<T> {
  const until = clock.monotonic() + patienceMs;
  for (;;) {
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'busy' || clock.monotonic() >= until) throw error;
      log.warn({ err: error.message }, 'the database is locked by another process: the start waits for it');
      await clock.sleep(pauseMs);
    }
  }
}
