import type { Clock } from '../ports/runtime.ts';
import type { Store } from '../ports/store.ts';

const hour = 3_600_000;
const day = 24 * hour;
/** How long what is over is kept. Findings are kept for ever: they are the history an auditor asks for. */
const keep = { scans: 400 * day, outbox: 90 * day, queries: 90 * day, envelopes: hour };

/** Deletes what nobody asks for any more. */
export async function pruneRecords({ store, clock }: { store: Store; clock: Clock }): Promise<void> {
  const now = clock.now();
  await store.scans.prune(now - keep.scans);
  await store.staged.prune();
  await store.outbox.prune(now - keep.outbox);
  await store.queries.prune(now - keep.queries);
  await store.envelopes.prune(now - keep.envelopes);
}
