import { dayMs, defaultRetention } from '../../src/domain/retention.ts';
import type { PruneDependencies } from '../../src/usecases/bot/prune-records.ts';
import type { Store } from '../../src/usecases/ports/store.ts';
import { finding } from './samples.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

export const today = 1_000 * dayMs;
/** Resolved on five days; kept for less. */
const firstDay = today - 20 * dayMs;
export const count = 1_200;

export async function fillPrunable(store: Store): Promise<void> {
  const at = (index: number) => firstDay + (index % 5) * dayMs;
  await store.findings.insert(
    Array.from({ length: count }, (_, index) =>
      finding(`f${index}`, { firstSeenAt: at(index), resolvedAt: at(index) + dayMs + 1 }),
    ),
  );
  // It has run for long.
  for (const now of [today - 2 * dayMs, today - dayMs]) {
    await store.summaries.claim({ processId: 'dead', now, until: now, gapMs: dayMs, behindMs: 0 });
    await store.summaries.release('dead');
  }
}

/** What the days must say in the end. */
export const expectedDays = [0, 1, 2, 3, 4, 5].map((day) => ({
  day: firstDay + day * dayMs,
  opened: day < 5 ? 240 : 0,
  resolved: day > 0 ? 240 : 0,
  open: day < 5 ? 240 : 0,
}));

export function pruning(store: Store, processId: string, minutes = 0): PruneDependencies {
  const then: Store = { ...store, now: async () => today + minutes * 60_000 };
  const retention = { ...defaultRetention, findings: 10 * dayMs };
  return { store: then, log: quiet, processId, retention, schedules: [] };
}
