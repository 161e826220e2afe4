import { unknownTarget } from '../../domain/audit/assess.ts';
import { cancelledTarget, isCancelled } from '../../domain/audit/cancelled.ts';
import { createNameBound } from '../../domain/audit/kept-names.ts';
import { CloudError } from '../../domain/errors.ts';
import { type Account, idOf, type Scope } from '../../domain/fleet.ts';
import type { CallError, Target, TargetResult } from '../../domain/model.ts';
import type { Rule } from '../../domain/rules/rule.ts';
import { isUnlisted, regionsNamed } from '../../domain/scope.ts';
import { reportUnexpected } from '../boundary.ts';
import { createDeadlines, createSingleFlight, onAbort } from '../concurrency.ts';
import type { Cloud, EnteredAccount } from '../ports/cloud.ts';
import type { Clock, Log, NewId } from '../ports/runtime.ts';
import { createSlots } from '../region-slots.ts';
import type { FleetResult } from '../running/fleet-result.ts';
import type { Kept, ScanFleet, ScanOptions } from '../running/fleet-scan.ts';
import { createRegionQueue } from '../running/region-queue.ts';
import { createTally, type Tally } from '../running/tally.ts';
import { scanTarget } from './scan-target.ts';

type HowToScan = Pick<ScanOptions, 'checkKeys' | 'signal'>;

export interface ScanFleetDependencies {
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  /** Absent: every rule of the bot. */
  readonly rules?: readonly Rule[];
  /** Keys of tags of jobs that are read. Absent: none. */
  readonly tags?: readonly string[];
  /** Targets read at once. */
  readonly concurrency?: number;
  /** After this long a target is unknown with `DeadlineExceeded`, whatever hangs. */
  readonly targetDeadlineMs?: number;
}

/** What a failed call says about a target, whatever was thrown. */
function callError(error: unknown, call: string): CallError {
  if (error instanceof CloudError) return { call: error.call, error: error.code, message: error.message };
  return { call, error: 'UnexpectedError' };
}

/** Nothing answered: what was asked may be as good as ever. */
const silences = new Set(['TimeoutError', 'DeadlineExceeded']);

function isHung({ outcome, reason = '' }: TargetResult): boolean {
  return outcome === 'unknown' && silences.has(reason);
}

const notTried = 'RegionSilent';

/** Hung, or was not even tried because its region hangs. */
function isSilent(result: TargetResult): boolean {
  return isHung(result) || result.reason === notTried;
}

