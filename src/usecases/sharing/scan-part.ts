import type { Account } from '../../domain/fleet.ts';
import { targetKey } from '../../domain/model.ts';
import type { PartCounts, TakenPart } from '../ports/records/part-records.ts';
import type { NewId } from '../ports/runtime.ts';
import type { Store } from '../ports/store.ts';
import type { FleetResult } from '../running/fleet-result.ts';
import type { ScanFleet } from '../running/fleet-scan.ts';
import { takePiece, toStagedWhole } from '../running/staged-pieces.ts';
import { whileBusy } from '../while-busy.ts';

export interface ScanPartDependencies {
  readonly store: Store;
  readonly scan: ScanFleet;
  readonly newId: NewId;
  readonly processId: string;
}

export interface PartWork {
  readonly part: TakenPart;
  /** Every entry of the configuration for its account. */
  readonly accounts: readonly Account[];
  readonly signal: AbortSignal;
  /** False: nothing of it counts any more. */
  readonly isWanted: () => boolean;
  /** Keeps what is to be kept of each result. */
  readonly bounded: (result: FleetResult) => FleetResult;
}

/**
 * Scans one account of a shared scan and stages what was seen. False: nothing of it counts, because this process lost the
 * part or the scan is over. Rejects for a database that does not take it.
 */
export async function scanPart(dependencies: ScanPartDependencies, work: PartWork): Promise<boolean> {
  const { part, accounts, signal } = work;
  const scope = { accounts, ...(part.regions && { regions: part.regions }) };
  let counts: PartCounts = { targets: 0, found: 0, unknown: 0, exposed: 0, worst: [] };
  const results = await dependencies.scan(scope, {
    checkKeys: true,
    signal,
    onProgress: ({ found, unknown, exposed, worst }) => {
      counts = { ...counts, found, unknown, exposed, worst };
    },
  });
  if (!work.isWanted()) return false;
  // An account that is configured twice is scanned twice, and the last counts.
  const each = [...new Map(results.map((result) => [targetKey(result), work.bounded(result)])).values()];
  return stagePart(dependencies, part, each, { ...counts, targets: each.length });
}

/** The part is proven in each transaction: whoever lost it stages nothing, whatever it saw. */
async function stagePart(
  { store, newId, processId }: ScanPartDependencies,
  part: TakenPart,
  results: readonly FleetResult[],
  counts: PartCounts,
): Promise<boolean> {
  const { scanId, account } = part;
  let waiting = results;
  for (let isFirst = true; isFirst || waiting.length > 0; isFirst = false) {
    const piece = takePiece(waiting);
    waiting = waiting.slice(piece.length);
    const targets = piece.map((result) => toStagedWhole(result, newId));
    const begins = isFirst;
    const isKept = await whileBusy(() =>
      store.transaction(async ({ parts, staged }) => {
        if (!(await parts.isHeld(processId, part))) return false;
        // What an attempt before had staged, to be read as one.
        if (begins) await staged.dropAccount(scanId, account);
        await staged.stage(scanId, targets);
        if (waiting.length === 0) await parts.end(part, counts);
        return true;
      }),
    );
    if (!isKept) return false;
  }
  return true;
}
