import type { NewId } from '../ports/runtime.ts';
import type { StagedTarget } from '../ports/staged-records.ts';
import { type FleetResult, seenTarget } from './fleet-result.ts';

/** Bounded pieces: each is one short transaction, and others write in between. */
export const pieceSize = 500;

export function sizeOf(results: readonly FleetResult[]): number {
  return results.reduce((sum, { findings }) => sum + 1 + findings.length, 0);
}

/** One target at least, however large. */
export function takePiece(results: readonly FleetResult[]): FleetResult[] {
  const piece: FleetResult[] = [];
  let size = 0;
  for (const result of results) {
    if (size >= pieceSize) break;
    piece.push(result);
    size += 1 + result.findings.length;
  }
  return piece;
}

export function toStaged(result: FleetResult, newId: NewId): StagedTarget {
  return { ...result, findings: result.findings.map((finding) => ({ ...finding, id: newId() })) };
}

/** With its details, for whoever records it without having seen it. */
export function toStagedWhole(result: FleetResult, newId: NewId): StagedTarget {
  const { account: _account, region: _region, outcome: _outcome, rules: _rules, ...details } = seenTarget(result);
  const { scannedAt: _scannedAt, judged: _judged, ...seen } = details;
  return { ...toStaged(result, newId), seen };
}