/** Every account at once, targets with a bound, and simultaneous looks at one target share one. */
export function createScanFleet(dependencies: ScanFleetDependencies): ScanFleet {
  const { cloud, clock, rules, tags, concurrency = 32, targetDeadlineMs = 300_000 } = dependencies;
  const slots = createSlots<FleetResult>({ limit: concurrency, clock });
  const share = createSingleFlight<FleetResult>(clock);
  // Enough for a region that has all slots, and for those that wait so long that they hold none.
  const queue = createRegionQueue(2 * concurrency);
  const startDeadline = createDeadlines(clock, targetDeadlineMs);

  function failed(error: unknown, call: string, where: { readonly account: string; readonly region?: string }) {
    if (!(error instanceof CloudError))
      reportUnexpected(dependencies, error, { action: 'scan', call, ...where }, 'a scan failed unexpectedly');
    return callError(error, call);
  }

  async function scanOne(entered: EnteredAccount, region: string, options: HowToScan): Promise<FleetResult> {
    const target = { account: entered.id, region };
    const key = JSON.stringify([entered.id, region, options.checkKeys]);
    const start = (begun: () => void, unwanted: AbortSignal) =>
      slots({
        target,
        read() {
          begun();
          return readOne(entered, target, options, unwanted);
        },
        isHung: (result) => (isCancelled(result) ? undefined : isHung(result)),
        skip() {
          begun();
          const silent = { call: 'Scan', error: notTried };
          return { ...unknownTarget(entered.id, region, silent), scannedAt: clock.now() };
        },
      });
    const cancelled = () => cancelledTarget(entered.id, region);
    if (options.signal?.aborted) return cancelled();
    try {
      // Shared with whoever asks meanwhile: who cancels leaves, and the others still get it.
      return await share(key, start, options.signal);
    } catch (error) {
      if (options.signal?.aborted) return cancelled();
      throw error;
    }
  }

  async function readOne(
    entered: EnteredAccount,
    target: Target,
    { checkKeys }: HowToScan,
    unwanted: AbortSignal,
  ): Promise<FleetResult> {
    const cancelled = () => cancelledTarget(target.account, target.region);
    if (unwanted.aborted) return cancelled();
    const scannedAt = clock.now();
    const deadline = startDeadline(unwanted);
    try {
      const how = {
        checkKeys,
        lists: 'needed',
        signal: deadline.signal,
        ...(rules && { rules }),
        ...(tags && { tags }),
      } as const;
      const result = await scanTarget(entered.region(target.region), target, how);
      // What was cut off is not what AWS has.
      return unwanted.aborted ? cancelled() : { ...result, scannedAt };
    } catch (error) {
      if (unwanted.aborted) return cancelled();
      const late = { call: 'Scan', error: 'DeadlineExceeded' };
      const failure = deadline.signal.aborted ? late : failed(error, 'Scan', target);
      return { ...unknownTarget(target.account, target.region, failure), scannedAt };
    } finally {
      deadline.clear();
    }
  }

  async function regionsOf(
    entered: EnteredAccount,
    account: Account,
    scope: Scope,
    signal: AbortSignal | undefined,
  ): Promise<readonly string[]> {
    if (scope.regions) return scope.regions;
    return account.regions === 'enabled' ? entered.enabledRegions(signal) : account.regions;
  }

  async function scanAccount(
    account: Account,
    scope: Scope,
    options: HowToScan,
    tally: Tally,
  ): Promise<readonly FleetResult[]> {
    const scannedAt = clock.now();
    let entered: EnteredAccount;
    try {
      entered = await cloud.enter(account, options.signal);
    } catch (error) {
      const id = idOf(account);
      const named = regionsNamed(account, scope);
      if (options.signal?.aborted) return named.map((region) => cancelledTarget(id, region));
      const failure = failed(error, 'AssumeRole', { account: id });
      const unknown = named.map((region) => ({ ...unknownTarget(id, region, failure), scannedAt }));
      return tally.account(unknown, { wasListed: !isUnlisted(account, scope) });
    }
    let regions: readonly string[];
    try {
      regions = await regionsOf(entered, account, scope, options.signal);
    } catch (error) {
      if (options.signal?.aborted) return [cancelledTarget(entered.id, '*')];
      const failure = failed(error, 'ListRegions', { account: entered.id });
      return tally.account([{ ...unknownTarget(entered.id, '*', failure), scannedAt }], { wasListed: false });
    }
    if (isUnlisted(account, scope)) tally.expect(regions);
    return scanRegions(entered, regions, options, (result) => tally.target(result, account.name));
  }

  /** In the order of the regions. `end` is told each as it ends. */
  function scanRegions(
    entered: EnteredAccount,
    regions: readonly string[],
    options: HowToScan,
    end: (result: FleetResult) => FleetResult,
  ): Promise<readonly FleetResult[]> {
    const { signal, checkKeys } = options;
    const cancelled = (region: string) => cancelledTarget(entered.id, region);
    if (signal?.aborted) return Promise.resolve(regions.map((region) => end(cancelled(region))));
    if (regions.length === 0) return Promise.resolve([]);
    const key = checkKeys ? entered.id : `${entered.id} without keys`;
    const ended = new Map<string, FleetResult>();
    return new Promise((resolve, reject) => {
      let left = regions.length;
      const settle = (result: FleetResult) => {
        ended.set(result.region, end(result));
        left -= 1;
        if (left > 0) return;
        forget?.();
        resolve(regions.flatMap((region) => ended.get(region) ?? []));
      };
      const scanNow = (region: string) => scanOne(entered, region, options).then(settle).catch(reject);
      const forget =
        signal &&
        onAbort(signal, () => {
          for (const region of regions)
            for (let each = queue.remove(region, key, scanNow); each > 0; each -= 1) settle(cancelled(region));
        });
      for (const region of regions) queue.add(region, key, scanNow);
    });
  }

  return async <T extends Kept>(scope: Scope, options: ScanOptions<T>): Promise<readonly T[]> => {
    // Where nothing says what to keep, `T` is what is seen.
    const { keep = async (results: readonly Kept[]) => results as readonly T[] } = options;
    const listed = scope.accounts.filter((account) => !isUnlisted(account, scope));
    const tally = createTally({
      unlisted: scope.accounts.length - listed.length,
      listed: listed.flatMap((account) => regionsNamed(account, scope)),
      clock,
      isHung: isSilent,
      report: options.onProgress,
    });
    const bounded = createNameBound();
    // What nobody can keep any more is not read either.
    const lost = new AbortController();
    const { signal: asked, ...rest } = options;
    const how = { ...rest, signal: asked ? AbortSignal.any([asked, lost.signal]) : lost.signal };
    const scanned = scope.accounts.map(async (account) => {
      const results = await scanAccount(account, scope, how, tally);
      if (lost.signal.aborted) return [];
      const named = results.map((result) => ({
        ...bounded(result),
        ...(account.name !== undefined && { accountName: account.name }),
      }));
      return keep(named);
    });
    try {
      return (await Promise.all(scanned)).flat();
    } catch (error) {
      lost.abort();
      throw error;
    }
  };
}
