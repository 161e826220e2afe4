import { isCancelled } from '../../domain/audit/cancelled.ts';
import { paceWindowMs, type TimeLeft, timeLeft } from '../../domain/audit/time-left.ts';
import type { TargetResult } from '../../domain/model.ts';
import type { NamedFinding, ProgressNumbers } from '../messages/audit-messages.ts';
import type { Clock } from '../ports/runtime.ts';

export interface ScanProgress {
  readonly done: number;
  /** Absent while regions are still being listed. */
  readonly total?: number;
  readonly found: number;
  readonly unknown: number;
  readonly exposed: number;
  /** A few of the exposed ones, from different account-regions where there are some. */
  readonly worst: readonly NamedFinding[];
  /** As of the call. */
  readonly timeLeft: () => TimeLeft;
}

/** As of now, to be kept or said. */
export function progressNumbers({ timeLeft, ...counted }: ScanProgress): ProgressNumbers {
  return { ...counted, ...timeLeft() };
}

/** Counts a scan while it goes on. */
export interface Tally {
  /** The regions of one that was unlisted are known. */
  expect(regions: readonly string[]): void;
  target<T extends TargetResult>(result: T, accountName: string | undefined): T;
  /** An account that ended without a scan. `wasListed`: its regions were known before. */
  account<T extends TargetResult>(results: T[], options: { readonly wasListed: boolean }): T[];
}

/** A message names so many. */
const mostWorst = 5;

interface RegionCount {
  left: number;
  answered: number;
  hangs: boolean;
}

interface TallyOptions {
  /** Accounts whose regions are to be listed first. */
  readonly unlisted: number;
  /** Of the others: each region of each account. */
  readonly listed: readonly string[];
  readonly clock: Pick<Clock, 'monotonic'>;
  /** True for what did not answer in time. */
  readonly isHung: (result: TargetResult) => boolean;
  readonly report: ((progress: ScanProgress) => void) | undefined;
}

export function createTally({ unlisted, listed, clock, isHung, report }: TallyOptions): Tally {
  let [open, done, expected, found, unknown, exposures] = [unlisted, 0, listed.length, 0, 0, 0];
  const worst = createWorst();
  const pace = createPace(clock, isHung);
  pace.expect(listed);

  function notify(): void {
    const total = open === 0 ? expected : undefined;
    report?.({
      ...{ done, found, unknown, exposed: exposures, worst: worst.named() },
      ...(total !== undefined && { total }),
      timeLeft: () => (total === undefined ? {} : pace.left(total)),
    });
  }

  function count(result: TargetResult, accountName?: string): void {
    done += 1;
    found += result.findings.length;
    if (result.outcome === 'unknown') unknown += 1;
    exposures += result.findings.filter(({ exposure }) => exposure === 'exposed').length;
    worst.see(result, accountName);
    pace.end(result, done);
  }

  // Where every region is known, so is how many there are, before the first account is entered.
  notify();

  return {
    expect(regions) {
      open -= 1;
      expected += regions.length;
      pace.expect(regions);
      notify();
    },
    target(result, accountName) {
      if (isCancelled(result)) return result;
      count(result, accountName);
      notify();
      return result;
    },
    account(results, { wasListed }) {
      if (!wasListed) {
        open -= 1;
        expected += results.length;
        pace.expect(results.map(({ region }) => region));
      }
      for (const result of results) count(result);
      notify();
      return results;
    },
  };
}

/** One of each account-region first: five names from one place hide that there are others. */
function createWorst() {
  let firsts: NamedFinding[] = [];
  let others: NamedFinding[] = [];
  let named: readonly NamedFinding[] = [];
  return {
    named: () => named,
    see({ findings }: TargetResult, accountName: string | undefined): void {
      if (firsts.length >= mostWorst) return;
      const seen = findings
        .filter(({ exposure }) => exposure === 'exposed')
        .slice(0, mostWorst)
        .map(({ account, region, kind, name }) => {
          return { account, ...(accountName !== undefined && { accountName }), region, kind, name };
        });
      if (seen.length === 0) return;
      firsts = [...firsts, ...seen.slice(0, 1)];
      others = [...others, ...seen.slice(1)].slice(0, mostWorst);
      named = [...firsts, ...others].slice(0, mostWorst);
    },
  };
}

function createPace(clock: Pick<Clock, 'monotonic'>, isHung: TallyOptions['isHung']) {
  const regions = new Map<string, RegionCount>();
  let ends: { readonly at: number; readonly done: number }[] = [];
  let firstAt: number | undefined;
  let forgetAt = mostEnds;
  const regionOf = (name: string): RegionCount => {
    const count = regions.get(name) ?? { left: 0, answered: 0, hangs: false };
    regions.set(name, count);
    return count;
  };
  return {
    expect(names: readonly string[]): void {
      for (const name of names) regionOf(name).left += 1;
    },
    end(result: TargetResult, done: number): void {
      const at = clock.monotonic();
      firstAt ??= at;
      const region = regionOf(result.region);
      region.left -= 1;
      region.hangs = isHung(result);
      if (!region.hangs) region.answered += 1;
      if (ends.at(-1)?.at === at) ends.pop();
      ends.push({ at, done });
      if (ends.length > forgetAt) {
        ends = ends.slice(firstNeeded(ends, at - paceWindowMs));
        // All of a large fleet can be needed: looked through when it has doubled, it costs a step or two for each.
        forgetAt = Math.max(mostEnds, 2 * ends.length);
      }
    },
    left(total: number): TimeLeft {
      const each = [...regions].map(([region, count]) => ({ region, ...count }));
      return timeLeft({
        now: clock.monotonic(),
        ...(firstAt !== undefined && { firstAt }),
        ends,
        total,
        regions: each,
      });
    },
  };
}

/** Beyond so many, those that no pace needs any more are forgotten. */
const mostEnds = 1_000;

/** The last one before the window: it says how many had ended when that began. */
function firstNeeded(ends: readonly { readonly at: number }[], from: number): number {
  return Math.max(
    0,
    ends.findLastIndex(({ at }) => at <= from),
  );
}
