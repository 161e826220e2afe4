import { smallest } from '../../domain/audit/extremes.ts';
import type { Schedule } from '../../domain/fleet.ts';
import { dayMs, type KeptFor, type Retention } from '../../domain/retention.ts';
import type { Log } from '../ports/runtime.ts';
import { isStoreBusy, type Store } from '../ports/store.ts';
import { forgetDays, summariseDays } from './summarise-days.ts';

export interface PruneDependencies {
  readonly store: Store;
  readonly log: Log;
  readonly processId: string;
  readonly retention: Retention;
  readonly schedules: readonly Schedule[];
  /** True when the process is about to end: what is left is done by the next one. */
  readonly isStopping?: () => boolean;
}

/** What no configuration can shorten or lengthen. */
const keep = { queries: 90 * dayMs, envelopes: 3_600_000 };
/** As long as a remediation can be watched and rolled back at the most. */
const longestWatch = 90 * dayMs;
/** Longer than any turn. */
const claimMs = 10 * 60_000;
/** After such a gap the clock may be wrong, and what it removed would be gone: nothing is, until it ran for a day. */
const gapMs = 2 * dayMs;
const steadyMs = dayMs;
/** So much the clock of another machine may be behind. */
const behindMs = 60_000;
/** Rows of one transaction: about 10 ms. */
const pieceSize = 500;

/**
 * Counts the days, then deletes what is over and was kept for its time. One process at a time; what is left because the
 * database is busy or full is done an hour later, with nothing counted twice.
 */
export async function pruneRecords(dependencies: PruneDependencies): Promise<void> {
  const { store, log, processId } = dependencies;
  try {
    // The clock of all: one of this machine alone that is ahead would take what nobody can bring back.
    const now = await store.now();
    await store.staged.prune();
    await store.queries.prune(now - keep.queries);
    await store.envelopes.prune(now - keep.envelopes);
    const upkeep = await store.summaries.claim({ processId, now, until: now + claimMs, gapMs, behindMs });
    if (upkeep === undefined) return;
    const today = await summariseDays(store, now, upkeep.summarisedDay, dependencies.isStopping);
    if (now - upkeep.steadySince >= steadyMs) await removeOld(dependencies, { now, today });
    await store.summaries.release(processId);
  } catch (error) {
    if (!isStoreBusy(error)) throw error;
    log.warn({}, 'the database is busy: old records are removed an hour later');
  }
}

type Remove = (before: number, limit: number) => Promise<number>;

async function removeOld(
  { store, log, retention, schedules, isStopping = () => false }: PruneDependencies,
  { now, today }: { readonly now: number; readonly today: number },
): Promise<void> {
  const { messages } = retention;
  const endedSince = now - Math.max(messages === 'forever' ? 0 : messages, longestWatch);
  const requestsSince = await store.remediation.oldestLiving(endedSince);
  const toldAt = await lastToldAt(store, schedules, today);
  const over: Readonly<Record<keyof Retention, Remove>> = {
    // A digest tells what was resolved since the one before, and a schedule may run once a year.
    findings: (before, limit) => store.findings.prune(Math.min(before, toldAt), limit),
    scans: store.scans.prune,
    slots: store.schedules.prune,
    messages: (before, limit) => store.outbox.prune(before, limit, requestsSince),
    requests: store.remediation.pruneRequests,
  };
  const removed = { findings: 0, scans: 0, slots: 0, messages: 0, requests: 0 };
  for (const what of ['findings', 'scans', 'slots', 'messages', 'requests'] as const) {
    const before = lastInstant(retention[what], now, today);
    for (let count = pieceSize; count === pieceSize && before !== undefined && !isStopping(); ) {
      count = await over[what](before, pieceSize);
      removed[what] += count;
    }
  }
  if (!isStopping()) await forgetDays(store, today);
  if (Object.values(removed).some((count) => count > 0)) log.info(removed, 'old records were removed');
}

/** Nothing of a day that is not counted to its end goes. */
function lastInstant(kept: KeptFor, now: number, today: number): number | undefined {
  return kept === 'forever' ? undefined : Math.min(now - kept, today);
}

async function lastToldAt({ schedules }: Store, configured: readonly Schedule[], today: number): Promise<number> {
  const names = new Set(configured.map(({ name }) => name));
  const told = (await schedules.all()).flatMap(({ name, lastDigestAt }) =>
    names.has(name) ? (lastDigestAt ?? []) : [],
  );
  return smallest(told, today);
}
