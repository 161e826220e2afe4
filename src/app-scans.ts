import type { Settings } from './config/settings.ts';
import { isCancelled } from './domain/audit/cancelled.ts';
import type { Scope } from './domain/fleet.ts';
import type { Fleet } from './domain/watch.ts';
import type { Queue } from './usecases/ports/queue.ts';
import type { Clock, Log, NewId } from './usecases/ports/runtime.ts';
import type { Store } from './usecases/ports/store.ts';
import type { Kept, ScanFleet, ScanOptions } from './usecases/running/fleet-scan.ts';
import type { PartWorker } from './usecases/sharing/part-worker.ts';
import type { ShareScan } from './usecases/sharing/share-scan.ts';

type Metrics = Awaited<ReturnType<typeof import('./ops/metrics.ts').createMetrics>>;

interface ScanParts {
  readonly settings: Pick<Settings, 'databaseUrl'>;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly processId: string;
  readonly fleet: Fleet;
  readonly scanner: { readonly scan: ScanFleet };
  readonly metrics: Pick<Metrics, 'scanEnded' | 'targets'>;
  readonly queue: Queue;
  /** Keys of tags of jobs that a scan reads. */
  readonly tags?: readonly string[];
  /** How many there are, this one included. */
  readonly processes: () => Promise<number>;
}

/** Scans as the bot does them: measured, and on a server shared among its processes. A file has one process. */
export async function createScans(
  parts: ScanParts,
): Promise<{ readonly scan: ScanFleet; readonly share?: ShareScan; readonly parts?: PartWorker }> {
  const measure = measuring(parts.clock, parts.metrics);
  const scan: ScanFleet = async <T extends Kept>(scope: Scope, options: ScanOptions<T>) => {
    const startedAt = parts.clock.now();
    const results = await parts.scanner.scan(scope, options);
    measure(results, startedAt);
    return results;
  };
  if (/^sqlite:/i.test(parts.settings.databaseUrl)) return { scan };
  return { scan, ...(await sharing(parts, measure)) };
}

type Measure = (results: readonly Kept[], startedAt: number) => void;

function measuring(clock: Clock, { scanEnded, targets }: ScanParts['metrics']): Measure {
  return (results, startedAt) => {
    const tookMs = clock.now() - startedAt;
    if (results.some(isCancelled)) return scanEnded('cancelled', tookMs);
    const scanned = results.filter(({ outcome }) => outcome === 'scanned').length;
    scanEnded('finished', tookMs);
    targets(scanned, results.length - scanned);
  };
}

async function sharing(parts: ScanParts, measure: Measure): Promise<{ share: ShareScan; parts: PartWorker }> {
  const [{ createKnownAccounts }, { createPartWorker }, { createShareScan }, { sha256 }] = await Promise.all([
    import('./usecases/sharing/known-accounts.ts'),
    import('./usecases/sharing/part-worker.ts'),
    import('./usecases/sharing/share-scan.ts'),
    import('./ops/vault.ts'),
  ]);
  const known = createKnownAccounts(parts.fleet, sha256, parts.tags);
  const nudge = () => parts.queue.nudge('parts');
  const shareScan = createShareScan({ ...parts, known, nudge });
  const share: ShareScan = async (...asked) => {
    const startedAt = parts.clock.now();
    const results = await shareScan(...asked);
    if (results) measure(results, startedAt);
    return results;
  };
  // Each part is a scan of its own to the scanner, and none to those who count scans.
  return { share, parts: createPartWorker({ ...parts, scan: parts.scanner.scan, known, nudge }) };
}
