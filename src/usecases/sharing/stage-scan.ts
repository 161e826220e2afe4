import type { Scope } from '../../domain/fleet.ts';
import type { NewId } from '../ports/runtime.ts';
import type { Store } from '../ports/store.ts';
import type { SeenTarget } from '../running/fleet-result.ts';
import type { ScanFleet, ScanOptions } from '../running/fleet-scan.ts';
import { beginRecording, type Recording } from '../running/recording.ts';
import type { ShareScan } from './share-scan.ts';

export interface StageScanDependencies {
  readonly store: Store;
  readonly newId: NewId;
  readonly scan: ScanFleet;
  /** Absent: this process does every scan alone. */
  readonly share?: ShareScan;
}

export interface StagedScan {
  readonly results: readonly SeenTarget[];
  /** Has taken what came. */
  readonly recording: Recording;
}

/** Scans a scope, with others where there are some, and stages what is seen: what is left is to record it. */
export async function stageScan(
  { store, newId, scan, share }: StageScanDependencies,
  scanId: string,
  scope: Scope,
  how: Pick<ScanOptions, 'signal' | 'onProgress'>,
): Promise<StagedScan> {
  const recording = beginRecording(store, newId, scanId);
  const shared = await share?.(scanId, scope, how);
  return { recording, results: shared ?? (await scan(scope, { ...how, checkKeys: true, keep: recording.stage })) };
}
