import type { Account, Schedule } from './fleet.ts';
import { type Target, targetKey } from './model.ts';
import { scheduleScope } from './scope.ts';

/** What the configuration names: the only thing that says what is watched. */
export interface Fleet {
  readonly accounts: readonly Account[];
  readonly schedules: readonly Pick<Schedule, 'accounts' | 'regions'>[];
}

interface RecordedTarget extends Target {
  readonly lastScannedAt: number;
}

/** An account in a region that is watched. Region `*`: its account's regions were never listed. */
export interface WatchedTarget<T> extends Target {
  readonly accountName?: string;
  /** Absent: it was never scanned. */
  readonly row?: T;
}

export interface Watch<T> {
  readonly targets: readonly WatchedTarget<T>[];
  isWatched(target: Target): boolean;
}

/**
 * What is watched, of what was ever recorded and of what was never scanned. Every count is of this: findings, status,
 * digest and metrics. A list of regions decides by itself; with `enabled` the account's own list does, as the last scan
 * of all its regions left it in the records. An account without an id is whichever the credentials last turned out to be.
 */
export function watchOf<T extends RecordedTarget>({ accounts, schedules }: Fleet, recorded: readonly T[]): Watch<T> {
  const watched = new Map<string, WatchedTarget<T>>();
  // A fleet has thousands of accounts and tens of thousands of targets: each is looked at once.
  const byAccount = Map.groupBy(recorded, ({ account }) => account);
  const rows = new Map(recorded.map((row) => [targetKey(row), row]));
  const scheduled = scheduledRegions({ accounts, schedules });
  for (const account of accounts) {
    const id = account.id ?? ownId(recorded);
    const words = account.id === undefined ? new Set([id, unknownAccount]) : [id];
    const own = [...words].flatMap((word) => byAccount.get(word) ?? []);
    const targets = [...namedTargets(account, id, scheduled), ...foundTargets(account, own)];
    for (const target of targets.length > 0 ? targets : [{ account: id, region: '*' }]) {
      const key = targetKey(target);
      const row = rows.get(key);
      const { name: accountName } = account;
      const named = { ...target, ...(accountName !== undefined && { accountName }) };
      watched.set(key, row === undefined ? named : { ...named, row });
    }
  }
  return { targets: [...watched.values()], isWatched: (target) => watched.has(targetKey(target)) };
}

const unknownAccount = 'unknown';

function ownId(recorded: readonly RecordedTarget[]): string {
  const known = recorded.filter(({ account }) => account !== unknownAccount);
  return known.toSorted((a, b) => b.lastScannedAt - a.lastScannedAt)[0]?.account ?? unknownAccount;
}

/** The regions that schedules name, for each of their accounts. */
type ScheduledRegions = ReadonlyMap<Account, ReadonlySet<string>>;

function scheduledRegions({ accounts, schedules }: Fleet): ScheduledRegions {
  const named = new Map<Account, Set<string>>();
  for (const schedule of schedules) {
    if (schedule.regions === undefined) continue;
    for (const account of scheduleScope(schedule, accounts).accounts) {
      const regions = named.get(account) ?? new Set();
      for (const region of schedule.regions) regions.add(region);
      named.set(account, regions);
    }
  }
  return named;
}

/** Those that the configuration names, whether they were ever scanned or not. */
function namedTargets(account: Account, id: string, scheduled: ScheduledRegions): Target[] {
  const regions = account.regions === 'enabled' ? [...(scheduled.get(account) ?? [])] : account.regions;
  return regions.map((region) => ({ account: id, region }));
}

/** Those that scans found. With a list of regions that is only what stands for credentials that did not work. */
function foundTargets({ regions }: Account, own: readonly RecordedTarget[]): Target[] {
  const found = regions === 'enabled' ? own : own.filter(({ account }) => account === unknownAccount);
  return found.map(({ account, region }) => ({ account, region }));
}
