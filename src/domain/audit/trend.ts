import { dayMs } from '../retention.ts';

/** What tells findings apart in a summary. */
export interface SummaryGroup {
  readonly account: string;
  readonly region: string;
  readonly rule: string;
  readonly kind: string;
  readonly exposure: string;
}

/** How many of a group were open when it was summarised last. */
export interface FindingLevel extends SummaryGroup {
  readonly open: number;
}

/** One day of a group, where something changed on it: until the next such day `open` stays as it is. */
export interface FindingDay extends SummaryGroup {
  /** The start of the day in UTC, epoch milliseconds. */
  readonly day: number;
  /** Open before it, and at its end. */
  readonly was: number;
  readonly open: number;
  readonly opened: number;
  readonly resolved: number;
}

export interface TrendDay {
  readonly day: number;
  readonly open: number;
  readonly opened: number;
  readonly resolved: number;
}

/**
 * The sums of each day from `first` to `last`, of the groups that are given. `days`: all of theirs since `first`, the
 * earliest first, also those after `last`.
 */
export function trendOf(
  levels: readonly FindingLevel[],
  days: readonly FindingDay[],
  first: number,
  last: number,
): readonly TrendDay[] {
  const open = new Map(levels.map((level) => [keyOf(level), level.open]));
  for (const each of days.toReversed()) open.set(keyOf(each), each.was);
  const byDay = Map.groupBy(days, ({ day }) => day);
  return Array.from({ length: Math.floor((last - first) / dayMs) + 1 }, (_, index) => {
    const day = first + index * dayMs;
    const changed = byDay.get(day) ?? [];
    for (const each of changed) open.set(keyOf(each), each.open);
    const sum = (what: 'opened' | 'resolved') => changed.reduce((all, each) => all + each[what], 0);
    const all = [...open.values()].reduce((so, each) => so + each, 0);
    return { day, open: all, opened: sum('opened'), resolved: sum('resolved') };
  });
}

function keyOf({ account, region, rule, kind, exposure }: SummaryGroup): string {
  return JSON.stringify([account, region, rule, kind, exposure]);
}

/** How many were open at the end of each day from `first` to `last`, told back from how many are open now. */
export function openEachDay(
  open: number,
  changes: readonly { readonly day: number; readonly change: number }[],
  first: number,
  last: number,
): readonly Pick<TrendDay, 'day' | 'open'>[] {
  const byDay = new Map(changes.map(({ day, change }) => [day, change]));
  const days: { day: number; open: number }[] = [];
  let atEnd = open;
  for (let day = last; day >= first; day -= dayMs) {
    days.push({ day, open: atEnd });
    atEnd -= byDay.get(day) ?? 0;
  }
  return days.toReversed();
}
