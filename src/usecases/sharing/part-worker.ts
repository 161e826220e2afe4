import { createNameBound } from '../../domain/audit/kept-names.ts';
import { regionsNamed } from '../../domain/scope.ts';
import { reportUnexpected } from '../boundary.ts';
import type { PartRecords, TakenPart } from '../ports/records/part-records.ts';
import type { Clock, Log } from '../ports/runtime.ts';
import { isStoreBusy } from '../ports/store.ts';
import type { FleetResult } from '../running/fleet-result.ts';
import { whileBusy } from '../while-busy.ts';
import type { KnownAccounts } from './known-accounts.ts';
import { type ScanPartDependencies, scanPart } from './scan-part.ts';

export interface PartWorkerDependencies extends ScanPartDependencies {
  readonly clock: Clock;
  readonly log: Log;
  readonly known: KnownAccounts;
  /** Asks for another check now. */
  readonly nudge: () => void;
}

/** Scans accounts of whichever shared scan goes on, beside other processes. */
export interface PartWorker {
  /** Renews what it has, sees who wants a scan to end, and takes more. */
  check(): Promise<void>;
  /** Takes no more, ends what runs, and resolves when nothing of it does. What it had is not given back by it. */
  stop(): Promise<void>;
}

/** By the clock of all: within it another process takes over what a dead one had. */
export const leaseMs = 45_000;
const renewEveryMs = 10_000;
/** Half as many more account-regions as a process reads at once: no pause between them, and the others find some, too. */
const mostTargets = 48;
/** Before its regions are listed. */
const targetsOfAll = 17;
const partsATake = 8;

interface Held {
  readonly part: TakenPart;
  readonly targets: number;
  readonly ended: AbortController;
  readonly work: Promise<void>;
  /** False: what was seen is another's to stage now, or nobody's. */
  isWanted: boolean;
}

export function createPartWorker(dependencies: PartWorkerDependencies): PartWorker {
  const { store, clock, log, processId, known, nudge } = dependencies;
  const held = new Set<Held>();
  /** Of each scan: names that findings are explained by are kept up to a bound. */
  const bounds = new Map<string, (result: FleetResult) => FleetResult>();
  let renewedAt = Number.NEGATIVE_INFINITY;
  let isStopping = false;

  const isKnown: Parameters<PartRecords['take']>[0]['isKnown'] = ({ scanId, account, configuration }) =>
    known.of(scanId, account)?.configuration === configuration;
  const heldTargets = () => [...held].reduce((sum, { targets }) => sum + targets, 0);

  function start(part: TakenPart): void {
    const accounts = known.of(part.scanId, part.account)?.accounts ?? [];
    const bounded = bounds.get(part.scanId) ?? createNameBound();
    bounds.set(part.scanId, bounded);
    const named = accounts.flatMap((account) => regionsNamed(account, part));
    const targets = named.reduce((sum, region) => sum + (region === '*' ? targetsOfAll : 1), 0);
    const ended = new AbortController();
    const isWanted = () => one.isWanted;
    const work = async () => {
      // Not before it is known to be held.
      await Promise.resolve();
      try {
        // It left while it was being taken: a scan of nothing would end it as done.
        if (accounts.length === 0) return await store.parts.letGo(processId, part);
        const isKept = await scanPart(dependencies, { part, accounts, signal: ended.signal, isWanted, bounded });
        if (!isKept) log.info({ scan: part.scanId, account: part.account }, 'a part of a scan was lost to others');
      } catch (error) {
        await giveUp(part, error);
      } finally {
        held.delete(one);
        if (heldTargets() < mostTargets / 2 && !isStopping) nudge();
      }
    };
    const one: Held = { part, targets, ended, isWanted: true, work: work() };
    held.add(one);
  }

  /** For another attempt, here or elsewhere. Should the database not take that either, its lease ends. */
  async function giveUp(part: TakenPart, error: unknown): Promise<void> {
    const circumstances = { action: 'scan-part', scan: part.scanId, account: part.account };
    if (isStoreBusy(error)) log.warn(circumstances, 'the database is busy: an account of a scan is scanned again');
    else reportUnexpected(dependencies, error, circumstances, 'an account of a scan failed; it is tried again');
    await whileBusy(() => store.parts.letGo(processId, part)).catch(() => undefined);
  }

  async function renew(): Promise<void> {
    if (held.size === 0 || clock.monotonic() - renewedAt < renewEveryMs) return;
    const at = clock.monotonic();
    await store.parts.renew(
      processId,
      (await store.now()) + leaseMs,
      [...held].map(({ part }) => part),
    );
    renewedAt = at;
  }

  /** Who cancels a scan gets what was read until then; of one that was taken for dead nothing counts. */
  async function seeEnds(): Promise<void> {
    const scans = Map.groupBy(held, ({ part }) => part.scanId);
    for (const id of bounds.keys()) if (!scans.has(id)) bounds.delete(id);
    for (const [id, parts] of scans) {
      const row = await store.scans.get(id);
      const isOver = row?.state !== 'running';
      if (isOver || row.cancel) for (const one of parts) end(one, isOver);
    }
  }

  function end(one: Held, isLost: boolean): void {
    if (isLost) one.isWanted = false;
    one.ended.abort();
  }

  async function takeMore(): Promise<void> {
    while (!isStopping && heldTargets() < mostTargets) {
      const now = await store.now();
      const leaseUntil = now + leaseMs;
      const parts = await store.parts.take({ processId, isKnown, now, leaseUntil, limit: partsATake });
      // What was taken while it stopped is given back with all else.
      if (!isStopping) for (const part of parts) start(part);
      if (parts.length === 0) return;
    }
  }

  return {
    async check() {
      if (isStopping) return;
      try {
        await renew();
        await seeEnds();
        await takeMore();
      } catch (error) {
        if (!isStoreBusy(error)) throw error;
      }
    },
    async stop() {
      isStopping = true;
      for (const one of held) end(one, true);
      await Promise.all([...held].map(({ work }) => work));
    },
  };
}
