import { type Account, type Schedule, unknownAccount } from './fleet.ts';
import type { Target } from './model.ts';
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
  /** Also of records that it was not made of. Undefined: it is not watched. */
  find(target: Target): WatchedTarget<T> | undefined;
}

/**
 * What is watched, of what was ever recorded and of what was never scanned. Every count is of this: findings, status,
 * digest and metrics. A list of regions decides by itself; with `enabled` the account's own list does, as the last scan
 * of all its regions left it in the records. An account without an id is whichever the credentials last turned out to be.
 */
export function watchOf<T extends RecordedTarget>({ accounts, schedules }: Fleet, recorded: readonly T[]): Watch<T> {
  // A fleet has thousands of accounts and tens of thousands of targets: each is looked at once, and a key of both names
  // made for each of them took longer than all the rest.
  const watched: WatchedTarget<T>[] = [];
  const places = new Map<string, Map<string, number>>();
  const byAccount = Map.groupBy(recorded, ({ account }) => account);
  const scheduled = scheduledRegions({ accounts, schedules });
  for (const account of accounts) {
    const id = account.id ?? ownId(recorded);
    const words = account.id === undefined ? new Set([id, unknownAccount]) : [id];
    const own = [...words].flatMap((word) => byAccount.get(word) ?? []);
    const targets = [...namedTargets(account, id, scheduled), ...foundTargets(account, own)];
    for (const target of targets.length > 0 ? targets : [{ account: id, region: '*' }]) {
      const row = own.find((each) => each.region === target.region && each.account === target.account);
      const regions = places.get(target.account) ?? new Map<string, number>();
      const place = regions.get(target.region) ?? watched.length;
      places.set(target.account, regions.set(target.region, place));
      watched[place] = watchedTarget(target, account, row);
    }
  }
  const find = ({ account, region }: Target) => watched[places.get(account)?.get(region) ?? -1];
  return { targets: watched, isWatched: (target) => find(target) !== undefined, find };
}

function watchedTarget<T>({ account, region }: Target, { name }: Account, row: T | undefined): WatchedTarget<T> {
  if (name === undefined) return row === undefined ? { account, region } : { account, region, row };
  return row === undefined ? { account, region, accountName: name } : { account, region, accountName: name, row };
}

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
