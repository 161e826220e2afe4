import { reportUnexpected } from '../boundary.ts';
import type { Clock, Log, NewId } from '../ports/runtime.ts';
import type { NewScan } from '../ports/scan-records.ts';
import { isOutcomeUnknown, isStoreBusy, type Store } from '../ports/store.ts';
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

/** False: the database did not take it, or did not say so: once more does no harm. What else fails would fail again. */
async function isMarked(dependencies: FailScanDependencies, scanId: string, at: number): Promise<boolean> {
  const { store, log } = dependencies;
  try {
    await whileBusy(() => store.scans.fail(scanId, at));
    return true;
  } catch (error) {
    const text = 'a scan that failed could not be marked as such';
    const isAgain = isStoreBusy(error) || isOutcomeUnknown(error);
    if (!isAgain) reportUnexpected(dependencies, error, { action: 'scan', scan: scanId }, text);
    else log.warn({ scan: scanId }, `${text}: the database is busy; it is tried again`);
    return !isAgain;
  }
}

/**
 * Begins a scan. Where the connection was lost meanwhile its row may be there, with nobody to end it: it is marked as
 * failed in the background, and this rejects.
 */
export async function beginScan(dependencies: FailScanDependencies, scan: NewScan): Promise<void> {
  try {
    await dependencies.store.scans.begin(scan);
  } catch (error) {
    if (isOutcomeUnknown(error)) void failScan(dependencies, scan.id);
    throw error;
  }
}
