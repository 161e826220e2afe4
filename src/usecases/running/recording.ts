import { isCancelled } from '../../domain/audit/cancelled.ts';
import { targetKey } from '../../domain/model.ts';
import type { NewId } from '../ports/runtime.ts';
import { isStoreBusy, type Records } from '../ports/store.ts';
import { type FleetResult, type SeenTarget, seenTarget } from './fleet-result.ts';
import { pieceSize, sizeOf, takePiece, toStaged } from './staged-pieces.ts';

/** Takes what a scan sees while it goes on, so that nothing is left to be written at its end but the publishing. */
export interface Recording {
  /**
   * Keeps these results until the scan is recorded. Returns what is left to be known of them, in their order: their
   * findings are read from the tables again. Rejects for what is no lock: that is tried again with the next.
   */
  stage(results: readonly FleetResult[]): Promise<readonly SeenTarget[]>;
  /** Stages what is left of these, which are all that `stage` returned. */
  finish(results: readonly SeenTarget[]): Promise<void>;
}

export function beginRecording(store: Pick<Records, 'staged'>, newId: NewId, scanId: string): Recording {
  const met = new Set<string>();
  /** Of an account that is configured twice, what was seen later: only the end says which of both counts. */
  const again = new Map<SeenTarget, FleetResult>();
  let waiting: FleetResult[] = [];

  async function send(least: number): Promise<void> {
    while (waiting.length > 0 && sizeOf(waiting) >= least) {
      const piece = takePiece(waiting);
      waiting = waiting.slice(piece.length);
      try {
        await store.staged.stage(
          scanId,
          piece.map((result) => toStaged(result, newId)),
        );
      } catch (error) {
        waiting = [...piece, ...waiting];
        if (least > 0 && isStoreBusy(error)) return;
        throw error;
      }
    }
  }

  function take(result: FleetResult): SeenTarget {
    const seen = seenTarget(result);
    if (isCancelled(result)) return seen;
    const key = targetKey(result);
    if (met.has(key)) again.set(seen, result);
    else waiting.push(result);
    met.add(key);
    return seen;
  }

  return {
    async stage(results) {
      const seen = results.map(take);
      await send(pieceSize);
      return seen;
    },
    finish(results) {
      waiting = [...waiting, ...lastOfSeveral(results, again)];
      return send(0);
    },
  };
}

/**
 * An account that is configured twice is scanned twice, and the last counts. It must be the one that the target's own row
 * is of, or a target would stand as scanned without its findings.
 */
function lastOfSeveral(
  results: readonly SeenTarget[],
  again: ReadonlyMap<SeenTarget, FleetResult>,
): readonly FleetResult[] {
  if (again.size === 0) return [];
  const last = new Map(results.map((result) => [targetKey(result), result]));
  return [...last.values()].flatMap((result) => again.get(result) ?? []);
}
