/** What came in. */
export interface Counted {
  /** By operation. */
  readonly requests: Readonly<Record<string, number>>;
  /** The part of the requests that was refused for the rate, of the second half of the time: once it has settled. */
  readonly settledThrottled: number;
  /** From the first request to the last, in milliseconds. */
  readonly spanMs: number;
}

/** Counts requests from one `take` to the next. Instants in milliseconds. */
export function createTally() {
  let requests = new Map<string, number>();
  let instants: number[] = [];
  let refused: boolean[] = [];
  return {
    add(operation: string, at: number, isRefused: boolean): void {
      requests.set(operation, (requests.get(operation) ?? 0) + 1);
      instants.push(at);
      refused.push(isRefused);
    },
    take(): Counted {
      const first = instants[0] ?? 0;
      const spanMs = (instants.at(-1) ?? 0) - first;
      const late = refused.filter((_, index) => (instants[index] ?? 0) > first + spanMs / 2);
      const counted = {
        requests: Object.fromEntries([...requests].toSorted(([a], [b]) => (a < b ? -1 : 1))),
        settledThrottled: late.length === 0 ? 0 : late.filter(Boolean).length / late.length,
        spanMs,
      };
      requests = new Map();
      [instants, refused] = [[], []];
      return counted;
    },
  };
}
