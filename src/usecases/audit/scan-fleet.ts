import { unknownTarget } from '../../domain/audit/assess.ts';
import { createNameBound } from '../../domain/audit/kept-names.ts';
import { CloudError } from '../../domain/errors.ts';
import type { Account, Scope } from '../../domain/fleet.ts';
import type { CallError, Target, TargetResult } from '../../domain/model.ts';
import type { Rule } from '../../domain/rules/rule.ts';
import { reportUnexpected } from '../boundary.ts';
import { createSingleFlight, startDeadline } from '../concurrency.ts';
import type { Cloud, EnteredAccount } from '../ports/cloud.ts';
import type { Clock, Log, NewId } from '../ports/runtime.ts';
import { createSlots } from '../region-slots.ts';
import { scanTarget } from './scan-target.ts';

export interface ScanProgress {
  readonly done: number;
  /** Absent while regions are still being listed. */
  readonly total?: number;
  readonly found: number;
  readonly unknown: number;
}

export interface FleetResult extends TargetResult {
  readonly accountName?: string;
  /** When the look began: what is recorded later can be older than what another scan saw. */
  readonly scannedAt?: number;
}

interface ScanOptions {
  readonly checkKeys: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ScanProgress) => void;
  /** Told what was seen of an account as soon as all of it was; the scan waits for it, and rejects when it does. */
  readonly onAccount?: (results: readonly FleetResult[]) => Promise<void>;
}

/** Looks at every target of a scope. Never rejects for what AWS does: each target ends scanned or unknown. */
export type ScanFleet = (scope: Scope, options: ScanOptions) => Promise<readonly FleetResult[]>;

export interface ScanFleetDependencies {
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  /** Absent: every rule of the bot. */
  readonly rules?: readonly Rule[];
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

/** Every account at once, targets with a bound, and simultaneous looks at one target share one. */
export function createScanFleet(dependencies: ScanFleetDependencies): ScanFleet {
  const { cloud, clock, rules, concurrency = 32, targetDeadlineMs = 300_000 } = dependencies;
  const slots = createSlots<FleetResult>({ limit: concurrency, clock });
  const share = createSingleFlight<FleetResult>(clock);

  function failed(error: unknown, call: string, where: { readonly account: string; readonly region?: string }) {
    if (!(error instanceof CloudError))
      reportUnexpected(dependencies, error, { action: 'scan', call, ...where }, 'a scan failed unexpectedly');
    return callError(error, call);
  }

  function scanOne(entered: EnteredAccount, region: string, options: ScanOptions): Promise<FleetResult> {
    const target = { account: entered.id, region };
    // A shared look must not end because one of those who wait for it left: only the deadline ends it.
    return share(JSON.stringify([entered.id, region, options.checkKeys]), (begun) =>
      slots({
        target,
        read() {
          begun();
          return readOne(entered, target, options);
        },
        isHung: ({ outcome, reason = '' }) => outcome === 'unknown' && silences.has(reason),
        skip() {
          begun();
          const silent = { call: 'Scan', error: 'RegionSilent' };
          return { ...unknownTarget(entered.id, region, silent), scannedAt: clock.now() };
        },
      }),
    );
  }

  async function readOne(entered: EnteredAccount, target: Target, { checkKeys }: ScanOptions): Promise<FleetResult> {
    const scannedAt = clock.now();
    const deadline = startDeadline(clock, targetDeadlineMs);
    try {
      const { signal } = deadline;
      const how = { checkKeys, lists: 'needed', signal, ...(rules && { rules }) } as const;
      return { ...(await scanTarget(entered.region(target.region), target, how)), scannedAt };
    } catch (error) {
      const late = { call: 'Scan', error: 'DeadlineExceeded' };
      const failure = deadline.signal.aborted ? late : failed(error, 'Scan', target);
      return { ...unknownTarget(target.account, target.region, failure), scannedAt };
    } finally {
      deadline.clear();
    }
  }

  async function regionsOf(entered: EnteredAccount, account: Account, scope: Scope): Promise<readonly string[]> {
    if (scope.regions) return scope.regions;
    return account.regions === 'enabled' ? entered.enabledRegions() : account.regions;
  }

  /** One unknown target for each region that would have been scanned, or one `*`. */
  function unreachable(id: string, account: Account, scope: Scope, failure: CallError, scannedAt: number) {
    const regions = scope.regions ?? (account.regions === 'enabled' ? ['*'] : account.regions);
    return regions.map((region): FleetResult => ({ ...unknownTarget(id, region, failure), scannedAt }));
  }

  async function scanAccount(
    account: Account,
    scope: Scope,
    options: ScanOptions,
    tally: Tally,
  ): Promise<readonly FleetResult[]> {
    const scannedAt = clock.now();
    let entered: EnteredAccount;
    try {
      entered = await cloud.enter(account, options.signal);
    } catch (error) {
      const id = account.id ?? 'unknown';
      const failure = failed(error, 'AssumeRole', { account: id });
      return tally.account(unreachable(id, account, scope, failure, scannedAt));
    }
    let regions: readonly string[];
    try {
      regions = await regionsOf(entered, account, scope);
    } catch (error) {
      const failure = failed(error, 'ListRegions', { account: entered.id });
      return tally.account([{ ...unknownTarget(entered.id, '*', failure), scannedAt }]);
    }
    tally.expect(regions.length);
    return Promise.all(regions.map(async (region) => tally.target(await scanOne(entered, region, options))));
  }

  return async (scope, options) => {
    const tally = createTally(scope.accounts.length, options.onProgress);
    const bounded = createNameBound();
    const byAccount = await Promise.all(
      scope.accounts.map(async (account) => {
        const results = await scanAccount(account, scope, options, tally);
        const named = results.map((result) => ({
          ...bounded(result),
          ...(account.name !== undefined && { accountName: account.name }),
        }));
        await options.onAccount?.(named);
        return named;
      }),
    );
    return byAccount.flat();
  };
}

interface Tally {
  /** An account's regions are known. */
  expect(regions: number): void;
  target<T extends TargetResult>(result: T): T;
  /** An account that ended without a look. */
  account<T extends TargetResult>(results: T[]): T[];
}

function createTally(accounts: number, report: ScanOptions['onProgress']): Tally {
  let [open, done, expected, found, unknown] = [accounts, 0, 0, 0, 0];
  const notify = () => report?.({ done, ...(open === 0 && { total: expected }), found, unknown });
  const count = (result: TargetResult) => {
    done += 1;
    found += result.findings.length;
    if (result.outcome === 'unknown') unknown += 1;
  };
  return {
    expect(regions) {
      open -= 1;
      expected += regions;
      notify();
    },
    target(result) {
      count(result);
      notify();
      return result;
    },
    account(results) {
      open -= 1;
      expected += results.length;
      results.forEach(count);
      notify();
      return results;
    },
  };
}
