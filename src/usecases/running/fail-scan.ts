import { reportUnexpected } from '../boundary.ts';
import type { Clock, Log, NewId } from '../ports/runtime.ts';
import { isStoreBusy, type Store } from '../ports/store.ts';
import { whileBusy } from '../while-busy.ts';

export interface FailScanDependencies {
  readonly store: Pick<Store, 'scans'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
}

const againMs = 10_000;

/**
 * Marks a scan as failed, so that it does not look as if it still ran. What ended it is often a locked database, which does
 * not take that either. When it does not within about a minute, it is tried again in the background until it does. Never
 * rejects: what ended the scan is what counts. Should the process end first, the next one marks the scan as interrupted.
 */
export async function failScan(dependencies: FailScanDependencies, scanId: string): Promise<void> {
  const at = dependencies.clock.now();
  if (!(await isMarked(dependencies, scanId, at))) void markLater(dependencies, scanId, at);
}

async function markLater(dependencies: FailScanDependencies, scanId: string, at: number): Promise<void> {
  do await dependencies.clock.sleep(againMs);
  while (!(await isMarked(dependencies, scanId, at)));
}

/** False: the database was busy. What else fails is told, and would fail again. */
async function isMarked(dependencies: FailScanDependencies, scanId: string, at: number): Promise<boolean> {
  const { store, log } = dependencies;
  try {
    await whileBusy(() => store.scans.fail(scanId, at));
    return true;
  } catch (error) {
    const text = 'a scan that failed could not be marked as such';
    if (!isStoreBusy(error)) reportUnexpected(dependencies, error, { action: 'scan', scan: scanId }, text);
    else log.warn({ scan: scanId }, `${text}: the database is busy; it is tried again`);
    return !isStoreBusy(error);
  }
}
