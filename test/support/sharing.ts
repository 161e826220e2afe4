import { setTimeout } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { Account, Scope } from '../../src/domain/fleet.ts';
import { createQueue } from '../../src/queue/in-process.ts';
import { createScanFleet } from '../../src/usecases/audit/scan-fleet.ts';
import type { Cloud } from '../../src/usecases/ports/cloud.ts';
import type { Clock } from '../../src/usecases/ports/runtime.ts';
import type { Store } from '../../src/usecases/ports/store.ts';
import { createKnownAccounts } from '../../src/usecases/sharing/known-accounts.ts';
import { createPartWorker, type PartWorker } from '../../src/usecases/sharing/part-worker.ts';
import { createShareScan, type ShareScan } from '../../src/usecases/sharing/share-scan.ts';
import { countingIds, fakeLog } from './fakes/kit.ts';

/** Pauses are a hundredth of what they are. */
export const hastyClock: Clock = {
  now: Date.now,
  monotonic: () => performance.now() * 100,
  sleep: (ms, signal) => setTimeout(ms / 100, undefined, { ...(signal && { signal }) }),
};

export interface Sharer {
  readonly store: Store;
  readonly log: ReturnType<typeof fakeLog>;
  readonly share: ShareScan;
  readonly worker: PartWorker;
  /** A part of every second, as in the bot. */
  start(): void;
  stop(): Promise<void>;
}

/** A process that shares scans, without its surface. */
export function sharer(
  name: string,
  store: Store,
  cloud: Cloud,
  { accounts, processes = 2 }: { readonly accounts: readonly Account[]; readonly processes?: number },
): Sharer {
  const log = fakeLog();
  const clock = hastyClock;
  const newId = countingIds(`${name}-`);
  const base = { store, clock, log, newId, processId: name };
  const known = createKnownAccounts({ accounts }, (text) => text);
  const queue = createQueue(base);
  let isStarted = false;
  const nudge = () => {
    if (isStarted) queue.nudge('parts');
  };
  const share = createShareScan({ ...base, known, nudge, processes: async () => processes });
  const worker = createPartWorker({ ...base, known, nudge, scan: createScanFleet({ ...base, cloud }) });
  const stop = async () => void (await Promise.all([queue.drain(), worker.stop()]));
  onTestFinished(stop);
  return {
    ...{ store, log, share, worker, stop },
    start() {
      isStarted = true;
      queue.watch('parts', 1_000, worker.check);
    },
  };
}

/** The accounts of a fleet: `regions` of each. */
export function fleetOf(count: number, regions: readonly string[]): Scope {
  return { accounts: Array.from({ length: count }, (_, index) => ({ id: String(100_000_000_000 + index), regions })) };
}
