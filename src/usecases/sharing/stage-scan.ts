import type { Scope } from '../../domain/fleet.ts';
import { type Finding, targetKey } from '../../domain/model.ts';
import type { NewId } from '../ports/runtime.ts';
import type { Store } from '../ports/store.ts';
import type { SeenTarget, WholeResult } from '../running/fleet-result.ts';
import type { Kept, ScanFleet, ScanOptions } from '../running/fleet-scan.ts';
import { beginRecording, type Recording } from '../running/recording.ts';
import { whileBusy } from '../while-busy.ts';
import type { ShareScan } from './share-scan.ts';

export interface StageScanDependencies {
  readonly store: Store;
  readonly newId: NewId;
  readonly scan: ScanFleet;
  /** Absent: this process does every scan alone. */
  readonly share?: ShareScan;
}

export interface StagedScan<T extends Kept> {
  readonly results: readonly T[];
  /** Has taken what came. */
  readonly recording: Recording;
}

type HowToStage = Pick<ScanOptions, 'signal' | 'onProgress'>;

/** Scans a scope, with others where there are some, and stages what is seen: what is left is to record it. */
export async function stageScan(
  dependencies: StageScanDependencies,
  ...asked: StageArguments
): Promise<StagedScan<SeenTarget>> {
  const { recording, shared, alone } = await begin(dependencies, asked);
  return { results: shared ?? (await alone(recording.stage)), recording };
}

/** The same for whoever needs the findings too. */
export async function stageWholeScan(
  dependencies: StageScanDependencies,
  ...asked: StageArguments
): Promise<StagedScan<WholeResult>> {
  const { recording, shared, alone } = await begin(dependencies, asked);
  const whole = shared && (await withFindings(dependencies.store, asked[0], shared));
  return { results: whole ?? (await alone(recording.stageWhole)), recording };
}

type StageArguments = [scanId: string, scope: Scope, how: HowToStage];

async function begin({ store, newId, scan, share }: StageScanDependencies, [scanId, scope, how]: StageArguments) {
  return {
    recording: beginRecording(store, newId, scanId),
    shared: await share?.(scanId, scope, how),
    alone: <T extends Kept>(keep: NonNullable<ScanOptions<T>['keep']>) =>
      scan(scope, { ...how, checkKeys: true, keep }),
  };
}

/** Targets of one statement. */
const pieceSize = 500;

async function withFindings(
  store: Pick<Store, 'staged'>,
  scanId: string,
  results: readonly SeenTarget[],
): Promise<readonly WholeResult[]> {
  const found: Finding[] = [];
  const noncompliant = results.filter((result) => result.found.total > 0);
  for (let from = 0; from < noncompliant.length; from += pieceSize)
    found.push(...(await whileBusy(() => store.staged.findingsIn(scanId, noncompliant.slice(from, from + pieceSize)))));
  const byTarget = Map.groupBy(found, targetKey);
  return results.map((result) => ({ ...result, findings: byTarget.get(targetKey(result)) ?? [] }));
}
