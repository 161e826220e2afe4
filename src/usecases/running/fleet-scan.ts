import type { Scope } from '../../domain/fleet.ts';
import type { TargetResult } from '../../domain/model.ts';
import type { FleetResult } from './fleet-result.ts';
import type { ScanProgress } from './tally.ts';

/** What anybody may ask of whatever is kept of a result. */
export type Kept = Pick<TargetResult, 'account' | 'region' | 'outcome' | 'reason'>;

export interface ScanOptions<T extends Kept = FleetResult> {
  readonly checkKeys: boolean;
  /** Cancels: what was not read until then ends as `cancelledTarget`, at once. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ScanProgress) => void;
  /**
   * Told what was seen of an account as soon as all of it was; returns what is kept of it. The scan waits for it, and
   * rejects when it does. Absent: all is kept.
   */
  readonly keep?: (results: readonly FleetResult[]) => Promise<readonly T[]>;
}

/** Looks at every target of a scope. Never rejects for what AWS does: each target ends scanned or unknown. */
export type ScanFleet = <T extends Kept = FleetResult>(scope: Scope, options: ScanOptions<T>) => Promise<readonly T[]>;
