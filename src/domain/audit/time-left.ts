/** How far one region of a scan is. */
export interface RegionProgress {
  readonly region: string;
  /** Account-regions that are not read yet. */
  readonly left: number;
  /** Account-regions that ended and had answered. */
  readonly answered: number;
  /** What ended last had not answered in time. */
  readonly hangs: boolean;
}

/** How far a scan is. Instants in milliseconds of one clock. */
export interface Pace {
  readonly now: number;
  /** When the first account-region ended; undefined: none did. */
  readonly firstAt?: number;
  /** When the latest ones ended, oldest first, and how many had ended with each. */
  readonly ends: readonly { readonly at: number; readonly done: number }[];
  readonly total: number;
  readonly regions: readonly RegionProgress[];
}

/** `silent`: regions that others wait for, as it seems. Neither: nobody can say yet. */
export interface TimeLeft {
  /** Milliseconds, rounded up; never beside `silent`: how long what does not answer takes, nobody knows. */
  readonly leftMs?: number;
  readonly silent?: readonly string[];
}

/** What the pace rests on: the latest half minute. */
export const paceWindowMs = 30_000;
const leastMs = 5_000;
const leastDone = 10;
const leastShare = 0.03;
/** The earlier and the later half of the window may differ so much; more is no pace, as where nothing ends any more. */
const mostDifference = 2.5;
/** After the first answer of all. */
const silentAfterMs = 10_000;
/** Answers of other regions, in the middle, after which one without any counts as silent. */
const othersAnswered = 3;

/**
 * How long a scan still takes, at the pace of its latest account-regions. Says nothing rather than something wrong: not of
 * the first few, not where the pace jumps or nothing ends any more, and not while a region does not answer.
 */
export function timeLeft(pace: Pace): TimeLeft {
  const silent = silentRegions(pace);
  if (silent.length > 0) return { silent };
  const leftMs = byPace(pace);
  return leftMs === undefined ? {} : { leftMs: roundUp(leftMs) };
}

/** To ten seconds below a minute, else to minutes: an estimate is no better than that. */
function roundUp(ms: number): number {
  const step = ms <= 60_000 ? 10_000 : 60_000;
  return Math.ceil(ms / step) * step;
}

function silentRegions({ now, firstAt, regions }: Pace): readonly string[] {
  const isLate = firstAt !== undefined && now - firstAt >= silentAfterMs;
  return regions.flatMap(({ region, left, answered, hangs }) => {
    if (left === 0) return [];
    const others = regions.filter((other) => other.region !== region).map((other) => other.answered);
    const neverAnswered = answered === 0 && isLate && medianOf(others) >= othersAnswered;
    return hangs || neverAnswered ? region : [];
  });
}

function medianOf(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

function byPace({ now, firstAt, ends, total }: Pace): number | undefined {
  const done = ends.at(-1)?.done ?? 0;
  const left = total - done;
  if (left <= 0) return 0;
  if (firstAt === undefined || now - firstAt < leastMs || done < Math.max(leastDone, total * leastShare))
    return undefined;
  const from = Math.max(firstAt, now - paceWindowMs);
  const middle = (from + now) / 2;
  const [before, half] = [doneAt(ends, from), doneAt(ends, middle)];
  const earlier = half - before;
  const later = done - half;
  if (later === 0 || Math.max(earlier, later) > mostDifference * Math.min(earlier, later)) return undefined;
  return (left * (now - from)) / (earlier + later);
}

/** What had ended until then; of an instant before all that is known, the least of it. */
function doneAt(ends: Pace['ends'], at: number): number {
  return (ends.findLast((end) => end.at <= at) ?? ends[0])?.done ?? 0;
}
