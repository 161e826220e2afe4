import { unknownTarget } from '../../domain/audit/assess.ts';
import { cancelledTarget, isCancelled } from '../../domain/audit/cancelled.ts';
import { type Account, idOf, type Scope } from '../../domain/fleet.ts';
import { isUnlisted, regionsNamed } from '../../domain/scope.ts';
import type { NewPart, NewParts, PartsStanding } from '../ports/records/part-records.ts';
import type { Clock, Log, NewId } from '../ports/runtime.ts';
import { isStoreBusy, type Store } from '../ports/store.ts';
import { type FleetResult, type SeenTarget, seenTarget } from '../running/fleet-result.ts';
import type { ScanOptions } from '../running/fleet-scan.ts';
import { toStaged } from '../running/staged-pieces.ts';
import { whileBusy } from '../while-busy.ts';
import type { KnownAccount, KnownAccounts } from './known-accounts.ts';
import { createPartsProgress } from './parts-progress.ts';

export interface ShareScanDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly known: KnownAccounts;
  /** How many processes there are, this one included. */
  readonly processes: () => Promise<number>;
  /** Has this process look for parts now. */
  readonly nudge: () => void;
}

type HowToShare = Pick<ScanOptions, 'signal' | 'onProgress'>;

/**
 * Has a scan done by all processes. Resolves with what was seen, staged, once every account of the scope ended; or with
 * undefined where there is nobody or nothing to share it with. Every target ends scanned or unknown.
 */
export type ShareScan = (scanId: string, scope: Scope, how: HowToShare) => Promise<readonly SeenTarget[] | undefined>;

/** Fewer are read sooner than others hear of them. */
const leastAccounts = 4;
const lookEveryMs = 500;
const closeEveryMs = 5_000;
/** After a wish to end: others see it within a second, and what they stage takes moments. */
const endWithinMs = 15_000;
/** Rows of one transaction. */
const pieceSize = 500;

/** The reason where no process brought an account to its end. No code of AWS. */
export const cutOffReason = 'ScanCutOff';

export function createShareScan(dependencies: ShareScanDependencies): ShareScan {
  const { store, log, known, processes, nudge } = dependencies;
  return async (scanId, scope, how) => {
    const ids = [...new Set(scope.accounts.flatMap(({ id }) => id ?? []))];
    // Own credentials without an id may be another account's elsewhere.
    if (ids.length < leastAccounts || scope.accounts.some(({ id }) => id === undefined)) return undefined;
    const count = await whileBusy(processes);
    if (count < 2) return undefined;
    log.info({ scan: scanId, accounts: ids.length, processes: count }, 'a scan is shared among processes');
    const parts = toParts(known.begin(scanId, scope.accounts), scope);
    try {
      await addParts(store, { scanId, ...(scope.regions && { regions: scope.regions }) }, parts);
      nudge();
      await waitForAll(dependencies, scanId, how);
      return inOrderOf(ids, await collect(dependencies, scanId, scope, how.signal?.aborted === true));
    } finally {
      known.end(scanId);
    }
  };
}

function toParts(known: ReadonlyMap<string, KnownAccount>, scope: Scope): readonly NewPart[] {
  return [...known].map(([account, { accounts, configuration }]): NewPart => {
    if (accounts.some((entry) => isUnlisted(entry, scope))) return { account, configuration };
    const targets = new Set(accounts.flatMap((entry) => regionsNamed(entry, scope))).size;
    return { account, configuration, targets };
  });
}

async function addParts({ parts }: Store, to: NewParts, each: readonly NewPart[]): Promise<void> {
  for (let from = 0; from < each.length; from += pieceSize)
    await whileBusy(() => parts.add(to, each.slice(from, from + pieceSize), from));
}

/** Until every part ended, was given up, or the scan is over for other reasons. */
async function waitForAll(
  { store, clock, nudge }: ShareScanDependencies,
  scanId: string,
  { signal, onProgress }: HowToShare,
): Promise<void> {
  const toProgress = createPartsProgress(clock.monotonic);
  let closedAt = clock.monotonic();
  let endAt: number | undefined;
  const look = async (): Promise<PartsStanding | undefined> => {
    if (signal?.aborted && endAt === undefined) {
      await store.parts.close(scanId, 'waiting');
      endAt = clock.monotonic() + endWithinMs;
    }
    if (clock.monotonic() - closedAt >= closeEveryMs) {
      await store.parts.close(scanId, { triedBefore: await store.now() });
      closedAt = clock.monotonic();
      nudge();
    }
    const standing = await store.parts.standing(scanId);
    const isOver = standing.left === 0 || (await store.scans.get(scanId))?.state !== 'running';
    onProgress?.(toProgress(standing));
    return isOver ? undefined : standing;
  };
  while (endAt === undefined || clock.monotonic() < endAt) {
    try {
      if ((await look()) === undefined) return;
    } catch (error) {
      if (!isStoreBusy(error)) throw error;
    }
    await clock.sleep(lookEveryMs);
  }
}

/** Everything of the scope: what others saw, and what nobody did. */
async function collect(
  { store, clock, newId }: ShareScanDependencies,
  scanId: string,
  scope: Scope,
  isEnded: boolean,
): Promise<readonly SeenTarget[]> {
  await whileBusy(() => store.parts.close(scanId, 'all'));
  const closed = new Set(await whileBusy(() => store.parts.closed(scanId)));
  for (const account of closed) await whileBusy(() => store.staged.dropAccount(scanId, account));
  const seen = await whileBusy(() => store.staged.seen(scanId));
  // A scan that is cancelled says nothing of what it did not come to.
  await whileBusy(() => store.staged.drop(scanId, seen.filter(isCancelled)));
  const left = scope.accounts
    .filter((account) => closed.has(idOf(account)))
    .flatMap((account) => notSeen(account, scope, isEnded ? undefined : clock.now()));
  const unknown = left.filter((result) => !isCancelled(result));
  await whileBusy(() =>
    store.staged.stage(
      scanId,
      unknown.map((result) => toStaged(result, newId)),
    ),
  );
  return [...seen, ...left.map(seenTarget)];
}

function notSeen(account: Account, scope: Scope, at: number | undefined): readonly FleetResult[] {
  const id = idOf(account);
  return regionsNamed(account, scope).map((region) => {
    if (at === undefined) return cancelledTarget(id, region);
    const name = account.name === undefined ? {} : { accountName: account.name };
    return { ...unknownTarget(id, region, { call: 'Scan', error: cutOffReason }), ...name, scannedAt: at };
  });
}

/** As the scope names its accounts. */
function inOrderOf(ids: readonly string[], results: readonly SeenTarget[]): readonly SeenTarget[] {
  const places = new Map(ids.map((id, place) => [id, place]));
  const placeOf = ({ account }: SeenTarget) => places.get(account) ?? ids.length;
  return results.toSorted((left, right) => placeOf(left) - placeOf(right));
}
