import type { HistoryEntry, HistoryMessage } from '../messages/status-messages.ts';
import type { ScanRow } from '../ports/scan-records.ts';
import type { Store } from '../ports/store.ts';

const entriesShown = 15;

export function historyEntry(row: ScanRow): HistoryEntry {
  const { startedAt, finishedAt, state, schedule, caughtUp, askedBy, scope, cancel, notReached } = row;
  const { scanned, unknown, opened, resolved, open } = row;
  return {
    startedAt,
    ...(finishedAt !== undefined && { finishedAt }),
    state,
    ...(schedule !== undefined && { schedule }),
    caughtUp,
    ...(askedBy !== undefined && { askedBy }),
    scope,
    scanned,
    unknown,
    opened,
    resolved,
    open,
    ...(cancel && notReached !== undefined && { cancelled: { by: cancel.by, left: notReached } }),
  };
}

/** The latest scans, newest first. */
export async function readHistory(store: Pick<Store, 'scans'>): Promise<HistoryMessage> {
  const rows = await store.scans.latest(entriesShown);
  return { kind: 'history', scope: 'everything', entries: rows.map(historyEntry) };
}
